/** When the flows of a data set began and ended, from whichever of the elements for that its template has. */
import type { Ms } from '../flow/time.js';
import type { Element } from './element-table.js';
import type { MessageHeader } from './message.js';
import type { RecordScratch, WireColumn } from './record-scratch.js';

/** How a time is told: by the calendar, in units since boot, or before the export. */
export type TimeForm = 'seconds' | 'milliseconds' | 'ntp' | 'uptime' | 'delta' | 'duration ms' | 'duration us';

/** Forms that the type does not tell. */
const FORMS: Readonly<Record<number, TimeForm>> = {
  158: 'delta',
  159: 'delta',
  161: 'duration ms',
  162: 'duration us',
};

/** Best first: what the fewest assumptions lead from. */
const PREFERRED: readonly TimeForm[] = ['ntp', 'milliseconds', 'seconds', 'delta', 'uptime'];

/** The form of a time element. */
export function timeForm({ owner, id, type, fill }: Element): TimeForm {
  switch (type) {
    case 'dateTimeSeconds':
      return 'seconds';
    case 'dateTimeMilliseconds':
      return 'milliseconds';
    case 'dateTimeMicroseconds':
    case 'dateTimeNanoseconds':
      return 'ntp';
    default: {
      const form = typeof owner === 'number' && fill?.way === 'forward' ? undefined : FORMS[id];
      return form ?? (fill?.field === 'duration' ? 'duration ms' : 'uptime');
    }
  }
}

/** The lower the better. */
export function timeRank(element: Element): number {
  const rank = PREFERRED.indexOf(timeForm(element));
  return rank < 0 ? PREFERRED.length : rank;
}

/** From 1900, where NTP counts from, to 1970, seconds. */
const NTP_EPOCH = 2_208_988_800;
const ERA = 2 ** 32;

/** What times are relative to. */
export interface TimeContext extends Pick<MessageHeader, 'exportMs' | 'sysuptime'> {
  /** When the exporter booted, as its options data say. */
  readonly systemInit?: Ms;
}

/** A number of the record, at most 8 octets of it, as a double. */
function readNumber(view: DataView, at: number, length: number): number {
  if (length === 4) return view.getUint32(at);
  if (length === 8) return view.getUint32(at) * ERA + view.getUint32(at + 4);
  let value = 0;
  for (let octet = at; octet < at + length; octet++) value = value * 256 + view.getUint8(octet);
  return value;
}

/** NTP time (RFC 5905 section 6): seconds with the high bit clear are those of the era that begins in 2036. */
function ntpMs(seconds: number, fraction: number): Ms {
  const since1900 = seconds >= 0x80000000 ? seconds : seconds + ERA;
  return (since1900 - NTP_EPOCH) * 1000 + Math.floor((fraction * 1000) / ERA);
}

/** Milliseconds since 1970 of an uptime; the counter wraps every 49.7 days. NaN where it is not known what it counts from. */
function uptimeMs(uptime: number, { exportMs, sysuptime, systemInit }: TimeContext, recordInit: number): Ms {
  if (recordInit > 0) return recordInit + uptime;
  if (sysuptime !== undefined) {
    const ahead = uptime - sysuptime;
    return exportMs + (ahead > 0x80000000 ? ahead - ERA : ahead < -0x80000000 ? ahead + ERA : ahead);
  }
  return systemInit === undefined ? NaN : systemInit + uptime;
}

/** One time of one record, ms since 1970; NaN if it says nothing. */
function readTime(view: DataView, at: number, length: number, form: TimeForm, context: TimeContext, init: number): Ms {
  switch (form) {
    case 'uptime':
      return uptimeMs(readNumber(view, at, length), context, init);
    case 'delta':
      return context.exportMs - Math.ceil(readNumber(view, at, length) / 1000);
    case 'ntp':
      return length === 8 && view.getUint32(at) > 0 ? ntpMs(view.getUint32(at), view.getUint32(at + 4)) : NaN;
    case 'seconds':
      return readNumber(view, at, length) * 1000 || NaN;
    default:
      return readNumber(view, at, length) || NaN;
  }
}

export interface TimeColumn {
  readonly column: WireColumn;
  readonly form: TimeForm;
}

/** The time elements of a data set, of those that its template has. */
export type TimeColumns = Readonly<
  Partial<Record<'start' | 'end' | 'duration' | 'observed' | 'system_init', TimeColumn>>
>;

/** Later than any clock: what is behind is nonsense, and no number of a record. */
const LATEST = 2 ** 52;

/** Records that `first` and `last` are told of by uptimes without a known beginning have lasted as long as these say. */
function relativeDuration(columns: TimeColumns, index: number): number {
  const { start, end } = columns;
  if (start?.form !== 'uptime' || end?.form !== 'uptime') return 0;
  const uptime = ({ column }: TimeColumn) => readNumber(column.view, column.at + index * column.stride, column.length);
  return (uptime(end) - uptime(start)) >>> 0;
}

/**
 * Finds start and end of each record and leaves them in the scratch. Where only one is known the duration tells the other,
 * else they are the same; where neither is, it is the time of observation or that of the export.
 */
export function findTimes(
  columns: TimeColumns,
  context: TimeContext,
  count: number,
  { starts, ends }: RecordScratch,
): void {
  const read = (which: keyof TimeColumns, index: number, init: number): number => {
    const found = columns[which];
    if (!found) return NaN;
    const { view, at, length, stride } = found.column;
    return readTime(view, at + index * stride, length, found.form, context, init);
  };
  for (let index = 0; index < count; index++) {
    const init = columns.system_init ? read('system_init', index, 0) : 0;
    let [start, end] = [read('start', index, init), read('end', index, init)];
    if (!(start >= 0 && end >= 0)) {
      const duration = columns.duration ? durationMs(columns.duration, index) : relativeDuration(columns, index);
      if (!(start >= 0) && !(end >= 0)) end = read('observed', index, init) || context.exportMs; // NaN where not told
      if (!(end >= 0)) end = start >= 0 ? start + duration : context.exportMs;
      if (!(start >= 0)) start = end - duration;
    }
    starts[index] = Math.min(Math.max(0, Math.floor(start)), LATEST);
    ends[index] = Math.min(Math.max(0, Math.floor(end)), LATEST);
  }
}

function durationMs({ column: { view, at, length, stride }, form }: TimeColumn, index: number): number {
  const value = readNumber(view, at + index * stride, length);
  return form === 'duration us' ? Math.floor(value / 1000) : value;
}
