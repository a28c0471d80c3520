/** What tests see of a datagram that was read: plain objects, memory of their own. */
import type { SflowError } from '../../lib/sflow/error.js';
import { readSflow, type SampleVisitor } from '../../lib/sflow/read-datagram.js';
import type { CounterSample, Discard, FlowSample, SflowHeader } from '../../lib/sflow/sample.js';
import { SampledFlow } from '../../lib/sflow/sampled-flow.js';

export type PlainFlow = Record<string, unknown>;

export interface Seen {
  readonly header: SflowHeader | SflowError;
  readonly flows: PlainFlow[];
  readonly samples: FlowSample[];
  readonly counters: CounterSample[];
  readonly discards: Discard[];
  readonly errors: SflowError[];
}

/** Text of four words: dotted quads of mapped addresses, else hexadecimal; absent ones as ''. */
export function addressText(words: Uint32Array): string {
  const octets = Buffer.alloc(16);
  words.forEach((word, index) => octets.writeUInt32BE(word, 4 * index));
  const hex = octets.toString('hex');
  if (/^0+$/.test(hex)) return '';
  return hex.startsWith('00000000000000000000ffff') ? [...octets.subarray(12)].join('.') : hex;
}

function plain(flow: SampledFlow): PlainFlow {
  const entries: [string, unknown][] = Object.entries(flow).map(([name, value]: [string, unknown]) => [
    name,
    value instanceof Uint32Array ? addressText(value) : value,
  ]);
  return { ...Object.fromEntries(entries), src_vlan: flow.src_vlan, dst_vlan: flow.dst_vlan };
}

export function see(datagram: Uint8Array): Seen {
  const seen: Omit<Seen, 'header'> = { flows: [], samples: [], counters: [], discards: [], errors: [] };
  const visitor: SampleVisitor = {
    flow: (sample, flow) => {
      seen.samples.push(sample);
      seen.flows.push(plain(flow));
    },
    counters: (sample) => seen.counters.push(sample),
    discard: (discard) => seen.discards.push(discard),
    error: (error) => seen.errors.push(error),
  };
  return { header: readSflow(datagram, visitor, new SampledFlow()), ...seen };
}

/** Those of `names` of a flow. */
export function fields(flow: PlainFlow | undefined, ...names: readonly string[]): PlainFlow {
  return Object.fromEntries(names.map((name) => [name, flow?.[name]]));
}
