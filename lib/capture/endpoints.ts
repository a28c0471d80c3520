/** The address argument of the commands that receive and send datagrams. */
import { lookup } from 'node:dns/promises';
import { isUnspecified, parseAddressNumber, type AddressNumber } from '../flow/address-number.js';
import { parseIpv4 } from '../flow/address.js';
import { CommandError } from '../command/run.js';

/** `localip/remoteip/port[/ttl]`; addresses as numbers, 0 = any of both families, `0n` = any of IPv6. */
export interface Endpoints {
  readonly local: AddressNumber;
  readonly remote: AddressNumber;
  readonly port: number;
  /** Absent if not given, or given as 0. */
  readonly ttl?: number;
}

export const DEFAULT_PORT = 9991;

/** True for 224.0.0.0/4 and ff00::/8. */
export function isMulticast(address: AddressNumber): boolean {
  return typeof address === 'number' ? address >>> 28 === 14 : address >> 120n === 0xffn;
}

/**
 * Parses the argument (reference section 4.2): missing parts are 0, a missing or zero port is 9991, an address with
 * fewer than four octets is filled with zeros on the right, one with a letter is a host name, one with a colon is IPv6, with or
 * without brackets.
 * @throws CommandError that names the part that is wrong; a host name that cannot be looked up is wrong
 */
export async function parseEndpoints(text: string): Promise<Endpoints> {
  const [localText = '', remoteText = '', portText = '', ttlText = '', ...more] = text.split('/');
  if (more.length > 0) throw new CommandError(`too many parts in "${text}": localip/remoteip/port/ttl is expected`);
  const local = await parseHost(localText, 'local address');
  const remote = await parseHost(remoteText, 'remote address');
  if (local !== 0 && remote !== 0 && typeof local !== typeof remote)
    throw new CommandError(`"${localText}" and "${remoteText}" must both be IPv4 or both IPv6`);
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
  /** Address to bind to; 0 = all of the host's, `0n` = all of IPv6. */
  readonly bind: AddressNumber;
  readonly port: number;
  /** The only exporter to believe; 0 = any. */
  readonly accept: AddressNumber;
  /** Multicast group to join; it is what `bind` is then. */
  readonly group?: AddressNumber;
}

/** For a multicast group the first part is the source to accept. */
export function listening({ local, remote, port }: Endpoints): Listening {
  const any = (address: AddressNumber) => (isUnspecified(address) ? 0 : address);
  return isMulticast(remote)
    ? { bind: remote, port, accept: any(local), group: remote }
    : { bind: local, port, accept: any(remote) };
}

function parseNumber(text: string, name: string, most: number): number {
  if (!/^\d*$/.test(text) || Number(text) > most)
    throw new CommandError(`${name} "${text}" must be a number from 0 to ${most}`);
  return Number(text);
}

async function parseHost(text: string, name: string): Promise<AddressNumber> {
  if (text === '') return 0;
  if (text.includes(':')) return parseIpv6Host(text, name);
  const address = parseShortIpv4(text);
  if (address !== undefined) return address;
  const wrong = `${name} "${text}" must be an IPv4 or IPv6 address, or a host name`;
  if (!/[a-z]/i.test(text)) throw new CommandError(wrong);
  try {
    // a host that has both is asked for as ever
    const found = await lookup(text, { all: true });
    const { address: first } = found.find(({ family }) => family === 4) ?? found[0] ?? { address: '' };
    const number = parseAddressNumber(first);
    if (number !== undefined) return number;
  } catch (cause) {
    throw new CommandError(`${name} "${text}" has no address`, 1, { cause });
  }
  throw new CommandError(`${name} "${text}" has no address`);
}

function parseIpv6Host(text: string, name: string): AddressNumber {
  const plain = /^\[(.*)\]$/.exec(text)?.[1] ?? text;
  if (plain.includes('%'))
    throw new CommandError(`${name} "${text}": an address with a zone holds for one link only, and is not supported`);
  const number = parseAddressNumber(plain);
  if (number === undefined) throw new CommandError(`${name} "${text}" must be an IPv6 address such as 2001:db8::1`);
  return number;
}

/** A dotted quad that may lack octets at its end, which are 0 then; else undefined. */
export function parseShortIpv4(text: string): number | undefined {
  const octets = text.split('.');
  return parseIpv4([...octets, ...Array<string>(Math.max(0, 4 - octets.length)).fill('0')].join('.'));
}
