/** Messages of NetFlow v9 and IPFIX made by hand, octet for octet as the RFCs have them. */

/** `[type, length]` or `[type, length, enterprise]`. */
export type Spec = readonly [id: number, length: number, enterprise?: number];

const u16 = (value: number): number[] => [(value >> 8) & 255, value & 255];
const u32 = (value: number): number[] => [...u16(value / 65536), ...u16(value % 65536)];

/** A number in so many octets, network byte order. */
export function octets(value: number | bigint, length: number): number[] {
  const out = Array<number>(length).fill(0);
  for (let [at, rest] = [length - 1, BigInt(value)]; at >= 0; at--, rest >>= 8n) out[at] = Number(rest & 255n);
  return out;
}

function specifier([id, length, enterprise]: Spec): number[] {
  return enterprise === undefined
    ? [...u16(id), ...u16(length)]
    : [...u16(id | 0x8000), ...u16(length), ...u32(enterprise)];
}

/** One set with its header, padded to 4 octets. */
export function set(id: number, content: readonly number[]): number[] {
  const padding = Array<number>((4 - (content.length % 4)) % 4).fill(0);
  return [...u16(id), ...u16(4 + content.length + padding.length), ...content, ...padding];
}

/** A template record without its set. */
export function template(id: number, fields: readonly Spec[]): number[] {
  return [...u16(id), ...u16(fields.length), ...fields.flatMap(specifier)];
}

/** An options template record of IPFIX. */
export function optionsTemplate(id: number, scopes: readonly Spec[], fields: readonly Spec[]): number[] {
  const all = [...scopes, ...fields];
  return [...u16(id), ...u16(all.length), ...u16(scopes.length), ...all.flatMap(specifier)];
}

/** An options template record of NetFlow v9. */
export function v9OptionsTemplate(id: number, scopes: readonly Spec[], fields: readonly Spec[]): number[] {
  const lengths = [...u16(scopes.length * 4), ...u16(fields.length * 4)];
  return [...u16(id), ...lengths, ...[...scopes, ...fields].flatMap(specifier)];
}

export interface HeaderValues {
  readonly sequence?: number;
  readonly domain?: number;
  /** Unix seconds. */
  readonly seconds?: number;
  /** Milliseconds; v9 only. */
  readonly sysuptime?: number;
}

export const SECONDS = 1_743_292_800;
export const UPTIME = 5_000_000;

export function ipfix(sets: readonly (readonly number[])[], header: HeaderValues = {}): Uint8Array {
  const content = sets.flat();
  const { seconds = SECONDS, sequence = 0, domain = 0 } = header;
  return Uint8Array.from([
    ...u16(10),
    ...u16(16 + content.length),
    ...u32(seconds),
    ...u32(sequence),
    ...u32(domain),
    ...content,
  ]);
}

export function v9(sets: readonly (readonly number[])[], header: HeaderValues = {}): Uint8Array {
  const { seconds = SECONDS, sysuptime = UPTIME, sequence = 0, domain = 0 } = header;
  const start = [...u16(9), ...u16(sets.length), ...u32(sysuptime), ...u32(seconds), ...u32(sequence), ...u32(domain)];
  return Uint8Array.from([...start, ...sets.flat()]);
}
