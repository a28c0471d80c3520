/**
 * The address of a pie chart's picture, which holds all that it shows. The page has the numbers when it is sent, so that
 * no second query is asked for the picture, and an address that is kept or mailed shows the same for ever.
 */
import type { Scheme } from '../graph/colour.js';
import type { Pie, PieSlice } from '../graph/pie.js';
import type { PieWidth } from '../graph/pielayout.js';

export interface PieRequest {
  readonly pie: Pie;
  readonly width: PieWidth;
  readonly scheme: Scheme;
}

const WIDTHS: readonly PieWidth[] = ['wide', 'narrow'];
const SCHEMES: readonly Scheme[] = ['light', 'dark'];
/** More than any configuration asks for. */
const MOST_SLICES = 40;
/** Characters of a text; longer ones are cut anyway. */
const LONGEST = 300;

/** The parameters; `label`, `value` and `amount` are repeated for each slice, `rest_…` are those of the others. */
export function pieParameters({ pie, width, scheme }: PieRequest): URLSearchParams {
  const { title, about, slices, others, whole } = pie;
  const parameters = new URLSearchParams({ title, about, whole: String(whole) });
  const add = (prefix: string, { label, value, amount }: PieSlice): void => {
    parameters.append(`${prefix}label`, label.slice(0, LONGEST));
    parameters.append(`${prefix}value`, String(value));
    parameters.append(`${prefix}amount`, amount);
  };
  slices.forEach((slice) => {
    add('', slice);
  });
  if (others) add('rest_', others);
  if (width !== 'wide') parameters.set('width', width);
  if (scheme !== 'light') parameters.set('scheme', scheme);
  return parameters;
}

function readSlices(parameters: URLSearchParams, prefix: string): PieSlice[] | undefined {
  const [labels, values, amounts] = ['label', 'value', 'amount'].map((name) => parameters.getAll(prefix + name));
  if (labels?.length !== values?.length || labels?.length !== amounts?.length) return undefined;
  return values?.map((value, index) => ({
    label: labels?.[index] ?? '',
    value: /^\d{1,30}(\.\d{1,30})?(e[+-]?\d{1,3})?$/.test(value) ? Number(value) : NaN,
    amount: amounts?.[index] ?? '',
  }));
}

/** What an address asks for, or a sentence about what is wrong with it. */
export function readPieParameters(parameters: URLSearchParams): PieRequest | string {
  const slices = readSlices(parameters, '');
  const [others, ...more] = readSlices(parameters, 'rest_') ?? [undefined, undefined];
  if (!slices || more.length > 0) return 'Each slice needs one label, one value and one amount.';
  const all = others ? [...slices, others] : slices;
  if (slices.length === 0 || all.length > MOST_SLICES) return `A pie chart has 1 to ${MOST_SLICES} slices.`;
  const whole = Number(parameters.get('whole') ?? NaN);
  if (!all.every(({ value }) => value >= 0) || !(whole > 0) || whole === Infinity)
    return 'The values of slices must be numbers from 0 on, and the whole a number above 0.';
  const texts = [parameters.get('title') ?? '', parameters.get('about') ?? ''];
  if ([...texts, ...all.flatMap(({ label, amount }) => [label, amount])].some(({ length }) => length > LONGEST))
    return `A text of a pie chart has at most ${LONGEST} characters.`;
  const width = WIDTHS.find((name) => name === (parameters.get('width') ?? 'wide'));
  const scheme = SCHEMES.find((name) => name === (parameters.get('scheme') ?? 'light'));
  if (!width || !scheme)
    return `The width must be one of ${WIDTHS.join(', ')}, and the scheme one of ${SCHEMES.join(', ')}.`;
  const [title = '', about = ''] = texts;
  return { pie: { title, about, slices, ...(others && { others }), whole }, width, scheme };
}
