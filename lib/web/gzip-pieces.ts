/** Compresses a body that comes in pieces so that each piece can be read when it has come (RFC 1952). */
import { pipeline } from 'node:stream';
import { constants, createGzip } from 'node:zlib';

/** Whether a client takes gzip, by its Accept-Encoding header (RFC 9110 section 12.5.3). */
export function acceptsGzip(acceptEncoding: string): boolean {
  return acceptEncoding.split(',').some((coding) => {
    const [name, weight = ''] = coding.split(';').map((part) => part.trim().toLowerCase());
    return name === 'gzip' && !/^q=0(\.0*)?$/.test(weight);
  });
}

/** Throws what `pieces` throws; leaving it early leaves `pieces`. */
export async function* gzipPieces(pieces: AsyncIterable<string>): AsyncGenerator<Buffer, void, void> {
  const gzip = createGzip({ flush: constants.Z_SYNC_FLUSH });
  pipeline(pieces, gzip, () => undefined); // an error comes out of gzip as well
  for await (const octets of gzip as AsyncIterable<Buffer>) yield octets; // no encoding is set
}
