/** The address argument of the commands that receive and send datagrams. */
import { lookup } from 'node:dns/promises';
import { parseIpv4 } from '../flow/address.js';
import { CommandError } from '../command/run.js';

/** `localip/remoteip/port[/ttl]`; addresses as numbers, 0 = any. */
export interface Endpoints {
  readonly local: number;
  readonly remote: number;
  readonly port: number;
  /** Absent if not given, or given as 0. */
  readonly ttl?: number;
}

export const DEFAULT_PORT = 9991;

/** True for 224.0.0.0/4. */
export function isMulticast(address: number): boolean {
  return address >>> 28 === 14;
}

/**
 * Parses the argument (reference section 4.2): missing parts are 0, a missing or zero port is 9991, an address with
 * fewer than four octets is filled with zeros on the right, one with a letter is a host name.
 * @throws CommandError that names the part that is wrong; a host name that cannot be looked up is wrong
 */
export async function parseEndpoints(text: string): Promise<Endpoints> {
  const [localText = '', remoteText = '', portText = '', ttlText = '', ...more] = text.split('/');
  if (more.length > 0) throw new CommandError(`too many parts in "${text}": localip/remoteip/port/ttl is expected`);
  const local = await parseHost(localText, 'local address');
  const remote = await parseHost(remoteText, 'remote address');
  const port = parseNumber(portText, 'port', 65535) || DEFAULT_PORT;
  const ttl = parseNumber(ttlText, 'ttl', 255);
  return { local, remote, port, ...(ttl > 0 && { ttl }) };
}

/** The one operand that these commands take. @throws CommandError */
export async function endpointsOperand([text, extra]: readonly string[]): Promise<Endpoints> {
  if (text === undefined) throw new CommandError('Specify localip/remoteip/port.');
  if (extra !== undefined) throw new CommandError(`Extra arguments starting with ${extra}.`);
  return parseEndpoints(text);
}

/** What a listening command makes of it (reference section 4.2). Addresses as numbers. */
export interface Listening {
  /** Address to bind to; 0 = all of the host's. */
  readonly bind: number;
  readonly port: number;
  /** The only exporter to believe; 0 = any. */
  readonly accept: number;
  /** Multicast group to join; it is what `bind` is then. */
  readonly group?: number;
}

/** For a multicast group the first part is the source to accept. */
export function listening({ local, remote, port }: Endpoints): Listening {
  return isMulticast(remote)
    ? { bind: remote, port, accept: local, group: remote }
    : { bind: local, port, accept: remote };
}

function parseNumber(text: string, name: string, most: number): number {
  if (!/^\d*$/.test(text) || Number(text) > most)
    throw new CommandError(`${name} "${text}" must be a number from 0 to ${most}`);
  return Number(text);
}

async function parseHost(text: string, name: string): Promise<number> {
  if (text === '') return 0;
  let quad = text;
  if (/[a-z]/i.test(text)) {
    try {
      quad = (await lookup(text, { family: 4 })).address;
    } catch (cause) {
      throw new CommandError(`${name} "${text}" has no IPv4 address`, 1, { cause });
    }
  }
  const address = parseShortIpv4(quad);
  if (address === undefined) throw new CommandError(`${name} "${text}" must be a dotted quad or a host name`);
  return address;
}

/** A dotted quad that may lack octets at its end, which are 0 then; else undefined. */
export function parseShortIpv4(text: string): number | undefined {
  const octets = text.split('.');
  return parseIpv4([...octets, ...Array<string>(Math.max(0, 4 - octets.length)).fill('0')].join('.'));
}
