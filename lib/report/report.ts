/** What a report is: data, read by the question (what to ask the store) and the answer (how to show what came back). */
import type { Quantity } from '../query/quantity.js';
import type { Dimension } from '../query/query.js';
import type { ColumnKind } from './column.js';
import type { CriterionName } from './criterion.js';

/** A column that identifies: a key of a grouped report, or any field of a printed one. */
export interface FieldColumn {
  readonly key: string;
  readonly title: string;
  readonly unit?: string;
  readonly kind: ColumnKind;
  /** The filter field that a click on a value fills. */
  readonly criterion?: CriterionName;
  /** What pages show for none. */
  readonly none?: string;
}

/** A dimension, or the prefix that is as long as the configuration says (`ipv6_prefix_length`). */
export type KeyDimension =
  Dimension | (Omit<Extract<Dimension, { kind: 'prefix' }>, 'bits6'> & { readonly bits6: 'configured' });

export interface KeyColumn extends FieldColumn {
  readonly dimension: KeyDimension;
}

export interface FlowColumn extends FieldColumn {
  readonly quantity: Quantity;
  /** The prefix length that is shown behind an address: `10.1.2.3/24`. */
  readonly length?: 'src_mask' | 'dst_mask';
  /** Whether 0, or an address of zeros, stands for none. */
  readonly zero?: 'none';
}

interface Common {
  /** Number in the original's menus; unique within its menu. */
  readonly id: number;
  readonly title: string;
}

/** Sums by one or more keys. */
export interface GroupReport extends Common {
  readonly menu: 'stat_report' | 'print_report';
  readonly kind: 'groups';
  readonly keys: readonly KeyColumn[];
  /** Flows of other protocols do not count. */
  readonly protocols?: readonly number[];
  /** Only IPv6 flows count. */
  readonly family?: 'IPv6';
  /** Only the rows of those that scan are shown, with what shows it. */
  readonly detects?: 'scans';
  /** Its keys are fields that only newer exports have. */
  readonly exports?: 'newer';
}

/** Totals, averages and distributions over all flows. */
export interface SummaryReport extends Common {
  readonly menu: 'stat_report';
  readonly kind: 'summary';
}

/** One row per flow, in file order. */
export interface FlowsReport extends Common {
  readonly menu: 'print_report';
  readonly kind: 'flows';
  readonly columns: readonly FlowColumn[];
}

export type Report = GroupReport | SummaryReport | FlowsReport;
