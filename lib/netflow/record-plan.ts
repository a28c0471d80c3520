/** A template compiled once: which octets of its records go where in extended records. */
import type { FieldName } from '../flow/field.js';
import type { PairOwner } from '../flow/pairs.js';
import { recordLayout } from '../flow/layout.js';
import { EXTENDED } from '../flow/version.js';
import type { Element, Fill } from './element-table.js';
import { timeForm, timeRank, TIMES, type TimeLoad, type TimeLoads } from './time-form.js';
import type { FieldPlace } from './record-run.js';
import { VARIABLE, type Template, type TemplateField } from './template.js';

/** How a field's octets become a value. */
export type LoadKind =
  'number' | 'low bits' | 'ipv4' | 'ipv6' | 'prefix length' | 'label' | 'application' | 'icmp' | 'sampler';

/** One field's way; run through all records of a data set before the next one. */
export interface Load extends FieldPlace {
  readonly kind: LoadKind;
  /** Place in the extended record: octets from its beginning, and width. */
  readonly to: number;
  readonly width: number;
  /** Another element of the template fills the same, and what is 0 there says nothing. */
  readonly override: 'always' | 'unless zero';
}

/** An element that is kept as a pair, because it fills no field. */
export interface PairLoad extends FieldPlace {
  readonly owner: PairOwner;
  readonly id: number;
}

export interface RecordPlan {
  readonly template: Template;
  readonly loads: readonly Load[];
  /** Almost always none. */
  readonly pairs: readonly PairLoad[];
  readonly times: TimeLoads;
  /** Of the packets that went the other way, for templates of biflows: what differs from the flow. */
  readonly reverse?: { readonly loads: readonly Load[]; readonly times: TimeLoads };
  /** Whether the template tells the field, so that the header's value does not. */
  readonly has: ReadonlySet<Fill>;
}

/** A field of a template with what it fills. */
interface Candidate {
  readonly index: number;
  readonly from: number;
  readonly field: TemplateField;
  readonly element: Element;
  readonly fills: Fill;
  readonly rank: number;
}

/** Where the two ends of a flow change places. */
const EXCHANGED: Readonly<Partial<Record<Fill, Fill>>> = {
  srcaddr: 'dstaddr',
  srcport: 'dstport',
  src_mask: 'dst_mask',
  src_as: 'dst_as',
  src_mac: 'dst_mac',
  src_vlan: 'dst_vlan',
  input: 'output',
};
const OTHER_END: ReadonlyMap<Fill, Fill> = new Map(
  Object.entries(EXCHANGED).flatMap(([one, other]) => [
    [one as Fill, other], // keys of the table
    [other, one as Fill],
  ]),
);

/** What is the same whichever way the packets went. */
const OF_BOTH: ReadonlySet<Fill> = new Set<Fill>([
  'prot',
  'application_id',
  'sampler_id',
  'sampling_rate',
  'engine_type',
  'engine_id',
  'domain',
  'end_reason',
]);

const PREFIX_LENGTHS: ReadonlySet<Fill> = new Set<Fill>(['src_mask', 'dst_mask']);

/** The kind of load for a field, undefined if its octets cannot be such a value. */
function kindOf({ length, element }: TemplateField, fills: Fill): LoadKind | undefined {
  switch (fills) {
    case 'icmp':
      return length === 2 ? 'icmp' : undefined;
    case 'sampler_id':
      return 'sampler';
    case 'mpls_label':
      return length === 3 ? 'label' : 'number';
    case 'application_id':
      return 'application';
    case 'tcp_flags':
      return 'low bits';
    default:
  }
  if (PREFIX_LENGTHS.has(fills)) return 'prefix length';
  if (element?.type === 'ipv4Address') return length === 4 ? 'ipv4' : undefined;
  if (element?.type === 'ipv6Address') return length === 16 ? 'ipv6' : undefined;
  return 'number';
}

function candidatesOf(template: Template, way: 'forward' | 'reverse'): Candidate[] {
  let from = 0;
  return template.fields.flatMap((field, index) => {
    const candidate = { index, from, field };
    from += field.length === VARIABLE ? 0 : field.length;
    const { element, length } = field;
    if (!element?.fill || element.fill.way !== way || length === 0) return [];
    return [{ ...candidate, element, fills: element.fill.field, rank: element.fill.rank }];
  });
}

/** For each field those of the best rank. */
function bestOf(candidates: readonly Candidate[]): Map<Fill, Candidate[]> {
  const best = new Map<Fill, Candidate[]>();
  for (const candidate of candidates) {
    const so = best.get(candidate.fills);
    if (!so || candidate.rank < so[0]!.rank) best.set(candidate.fills, [candidate]);
    else if (candidate.rank === so[0]!.rank) so.push(candidate);
  }
  return best;
}

/** Where ICMP's type is kept, whose code is behind it, and what samplers are looked up in, have no place of their own. */
function placeOf(fills: Fill, kind: LoadKind): { readonly to: number; readonly width: number } | undefined {
  if (kind === 'sampler') return { to: 0, width: 4 };
  const slot = recordLayout(EXTENDED).slots.get((kind === 'icmp' ? 'icmp_type' : fills) as FieldName); // or has no slot
  return slot && { to: slot.offset, width: slot.bytes };
}

function isTime(fills: Fill): boolean {
  return TIMES.some((time) => time === fills);
}

function loadsOf(candidates: readonly Candidate[]): Load[] {
  const loads: Load[] = [];
  for (const [fills, best] of bestOf(candidates.filter((candidate) => !isTime(candidate.fills)))) {
    const usable = best.flatMap((candidate) => {
      const kind = kindOf(candidate.field, fills);
      const place = kind && placeOf(fills, kind);
      return kind && place ? [{ candidate, kind, place }] : [];
    });
    // IPv6 first: whichever has an address writes the whole place
    usable.sort((one, other) => (one.kind === 'ipv6' ? 0 : 1) - (other.kind === 'ipv6' ? 0 : 1));
    for (const { candidate, kind, place } of usable) {
      const { index, from, field } = candidate;
      // :: is no next hop, and nobody behind NAT; of the flow's ends it is an address
      const isEnd = fills === 'srcaddr' || fills === 'dstaddr';
      const override = usable.length > 1 || (kind === 'ipv6' && !isEnd) ? 'unless zero' : 'always';
      loads.push({ kind, index, from, length: field.length, ...place, override });
    }
  }
  return loads;
}

function timesOf(candidates: readonly Candidate[]): TimeLoads {
  const times: { -readonly [Which in keyof TimeLoads]: TimeLoad } = {};
  for (const which of TIMES) {
    const [best] = candidates
      .filter(({ fills }) => fills === which)
      .map(({ index, from, field: { length }, element }) => {
        return { rank: timeRank(element), load: { index, from, length, form: timeForm(element) } };
      })
      .sort((one, other) => one.rank - other.rank);
    if (best) times[which] = best.load;
  }
  return times;
}

/** What says nothing: octets that only fill, and the version of IP, which the addresses tell. */
const NOTHING_NEW: ReadonlySet<string> = new Set(['paddingOctets', 'ipVersion']);

/** Times of a flow are the same in whatever unit, and whose number leads to a sampling rate is not the rate. */
function isKept({ element, index }: TemplateField & { index: number }, loads: readonly Load[]): boolean {
  if (element?.fill && isTime(element.fill.field)) return true;
  return loads.some((load) => load.index === index && load.kind !== 'sampler');
}

function pairsOf({ dialect, fields }: Template, loads: readonly Load[]): PairLoad[] {
  let from = 0;
  return fields.flatMap((field, index) => {
    const { enterprise, id, length, element } = field;
    const place = { index, from, length };
    from += length === VARIABLE ? 0 : length;
    if (length === 0 || NOTHING_NEW.has(element?.name ?? '') || isKept({ ...field, index }, loads)) return [];
    // of v9 a number that nobody knows may be one that only v9 has
    const owner = dialect === 'v9' && enterprise === 0 && element?.owner !== 'iana' ? 'v9' : enterprise;
    return [{ ...place, owner, id }];
  });
}

/** Compiles a template of flows. */
export function makeRecordPlan(template: Template): RecordPlan {
  const forward = candidatesOf(template, 'forward');
  const backward = candidatesOf(template, 'reverse');
  const loads = loadsOf(forward);
  const plan = {
    template,
    loads,
    pairs: pairsOf(template, loads),
    times: timesOf(forward),
    has: new Set(forward.map(({ fills }) => fills)),
  };
  if (!backward.some(({ fills }) => fills === 'doctets' || fills === 'dpkts')) return plan;
  const told = new Set(backward.map(({ fills }) => fills));
  const kept = forward.flatMap((candidate) => {
    const fills = OF_BOTH.has(candidate.fills) ? candidate.fills : OTHER_END.get(candidate.fills);
    return fills === undefined || told.has(fills) ? [] : [{ ...candidate, fills }];
  });
  const back = loadsOf([...kept, ...backward]);
  return {
    ...plan,
    pairs: pairsOf(template, [...loads, ...back]),
    reverse: { loads: back, times: { ...plan.times, ...timesOf(backward) } },
  };
}
