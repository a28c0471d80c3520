/** The filter fields of a form as one filter; every field that cannot be read is reported. */
import { ElementListError, readElementList } from '../cfg/element-list.js';
import { FieldListError } from '../query/field-list-error.js';
import { readFieldList } from '../query/fieldlist.js';
import type { Filter } from '../query/filter.js';
import type { Quantity } from '../query/quantity.js';
import { conjuncts } from './conjuncts.js';
import { CRITERIA, type Criterion, type CriterionName } from './criterion.js';
import type { FieldError } from './fielderror.js';
import type { Form } from './form.js';
import { namesLostList } from './list-name.js';

function hasInclusion(list: string): boolean {
  return list.split(',').some((element) => element.trim() !== '' && !element.trim().startsWith('-'));
}

/** @throws FieldListError */
function readList({ fields }: Criterion, list: string): Filter {
  const filters = fields.map((field) => readFieldList(field, list));
  const [only] = filters;
  if (filters.length === 1 && only) return only;
  return { kind: hasInclusion(list) ? 'or' : 'and', of: filters };
}

/** The label of the filter field that asks for nothing else. */
function labelOf(field: Quantity): string | undefined {
  const criteria: readonly Criterion[] = CRITERIA;
  return criteria.find(({ fields }) => fields.length === 1 && fields[0] === field)?.label;
}

/** @throws FieldListError, ElementListError */
function readCriterion(criterion: Criterion, text: string): Filter {
  if (criterion.fields.length === 0) return readElementList(text, labelOf);
  const lists = conjuncts(text).map((list) => readList(criterion, list));
  const [only] = lists;
  return lists.length === 1 && only ? only : { kind: 'and', of: lists };
}

/** The filter that passes what all fields pass: those of the form, or of a tracking. */
export function readFilter(form: Readonly<Record<CriterionName, string>>): { filter: Filter; errors: FieldError[] } {
  const filters: Filter[] = [];
  const errors: FieldError[] = [];
  for (const criterion of CRITERIA) {
    const list = form[criterion.name];
    if (list === '') continue;
    if (namesLostList(list)) {
      const message = 'The list that this address names is no longer kept here: enter it again.';
      errors.push({ field: criterion.name, message });
      continue;
    }
    try {
      filters.push(readCriterion(criterion, list));
    } catch (error) {
      if (!(error instanceof FieldListError) && !(error instanceof ElementListError)) throw error;
      errors.push({ field: criterion.name, message: error.message });
    }
  }
  return { filter: { kind: 'and', of: filters }, errors };
}

/** One filter field as a page shows it. */
export interface FilterText {
  readonly name: CriterionName;
  readonly label: string;
  readonly text: string;
}

/** Characters of a list that a page repeats. */
const MOST_SHOWN = 300;

/** A text as it is, or the beginning of a long list and the number of its elements. */
export function brief(text: string): string {
  if (text.length <= MOST_SHOWN) return text;
  const beginning = text.slice(0, MOST_SHOWN).replace(/,[^,]*$/, '');
  const count = text.split(/[,&]/).filter((element) => element.trim() !== '').length;
  return `${beginning}, … (${count} entries)`;
}

/** The filter fields that are not empty. */
export function filterTextsOf(form: Form): FilterText[] {
  return CRITERIA.filter(({ name }) => form[name] !== '').map(({ name, label }) => ({
    name,
    label,
    text: brief(form[name]),
  }));
}
