/** Which name servers to ask: those of the configuration, else those of the system. */
import { readFileSync } from 'node:fs';
import { isIP } from 'node:net';

export interface NameServer {
  readonly address: string;
  readonly port: number;
  readonly family: 4 | 6;
}

export interface NameServers {
  /** In the order in which they are asked; empty where nothing is looked up. */
  readonly servers: readonly NameServer[];
  /** Domains that a host name without a dot may be in (resolv.conf(5)). */
  readonly search: readonly string[];
  /** Sentences about what could not be understood. */
  readonly notes: readonly string[];
}

const DNS_PORT = 53;

/** Most servers that are asked in turn, as resolv.conf(5) has it. */
const MOST_SERVERS = 3;

/** The entry of the configuration that says that nothing is looked up. */
const NONE = 'none';

/** A server as `192.0.2.53`, `192.0.2.53:5353`, `2001:db8::53` or `[2001:db8::53]:5353`, else undefined. */
export function parseServer(text: string): NameServer | undefined {
  const [, bracketed, plain, portText] = /^(?:\[([\da-f:.]+)\]|([\d.]+))(?::(\d{1,5}))?$/i.exec(text) ?? [];
  const address = bracketed ?? plain ?? text;
  const family = isIP(address);
  const port = portText === undefined ? DNS_PORT : Number(portText);
  if (port < 1 || port > 65_535 || (family !== 4 && family !== 6)) return undefined;
  if (bracketed !== undefined && family !== 6) return undefined;
  return { address, port, family };
}

/** `nameserver` and `search` lines of resolv.conf(5); without a server the one of this machine. */
export function parseResolvConf(text: string): Pick<NameServers, 'servers' | 'search'> {
  const words = text.split('\n').map((line) => line.trim().split(/\s+/));
  const servers = words.flatMap(([keyword, address = '']) => {
    const server = keyword === 'nameserver' ? parseServer(address.replace(/%.*$/, '')) : undefined;
    return server ? [server] : [];
  });
  const search = words.findLast(([keyword]) => keyword === 'search' || keyword === 'domain')?.slice(1) ?? [];
  const own: NameServer = { address: '127.0.0.1', port: DNS_PORT, family: 4 };
  return { servers: servers.length > 0 ? servers.slice(0, MOST_SERVERS) : [own], search };
}

function resolvConf(file: string): Pick<NameServers, 'servers' | 'search'> {
  try {
    return parseResolvConf(readFileSync(file, 'utf8'));
  } catch {
    return parseResolvConf(''); // as the C library does without the file
  }
}

/**
 * The servers to ask.
 * @param configured `dns_servers` of the configuration: empty for those of the system, `none` to ask nobody
 */
export function nameServers(configured: readonly string[], systemFile = '/etc/resolv.conf'): NameServers {
  const system = resolvConf(systemFile);
  if (configured.length === 0) return { ...system, notes: [] };
  if (configured.includes(NONE)) return { servers: [], search: [], notes: [] };
  const servers = configured.map((text) => ({ text, server: parseServer(text) }));
  return {
    servers: servers.flatMap(({ server }) => server ?? []),
    search: system.search,
    notes: servers
      .filter(({ server }) => !server)
      .map(
        ({ text }) =>
          `The name server "${text}" of dns_servers is not asked: write its address, and a port if it is not 53, as "192.0.2.53:5353" or "[2001:db8::53]:5353".`,
      ),
  };
}
