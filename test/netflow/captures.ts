/** The captures of other projects, in test/golden/captures, as the datagrams that exporters sent. */
import { readFileSync } from 'node:fs';

const CAPTURES = 'test/golden/captures';

/** One row of MANIFEST.tsv. */
export interface CaptureFile {
  readonly file: string;
  readonly protocol: string;
  /** What the tests of the source project make of it. */
  readonly stated: string;
  /** Files of one set belong together, in the manifest's order. */
  readonly set: string;
  readonly independent: string;
}

export const CAPTURE_FILES: readonly CaptureFile[] = readFileSync(`${CAPTURES}/MANIFEST.tsv`, 'utf8')
  .split('\n')
  .slice(1)
  .filter((line) => line !== '')
  .map((line) => {
    const [file = '', protocol = '', , stated = '', set = '', independent = ''] = line.split('\t');
    return { file, protocol, stated, set, independent };
  });

/** UDP payloads of the Ethernet frames in a pcap file of little-endian microseconds. */
function payloadsOfPcap(pcap: Buffer): Buffer[] {
  const payloads: Buffer[] = [];
  for (let at = 24; at < pcap.length;) {
    const length = pcap.readUInt32LE(at + 8);
    const frame = pcap.subarray(at + 16, at + 16 + length);
    const ip = frame.subarray(14);
    const udp = ip[0]! >> 4 === 6 ? ip.subarray(40) : ip.subarray((ip[0]! & 15) * 4);
    payloads.push(udp.subarray(8, udp.readUInt16BE(4)));
    at += 16 + length;
  }
  return payloads;
}

/** Messages of an IPFIX file (RFC 5655): each says its length. */
function messagesOf(stream: Buffer): Buffer[] {
  const messages: Buffer[] = [];
  for (let at = 0; at + 4 <= stream.length;) {
    const length = Math.max(stream.readUInt16BE(at + 2), 4);
    messages.push(stream.subarray(at, at + length));
    at += length;
  }
  return messages;
}

/** What the file's exporter sent. */
export function datagramsOf({ file }: Pick<CaptureFile, 'file'>): Buffer[] {
  const octets = readFileSync(`${CAPTURES}/${file}`);
  if (file.endsWith('.pcap')) return payloadsOfPcap(octets);
  return file.endsWith('.ipfix') ? messagesOf(octets) : [octets];
}
