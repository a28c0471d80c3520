/** SQL expressions for the quantities of a flow. */
import type { FieldName } from '../flow/field.js';
import type { Dialect } from './dialect.js';
import { isComputedName, type ComputedName, type Quantity } from './quantity.js';
import { identifier, sql, type Sql } from './sql.js';

/** An address: its IPv4 number, and the halves of an IPv6 one. */
export interface AddressSql {
  readonly v4: Sql;
  readonly hi: Sql;
  readonly lo: Sql;
}

/** The columns of an address field. */
export function addressSql(field: FieldName): AddressSql {
  return { v4: identifier(field), hi: identifier(`${field}_hi`), lo: identifier(`${field}_lo`) };
}

const START = sql`start_ms`;
const END = sql`end_ms`;
const UPTIME_RANGE = 2 ** 32;

function durationSql({ int }: Dialect): Sql {
  return sql`((${int(END)} - ${int(START)} + ${UPTIME_RANGE}) % ${UPTIME_RANGE})`;
}

function perSecond(dialect: Dialect, counter: Sql, factor: number): Sql {
  const duration = durationSql(dialect);
  return sql`(CASE WHEN ${duration} = 0 THEN 0 ELSE ${dialect.real(counter)} * ${factor} / ${duration} END)`;
}

const COMPUTED_SQL: Readonly<Record<ComputedName, (dialect: Dialect, scale: number) => Sql>> = {
  pairs: () => sql`nullif(pairs, '')`,
  duration: durationSql,
  bps: (dialect, scale) => perSecond(dialect, sql`doctets`, 8000 * scale),
  pps: (dialect, scale) => perSecond(dialect, sql`dpkts`, 1000 * scale),
  whole_bps: (dialect) => dialect.int(sql`floor(${perSecond(dialect, sql`doctets`, 8000)})`),
  whole_pps: (dialect) => dialect.int(sql`floor(${perSecond(dialect, sql`dpkts`, 1000)})`),
  dst_class: () =>
    sql`(CASE WHEN dstaddr IS NULL THEN NULL WHEN dstaddr < 2147483648 THEN 0 WHEN dstaddr < 3221225472 THEN 1 WHEN dstaddr < 3758096384 THEN 2 WHEN dstaddr BETWEEN 3892314112 AND 3909091327 THEN 4 WHEN dstaddr < 4026531840 THEN 3 ELSE 5 END)`,
  octets_per_packet: ({ int, quotient }) =>
    sql`(CASE WHEN dpkts > 0 THEN ${quotient(int(sql`doctets`), int(sql`dpkts`))} END)`,
};

/**
 * The value of a quantity; of an address, its IPv4 number.
 * @param scale what octets and packets are multiplied by before rates are computed from them
 */
export function quantitySql(quantity: Quantity, dialect: Dialect, scale = 1): Sql {
  return isComputedName(quantity) ? COMPUTED_SQL[quantity](dialect, scale) : identifier(quantity);
}
