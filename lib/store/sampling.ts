/**
 * Sampled flows are stored as they were exported, with their rate beside them. Here counters are multiplied, and it is said by
 * what. A rate is the record's own, whoever told it, or else the one that the configuration gives, or 1.
 */
import type { FieldName } from '../flow/field.js';
import type { FlowQuery } from '../query/query.js';
import { identifier, join, sql, type Sql } from '../query/sql.js';
import type { FlowsTable } from './flows-table.js';
import type { ConfiguredRate } from './sampling-rates.js';
import type { Note } from './store.js';

/** The fields that are multiplied. */
const COUNTERS: ReadonlySet<string> = new Set<FieldName>(['doctets', 'dpkts', 'dflows']);

/** What stands in `sampling_source` where the configuration gave the rate. */
const BY_CONFIGURATION = 5;

/** Fields that rates are taken from, for a question that reads those given. */
export function samplingFields(fields: ReadonlySet<FieldName>, rates: readonly ConfiguredRate[]): readonly FieldName[] {
  if (![...fields].some((field) => COUNTERS.has(field))) return [];
  return ['sampling_rate', 'sampling_source', ...(rates.length > 0 ? (['exaddr', 'input'] as const) : [])];
}

/** Rate of a flow, and who told it, both NULL-free. */
interface SampledSql {
  readonly rate: Sql;
  readonly source: Sql;
}

/** @returns undefined where no flow of the table can have a rate */
function sampledSql({ names }: FlowsTable, rates: readonly ConfiguredRate[]): SampledSql | undefined {
  const branches = rates.flatMap((rate) => {
    const condition = conditionOf(rate, names);
    return condition ? [sql`WHEN ${condition} THEN ${rate.rate}`] : [];
  });
  const isConfigured = branches.length > 0;
  const configured = isConfigured ? sql`(CASE ${join(branches, ' ')} ELSE 0 END)` : sql`0`;
  if (!names.has('sampling_rate'))
    return isConfigured
      ? {
          rate: sql`greatest(${configured}, 1)`,
          source: sql`(CASE WHEN ${configured} > 0 THEN ${BY_CONFIGURATION} ELSE 0 END)`,
        }
      : undefined;
  const told = sql`sampling_rate > 0`;
  return {
    rate: sql`greatest(CASE WHEN ${told} THEN sampling_rate ELSE ${configured} END, 1)`,
    source: sql`(CASE WHEN ${told} THEN sampling_source WHEN ${configured} > 0 THEN ${BY_CONFIGURATION} ELSE 0 END)`,
  };
}

function conditionOf({ exporter, input }: ConfiguredRate, names: ReadonlySet<string>): Sql | undefined {
  const conditions: Sql[] = [];
  if (exporter?.family === 4) {
    if (!names.has('exaddr')) return undefined;
    conditions.push(sql`exaddr = ${exporter.value}`);
  }
  if (exporter?.family === 6) {
    if (!names.has('exaddr_hi')) return undefined;
    const [hi, lo] = [exporter.value >> 64n, BigInt.asUintN(64, exporter.value)];
    conditions.push(sql`(exaddr_hi = ${hi} AND exaddr_lo = ${lo})`);
  }
  if (input !== undefined) {
    if (!names.has('input')) return undefined;
    conditions.push(sql`input = ${input}`);
  }
  return conditions.length > 0 ? join(conditions, ' AND ') : sql`TRUE`;
}

/** What a column of a table becomes; undefined leaves it as it is. */
export type Estimate = (table: FlowsTable, column: string) => Sql | undefined;

/** Sums have 127 bits, and columns 63. */
const MOST = 2n ** 62n;

/** Multiplies counters; `sampling_rate` and `sampling_source` are those that were taken. */
export function estimate(rates: readonly ConfiguredRate[]): Estimate {
  return (table, column) => {
    if (!COUNTERS.has(column) && column !== 'sampling_rate' && column !== 'sampling_source') return undefined;
    const sampled = sampledSql(table, rates);
    if (!sampled) return undefined;
    if (column === 'sampling_rate') return sql`CAST(${sampled.rate} AS UINTEGER)`;
    if (column === 'sampling_source') return sql`CAST(${sampled.source} AS UTINYINT)`;
    if (!table.names.has(column)) return column === 'dflows' ? sql`CAST(${sampled.rate} AS BIGINT)` : undefined;
    return sql`CAST(least(CAST(${identifier(column)} AS HUGEINT) * ${sampled.rate}, ${MOST}) AS BIGINT)`;
  };
}

/** Whether flows of these tables may have rates. */
export function canBeSampled(tables: readonly FlowsTable[], rates: readonly ConfiguredRate[]): boolean {
  return tables.some((table) => sampledSql(table, rates) !== undefined);
}

/** Which rates the flows of a question have: rows of rate, source and number of flows. */
export function ratesQuery(query: FlowQuery): FlowQuery {
  const { sources, window, filter } = query;
  return {
    sources,
    ...(window && { window }),
    filter,
    share: 'whole flows',
    select: {
      kind: 'groups',
      dimensions: [
        { kind: 'field', field: 'sampling_rate' },
        { kind: 'field', field: 'sampling_source' },
      ],
      measures: [{ measure: 'records' }],
      totals: 'none',
    },
    order: [{ by: 'records', direction: 'descending' }],
  };
}

const TOLD_BY: Readonly<Record<number, string>> = {
  0: 'the record',
  1: 'the record',
  2: "the record's sampler",
  3: 'options of the exporter',
  4: 'the header of the datagram',
  [BY_CONFIGURATION]: 'the configuration',
};

/** Rates that a note names. */
const NAMED = 5;

/**
 * What is to be said about them: by what was multiplied and who told it, and where rates are mixed or missing. Nothing where
 * no flow was sampled.
 * @param rows of {@link ratesQuery}
 */
export function samplingNotes(rows: readonly (readonly unknown[])[]): Note[] {
  const found = rows.map(([rate, source, flows]) => ({
    rate: Number(rate ?? 1),
    source: Number(source ?? 0),
    flows: Number(flows),
  }));
  const sampled = found.filter(({ rate }) => rate > 1);
  if (sampled.length === 0) return [];
  const named = sampled
    .slice(0, NAMED)
    .map(({ rate, source, flows }) => `1 in ${rate} by ${TOLD_BY[source] ?? 'the record'} (${count(flows)})`);
  const rest = sampled.length - named.length;
  const list = [...named, ...(rest > 0 ? [`${rest} more`] : [])].join(', ');
  const notes: Note[] = [
    { code: 'sampling', text: `Octets, packets and flows are multiplied by the rate of sampling: ${list}.` },
  ];
  const told = found.filter(({ source }) => source > 0);
  if (new Set(told.map(({ rate }) => rate)).size > 1)
    notes.push({ code: 'sampling', text: 'Rates are mixed: what was sampled more sparsely is less exact.' });
  const missing = found
    .filter(({ source, rate }) => source === 0 && rate <= 1)
    .reduce((sum, { flows }) => sum + flows, 0);
  if (missing > 0)
    notes.push({
      code: 'sampling',
      text: `Nobody told a rate for ${count(missing)}: they count as they are. If they were sampled, set sampling_rates.`,
    });
  return notes;
}

function count(flows: number): string {
  return flows === 1 ? '1 flow record' : `${flows} flow records`;
}
