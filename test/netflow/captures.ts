/** The captures of other projects, in test/golden/captures, as the datagrams that exporters sent. */
import { readFileSync } from 'node:fs';
import { pcapPayloads } from './pcap.js';

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
  if (file.endsWith('.pcap')) return pcapPayloads(octets);
  return file.endsWith('.ipfix') ? messagesOf(octets) : [octets];
}
