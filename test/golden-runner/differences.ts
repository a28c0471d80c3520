/**
 * Where our commands differ from the originals on purpose: each with its reason, and with what holds instead where that
 * can be said.
 */
import type { GoldenCase } from './cases.js';

export interface Difference {
  readonly cases: RegExp;
  /** What is not compared with the corpus. */
  readonly aspect: 'stdout' | 'stderr' | 'all';
  /** On standard error, only lines of this program: of a pipe, the others' are compared. */
  readonly program?: string;
  /** What is left out of both before they are compared. */
  readonly mask?: RegExp;
  readonly reason: string;
}

export const DIFFERENCES: readonly Difference[] = [
  {
    cases: /^bad\//,
    aspect: 'stderr',
    reason:
      'our messages name the file, the octet and what would be right; the warning about a missing checksum is new',
  },
  {
    cases: /^bad\/order7\./,
    aspect: 'all',
    reason: 'a byte order that is neither little nor big is refused instead of taken for little',
  },
  {
    cases: /^header\/legacy-v5\.be$/,
    aspect: 'stdout',
    reason: 'big-endian files of stream version 1 are marked as translated, too',
  },
  {
    cases: /^export\/v5\.f1$/,
    aspect: 'stdout',
    reason: 'a pcap file that programs can read; the headers of the original have wrong sizes',
  },
  {
    cases: /^import\/v8\.\d+\.wire$/,
    aspect: 'stdout',
    reason: 'the original imports nothing of the version 8 datagrams that it exports itself',
  },
  {
    cases: /^capture\/rcv-v8\.12\.be\.export$/,
    aspect: 'stdout',
    reason: 'the original misreads dst_as in correct big-endian files of version 8.12',
  },
  {
    cases: /^bad\/(dversion9|tlv-overrun)\.cat$/,
    aspect: 'stdout',
    reason:
      'a file of unknown version is left out with a warning, as others that cannot be read; the original gives up',
  },
  {
    cases: /^split\/T$/,
    aspect: 'stdout',
    reason: 'a piece starts with its own first record; the original writes the start of the next piece',
  },
  {
    cases: /^capture\/(nfilter|tag|mask|xlate)-k$/,
    aspect: 'stdout',
    reason: '-k keeps the capture times of the input, as it says; the original writes 1970',
  },
  {
    cases: /^expire\//,
    aspect: 'stderr',
    reason: 'files that are being written are neither counted nor deleted, and each removal is told once',
  },
  {
    cases: /^(cat|merge)\/|^split\/g-v5$|^gen\/badver$/,
    aspect: 'stderr',
    reason: 'our messages name the file and what would be right',
  },
  {
    cases: /^(tag|mask)\/missing$|^nfilter\/missing-def$/,
    aspect: 'stderr',
    mask: /^flow-\w+: No \w+-definition .*\n/m,
    reason: 'before the line of the original ours says which definition is missing, and which there are',
  },
  {
    cases: /^nfilter\/err-/,
    aspect: 'stderr',
    program: 'flow-export',
    reason: 'our messages name the file and what would be right',
  },
  {
    cases: /^xlate\/v1to1005$/,
    aspect: 'stdout',
    reason: 'what version 1 lacks becomes 0; the original takes it from beyond the record',
  },
  {
    cases: /^dscan\/(small|m|w)$/,
    aspect: 'stderr',
    mask: /start=.*$/gm,
    reason: 'the start of a scan is that of its flow; the original writes another day unless its milliseconds are 0',
  },
  {
    cases: /^dscan\/triggers$/,
    aspect: 'stderr',
    mask: /\d{4}\.\d\d:\d\d:\d\d\.\d+ *$|start=.*$/gm,
    reason: 'start and end are those of the flow; the original writes other days unless their milliseconds are 0',
  },
  {
    cases: /^dscan\/nosup$/,
    aspect: 'stderr',
    mask: /^flow-dscan: (?:fopen\()?out\/nosuch\.src.*$/m,
    reason: 'our message says why the file cannot be read, and that it must exist',
  },
  {
    cases: /^rptfmt\/sort$/,
    aspect: 'stdout',
    mask: / +$/gm,
    reason: 'the last row of a table that was cut ends as all others do; the original adds a blank',
  },
  {
    cases: /^rptfmt\/summary$/,
    aspect: 'stdout',
    mask: /^(?:Real Time|Last Export|Average (?:Packets|Flows)\/Second|Average (?:Packet|Flow) Size)\b[^\d]*/gm,
    reason: 'sizes are called so; the original calls them packets and flows per second, and the last export real time',
  },
];

/** Cases that show a fault of the original that FLOW_TOOLS_DEFECTS=original repeats. */
const DEFECTS: readonly RegExp[] = [/^export\/.*\.f4$/, /^import\/.*\.wire$/, /^cat\/time-[tT]$/, /^xlate\/v1to[567]$/];

/** True if a case can only agree when the faults of the original are repeated. */
export function repeatsDefects({ id, note }: GoldenCase): boolean {
  return note.includes('byte-order defects') || DEFECTS.some((cases) => cases.test(id));
}

/** What differs on purpose in one case. */
export function differencesOf(id: string): readonly Difference[] {
  return DIFFERENCES.filter(({ cases }) => cases.test(id));
}
