/** Datagrams of sFlow version 5 to flow records and counters. */
import type { Address } from '../flow/address.js';
import type { FlowBatch } from '../flow/batch.js';
import type { Ms } from '../flow/time.js';
import type { SflowError } from './error.js';
import { FlowWriter } from './flow-writer.js';
import { readSflow, type SampleVisitor } from './read-datagram.js';
import type { CounterSample, Discard, FlowSample, SflowHeader } from './sample.js';
import { SampledFlow } from './sampled-flow.js';

/** An accepted datagram. */
export interface SflowDatagram {
  readonly header: SflowHeader;
  /** The agent; what the datagram came from where it does not say. */
  readonly exporter: Address;
  /** A record for each sampled IP packet, in scratch memory that the decoder's next call overwrites. */
  readonly flows: FlowBatch;
  /** Head of each flow sample, also of those that gave no record. */
  readonly samples: readonly FlowSample[];
  /** Sampled packets that are not IP, or whose header could not be read. */
  readonly notIp: number;
  readonly counters: readonly CounterSample[];
  readonly discards: readonly Discard[];
  /** What of the datagram was lost. */
  readonly errors: readonly SflowError[];
}

/**
 * Decodes one datagram.
 * @param datagram exactly the UDP payload
 * @param from what it came from, and when it was received, which is the time of its flows
 * @returns what it holds, or why it is refused; never throws
 */
export type DecodeSflow = (
  datagram: Uint8Array,
  from: { readonly source: Address; readonly received: Ms },
) => SflowDatagram | SflowError;

/** A decoder with scratch memory of its own. */
export function createSflowDecoder(): DecodeSflow {
  const writer = new FlowWriter();
  const scratch = new SampledFlow();
  return (datagram, { source, received }) => {
    const samples: FlowSample[] = [];
    const counters: CounterSample[] = [];
    const discards: Discard[] = [];
    const errors: SflowError[] = [];
    let notIp = 0;
    writer.begin();
    const visitor: SampleVisitor = {
      flow: (sample, flow, { agent = source, subAgent }) => {
        samples.push(sample);
        if (flow.family === 0) notIp++;
        else writer.add(flow, { received, exporter: agent, subAgent });
      },
      counters: (sample) => counters.push(sample),
      discard: (discard) => discards.push(discard),
      error: (error) => errors.push(error),
    };
    const header = readSflow(datagram, visitor, scratch);
    if ('code' in header) return header;
    const exporter = header.agent ?? source;
    return { header, exporter, flows: writer.batch(), samples, notIp, counters, discards, errors };
  };
}
