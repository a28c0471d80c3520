/** What the values of coded fields mean. */
import type { FieldName } from './field.js';

export interface Code {
  /** Both ends included. */
  readonly lo: number;
  readonly hi: number;
  readonly name: string;
}

const one = (value: number, name: string): Code => ({ lo: value, hi: value, name });

/** RFC 7270 section 4.12: the two high bits say what became of the packets, the others why. */
const FORWARDING_REASONS = [
  one(64, 'forwarded'),
  one(65, 'forwarded, fragmented'),
  one(66, 'forwarded, not fragmented'),
  one(128, 'dropped'),
  one(129, 'dropped: ACL deny'),
  one(130, 'dropped: ACL drop'),
  one(131, 'dropped: unroutable'),
  one(132, 'dropped: adjacency'),
  one(133, 'dropped: fragmentation needed, DF set'),
  one(134, 'dropped: bad header checksum'),
  one(135, 'dropped: bad total length'),
  one(136, 'dropped: bad header length'),
  one(137, 'dropped: bad TTL'),
  one(138, 'dropped: policer'),
  one(139, 'dropped: WRED'),
  one(140, 'dropped: RPF'),
  one(141, 'dropped: for us'),
  one(142, 'dropped: bad output interface'),
  one(143, 'dropped: hardware'),
  one(192, 'consumed'),
  one(193, 'consumed: punt adjacency'),
  one(194, 'consumed: incomplete adjacency'),
  one(195, 'consumed: for us'),
] as const;

/** Words that filters take for values, or ranges of them. */
export const CODE_WORDS = {
  direction: [one(0, 'ingress'), one(1, 'egress')],
  forwarding_status: [
    { lo: 0, hi: 63, name: 'unknown' },
    { lo: 64, hi: 127, name: 'forwarded' },
    { lo: 128, hi: 191, name: 'dropped' },
    { lo: 192, hi: 255, name: 'consumed' },
  ],
  end_reason: [one(1, 'idle'), one(2, 'active'), one(3, 'ended'), one(4, 'forced'), one(5, 'memory')],
  sampling_source: [
    one(0, 'nobody'),
    one(1, 'record'),
    one(2, 'sampler'),
    one(3, 'options'),
    one(4, 'header'),
    one(5, 'configuration'),
  ],
} as const satisfies Readonly<Partial<Record<FieldName, readonly Code[]>>>;

export type CodedField = keyof typeof CODE_WORDS;

const CODES: Readonly<Record<CodedField, readonly Code[]>> = {
  ...CODE_WORDS,
  forwarding_status: [...FORWARDING_REASONS, ...CODE_WORDS.forwarding_status],
};

/** True if the field's values are codes. */
export function isCoded(field: string): field is CodedField {
  return Object.hasOwn(CODE_WORDS, field);
}

/** What a value of a coded field means: `dropped: ACL deny`; undefined where nothing is defined. */
export function codeName(field: CodedField, value: number): string | undefined {
  return CODES[field].find(({ lo, hi }) => lo <= value && value <= hi)?.name;
}
