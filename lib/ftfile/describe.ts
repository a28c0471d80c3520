/** A header as text: what flow-header prints (reference section 1.9). */
import { formatIpv4 } from '../flow/address.js';
import { hasFlag, type FlowFileHeader } from './header.js';
import { zoneOf } from './names.js';

const AGGREGATION_NAMES = [
  'AS',
  'Protocol Port',
  'Source Prefix',
  'Destination Prefix',
  'Prefix',
  'Destination',
  'Source Destination',
  'Full Flow',
  'ToS AS',
  'ToS Proto Port',
  'ToS Source Prefix',
  'ToS Destination Prefix',
  'ToS Prefix',
  'ToS Prefix Port',
] as const;

const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'] as const;
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'] as const;

/** Local time with its zone, as `Sun, 30 Mar 2025 02:00:42 +0100`. */
function formatDate(seconds: number): string {
  const date = new Date(seconds * 1000);
  const two = (value: number) => String(value).padStart(2, '0');
  const day = `${DAYS[date.getDay()] ?? ''}, ${two(date.getDate())} ${MONTHS[date.getMonth()] ?? ''}`;
  const time = [date.getHours(), date.getMinutes(), date.getSeconds()].map(two).join(':');
  return `${day} ${date.getFullYear()} ${time} ${zoneOf(date)}`;
}

/**
 * The lines of flow-header, each ended by a newline.
 * @param comment what each line begins with; default `#`
 */
export function describeHeader(header: FlowFileHeader, comment = '#'): string {
  const lines = [comment];
  const line = (label: string, value: string | number | undefined) => {
    if (value !== undefined) lines.push(`${comment} ${`${label}:`.padEnd(22)}${value}`);
  };
  const isFinal = hasFlag(header, 'done') || hasFlag(header, 'preloaded');
  const hasCapture = !hasFlag(header, 'streaming') || hasFlag(header, 'preloaded');
  // The original shows neither times nor counts of a stream version 1 file.
  const hasCounts = hasCapture && header.streamVersion === 3;

  line('mode', hasFlag(header, 'streaming') ? 'streaming' : 'normal');
  if (hasFlag(header, 'translated')) line('translated', 'yes');
  if (hasCapture) line('capture hostname', header.hostname);
  if (hasCounts) {
    const { exporter, captureStart, captureEnd } = header;
    if (exporter !== undefined) line('exporter IP address', formatIpv4(exporter));
    if (captureStart !== undefined) line('capture start', formatDate(captureStart));
    if (captureEnd !== undefined && isFinal) {
      line('capture end', formatDate(captureEnd));
      line('capture period', `${captureEnd - (captureStart ?? 0)} seconds`);
    }
  }
  line('compress', hasFlag(header, 'compressed') ? 'on' : 'off');
  line('byte order', header.byteOrder);
  line('stream version', header.streamVersion);
  line('export version', header.dVersion);
  if (header.dVersion === 8) {
    line('export agg_version', header.aggregationVersion);
    const method = header.aggregationMethod;
    if (method !== undefined) line('export agg_method', `${method} (${AGGREGATION_NAMES[method - 1] ?? 'unknown'})`);
  }
  if (hasCounts) {
    line('lost flows', header.lost);
    line('misordered flows', header.misordered);
    line('corrupt packets', header.corrupt);
    line('sequencer resets', header.resets);
  }
  line('comments', header.comment);
  if (isFinal) line('capture flows', header.flows);
  else if (!hasFlag(header, 'streaming')) lines.push(`${comment} note, incomplete flow file`);
  if (header.interfaces) {
    lines.push(comment);
    for (const { router, ifIndex, name } of header.interfaces)
      lines.push(`${comment} ifname ${formatIpv4(router)} ${ifIndex} ${name}`);
  }
  if (header.aliases) {
    lines.push(comment);
    for (const { router, ifIndexes, alias } of header.aliases)
      lines.push(`${comment} ifalias ${formatIpv4(router)} ${[...ifIndexes, alias].join(' ')}`);
  }
  lines.push(comment);
  return `${lines.join('\n')}\n`;
}
