/** The address argument of flow-capture and flow-receive: where to listen and whom to believe. */
import { lookup } from 'node:dns/promises';
import { parseIpv4 } from '../flow/address.js';
import { CommandError } from '../command/run.js';

/** `localip/remoteip/port[/ttl]`; addresses as numbers, 0 = any. */
export interface ListenAddress {
  readonly local: number;
  readonly remote: number;
  readonly port: number;
}

export const DEFAULT_PORT = 9991;

const MULTICAST = 0xe0000000;

/**
 * Parses the argument (reference section 4.2): missing parts are 0, a missing or zero port is 9991, an address with
 * fewer than four octets is filled with zeros on the right, one with a letter is a host name.
 * @throws CommandError that names the part that is wrong; a host name that cannot be looked up is wrong
 */
export async function parseListenAddress(text: string): Promise<ListenAddress> {
  const [local = '', remote = '', port = '', ttl = '', ...more] = text.split('/');
  if (more.length > 0) throw new CommandError(`too many parts in "${text}": localip/remoteip/port/ttl is expected`);
  const address = {
    local: await parseHost(local, 'local address'),
    remote: await parseHost(remote, 'remote address'),
    port: parseNumber(port, 'port', 65535) || DEFAULT_PORT,
  };
  parseNumber(ttl, 'ttl', 255);
  if ((address.remote & 0xf0000000) >>> 0 === MULTICAST)
    throw new CommandError(`cannot receive the multicast group ${remote}: multicast is not supported yet`);
  return address;
}

/** The one operand that receiving commands take. */
export async function addressOperand([address, extra]: readonly string[]): Promise<ListenAddress> {
  if (address === undefined) throw new CommandError('Specify localip/remoteip/port.');
  if (extra !== undefined) throw new CommandError(`Extra arguments starting with ${extra}.`);
  return parseListenAddress(address);
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
  const octets = quad.split('.');
  const address = parseIpv4([...octets, ...Array<string>(Math.max(0, 4 - octets.length)).fill('0')].join('.'));
  if (address === undefined) throw new CommandError(`${name} "${text}" must be a dotted quad or a host name`);
  return address;
}
