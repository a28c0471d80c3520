/**
 * How scans are detected (reference section 3.5): sources whose attempts reach many addresses or many ports. One query finds
 * them, so that each is listed once, with all its flows.
 */
import type { Configuration } from '../config/configuration.js';
import type { Filter, Range } from '../query/filter.js';
import type { Having, Measure, Order } from '../query/query.js';
import type { Column } from './column.js';

/** Which flows show a scan, and how many destinations and ports they must reach. */
export interface ScanRules extends Pick<Configuration, 'scan_flows' | 'scan_hosts' | 'scan_ports'> {
  /** Flows that are none of a scan, whatever they look like. */
  readonly leftOut: Filter;
}

const TCP = 6;
/** Type 8 and type 128: where ports are, exporters have the type times 256 plus the code. */
const PINGS = [
  { prot: 1, dstport: 8 * 256 },
  { prot: 58, dstport: 128 * 256 },
];

const only = (value: number): readonly Range<number>[] => [{ lo: value, hi: value }];
const all = (...of: Filter[]): Filter => ({ kind: 'and', of });
const any = (...of: Filter[]): Filter => ({ kind: 'or', of });
const flags = (mask: number, value: number): Filter => ({ kind: 'in', field: 'tcp_flags', mask, ranges: only(value) });

/** Bits of the TCP flags (RFC 9293 section 3.1). */
const [FIN, SYN, ACK] = [1, 2, 16];
const CLIENT_PORTS = [{ lo: 1024, hi: 0xffff }];

/**
 * A host that talks with others acknowledges what they send: who only knocks sends SYN or FIN and never ACK. UDP has
 * no such sign, and busy resolvers look like scanners of port 53: its flows are no attempts.
 */
const ATTEMPTS = any(
  all({ kind: 'in', field: 'prot', ranges: only(TCP) }, any(flags(SYN | ACK, SYN), flags(FIN | ACK, FIN))),
  ...PINGS.map(({ prot, dstport }) =>
    all({ kind: 'in', field: 'prot', ranges: only(prot) }, { kind: 'in', field: 'dstport', ranges: only(dstport) }),
  ),
);

/** Port 80 on one side and a client's on the other: the original's `-w -W`. */
const WEB = all(
  { kind: 'in', field: 'prot', ranges: only(TCP) },
  any(
    all({ kind: 'in', field: 'srcport', ranges: only(80) }, { kind: 'in', field: 'dstport', ranges: CLIENT_PORTS }),
    all({ kind: 'in', field: 'dstport', ranges: only(80) }, { kind: 'in', field: 'srcport', ranges: CLIENT_PORTS }),
  ),
);

interface FlowRule {
  readonly filter: Filter;
  /** What counts, as the end of a sentence. */
  readonly text: string;
}

const FLOW_RULES: Readonly<Record<ScanRules['scan_flows'], FlowRule>> = {
  attempts: { filter: ATTEMPTS, text: 'TCP flows with SYN or FIN but without ACK, and pings' },
  'all but web': { filter: { kind: 'not', of: WEB }, text: 'all flows but those of TCP port 80' },
  all: { filter: all(), text: 'all flows' },
};

const WELL_KNOWN_PORTS: Filter = { kind: 'in', field: 'dstport', ranges: [{ lo: 0, hi: 1023 }] };

/** Key columns of the report behind the source; their keys are those of {@link scanMeasures}. */
export const SCAN_COLUMNS: readonly Column[] = [
  { key: 'scan', title: 'Scan', kind: 'text' },
  { key: 'first', title: 'First Flow', kind: 'time', sortBy: 'first' },
  { key: 'last', title: 'Last Flow', kind: 'time', sortBy: 'last' },
  { key: 'destinations', title: 'Destinations', kind: 'count', sortBy: 'destinations' },
  { key: 'ports', title: 'Ports below 1024', kind: 'count', sortBy: 'ports' },
  { key: 'attempts', title: 'Attempts', kind: 'count', unit: 'flows', sortBy: 'attempts' },
];

/** What is measured of each source besides the sums. */
export function scanMeasures({ scan_flows, leftOut }: ScanRules): readonly Measure[] {
  const counted = all(FLOW_RULES[scan_flows].filter, { kind: 'not', of: leftOut });
  return [
    { measure: 'min', of: 'start_ms', as: 'first' },
    { measure: 'max', of: 'end_ms', as: 'last' },
    { measure: 'distinct', of: 'dstaddr', filter: counted, as: 'destinations' },
    { measure: 'distinct', of: 'dstport', filter: all(counted, WELL_KNOWN_PORTS), as: 'ports' },
    { measure: 'flows', filter: counted, as: 'attempts' },
  ];
}

/** More than so many destinations are a host scan, more than so many ports a port scan. */
export function scanHaving({ scan_hosts, scan_ports }: ScanRules): Having {
  return {
    anyOf: [
      { by: 'destinations', atLeast: scan_hosts + 1 },
      { by: 'ports', atLeast: scan_ports + 1 },
    ],
  };
}

/** The widest scans first. */
export const SCAN_ORDER: readonly Order[] = [
  { by: 'destinations', direction: 'descending' },
  { by: 'ports', direction: 'descending' },
];

const KINDS: Readonly<Record<string, string>> = { destinations: 'hosts', ports: 'ports' };

/** `host scan`, `port scan` or both, of one row. @param value of a result column */
export function scanKind(having: Having | undefined, value: (key: string) => number): string {
  const terms = having && 'anyOf' in having ? having.anyOf : [];
  return terms
    .filter(({ by, atLeast }) => value(by) >= atLeast)
    .map(({ by }) => KINDS[by])
    .join(' and ');
}

/** What the report takes for a scan, in whole sentences. */
export function scanNote({ scan_flows, scan_hosts, scan_ports }: ScanRules): string {
  return `A source scans hosts if its attempts reach more than ${scan_hosts} addresses (scan_hosts), and ports if they reach more than ${scan_ports} ports below 1024 (scan_ports). Attempts are ${FLOW_RULES[scan_flows].text} (scan_flows).`;
}
