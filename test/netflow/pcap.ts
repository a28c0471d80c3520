/** The UDP payloads of a capture file (libpcap's format, Ethernet frames). */

const MICROSECONDS = 0xa1b2c3d4;
const ETHERNET = 1;
const FILE_HEADER = 24;
const RECORD_HEADER = 16;

/** Payloads in order, as far as they were captured; frames of anything else are left out. */
export function pcapPayloads(file: Buffer): Buffer[] {
  const isLittle = file.readUInt32LE(0) === MICROSECONDS;
  const u32 = (at: number) => (isLittle ? file.readUInt32LE(at) : file.readUInt32BE(at));
  if (u32(0) !== MICROSECONDS || u32(20) !== ETHERNET) throw new RangeError('not a capture of Ethernet frames');
  const payloads: Buffer[] = [];
  for (let at = FILE_HEADER; at + RECORD_HEADER <= file.length;) {
    const begin = at + RECORD_HEADER;
    at = begin + u32(at + 8);
    const payload = udpPayload(file.subarray(begin, at));
    if (payload) payloads.push(payload);
  }
  return payloads;
}

function udpPayload(frame: Buffer): Buffer | undefined {
  const type = frame.readUInt16BE(12);
  const ip = frame.subarray(14);
  const isV6 = type === 0x86dd;
  const header = isV6 ? 40 : ((ip[0] ?? 0) & 15) * 4;
  const protocol = ip[isV6 ? 6 : 9];
  if ((type !== 0x0800 && !isV6) || protocol !== 17) return undefined;
  const length = isV6 ? 40 + ip.readUInt16BE(4) : ip.readUInt16BE(2); // that of UDP is wrong in a file of the fuzzer's
  return ip.subarray(header + 8, length);
}
