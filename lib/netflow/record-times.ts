/** When the flows of a data set began and ended, from whichever of the elements for that its template has. */
import type { Ms } from '../flow/time.js';
import type { MessageHeader } from './message.js';
import type { RecordRun } from './record-run.js';
import type { RecordScratch, WireColumn } from './record-scratch.js';
import type { TimeForm, TimeLoad, TimeLoads } from './time-form.js';

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

/** Milliseconds since 1970 of an uptime, whose 32 bits wrap every 49.7 days. 0 where it is not known what it counts from. */
function uptimeMs(uptime: number, { exportMs, sysuptime, systemInit }: TimeContext, recordInit: number): Ms {
  if (recordInit > 0) return recordInit + uptime;
  if (sysuptime !== undefined) return exportMs + ((uptime - sysuptime) | 0);
  return systemInit === undefined ? 0 : systemInit + uptime;
}

/**
 * One time of one record, ms since 1970; 0 or less if it says nothing.
 * @param init when the exporter booted, as the record says; 0 where it does not
 */
function readTime(view: DataView, at: number, length: number, form: TimeForm, context: TimeContext, init: number): Ms {
  switch (form) {
    case 'uptime':
      return uptimeMs(readNumber(view, at, length), context, init);
    case 'delta':
      return context.exportMs - Math.ceil(readNumber(view, at, length) / 1000);
    case 'ntp':
      return length === 8 && view.getUint32(at) > 0 ? ntpMs(view.getUint32(at), view.getUint32(at + 4)) : 0;
    case 'seconds':
      return readNumber(view, at, length) * 1000;
    default:
      return readNumber(view, at, length);
  }
}

/**
 * A time of each record. The usual forms have loops of their own, because a number that a function returns is garbage: 50
 * of them were half of what a datagram left behind.
 */
function readTimes(
  { view, at, length, stride, count }: WireColumn,
  form: TimeForm,
  context: TimeContext,
  inits: Float64Array | undefined,
  into: Float64Array,
): void {
  const { exportMs, sysuptime } = context;
  if (form === 'uptime' && length === 4 && sysuptime !== undefined && !inits) {
    for (let index = 0; index < count; index++, at += stride)
      into[index] = exportMs + ((view.getUint32(at) - sysuptime) | 0); // modulo 2³², as below
  } else if (form === 'milliseconds' && length === 8) {
    for (let index = 0; index < count; index++, at += stride)
      into[index] = view.getUint32(at) * ERA + view.getUint32(at + 4);
  } else {
    for (let index = 0; index < count; index++, at += stride)
      into[index] = readTime(view, at, length, form, context, inits ? inits[index]! : 0);
  }
}

/** Later than any clock: what is behind is nonsense, and no number of a record. */
const LATEST = 2 ** 52;

/**
 * Finds start and end of each record and leaves them in the scratch. Where only one is known the duration tells the other,
 * else they are the same; where neither is, it is the time of observation or that of the export.
 */
export function findTimes(times: TimeLoads, run: RecordRun, context: TimeContext, scratch: RecordScratch): void {
  const { starts, ends } = scratch;
  const { count } = run;
  const inits = times.system_init && scratch.inits;
  if (times.system_init && inits)
    readTimes(run.column(times.system_init), times.system_init.form, context, undefined, inits);
  const { start, end } = times;
  if (start) readTimes(run.column(start), start.form, context, inits, starts);
  else starts.fill(0, 0, count);
  if (end) readTimes(run.column(end), end.form, context, inits, ends);
  else ends.fill(0, 0, count);
  for (let index = 0; index < count; index++) {
    const isTold = starts[index]! > 0 && ends[index]! > 0 && starts[index]! <= LATEST && ends[index]! <= LATEST;
    if (!isTold) completeTimes(times, run, context, scratch, index);
  }
}

/** Of a record that does not tell both, or no time that can be. */
function completeTimes(
  times: TimeLoads,
  run: RecordRun,
  context: TimeContext,
  { starts, ends, inits }: RecordScratch,
  index: number,
): void {
  const read = (load: TimeLoad): number => {
    const { view, at, length, stride } = run.column(load);
    return readTime(view, at + index * stride, length, load.form, context, times.system_init ? inits[index]! : 0);
  };
  let [start, end] = [starts[index]!, ends[index]!];
  const duration = times.duration ? durationMs(times.duration, run, index) : relativeDuration(times, run, index);
  if (start <= 0 && end <= 0) end = times.observed ? read(times.observed) : 0;
  if (end <= 0) end = start > 0 ? start + duration : context.exportMs;
  if (start <= 0) start = end - duration;
  starts[index] = Math.min(Math.max(0, start), LATEST);
  ends[index] = Math.min(Math.max(0, end), LATEST);
}

/** The number of a record as it stands, whatever its form. */
function told(load: TimeLoad, run: RecordRun, index: number): number {
  const { view, at, length, stride } = run.column(load);
  return readNumber(view, at + index * stride, length);
}

/** Records that `first` and `last` are told of by uptimes without a known beginning have lasted as long as these say. */
function relativeDuration({ start, end }: TimeLoads, run: RecordRun, index: number): number {
  if (start?.form !== 'uptime' || end?.form !== 'uptime') return 0;
  return (told(end, run, index) - told(start, run, index)) >>> 0;
}

function durationMs(load: TimeLoad, run: RecordRun, index: number): number {
  const value = told(load, run, index);
  return load.form === 'duration us' ? Math.floor(value / 1000) : value;
}
