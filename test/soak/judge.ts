/** What of an account of a soak is not as it should be, in words. */
import type { SoakAccount } from './soak.js';

/** Memory may grow by so much of itself, and by so many octets beside: a worker more that happens to be there. */
const GROWTH = 0.15;
const SLACK = 80 * 2 ** 20;

const mega = (octets: number): string => `${(octets / 2 ** 20).toFixed(0)} MB`;

/** @returns nothing if all is well */
export function judge(account: SoakAccount): string[] {
  const { sent, stored, doubled, closed, lost, damaged, wrong, pictures, torn, seen, faults, kills, memory, ends } =
    account;
  const counts = { doubled, lost: lost.length, damaged: damaged.length, wrong: wrong.length, torn: torn.length };
  const found = Object.entries(counts).flatMap(([what, count]) => (count > 0 ? [`${what}: ${count}`] : []));
  const examples = [...lost, ...damaged, ...wrong, ...torn].slice(0, 5);
  const grown = Object.entries(memory).flatMap(([name, { before, after }]) =>
    after > before * (1 + GROWTH) + SLACK ? [`${name} grows: ${mega(before)}, then ${mega(after)}`] : [],
  );
  return [
    ...found,
    ...examples,
    ...grown,
    ...(stored > sent || stored < sent / 2 ? [`${stored} flows stored of ${sent} sent`] : []),
    ...(closed === 0 || pictures === 0 || seen === 0 ? [`${closed} files, ${pictures} pictures, ${seen} pages`] : []),
    ...faults.map(({ path, text }) => `${path}: ${text}`).slice(0, 10),
    ...Object.entries(kills).flatMap(([name, count]) => (count === 0 ? [`${name} was not killed`] : [])),
    ...Object.entries(ends).flatMap(([name, status]) => (status === 0 ? [] : [`${name} ended with ${status}`])),
  ];
}
