/** Primitives of type element: conditions on what else an exporter tells of a flow, by the element's name. */
import { elementsNamed } from '../netflow/pair-names.js';
import { ELEMENT_OPERATORS, elementFilter } from './element-test.js';
import { fieldsOfElements } from './element-fields.js';
import { MATCHES } from './matches.js';
import type { Quantity } from '../query/quantity.js';
import type { Condition } from './ordered-primitive.js';
import { siteElements } from './site-elements.js';
import type { Statement } from './statement.js';

/** `NAME OP VALUE`. @throws CfgError */
export function readElement(statement: Statement): Condition {
  const name = statement.take('the name of an element');
  const elements = elementsNamed(name, siteElements());
  if (elements.length === 0)
    throw statement.error(`"${name}" is no element that is known; one without a name is written e9id1 or v9id1.`);
  const fields = fieldsOfElements(elements);
  if (fields.length > 0) throw statement.error(`"${name}" is a field of the flow: ${matchFor(fields)}.`);
  const op = statement.takeOneOf('a comparison', ELEMENT_OPERATORS);
  const text = statement.rest('a value');
  const filter = elementFilter(name, elements, op, text);
  if (!filter) throw statement.error(`Elements "${name}" cannot be tested for "${op} ${text}".`);
  return () => filter;
}

/** How a definition asks for fields. */
function matchFor(fields: readonly Quantity[]): string {
  const matches = MATCHES.filter(({ field }) => field !== undefined && fields.includes(field));
  const ways = matches.map(({ names: [first], types: [type] }) => `"match ${first}" with a primitive of type ${type}`);
  return ways.length > 0 ? `use ${ways.join(', or ')}` : `"${fields.join('" and "')}"`;
}
