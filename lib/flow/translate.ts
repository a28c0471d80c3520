/** Records of one export version as records of another (reference section 3.6). */
import type { FlowBatch } from './batch.js';
import type { FieldName } from './field.js';
import { recordLayout } from './layout.js';
import type { ExportVersion } from './version.js';

/** Translates a batch; the result is memory of its own. */
export type Translate = (batch: FlowBatch) => FlowBatch;

/** The versions that can become one another. v8 never mixes with others, nor one aggregation with another. */
const TRANSLATABLE: ReadonlySet<ExportVersion> = new Set<ExportVersion>(['1', '5', '6', '7', '1005']);

/**
 * Copies the fields that both versions have; the others become 0. Unlike the original, v1 keeps its output interface,
 * v1 becomes a clean 1005, and 1005 can become any of the others.
 * @param options.without fields to leave 0 although both have them: what it takes to reproduce an original's output
 * @returns undefined if the versions cannot be translated
 */
export function translator(
  from: ExportVersion,
  to: ExportVersion,
  options: { readonly without?: readonly FieldName[] } = {},
): Translate | undefined {
  if (from === to) return (batch) => ({ ...batch, bytes: batch.bytes.slice() });
  if (!TRANSLATABLE.has(from) || !TRANSLATABLE.has(to)) return undefined;
  const target = recordLayout(to);
  const steps: { from: number; to: number; bytes: number }[] = [];
  for (const { field, offset, bytes } of recordLayout(from).slots.values()) {
    const slot = target.slots.get(field);
    if (slot && !options.without?.includes(field)) steps.push({ from: offset, to: slot.offset, bytes });
  }
  return ({ layout, bytes, count }) => {
    const translated = new Uint8Array(count * target.size);
    for (let index = 0; index < count; index++) {
      const source = index * layout.size;
      const sink = index * target.size;
      for (const step of steps)
        for (let octet = 0; octet < step.bytes; octet++)
          translated[sink + step.to + octet] = bytes[source + step.from + octet] ?? 0;
    }
    return { layout: target, bytes: translated, count };
  };
}
