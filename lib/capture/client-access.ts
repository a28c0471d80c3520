/** Whether a TCP client may read flows along (reference section 4.7). */
import { readFileSync } from 'node:fs';
import { networkInterfaces } from 'node:os';
import { join } from 'node:path';
import { formatIpv4 } from '../flow/address.js';
import { hostsAccess } from './hosts-access.js';

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

function isOwn(address: number): boolean {
  const text = formatIpv4(address);
  const own = Object.values(networkInterfaces()).flatMap((addresses) => addresses ?? []);
  return address >>> 24 === 127 || own.some((each) => each.address === text);
}

/**
 * hosts.allow and hosts.deny of /etc, or of the directory `FLOW_TOOLS_HOSTSDIR`, are read for every client, as libwrap
 * does. Where they say nothing only this host's own clients may connect: libwrap would let everybody read who talks to whom.
 * @param address IPv4 address as a number
 * @returns why not; undefined if it may
 */
export function refusedClient(address: number): string | undefined {
  try {
    const verdict = hostsAccess({ allow: hostsFile('hosts.allow'), deny: hostsFile('hosts.deny') }, DAEMON, address);
    if (verdict === 'allow' || (verdict === 'none' && isOwn(address))) return undefined;
    return verdict === 'deny'
      ? 'hosts.allow or hosts.deny refuses it'
      : `it is another host; "${DAEMON}: ${formatIpv4(address)}" in hosts.allow would let it in`;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
