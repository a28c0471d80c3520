/** One interface: what flows and counters say of it, and the likely cause where they differ. */
import type { InterfaceEntry } from '../../interfaces/interface-book.js';
import { formatNumber } from '../../web/format.js';
import type { CountedInterface, Period } from './counted-interfaces.js';
import { flowKey, type FlowSum, type InterfaceFlows, type Way } from './interface-flows.js';
import type { Finding } from './step.js';

/** What counters count of a packet and flows do not: an Ethernet header and the check sequence, octets. */
const FRAME = 18;
/** Less traffic than this in the period says nothing, octets. */
const LITTLE = 1_000_000;
/** So many samples may be absent by chance. */
const FEW = 10;
/** What always may differ: packets that are not IP, moments at the edges. */
const TOLERANCE = 0.15;
/** Losses beyond this part of the samples are a cause. */
const MUCH = 0.05;

const WAYS = { input: 'in', output: 'out' } as const;

/**
 * How far a sum of samples may be off, as a part of it: 196 % divided by the root of their number holds in 95 of 100 cases
 * where packets are of one size (sflow.org, "Packet Sampling Basics"); theirs differ, and there are many interfaces.
 */
function allowed({ records }: FlowSum): number {
  return Math.max(TOLERANCE, 3 / Math.sqrt(records));
}

/** Samples of a packet of common size that so many octets should give. */
function expectedSamples(octets: number, { sampling }: InterfaceEntry): number {
  return octets < LITTLE ? 0 : octets / 1000 / Math.max(1, sampling?.rate ?? 1);
}

interface Cause {
  readonly text: string;
  readonly fix: string;
}

function lossOf({ sampling }: InterfaceEntry): Cause | undefined {
  if (!sampling) return undefined;
  const { samples, lost, dropped } = sampling;
  const all = samples + lost + dropped;
  const part = (count: number) => `${formatNumber(Math.round((100 * count) / all))} %`;
  if (dropped > MUCH * all)
    return {
      text: `the exporter dropped ${part(dropped)} of its samples itself`,
      fix: 'Sample fewer packets: a higher N of 1 in N.',
    };
  if (lost > MUCH * all)
    return {
      text: `${part(lost)} of its samples were lost on the way`,
      fix: 'Look at kernel_drops of flow-capture -S, and at what lies between the exporter and this machine.',
    };
  return undefined;
}

/** Why flows say less than counters, or more. */
function causeOf({ entry }: CountedInterface, flows: FlowSum, ratio: number): Cause {
  const { sampling } = entry;
  const factor = formatNumber(Math.round(1 / ratio));
  if (ratio > 1)
    return {
      text: 'its packets seem to be counted twice',
      fix: 'Sample packets at each interface in one direction only, and let no second exporter report the same ones.',
    };
  if (flows.withoutRate > MUCH * flows.records && 1 / ratio > 1.5)
    return {
      text: `the sampling is not applied: its flows tell no rate, and counters say about 1 in ${factor}`,
      fix: 'Let the exporter send its sampling rate, or set sampling_rates in the configuration.',
    };
  const loss = lossOf(entry);
  if (loss) return loss;
  if (sampling?.observed !== undefined && Math.abs(sampling.observed / sampling.rate - 1) > TOLERANCE)
    return {
      text: `it says that it samples 1 in ${sampling.rate}, and by its count of packets it is 1 in ${Math.round(sampling.observed)}`,
      fix: 'Look at what the exporter is set to, and at its software.',
    };
  return {
    text: 'much of its traffic is not in the flows',
    fix: 'See that all its traffic is sampled, that flow-capture filters nothing (-f), and how much of it is not IP.',
  };
}

const NONE: FlowSum = { records: 0, octets: 0, packets: 0, withoutRate: 0 };

/** @param name of the source */
export function interfaceFinding(
  name: string,
  counted: CountedInterface,
  flows: InterfaceFlows,
  { start, end }: Period,
): Finding {
  const { exporter, ifIndex, entry } = counted;
  const causes: Cause[] = [];
  const sums = (['input', 'output'] as const).map((way: Way) => {
    const sum = flows.get(flowKey(exporter, ifIndex, way)) ?? NONE;
    const frames = sum.octets + FRAME * sum.packets;
    const octets = counted[way];
    if (sum.records === 0 && expectedSamples(octets, entry) > FEW) causes.push(missing(way));
    if (sum.records > 0 && octets >= LITTLE && Math.abs(frames / octets - 1) > allowed(sum))
      causes.push(causeOf(counted, sum, frames / octets));
    return `${WAYS[way]} ${formatNumber(Math.round(frames))} by flows, ${formatNumber(Math.round(octets))} by counters`;
  });
  const label = entry.name === undefined ? `interface ${ifIndex}` : `interface ${ifIndex} (${entry.name})`;
  const minutes = Math.round((end - start) / 60_000);
  const text = `${name}, exporter ${exporter}, ${label}, octets of ${minutes} minutes: ${sums.join('; ')}`;
  const [first] = causes;
  if (!first) return { state: 'holds', text: `${text}.` };
  const reasons = [...new Set(causes.map((cause) => cause.text))];
  return { state: 'note', text: `${text}: ${reasons.join('; ')}.`, fix: first.fix };
}

function missing(way: Way): Cause {
  return {
    text: `no flow has it as its ${way}`,
    fix: 'Turn sampling on at this interface of the exporter, or at all others for what goes out by it.',
  };
}
