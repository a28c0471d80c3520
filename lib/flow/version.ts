/** The export versions a flow record can come from, as the flow-tools container names them. */

/** NetFlow v8 aggregation methods 1 to 14. */
export const AGGREGATION_METHODS = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14] as const;
export type AggregationMethod = (typeof AGGREGATION_METHODS)[number];

/**
 * The extended record, for what v9, IPFIX and sFlow tell: IPv6, wide counters, absolute times. flow-tools does not know it;
 * docs/format.md describes it.
 */
export const EXTENDED = '1009';

/** The kinds that flow-tools knows. 1005 is v5 with two tags. */
export type ClassicVersion = '1' | '5' | '6' | '7' | `8.${AggregationMethod}` | '1005';

/** One kind of record: a `d_version` of the container and, for v8, its aggregation method. */
export type ExportVersion = ClassicVersion | typeof EXTENDED;

export const CLASSIC_VERSIONS: readonly ClassicVersion[] = [
  '1',
  '5',
  '6',
  '7',
  ...AGGREGATION_METHODS.map((method) => `8.${method}` as const),
  '1005',
];

export const EXPORT_VERSIONS: readonly ExportVersion[] = [...CLASSIC_VERSIONS, EXTENDED];

/**
 * The version that a container's `d_version` and aggregation method name together.
 * @returns undefined for a combination that is not known
 */
export function exportVersion(dVersion: number, aggregationMethod?: number): ExportVersion | undefined {
  const name = dVersion === 8 ? `8.${aggregationMethod ?? 0}` : String(dVersion);
  return EXPORT_VERSIONS.find((version) => version === name);
}

/** The container's numbers for a version: `d_version`, and for v8 the aggregation method. */
export function versionNumbers(version: ExportVersion): { dVersion: number; aggregationMethod?: number } {
  const [major, method] = version.split('.');
  return method === undefined ? { dVersion: Number(major) } : { dVersion: 8, aggregationMethod: Number(method) };
}

/** The version that records are translated to before they get tags: extended ones have places for them. */
export function taggedVersion(version: ExportVersion): ExportVersion {
  return version === EXTENDED ? EXTENDED : '1005';
}
