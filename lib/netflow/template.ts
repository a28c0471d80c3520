/** Templates of NetFlow v9 and IPFIX: what they say of a data set's records. */
import type { ElementRegistry, Dialect } from './element-registry.js';
import type { Element } from './element-table.js';

/** Length of a field whose octets in each record begin with their number (RFC 7011 section 7). */
export const VARIABLE = 65535;

export interface TemplateField {
  /** 0 for IANA's elements, and in NetFlow v9. */
  readonly enterprise: number;
  readonly id: number;
  /** Octets, or {@link VARIABLE}. */
  readonly length: number;
  /** Absent for an element that nobody knows. */
  readonly element?: Element;
}

/** A scope of NetFlow v9 (RFC 3954 section 6.1), which has numbers of its own. */
export const V9_SCOPES = ['', 'system', 'interface', 'lineCard', 'cache', 'template'] as const;

export interface Template {
  readonly dialect: Dialect;
  readonly id: number;
  /** Leading fields that are scopes; absent in templates of flows. */
  readonly scopes?: number;
  readonly fields: readonly TemplateField[];
  /** Octets of a record, or the fewest if a field is variable. */
  readonly length: number;
  readonly form: 'fixed' | 'variable';
}

/** Most octets that records of a template without end could claim; more is nonsense, for a datagram is no longer. */
const LONGEST = 65535;

/** The lowest number of a data set, and so of a template (RFC 7011 section 3.3.2). */
export const LEAST_TEMPLATE = 256;

/** Why fields make no template. */
export type TemplateFault = 'bad-template-id' | 'empty-record' | 'record-too-long' | 'no-scope';

/** Makes a template of what was received or kept, or says why that is none. */
export function makeTemplate(
  dialect: Dialect,
  id: number,
  fields: readonly Omit<TemplateField, 'element'>[],
  scopes: number | undefined,
  registry: ElementRegistry,
): Template | TemplateFault {
  if (id < LEAST_TEMPLATE || id > 65535) return 'bad-template-id';
  if (scopes !== undefined && (scopes > fields.length || (dialect === 'ipfix' && scopes === 0))) return 'no-scope';
  const isVariable = (length: number) => dialect === 'ipfix' && length === VARIABLE;
  const length = fields.reduce((sum, field) => sum + (isVariable(field.length) ? 1 : field.length), 0);
  if (length === 0) return 'empty-record';
  if (length > LONGEST) return 'record-too-long';
  const form = fields.some((field) => isVariable(field.length)) ? 'variable' : 'fixed';
  const known = fields.map(({ enterprise, id: number, length: octets }, at) => {
    // scopes of v9 are no elements, but what number 2, an interface, means is worth the name
    const element = dialect === 'v9' && at < (scopes ?? 0) ? undefined : registry.find(dialect, enterprise, number);
    return { enterprise, id: number, length: octets, ...(element && { element }) };
  });
  return { dialect, id, ...(scopes !== undefined && { scopes }), fields: known, length, form };
}

/** True if both describe the same records. */
export function sameTemplate(one: Template, other: Template): boolean {
  return (
    one.scopes === other.scopes &&
    one.fields.length === other.fields.length &&
    one.fields.every(({ enterprise, id, length }, at) => {
      const field = other.fields[at]!;
      return field.enterprise === enterprise && field.id === id && field.length === length;
    })
  );
}
