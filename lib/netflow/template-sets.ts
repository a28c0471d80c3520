/** Reads the sets that describe records: RFC 3954 sections 5.2 and 6.1, RFC 7011 section 3.4. */
import type { Dialect, ElementRegistry } from './element-registry.js';
import { TEMPLATE_SETS, type MessageError, type MessageSet } from './message.js';
import { makeTemplate, type Template, type TemplateField } from './template.js';

/** A template came, or is no longer valid; of all of a kind where no id is given. */
export type TemplateChange =
  | { readonly change: 'define'; readonly template: Template }
  | { readonly change: 'withdraw'; readonly kind: 'templates' | 'option templates'; readonly id?: number };

type BareField = Omit<TemplateField, 'element'>;

/** A place in the set, which every read moves on. */
interface Cursor {
  readonly view: DataView;
  at: number;
  readonly end: number;
}

const next = (cursor: Cursor): number => {
  const value = cursor.view.getUint16(cursor.at);
  cursor.at += 2;
  return value;
};

const left = ({ at, end }: Cursor): number => end - at;

/** One field specifier; undefined if the set ends before. */
function readField(cursor: Cursor, dialect: Dialect): BareField | undefined {
  if (left(cursor) < 4) return undefined;
  const id = next(cursor);
  const length = next(cursor);
  if (dialect === 'v9' || id < 0x8000) return { enterprise: 0, id, length };
  if (left(cursor) < 4) return undefined;
  const enterprise = cursor.view.getUint32(cursor.at);
  cursor.at += 4;
  return { enterprise, id: id & 0x7fff, length };
}

/** What a template record says, or the reason why the rest of the set has no meaning. */
type Read =
  | { readonly id: number; readonly count: number; readonly scopes?: number; readonly fields: readonly BareField[] }
  | MessageError;

function readFields(cursor: Cursor, dialect: Dialect, id: number, count: number): readonly BareField[] | MessageError {
  const fields: BareField[] = [];
  const overrun = { code: 'template-overrun', offset: cursor.at - 2, got: count, id } as const;
  for (let index = 0; index < count; index++) {
    const field = readField(cursor, dialect);
    if (!field) return overrun;
    fields.push(field);
  }
  return fields;
}

function readTemplate(cursor: Cursor, dialect: Dialect): Read {
  const [id, count] = [next(cursor), next(cursor)];
  const fields = readFields(cursor, dialect, id, count);
  return 'code' in fields ? fields : { id, count, fields };
}

/** v9 gives the lengths of scopes and options in octets, IPFIX the number of all fields and that of scopes. */
function readOptionsTemplate(cursor: Cursor, dialect: Dialect): Read {
  const start = cursor.at;
  const id = next(cursor);
  let count = next(cursor);
  let scopes: number;
  if (dialect === 'ipfix') {
    if (count === 0) return { id, count, fields: [] }; // withdrawn: no scope count follows
    if (left(cursor) < 2) return { code: 'template-overrun', offset: start, got: count, id };
    scopes = next(cursor);
  } else {
    if (left(cursor) < 2) return { code: 'template-overrun', offset: start, got: count, id };
    const [scopeOctets, optionOctets] = [count, next(cursor)];
    if (scopeOctets % 4 !== 0 || optionOctets % 4 !== 0)
      return { code: 'bad-template', offset: start + 2, got: scopeOctets + optionOctets, id };
    [count, scopes] = [(scopeOctets + optionOctets) / 4, scopeOctets / 4];
  }
  const fields = readFields(cursor, dialect, id, count);
  return 'code' in fields ? fields : { id, count, scopes, fields };
}

/** Octets before which no further template record can begin; what is left is padding. */
const LEAST = { v9: 4, ipfix: 4 } as const;

/**
 * The templates of a set, in their order. One that is wrong in itself is left out; where its end is not known the rest of
 * the set is.
 */
export function readTemplates(
  view: DataView,
  set: MessageSet,
  dialect: Dialect,
  registry: ElementRegistry,
  errors: MessageError[],
): TemplateChange[] {
  const cursor: Cursor = { view, at: set.at, end: set.end };
  const changes: TemplateChange[] = [];
  const kind = set.kind === 'templates' ? 'templates' : 'option templates';
  while (left(cursor) >= LEAST[dialect]) {
    const start = cursor.at;
    if (view.getUint32(start) === 0) break; // padding
    const read = kind === 'templates' ? readTemplate(cursor, dialect) : readOptionsTemplate(cursor, dialect);
    if ('code' in read) {
      errors.push(read);
      break;
    }
    const { id, count, fields, scopes } = read;
    if (count === 0 && dialect === 'ipfix') {
      const all = TEMPLATE_SETS.ipfix.includes(id);
      changes.push({ change: 'withdraw', kind, ...(!all && { id }) });
      continue;
    }
    const template = makeTemplate(dialect, id, fields, scopes, registry);
    if (typeof template !== 'string') changes.push({ change: 'define', template });
    else errors.push({ code: template, offset: start, got: template === 'no-scope' ? (scopes ?? 0) : id, id });
  }
  return changes;
}
