/**
 * A list of pairs as text that SQL can search: `;0.25:0040;v9.40001:01;`, for each pair whose number it is, the number, and the
 * octets of the value as hexadecimal digits. Nothing of the list is lost.
 */
import { packPairs, readPairs, type Pair } from './pairs.js';

/** Empty for a flow without pairs. */
export function pairsText(list: Uint8Array | undefined): string {
  if (!list) return '';
  let text = ';';
  for (const { owner, id, value } of readPairs(list)) text += `${owner}.${id}:${Buffer.from(value).toString('hex')};`;
  return text;
}

/** @returns undefined for a flow without pairs */
export function parsePairsText(text: string): Uint8Array | undefined {
  const pairs = text.split(';').flatMap((word): Pair[] => {
    const [, owner, id, octets = ''] = /^(v9|\d{1,10})\.(\d{1,5}):((?:[0-9a-f]{2})+)$/.exec(word) ?? [];
    if (owner === undefined) return [];
    return [{ owner: owner === 'v9' ? owner : Number(owner), id: Number(id), value: Buffer.from(octets, 'hex') }];
  });
  return pairs.length > 0 ? packPairs(pairs) : undefined;
}
