/** Records of versions 1 to 7 that came over IPv6. */
import { writePlace } from '../flow/address-place.js';
import { wordsOf, type FlowBatch } from '../flow/batch.js';
import { translator } from '../flow/translate.js';
import { EXTENDED, type ExportVersion } from '../flow/version.js';

/**
 * Classic records have room for an IPv4 exporter only: extended ones are made of them, with its IPv6 address.
 * @returns undefined if the version cannot be made extended
 */
export function extendedBy(exporter: bigint, version: ExportVersion): ((flows: FlowBatch) => FlowBatch) | undefined {
  const widen = translator(version, EXTENDED);
  if (!widen) return undefined;
  return (flows) => {
    const widened = widen(flows);
    const { layout, count } = widened;
    const [words, slot] = [wordsOf(widened), layout.slots.get('exaddr')];
    for (let index = 0; index < count; index++)
      writePlace(words, (index * layout.size + (slot?.offset ?? 0)) >> 2, { family: 6, value: exporter });
    return widened;
  };
}
