/** What is asked for each kind of look-up, and what of the answer is kept. */
import { parseAddress, type Address } from '../flow/address.js';
import type { DnsQuestion } from './dns-message.js';
import type { LookUp, LookUpKind } from './name-cache.js';
import { descriptionText, hostNameText } from './plain-text.js';
import { reversedLabels, reverseName } from './reverse-name.js';

/** Zones whose texts tell of registrations; empty: nobody is asked. */
export interface Zones {
  /** As `asn.cymru.com`: `AS64500.` and `2.0.192.origin.` stand before it. */
  readonly as: string;
}

interface Kind {
  /** Undefined where there is nothing to ask. */
  readonly question: (key: string, zones: Zones) => DnsQuestion | undefined;
  readonly text: (data: string) => string | undefined;
}

const ZONE = /^(?=.{1,200}$)[\w-]{1,63}(\.[\w-]{1,63})*$/;

/** Leading bits of IPv4 networks that nobody has registered: this host, private, shared, loopback, link, multicast. */
const UNREGISTERED_V4: readonly (readonly [network: number, bits: number])[] = [
  [0x00000000, 8],
  [0x0a000000, 8],
  [0x64400000, 10],
  [0x7f000000, 8],
  [0xa9fe0000, 16],
  [0xac100000, 12],
  [0xc0a80000, 16],
  [0xe0000000, 3],
];

/** Whether somebody may have registered the network of an address: of IPv6 only 2000::/3 is given to anybody. */
export function isRegistrable(address: Address): boolean {
  if (address.family === 6) return address.value >> 125n === 1n;
  return !UNREGISTERED_V4.some(([network, bits]) => (address.value ^ network) >>> (32 - bits) === 0);
}

const KINDS: Readonly<Record<LookUpKind, Kind>> = {
  host: {
    question: (key) => {
      const address = parseAddress(key);
      return address && { name: reverseName(address), type: 'PTR' };
    },
    text: hostNameText,
  },
  as: {
    question: (key, { as: zone }) =>
      ZONE.test(zone) && /^[1-9]\d{0,9}$/.test(key) ? { name: `AS${key}.${zone}`, type: 'TXT' } : undefined,
    text: (data) => descriptionText(data) || undefined,
  },
  origin: {
    question: (key, { as: zone }) => {
      const address = parseAddress(key);
      if (!address || !ZONE.test(zone) || !isRegistrable(address)) return undefined;
      return { name: `${reversedLabels(address)}.origin${address.family === 6 ? '6' : ''}.${zone}`, type: 'TXT' };
    },
    text: (data) => descriptionText(data) || undefined,
  },
};

/** The question that a look-up means, undefined where there is nothing to ask. */
export function questionOf({ kind, key }: LookUp, zones: Zones): DnsQuestion | undefined {
  return KINDS[kind].question(key, zones);
}

/** What of the data of an answer is kept. */
export function textOf({ kind }: LookUp, data: readonly string[]): string | undefined {
  for (const each of data) {
    const text = KINDS[kind].text(each);
    if (text !== undefined) return text;
  }
  return undefined;
}
