/**
 * What the text of a filter field is made of: lists joined by `&`, of which a flow must pass each. A click on a value adds
 * to a field in this way where one list could not say both.
 */
import { parsePrefix, prefixRange } from '../flow/address.js';
import { parseMac } from '../flow/mac.js';
import { CRITERIA, type CriterionName } from './criterion.js';

/** The lists, without empty ones. */
export function conjuncts(text: string): string[] {
  return text
    .split('&')
    .map((list) => list.trim())
    .filter((list) => list !== '');
}

const isExclusion = (element: string): boolean => element.trim().startsWith('-');
const elements = (list: string): string[] => list.split(',').filter((element) => element.trim() !== '');

/** Whether all that `value` matches lies in one of a list's elements: false also where that is not easily told. */
function contains(list: string, value: string): boolean {
  const inner = parsePrefix(value);
  return elements(list).some((element) => {
    const text = element.trim();
    const outer = parsePrefix(text);
    if (text === value) return true;
    if (!outer || !inner) return false;
    const [outside, inside] = [prefixRange(outer), prefixRange(inner)];
    return typeof outside.lo === typeof inside.lo && outside.lo <= inside.lo && inside.hi <= outside.hi;
  });
}

/** Whether a value stands for a single one of a single field, so that no list could pass a part of it. */
function isSingle(name: CriterionName, value: string): boolean {
  const fields = CRITERIA.find((criterion) => criterion.name === name)?.fields.length;
  const prefix = parsePrefix(value);
  const ends = prefix && prefixRange(prefix);
  return fields === 1 && (ends ? ends.lo === ends.hi : /^\w+(\.\.\w+)?$/.test(value) || parseMac(value) !== undefined);
}

/**
 * The text of a filter field that passes what both it and a value pass.
 * @param value one that flows which passed the text have, or a range or prefix that holds such
 */
export function narrowed(name: CriterionName, text: string, value: string): string {
  if (isSingle(name, value)) return value;
  const kept = conjuncts(text).filter((list) => elements(list).some(isExclusion) || !contains(list, value));
  return [...kept, value].join(' & ');
}

/** The text of a filter field that passes what it passes, less a value. */
export function excluding(name: CriterionName, text: string, value: string): string {
  const last = conjuncts(text).at(-1);
  if (last === undefined) return `-${value}`;
  // in a list with inclusions a longer prefix, or the other side of a flow, could let the value in again
  const isExact = isSingle(name, value) || elements(last).every(isExclusion);
  return `${text}${isExact ? ', ' : ' & '}-${value}`;
}
