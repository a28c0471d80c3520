/** Questions to name servers and what their replies say (RFC 1035 section 4). Pure: octets in, data out. */
import dnsPacket, { type Answer, type DecodedPacket } from 'dns-packet';

/** One question of class IN. */
export interface DnsQuestion {
  /** Without a dot at its end. */
  readonly name: string;
  readonly type: 'A' | 'AAAA' | 'PTR' | 'TXT';
}

/** What a name server says. */
export type DnsReply =
  /** Data of the records, one text each, in the server's order; ttl in seconds. */
  | { readonly kind: 'found'; readonly data: readonly string[]; readonly ttl: number }
  /** There is no such name, or it has no such record; ttl in seconds, undefined where the server does not say. */
  | { readonly kind: 'none'; readonly ttl: number | undefined }
  /** The whole reply can be had over TCP. */
  | { readonly kind: 'truncated' }
  /** The server does not answer this question: SERVFAIL, REFUSED and the like. */
  | { readonly kind: 'refused'; readonly reason: string };

/** Longest chain of CNAME records that is followed. */
const LONGEST_CHAIN = 16;

/** Most records of one reply that are looked at. */
const MOST_RECORDS = 64;

const CLASS_IN = 'IN';

/** The question as a message that asks for recursion. */
export function encodeQuestion(id: number, { name, type }: DnsQuestion): Uint8Array {
  return dnsPacket.encode({
    type: 'query',
    id,
    flags: dnsPacket.RECURSION_DESIRED,
    questions: [{ name, type, class: CLASS_IN }],
  });
}

const isSame = (one: string, other: string): boolean => one.toLowerCase() === other.toLowerCase();

/** Times to live beyond 2^31 count as 0 (RFC 2181 section 8). */
const lifetime = (ttl: number | undefined): number => (ttl === undefined || ttl > 0x7fffffff ? 0 : ttl);

function dataText({ data }: { readonly data: unknown }): string | undefined {
  if (typeof data === 'string') return data;
  const parts: readonly unknown[] = Array.isArray(data) ? data : [data];
  return parts.every((part) => part instanceof Uint8Array) ? Buffer.concat(parts).toString('utf8') : undefined;
}

/** Records of the wanted type at the end of the chain of aliases that starts with the question's name. */
function readRecords(question: DnsQuestion, records: readonly Answer[]): { data: string[]; ttl: number } {
  let owner = question.name;
  let ttl = 0x7fffffff;
  for (let links = 0; links < LONGEST_CHAIN; links++) {
    const own = records.filter((record) => isSame(record.name, owner));
    const wanted = own.filter((record) => record.type === question.type);
    const data = wanted.flatMap((record) => dataText(record as { data: unknown }) ?? []); // each of these types has data
    for (const record of wanted) if ('ttl' in record) ttl = Math.min(ttl, lifetime(record.ttl));
    if (data.length > 0) return { data, ttl };
    const alias = own.find((record) => record.type === 'CNAME');
    if (alias?.type !== 'CNAME') break;
    ttl = Math.min(ttl, lifetime(alias.ttl));
    owner = alias.data;
  }
  return { data: [], ttl };
}

/** How long a missing name stays missing (RFC 2308 section 5), in seconds. */
function negativeTtl(records: readonly Answer[]): number | undefined {
  const soa = records.find((record) => record.type === 'SOA');
  if (soa?.type !== 'SOA') return undefined;
  return Math.min(lifetime(soa.ttl), lifetime(soa.data.minimum));
}

function decoded(octets: Uint8Array): DecodedPacket | undefined {
  try {
    return dnsPacket.decode(Buffer.from(octets.buffer, octets.byteOffset, octets.byteLength));
  } catch {
    return undefined; // not a message, or cut off in the middle of a record
  }
}

/**
 * What a message says as the reply to a question.
 * @returns undefined if it is none: not a message, not a reply, of another id or to another question (RFC 5452)
 */
export function readReply(octets: Uint8Array, id: number, question: DnsQuestion): DnsReply | undefined {
  const [high, low, flags] = octets;
  if (high === undefined || low === undefined || flags === undefined || high * 256 + low !== id) return undefined;
  const packet = decoded(octets);
  if (!packet) return undefined;
  const [asked, ...others] = packet.questions ?? [];
  if (packet.type !== 'response' || !asked || others.length > 0) return undefined;
  if (!isSame(asked.name, question.name) || asked.type !== question.type || asked.class !== CLASS_IN) return undefined;
  if (packet.flag_tc) return { kind: 'truncated' };
  // dns-packet gives the code beside what its types say
  const { rcode = 'NOERROR' } = packet as { rcode?: string };
  if (rcode === 'NXDOMAIN') return { kind: 'none', ttl: negativeTtl(packet.authorities ?? []) };
  if (rcode !== 'NOERROR') return { kind: 'refused', reason: rcode };
  const { data, ttl } = readRecords(question, (packet.answers ?? []).slice(0, MOST_RECORDS));
  return data.length > 0 ? { kind: 'found', data, ttl } : { kind: 'none', ttl: negativeTtl(packet.authorities ?? []) };
}
