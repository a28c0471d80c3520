/** Elements that are fields of a flow whenever they are told, and so never stand beside it. */
import { isFieldName } from '../flow/field.js';
import type { Fill } from '../netflow/element-table.js';
import type { NamedElement } from '../netflow/pair-names.js';
import type { Quantity } from '../query/quantity.js';

/** What fills no field of its own. */
const PARTS: Readonly<Partial<Record<Fill, readonly Quantity[]>>> = {
  start: ['start_ms'],
  end: ['end_ms'],
  duration: ['duration'],
  observed: ['start_ms', 'end_ms'],
  system_init: ['start_ms', 'end_ms'],
  icmp: ['icmp_type', 'icmp_code'],
};

/** What of a flow the elements of a name fill; nothing if one of them may stand beside it. */
export function fieldsOfElements(elements: readonly NamedElement[]): readonly Quantity[] {
  if (!elements.every(({ fills }) => fills !== undefined)) return [];
  const fields = elements.flatMap(({ fills }): readonly Quantity[] =>
    fills === undefined ? [] : isFieldName(fills) ? [fills] : (PARTS[fills] ?? []),
  );
  return [...new Set(fields)];
}
