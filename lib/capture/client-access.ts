/** Whether a TCP client may read flows along (reference section 4.7). */
import { readFileSync } from 'node:fs';
import { networkInterfaces } from 'node:os';
import { join } from 'node:path';
import { parseAddressNumber, type AddressNumber } from '../flow/address-number.js';
import { hostsAccess, hostsPattern, isLoopback } from './hosts-access.js';

/** What lines of hosts.allow and hosts.deny call the capture's clients. */
export const DAEMON = 'flow-capture-client';

/** A file that is not there says nothing. @throws Error of the system if one that is there cannot be read */
function hostsFile(name: string): string {
  try {
    return readFileSync(join(process.env['FLOW_TOOLS_HOSTSDIR'] ?? '/etc', name), 'latin1');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return '';
    throw error;
  }
}

function isOwn(address: AddressNumber): boolean {
  const own = Object.values(networkInterfaces()).flatMap((addresses) => addresses ?? []);
  return isLoopback(address) || own.some((each) => parseAddressNumber(each.address) === address);
}

/**
 * hosts.allow and hosts.deny of /etc, or of the directory `FLOW_TOOLS_HOSTSDIR`, are read for every client, as libwrap
 * does. Where they say nothing only this host's own clients may connect: libwrap would let everybody read who talks to whom.
 * @param address as a number
 * @returns why not; undefined if it may
 */
export function refusedClient(address: AddressNumber): string | undefined {
  try {
    const verdict = hostsAccess({ allow: hostsFile('hosts.allow'), deny: hostsFile('hosts.deny') }, DAEMON, address);
    if (verdict === 'allow' || (verdict === 'none' && isOwn(address))) return undefined;
    return verdict === 'deny'
      ? 'hosts.allow or hosts.deny refuses it'
      : `it is another host; "${DAEMON}: ${hostsPattern(address)}" in hosts.allow would let it in`;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
