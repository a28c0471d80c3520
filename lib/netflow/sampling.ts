/** Where the rate that a flow was sampled at is known from, in the order of trust. */

/** What stands in `sampling_source`; 0 is nobody. */
export const SAMPLING_SOURCE = { record: 1, sampler: 2, options: 3, header: 4 } as const;

export interface FoundRate {
  /** One packet in so many was looked at. */
  readonly rate: number;
  readonly source: number;
}

/** What is known of an exporter's sampling beside its records. */
export interface Sampling {
  /** Whether anything is known that could tell a rate. */
  readonly tells: boolean;
  /**
   * @param sampler the record's, undefined if the template has none
   * @param input interface that the flow came in by
   */
  resolve(sampler: number | undefined, input: number): FoundRate | undefined;
}

/** Of an exporter about which nothing is known. */
export const NO_SAMPLING: Sampling = { tells: false, resolve: () => undefined };
