/** One relation over those of several layouts: a field that a layout lacks is NULL for its flows. */
import { flowField, type FieldName } from '../flow/field.js';
import type { Relation } from '../query/relation.js';
import { identifier, join, sql, type Sql } from '../query/sql.js';
import type { FlowsTable } from './flows-table.js';
import type { Estimate } from './sampling.js';
import type { Note } from './store.js';
import { absentType, PAIRS_COLUMN, type FileOrder, type PairsUse } from './table-columns.js';

/** What a query may assume of the relation, whose name is its definition: a view would have twins opened once more to be made. */
export interface FlowsView {
  readonly relation: Relation;
  readonly notes: readonly Note[];
}

/** What is asked of all flows. */
export interface Wanted {
  readonly fields: ReadonlySet<FieldName>;
  readonly order: FileOrder;
  readonly pairs: PairsUse;
  readonly holds: Relation['holds'];
}

/**
 * The largest table comes first: DuckDB reads them one after the other, and once it is through with one, groups that outgrow
 * its memory can no longer begin to go to disk.
 * @param sampling makes estimates of counters; the relation has the rates then
 */
export function flowsView(
  found: readonly FlowsTable[],
  { fields, order, pairs, holds }: Wanted,
  sampling?: Estimate,
): FlowsView {
  const tables = found.toSorted((one, other) => other.flows - one.flows);
  const rated = sampling ? RATED.filter((field) => !fields.has(field)) : [];
  const beside = [
    ...(order === 'file order' ? (['segment', 'record'] as const) : []),
    ...(pairs === 'read' ? [PAIRS_COLUMN.name] : []),
  ];
  const ipv6 = tables.some((table) => [...table.names].some((name) => name.endsWith('_hi'))) ? 'possible' : 'none';
  const parts = [...[...fields, ...rated].flatMap((name) => fieldParts(name, ipv6)), ...beside.map(otherPart)];
  const nothing = parts.map(({ absent }) => absent);
  const union = (chosen: readonly FlowsTable[]): Sql => {
    const selects = chosen.map((table) => {
      const values = parts.map(({ name, absent }) => {
        const estimated = sampling?.(table, name);
        if (estimated) return sql`${estimated} AS ${identifier(name)}`;
        return table.names.has(name) ? identifier(name) : absent;
      });
      return sql`SELECT ${list(values)} FROM ${table.from}`;
    });
    const body = selects.length > 0 ? join(selects, ' UNION ALL ') : sql`SELECT ${list(nothing)} WHERE FALSE`;
    return sql`(${body}) AS flows`;
  };
  const inside = tables.filter(({ times }) => times === 'inside window');
  const others = tables.filter(({ times }) => times !== 'inside window');
  const lacking = (field: FieldName) =>
    tables.filter((table) => !table.names.has(field) && !(sampling && sampling(table, field)));
  return {
    relation: {
      name: union(tables),
      ...(inside.length > 0 ? { parts: { inside: union(inside), others: union(others) } } : {}),
      ipv6,
      holds,
      lacks: new Set([...fields].filter((field) => lacking(field).length === tables.length)),
    },
    notes: skippedFields([...fields].map((field) => ({ field, tables: lacking(field) }))),
  };
}

/** What is told of estimates. */
const RATED = ['sampling_rate', 'sampling_source'] as const;

/** A relation must have a column. */
function list(columns: readonly Sql[]): Sql {
  return columns.length > 0 ? join(columns, ', ') : sql`1`;
}

/** A column of the relation, and what stands for it where a table lacks it. */
interface Part {
  readonly name: string;
  readonly absent: Sql;
}

function part(name: string, type: string): Part {
  return { name, absent: sql`CAST(NULL AS ${identifier(type.toLowerCase())}) AS ${identifier(name)}` };
}

function fieldParts(field: FieldName, ipv6: Relation['ipv6']): Part[] {
  const own = part(field, absentType(field));
  if (flowField(field).type !== 'ip' || ipv6 === 'none') return [own];
  return [own, part(`${field}_hi`, 'ubigint'), part(`${field}_lo`, 'ubigint')];
}

function otherPart(name: 'segment' | 'record' | 'pairs'): Part {
  return part(name, name === PAIRS_COLUMN.name ? PAIRS_COLUMN.type : 'uinteger');
}

/** A field, and the tables without it. */
interface Lacking {
  readonly field: FieldName;
  readonly tables: readonly FlowsTable[];
}

/** One note for all fields that the same versions lack. `dflows` is missed by nobody: a flow without it is one flow. */
function skippedFields(all: readonly Lacking[]): Note[] {
  const groups = new Map<string, { readonly versions: string; readonly passes: string; readonly fields: string[] }>();
  for (const { field, tables } of all) {
    if (field === 'dflows' || tables.length === 0) continue;
    const versions = [...new Set(tables.map(({ layout }) => layout.version))].join(', ');
    const { origin, title } = flowField(field);
    const passes = origin === 'extended' ? 'a filter on it only if that does nothing but exclude' : 'no filter on it';
    const key = `${versions} ${passes}`;
    const group = groups.get(key) ?? { versions, passes, fields: [] };
    groups.set(key, group);
    group.fields.push(`"${field}" (${title})`);
  }
  return [...groups.values()].map(({ versions, passes, fields }) => {
    const text = `Flows exported as NetFlow version ${versions} have no field ${fields.join(', ')}: they are shown without it, and pass ${passes}.`;
    return { code: 'skipped-field', text };
  });
}
