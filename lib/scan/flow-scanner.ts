/** Takes batches of records through the choice of flows, the suppress lists, the triggers and the detector. */
import { isMulticast } from '../capture/endpoints.js';
import type { AddressNumber } from '../flow/address-number.js';
import { addressReader, fieldReader, type FlowBatch } from '../flow/batch.js';
import type { FieldName } from '../flow/field.js';
import { absoluteMs, durationMs } from '../flow/time.js';
import type { Detector } from './detector.js';
import { findingText, FLOW_HEADING, flowLines, type SeenFlow } from './message.js';
import type { FlowChoice, Triggers } from './options.js';
import { isSuppressed, type SuppressLists } from './suppress.js';

const TCP = 6;
const WEB = 80;
/** Ports of clients lie above it. */
const CLIENTS = 1023;

const FIELDS = [
  'srcport', 'dstport', 'prot', 'tcp_flags', 'input', 'output', 'dpkts', 'doctets',
  'first', 'last', 'unix_secs', 'unix_nsecs', 'sysuptime',
] as const satisfies readonly FieldName[]; // prettier-ignore

type Readers = Readonly<
  Record<(typeof FIELDS)[number], (index: number) => number> &
    Record<'srcaddr' | 'dstaddr', (index: number) => AddressNumber>
>;

/** Of either family; those of IPv4 cost no more than other numbers. */
function addressNumbers(
  batch: FlowBatch,
  field: 'srcaddr' | 'dstaddr',
): ((index: number) => AddressNumber) | undefined {
  const [ipv4, any] = [fieldReader(batch, field), addressReader(batch, field)];
  if (!ipv4 || !any) return undefined;
  return (index) => {
    const address = ipv4(index);
    return Number.isNaN(address) ? any(index).value : address;
  };
}

function readersOf(batch: FlowBatch): Readers {
  // every version that is let in has all of these fields
  return {
    ...Object.fromEntries(FIELDS.map((field) => [field, fieldReader(batch, field)])),
    srcaddr: addressNumbers(batch, 'srcaddr'),
    dstaddr: addressNumbers(batch, 'dstaddr'),
  } as unknown as Readers;
}

export interface ScannerSettings {
  readonly choice: FlowChoice;
  readonly triggers: Triggers;
}

export class FlowScanner {
  #heading: 'due' | 'said' = 'due';

  constructor(
    private readonly settings: ScannerSettings,
    private readonly detector: Detector,
    /** May be replaced between two batches. */
    public suppress: SuppressLists,
    private readonly say: (line: string) => void,
  ) {}

  /** Looks at all flows of a batch of version 1, 5, 6, 7 or 1009. */
  scan(batch: FlowBatch): void {
    const read = readersOf(batch);
    for (let index = 0; index < batch.count; index++) {
      this.detector.count();
      const srcaddr = read.srcaddr(index);
      const dstaddr = read.dstaddr(index);
      const dstport = read.dstport(index);
      if (!this.#isLookedAt(read, index, srcaddr, dstaddr, dstport)) continue;
      this.#trigger(read, index);
      const finding = this.detector.see(srcaddr, dstaddr, dstport);
      if (finding !== undefined) this.say(findingText(finding, flowOf(read, index)));
    }
  }

  #isLookedAt(read: Readers, index: number, srcaddr: AddressNumber, dstaddr: AddressNumber, dstport: number): boolean {
    const { input, output, multicast, webReplies, webRequests } = this.settings.choice;
    if (input && !input(read.input(index))) return false;
    if (output && !output(read.output(index))) return false;
    if (multicast === 'ignored' && (isMulticast(srcaddr) || isMulticast(dstaddr))) return false;
    const srcport = read.srcport(index);
    const prot = read.prot(index);
    if (prot === TCP) {
      if (webReplies === 'ignored' && srcport === WEB && dstport > CLIENTS) return false;
      if (webRequests === 'ignored' && dstport === WEB && srcport > CLIENTS) return false;
    }
    const { source, destination } = this.suppress;
    return (
      !isSuppressed(source, srcaddr, prot, srcport, dstport) &&
      !isSuppressed(destination, dstaddr, prot, srcport, dstport)
    );
  }

  /** Shows the flow once for each trigger that it sets off. */
  #trigger(read: Readers, index: number): void {
    const { octets, packets, duration } = this.settings.triggers;
    const times = [
      octets > 0 && read.doctets(index) > octets,
      packets > 0 && read.dpkts(index) > packets,
      duration > 0 && durationMs(read.first(index), read.last(index)) > duration,
    ].filter((sets) => sets).length;
    if (times === 0) return;
    if (this.#heading === 'due') this.say(FLOW_HEADING);
    this.#heading = 'said';
    const lines = flowLines(flowOf(read, index));
    for (let time = 0; time < times; time++) lines.forEach(this.say);
  }
}

function flowOf(read: Readers, index: number): SeenFlow {
  const at = (uptime: number) =>
    absoluteMs(read.unix_secs(index), read.unix_nsecs(index), read.sysuptime(index), uptime);
  return {
    srcaddr: read.srcaddr(index),
    dstaddr: read.dstaddr(index),
    srcport: read.srcport(index),
    dstport: read.dstport(index),
    prot: read.prot(index),
    tcpFlags: read.tcp_flags(index),
    input: read.input(index),
    output: read.output(index),
    packets: read.dpkts(index),
    octets: read.doctets(index),
    start: at(read.first(index)),
    end: at(read.last(index)),
  };
}
