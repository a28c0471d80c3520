/** The filter of a tracking. */
import { readFilterFile } from '../cfg/filter-file.js';
import { EVERY_FLOW, type Filter } from '../query/filter.js';
import type { FieldError } from '../report/fielderror.js';
import { readFilter } from '../report/filterform.js';
import { CRITERIA } from '../report/criterion.js';
import { DEFINITION, definitionText, withoutTimes } from './definition-text.js';
import { DefinitionError } from './definition-error.js';
import type { TrackedField } from './stored-keys.js';
import type { Tracking } from './tracking.js';

function problem({ label }: Pick<Tracking, 'label'>, errors: readonly FieldError[]): DefinitionError {
  const titles = new Map<string, string>(CRITERIA.map(({ name, label: title }) => [name, title]));
  const text = errors.map(({ field, message }) => `${titles.get(field) ?? field}: ${message}`).join(' ');
  return new DefinitionError('bad-filter', label, text);
}

/** Whether the fields alone say what the filter is, so that a form can show and change it. */
export function isOfFields({ fields, definition }: Pick<Tracking, 'fields' | 'definition'>): boolean {
  const { filter, errors } = readFilter(fields);
  if (errors.length > 0) return false;
  return filter.kind !== 'and' || filter.of.length > 0 || withoutTimes(definition).tests === 'nothing';
}

/**
 * The filter that a tracking's fields mean. A definition is only read where the fields say nothing, because somebody wrote it by
 * hand, or have what only flow-nfilter understands, such as names from its tables.
 * @throws DefinitionError `bad-filter`
 */
export function trackingFilter(tracking: Pick<Tracking, 'fields' | 'definition' | 'label'>): Filter {
  const { fields, definition, label } = tracking;
  const { filter, errors } = readFilter(fields);
  const isEmpty = filter.kind === 'and' && filter.of.length === 0;
  if (errors.length === 0 && !isEmpty) return filter;
  const { text, tests } = withoutTimes(definition);
  if (tests === 'nothing') {
    if (errors.length > 0) throw problem(tracking, errors);
    return EVERY_FLOW;
  }
  try {
    return readFilterFile({ file: `the definition of ${label}`, text }).filter(DEFINITION);
  } catch (error) {
    if (errors.length > 0) throw problem(tracking, errors);
    const message = error instanceof Error ? error.message : String(error);
    throw new DefinitionError('bad-filter', label, message, { cause: error });
  }
}

/**
 * The definition that belongs to fields.
 * @throws DefinitionError `bad-filter`
 */
export function definitionOf(tracking: {
  readonly label: string;
  readonly fields: Readonly<Record<TrackedField, string>>;
}): string {
  const { filter, errors } = readFilter(tracking.fields);
  if (errors.length > 0) throw problem(tracking, errors);
  return definitionText(filter);
}
