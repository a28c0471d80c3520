/** Records of one export version as records of another (reference section 3.6). */
import type { FlowBatch } from './batch.js';
import type { FieldName } from './field.js';
import { recordLayout, type RecordLayout } from './layout.js';
import { narrowed, noLosses, widened, type Losses } from './translate-extended.js';
import { EXTENDED, type ExportVersion } from './version.js';

/** Translates a batch; the result is memory of its own. */
export type Translate = (batch: FlowBatch) => FlowBatch;

/** The versions that can become one another. v8 never mixes with others, nor one aggregation with another. */
const TRANSLATABLE: ReadonlySet<ExportVersion> = new Set<ExportVersion>(['1', '5', '6', '7', '1005', EXTENDED]);

/**
 * Copies the fields that both versions have; the others become 0. Unlike the original, v1 keeps its output interface,
 * v1 becomes a clean 1005, and 1005 can become any of the others.
 * @param options.without fields to leave 0 although both have them: what it takes to reproduce an original's output
 * @param options.losses counts what classic records have no place for, where they are made of extended ones
 * @returns undefined if the versions cannot be translated
 */
export function translator(
  from: ExportVersion,
  to: ExportVersion,
  options: { readonly without?: readonly FieldName[]; readonly losses?: Losses } = {},
): Translate | undefined {
  if (from === to) return (batch) => ({ ...batch, bytes: batch.bytes.slice() });
  if (!TRANSLATABLE.has(from) || !TRANSLATABLE.has(to)) return undefined;
  const [source, target] = [recordLayout(from), recordLayout(to)];
  const { losses = noLosses() } = options;
  if (from === EXTENDED) return (batch) => narrowed(batch, target, losses);
  if (to === EXTENDED) return (batch) => widened(batch, target);
  const { words, octets } = steps(source, target, options.without ?? []);
  return ({ bytes, count }) => {
    const translated = new Uint8Array(count * target.size);
    const [sourceWords, targetWords] = [wordsOf(bytes), wordsOf(translated)];
    for (let index = 0; index < count; index++) {
      const [sourceWord, targetWord] = [(index * source.size) >> 2, (index * target.size) >> 2];
      for (const { from, to, mask } of words) targetWords[targetWord + to] = sourceWords[sourceWord + from]! & mask;
      for (const { from, to } of octets) translated[index * target.size + to] = bytes[index * source.size + from]!;
    }
    return { layout: target, bytes: translated, count };
  };
}

function wordsOf(bytes: Uint8Array): Uint32Array {
  return new Uint32Array(bytes.buffer, bytes.byteOffset, bytes.length >> 2);
}

interface Steps {
  /** Four octets at a time, without those that no field in common has; offsets are in words. */
  readonly words: readonly { readonly from: number; readonly to: number; readonly mask: number }[];
  /** What lies otherwise in its word than before. */
  readonly octets: readonly { readonly from: number; readonly to: number }[];
}

/** How a record is copied: by words in half the time that octets take. */
function steps(source: RecordLayout, target: RecordLayout, without: readonly FieldName[]): Steps {
  const origin = new Map<number, number>();
  for (const { field, offset, bytes } of source.slots.values()) {
    const slot = without.includes(field) ? undefined : target.slots.get(field);
    if (slot) for (let octet = 0; octet < bytes; octet++) origin.set(slot.offset + octet, offset + octet);
  }
  const words: { from: number; to: number; mask: number }[] = [];
  const octets: { from: number; to: number }[] = [];
  for (let word = 0; word < target.size; word += 4) {
    const within = [0, 1, 2, 3].flatMap((octet) => {
      const from = origin.get(word + octet);
      return from === undefined ? [] : [{ from, to: word + octet }];
    });
    const [first] = within;
    if (!first) continue;
    const shift = first.from - first.to;
    const mask = within.reduce((bits, { to }) => bits | (0xff << (8 * (to - word))), 0);
    if (shift % 4 === 0 && within.every(({ from, to }) => from - to === shift))
      words.push({ from: (word + shift) >> 2, to: word >> 2, mask });
    else octets.push(...within);
  }
  return { words, octets };
}
