/** What a scan detector says (reference section 5.18). */
import { formatAddressNumber, type AddressNumber } from '../flow/address-number.js';
import type { Ms } from '../flow/time.js';
import { shortText } from '../rows/local-text.js';
import type { Finding } from './detector.js';

/** The flow that a message is about. */
export interface SeenFlow {
  readonly srcaddr: AddressNumber;
  readonly dstaddr: AddressNumber;
  readonly srcport: number;
  readonly dstport: number;
  readonly prot: number;
  readonly tcpFlags: number;
  readonly input: number;
  readonly output: number;
  readonly packets: number;
  readonly octets: number;
  readonly start: Ms;
  readonly end: Ms;
}

/** Local time as scripts know it: the milliseconds are a number, filled up on the right, and a blank follows. */
function timeText(time: Ms): string {
  return `${shortText(time).slice(0, -3)}${String(time % 1000).padEnd(3)} `;
}

/** The line for a scan; `ts` is Unix seconds. */
export function findingText(finding: Finding, { srcaddr, dstaddr, start }: SeenFlow): string {
  const who =
    finding === 'host scan'
      ? `ip=${formatAddressNumber(srcaddr)}`
      : `src=${formatAddressNumber(srcaddr)} dst=${formatAddressNumber(dstaddr)}`;
  return `${finding}: ${who} ts=${Math.floor(start / 1000)} start=${timeText(start)}`;
}

/** Above the first flow that is shown. */
export const FLOW_HEADING =
  'Start             End                Sif SrcIPaddress      SrcP  DIf DstIPaddress      DstP   P Fl       Pkts     Octets';

/** The lines for one flow: start, end, and the rest. */
export function flowLines(flow: SeenFlow): string[] {
  const right = (value: number, width: number) => String(value).padStart(width);
  const end = (address: AddressNumber, port: number) => `${formatAddressNumber(address).padEnd(15)} ${right(port, 6)}`;
  const source = `${right(flow.input, 4)} ${end(flow.srcaddr, flow.srcport)}`;
  const destination = `${right(flow.output, 4)} ${end(flow.dstaddr, flow.dstport)}`;
  const rest = `${right(flow.prot, 3)} ${right(flow.tcpFlags & 7, 2)} ${right(flow.packets, 10)} ${right(flow.octets, 10)}`;
  return [timeText(flow.start), timeText(flow.end), `${source} ${destination} ${rest}`];
}
