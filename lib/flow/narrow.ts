/** Extended records as classic ones, for programs that read no others: what does not fit is left out, and counted. */
import { addressReader, fieldReader, wordsOf, type FlowBatch } from './batch.js';
import { recordLayout } from './layout.js';
import type { ExportVersion } from './version.js';

export interface Narrowed {
  readonly flows: FlowBatch;
  /** Flows between IPv6 addresses, which are not among `flows`. */
  readonly ipv6: number;
  /** Flows of which a number was larger than its place, and became the largest that fits. */
  readonly saturated: number;
}

/** What an AS number of more than 16 bits is where there are 16 (RFC 6793). */
const AS_TRANS = 23456;

const NARROWED: ReadonlySet<ExportVersion> = new Set<ExportVersion>(['1', '5', '6', '7', '1005']);

/** @returns undefined for v8, whose records are sums over flows */
export function narrower(to: ExportVersion): ((batch: FlowBatch) => Narrowed) | undefined {
  if (!NARROWED.has(to)) return undefined;
  const layout = recordLayout(to);
  return (batch) => {
    const [source, destination] = [addressReader(batch, 'srcaddr'), addressReader(batch, 'dstaddr')];
    const kept: number[] = [];
    for (let index = 0; index < batch.count; index++)
      if (source?.(index).family !== 6 && destination?.(index).family !== 6) kept.push(index);
    const bytes = new Uint8Array(kept.length * layout.size);
    const [words, halves] = [wordsOf({ bytes }), new Uint16Array(bytes.buffer)];
    const saturated = new Set<number>();
    for (const { field, offset, bytes: width } of layout.slots.values()) {
      const read = fieldReader(batch, field);
      if (!read) continue;
      const most = 2 ** (8 * width) - 1;
      const instead = field === 'src_as' || field === 'dst_as' ? AS_TRANS : most;
      for (const [to, index] of kept.entries()) {
        let value = read(index) || 0; // NaN of a nexthop or exporter with an IPv6 address
        if (value > most) {
          value = instead;
          saturated.add(index);
        }
        const at = to * layout.size + offset;
        if (width === 4) words[at >> 2] = value;
        else if (width === 2) halves[at >> 1] = value;
        else bytes[at] = value;
      }
    }
    const flows = { layout, bytes, count: kept.length };
    return { flows, ipv6: batch.count - kept.length, saturated: saturated.size };
  };
}
