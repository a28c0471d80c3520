/** What is wrong with an sFlow datagram, as a value with its place, and the sentence for the log. */

/** Stable codes: counters and rate limits are kept per code. */
export const SFLOW_ERROR_CODES = [
  'too-short',
  'unknown-version',
  'bad-address',
  'truncated-sample',
  'truncated-record',
  'unknown-header',
] as const;
export type SflowErrorCode = (typeof SFLOW_ERROR_CODES)[number];

/**
 * Without a `sample`, the whole datagram is refused. `truncated-sample`: the samples from that one on are lost;
 * `truncated-record`: the fields of that record from that place on are; `unknown-header`: the packet's header is of a
 * kind that is not followed, so that the sample makes no flow.
 */
export interface SflowError {
  readonly code: SflowErrorCode;
  /** Octet of the datagram where the field stands, or should. */
  readonly offset: number;
  /** The field's value, or the datagram's length in octets. */
  readonly got: number;
  /** Number of the sample, from 0. */
  readonly sample?: number;
}

const TEXTS: Readonly<Record<SflowErrorCode, (error: SflowError) => string>> = {
  'too-short': ({ got }) => `a datagram of ${got} octets is too short for the header`,
  'unknown-version': ({ got }) => `version ${got}, only 5 is understood`,
  'bad-address': ({ got }) => `the agent's address is of type ${got}, 1 (IPv4) and 2 (IPv6) are known`,
  'truncated-sample': ({ got }) => `the sample has ${got} octets, more than the datagram`,
  'truncated-record': ({ got }) => `the record has ${got} octets, too few for its fields or more than the sample`,
  'unknown-header': ({ got }) => `headers of protocol ${got} are not understood`,
};

/** The reason as flow-capture logs it. */
export function sflowErrorText(error: SflowError): string {
  const sample = error.sample === undefined ? '' : ` in sample ${error.sample + 1}`;
  return `sFlow: ${TEXTS[error.code](error)} (octet ${error.offset}${sample})`;
}
