/** Classic records as extended ones, so that exporters old and new can share a file. */
import { writeIpv4 } from './address-place.js';
import { fieldReader, wordsOf } from './batch.js';
import { blankRecords, recordLayout } from './layout.js';
import { absoluteMs } from './time.js';
import type { Translate } from './translate.js';
import { EXTENDED, type ExportVersion } from './version.js';

/** Aggregated flows have counts of flows, for which extended records have no place. */
const WIDENED: ReadonlySet<ExportVersion> = new Set<ExportVersion>(['1', '5', '6', '7', '1005']);

/**
 * Everything that a classic record says but its uptimes, which become times.
 * @returns undefined for v8, whose records count flows
 */
export function widener(from: ExportVersion): Translate | undefined {
  if (!WIDENED.has(from)) return undefined;
  const layout = recordLayout(EXTENDED);
  const step = layout.size >> 2;
  return (batch) => {
    const bytes = blankRecords(layout, batch.count);
    const wide = { layout, bytes, count: batch.count };
    const [words, halves] = [wordsOf(wide), new Uint16Array(bytes.buffer)];
    for (const { field, offset, bytes: width } of layout.slots.values()) {
      const read = fieldReader(batch, field);
      if (!read) continue;
      for (let index = 0; index < batch.count; index++) {
        const at = index * layout.size + offset;
        if (width === 16) writeIpv4(words, at >> 2, read(index));
        else if (width >= 4) words[at >> 2] = read(index);
        else if (width === 2) halves[at >> 1] = read(index);
        else bytes[at] = read(index);
      }
    }
    const [secs, nsecs, uptime] = (['unix_secs', 'unix_nsecs', 'sysuptime'] as const).map((field) =>
      fieldReader(batch, field),
    );
    for (const [uptimeField, timeField] of [
      ['first', 'start_ms'],
      ['last', 'end_ms'],
    ] as const) {
      const read = fieldReader(batch, uptimeField);
      const slot = layout.slots.get(timeField);
      if (!read || !slot || !secs || !nsecs || !uptime) throw new RangeError(`records of version ${from} have times`);
      for (let index = 0; index < batch.count; index++) {
        const ms = Math.max(0, absoluteMs(secs(index), nsecs(index), uptime(index), read(index)));
        words[index * step + (slot.offset >> 2)] = ms % 2 ** 32;
        words[index * step + (slot.offset >> 2) + 1] = ms / 2 ** 32;
      }
    }
    return wide;
  };
}
