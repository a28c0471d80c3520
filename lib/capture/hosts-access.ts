/** Who may connect, as /etc/hosts.allow and /etc/hosts.deny say it: the part of hosts_access(5) that needs no names. */
import { formatIpv4, maskIpv6, parseIpv4, parseIpv6 } from '../flow/address.js';
import { formatAddressNumber, type AddressNumber } from '../flow/address-number.js';

/** What the two files say. */
export interface HostsFiles {
  readonly allow: string;
  readonly deny: string;
}

/** `none`: no line is about this client. */
export type Verdict = 'allow' | 'deny' | 'none';

/** Undefined: it would take a look-up of names, which is not done. */
type Match = boolean | undefined;

interface Rule {
  readonly daemons: readonly string[];
  readonly clients: readonly string[];
  readonly verdict: 'allow' | 'deny';
}

/** Options of hosts_options(5) that change what a line says. No line's command is ever run. */
const VERDICTS: Readonly<Record<string, 'allow' | 'deny'>> = { allow: 'allow', deny: 'deny', twist: 'deny' };

/** Colons separate fields, but for those of an IPv6 address in brackets and escaped ones. */
const SEPARATOR = /(?<!\\):(?![^[]*\])/;

function words(field = ''): string[] {
  return field.split(/[\s,]+/).filter((word) => word !== '');
}

function readRules(text: string, usual: 'allow' | 'deny'): Rule[] {
  const lines = text.replace(/\\\r?\n/g, ' ').split('\n');
  return lines
    .filter((line) => !/^\s*(?:#|$)/.test(line))
    .map((line) => {
      const [daemons, clients, ...options] = line.split(SEPARATOR);
      const verdicts = options.map((option) => VERDICTS[words(option)[0]?.toLowerCase() ?? '']);
      return {
        daemons: words(daemons),
        clients: words(clients),
        verdict: verdicts.find((verdict) => verdict !== undefined) ?? usual,
      };
    });
}

/** `A EXCEPT B EXCEPT C` is A without (B without C). */
function matchList(list: readonly string[], matches: (pattern: string) => Match): Match {
  const at = list.findIndex((word) => word.toUpperCase() === 'EXCEPT');
  const patterns = at < 0 ? list : list.slice(0, at);
  const found = patterns.map(matches);
  const match = found.includes(true) || (found.includes(undefined) ? undefined : false);
  if (at < 0 || match === false) return match;
  const excepted = matchList(list.slice(at + 1), matches);
  return excepted === false ? match : excepted === undefined ? undefined : false;
}

function matchDaemon(pattern: string, daemon: string): Match {
  const [name = '', host] = pattern.split('@');
  if (name.toUpperCase() !== 'ALL' && name !== daemon) return false;
  return host === undefined || undefined;
}

/** The bits of `255.255.0.0` or `16` as a number. */
function maskOf(text: string): number | undefined {
  if (/^\d{1,2}$/.test(text)) {
    const length = Number(text);
    return length > 32 ? undefined : length === 0 ? 0 : (-1 << (32 - length)) >>> 0;
  }
  return parseIpv4(text);
}

/** True for 127.0.0.0/8 and ::1. */
export function isLoopback(address: AddressNumber): boolean {
  return typeof address === 'number' ? address >>> 24 === 127 : address === 1n;
}

/** An address as lines give it: IPv6 in brackets. */
export function hostsPattern(address: AddressNumber): string {
  return typeof address === 'number' ? formatIpv4(address) : `[${formatAddressNumber(address)}]`;
}

/** `[address]`, `[address]/length` or `[address/length]`, as both tcpd and its IPv6 patches write it. */
function matchIpv6(pattern: string, address: bigint): Match {
  const [, network = '', length = '128'] = /^\[([\da-f:.]+)(?:\]?\/(\d{1,3}))?\]?$/i.exec(pattern) ?? [];
  const value = parseIpv6(network);
  return value === undefined ? undefined : maskIpv6(address, Number(length)) === maskIpv6(value, Number(length));
}

function matchClient(pattern: string, address: AddressNumber): Match {
  if (pattern.toUpperCase() === 'ALL') return true;
  if (pattern === 'localhost') return isLoopback(address);
  if (pattern.startsWith('[')) return typeof address === 'bigint' && matchIpv6(pattern, address);
  if (typeof address === 'bigint') return /^[\d.*?/]+$/.test(pattern) ? false : undefined; // IPv4, or a name
  const text = formatIpv4(address);
  if (/^\d[\d.]*$/.test(pattern)) return pattern.endsWith('.') ? text.startsWith(pattern) : text === pattern;
  if (/^[\d.*?]+$/.test(pattern)) return matchWildcards(pattern, text);
  const [net, mask] = pattern.split('/', 2).map((part, index) => (index === 0 ? parseIpv4(part) : maskOf(part)));
  return net === undefined || mask === undefined ? undefined : ((address & mask) ^ net) === 0;
}

function matchWildcards(pattern: string, text: string): boolean {
  const expression = pattern.replaceAll('.', '\\.').replaceAll('?', '.').replace(/\*+/g, '.*');
  return new RegExp(`^${expression}$`).test(text);
}

/**
 * The first line that is about the client decides, those of hosts.allow first. Where only a name would tell, a line that
 * refuses is taken to be about the client and one that allows is not.
 * @param daemon name that lines give
 * @param address of the client as a number
 */
export function hostsAccess({ allow, deny }: HostsFiles, daemon: string, address: AddressNumber): Verdict {
  for (const { daemons, clients, verdict } of [...readRules(allow, 'allow'), ...readRules(deny, 'deny')]) {
    const found = [
      matchList(daemons, (pattern) => matchDaemon(pattern, daemon)),
      matchList(clients, (pattern) => matchClient(pattern, address)),
    ];
    const isMeant = verdict === 'deny' ? !found.includes(false) : found.every((match) => match === true);
    if (isMeant) return verdict;
  }
  return 'none';
}
