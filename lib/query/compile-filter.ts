/** Filter to an SQL condition. */
import { flowField, isFieldName } from '../flow/field.js';
import type { Dialect } from './dialect.js';
import { addressSql, quantitySql } from './field-sql.js';
import { OPERATORS } from './comparison-sql.js';
import type { Filter, Range } from './filter.js';
import { quantityInfo, testedType } from './quantity.js';
import { QueryError } from './query-error.js';
import type { Relation } from './relation.js';
import { join, sql, type Sql } from './sql.js';
import { offsetChanges } from './zone-offset.js';

export const TRUE = sql`TRUE`;
export const FALSE = sql`FALSE`;

/** More ranges than this are looked up, not compared one after the other: there both take the same time. */
const FEW_RANGES = 32;

type FilterOf<K extends Filter['kind']> = Extract<Filter, { readonly kind: K }>;

/** Compiles filters for one relation and dialect. */
export class FilterCompiler {
  constructor(
    private readonly dialect: Dialect,
    private readonly relation: Relation,
  ) {}

  /**
   * The condition that a flow must meet. Its value may be NULL, which stands for false, where a record lacks a field.
   * @param place where in the query the filter stands, for errors
   * @throws QueryError
   */
  condition(filter: Filter, place: string): Sql {
    switch (filter.kind) {
      case 'and':
      case 'or':
        return this.combination(filter, place);
      case 'not':
        return sql`NOT coalesce(${this.condition(filter.of, `${place}.of`)}, FALSE)`;
      case 'in':
        return this.range(filter, place);
      case 'address':
        return this.address(filter, place);
      case 'compare':
        return this.comparison(filter, place);
      case 'clock':
        return this.clock(filter, place);
      case 'pair':
        return this.dialect.anyPair(sql`pairs`, filter.elements, filter.test);
      case 'sample':
        return sql`(${this.dialect.random()} * ${checkedNumber(filter.oneIn, place)} < 1)`;
      default:
        throw new QueryError('unknown-field', place, `There is no test "${(filter as Filter).kind}".`);
    }
  }

  private combination({ kind, of }: FilterOf<'and' | 'or'>, place: string): Sql {
    if (of.length === 0) return kind === 'and' ? TRUE : FALSE;
    const parts = of.map((part, index) => this.condition(part, `${place}.of[${index}]`));
    return sql`(${join(parts, kind === 'and' ? ' AND ' : ' OR ')})`;
  }

  private range({ field, mask, ranges }: FilterOf<'in'>, place: string): Sql {
    const type = testedType(field, place);
    const plain = quantitySql(field, this.dialect);
    const value = mask === undefined ? plain : this.dialect.bitAnd(plain, checkedNumber(mask, place));
    return this.inNumbers(
      value,
      ranges,
      type === 'real' || type === 'integer' || type === 'ms' ? undefined : type,
      place,
    );
  }

  /** @param type of the value where it is one for which very many ranges can be looked up */
  private inNumbers(value: Sql, ranges: readonly Range<number>[], type: string | undefined, place: string): Sql {
    for (const { lo, hi } of ranges) [lo, hi].forEach((end) => checkedNumber(end, place));
    if (ranges.length > FEW_RANGES && type !== undefined)
      return this.dialect.inRanges(value, this.relation.name, ranges, type === 'u64' || type === 'mac' ? 'u64' : 'u32');
    const [first, last] = ranges;
    // as TCP and UDP: the outer ends are tested while files are read, which takes half the time that two alternatives do
    if (first && last && ranges.length === 2 && first.hi + 1 < last.lo && type !== undefined)
      return sql`(${value} BETWEEN ${first.lo} AND ${last.hi} AND NOT ${value} BETWEEN ${first.hi + 1} AND ${last.lo - 1})`;
    const singles = ranges.filter(({ lo, hi }) => lo === hi).map(({ lo }) => lo);
    const tests = ranges.filter(({ lo, hi }) => lo !== hi).map(({ lo, hi }) => sql`${value} BETWEEN ${lo} AND ${hi}`);
    if (singles.length === 1) tests.push(sql`${value} = ${singles[0]!}`);
    if (singles.length > 1) tests.push(sql`${value} IN (${join(singles, ', ')})`);
    return tests.length === 0 ? FALSE : sql`(${join(tests, ' OR ')})`;
  }

  private address({ field, v4, v6 }: FilterOf<'address'>, place: string): Sql {
    if (!isFieldName(field) || flowField(field).type !== 'ip')
      throw new QueryError('not-an-address', place, `"${field}" is not the name of an address field.`);
    const column = addressSql(field);
    const all4 = v4.length === 1 && v4[0]!.lo === 0 && v4[0]!.hi === 0xffffffff;
    const inV4 = all4 ? sql`${column.v4} IS NOT NULL` : this.inNumbers(column.v4, v4, 'ip', place);
    if (this.relation.ipv6 === 'none') return inV4;
    return sql`(${inV4} OR ${this.inV6(column.hi, column.lo, v6)})`;
  }

  private inV6(hi: Sql, lo: Sql, ranges: readonly Range<bigint>[]): Sql {
    if (ranges.length > FEW_RANGES)
      return this.dialect.inRanges(this.dialect.wide(hi, lo), this.relation.name, ranges, 'u128');
    if (ranges.length === 0) return FALSE;
    return sql`(${join(
      ranges.map((range) => this.v6Range(hi, lo, range)),
      ' OR ',
    )})`;
  }

  /** Prefixes of at most 64 bits, the usual case, need only the upper half. */
  private v6Range(hi: Sql, lo: Sql, range: Range<bigint>): Sql {
    const [hi1, hi2] = [range.lo >> 64n, range.hi >> 64n];
    const [lo1, lo2] = [BigInt.asUintN(64, range.lo), BigInt.asUintN(64, range.hi)];
    const tests: Sql[] = [];
    if (hi1 === hi2) tests.push(sql`(${hi} = ${hi1} AND ${lo} BETWEEN ${lo1} AND ${lo2})`);
    else {
      const [first, last] = [lo1 === 0n ? hi1 : hi1 + 1n, lo2 === BigInt.asUintN(64, -1n) ? hi2 : hi2 - 1n];
      if (first <= last) tests.push(sql`${hi} BETWEEN ${first} AND ${last}`);
      if (first !== hi1) tests.push(sql`(${hi} = ${hi1} AND ${lo} >= ${lo1})`);
      if (last !== hi2) tests.push(sql`(${hi} = ${hi2} AND ${lo} <= ${lo2})`);
    }
    return sql`(${join(tests, ' OR ')})`;
  }

  private comparison({ field, op, value }: FilterOf<'compare'>, place: string): Sql {
    const type = testedType(field, place);
    if (type === 'ip') throw new QueryError('not-a-number', place, `"${field}" is an address: it cannot be compared.`);
    const operator = Object.hasOwn(OPERATORS, op) ? OPERATORS[op] : undefined;
    if (!operator) throw new QueryError('unknown-field', place, `There is no comparison "${op}".`);
    return sql`(${quantitySql(field, this.dialect)} ${operator} ${checkedNumber(value, place)})`;
  }

  private clock({ field, zone, ranges }: FilterOf<'clock'>, place: string): Sql {
    if (quantityInfo(field, place).type !== 'ms')
      throw new QueryError('unknown-field', place, `"${field}" is not the name of a time field.`);
    const time = quantitySql(field, this.dialect);
    const branches = zoneChanges(zone, place).map(({ from, offset }) =>
      from === -Infinity ? sql`ELSE ${offset}` : sql`WHEN ${time} >= ${from} THEN ${offset}`,
    );
    // CASE needs a WHEN, also in a zone that never changed
    const offset = sql`(CASE WHEN ${time} IS NULL THEN 0 ${join(branches, ' ')} END)`;
    const seconds = this.dialect.quotient(sql`((${this.dialect.int(time)} + ${offset}) % 86400000)`, sql`1000`);
    return this.inNumbers(seconds, ranges, undefined, place);
  }
}

function zoneChanges(zone: string, place: string) {
  try {
    return offsetChanges(zone);
  } catch {
    throw new QueryError('unknown-field', place, `"${zone}" is not the name of a time zone, such as "Europe/Berlin".`);
  }
}

function checkedNumber(value: number, place: string): number {
  if (typeof value === 'number' && Number.isFinite(value)) return value;
  throw new QueryError('bad-number', place, `${JSON.stringify(value)} is not a number.`);
}
