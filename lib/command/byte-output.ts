/** Text or octets to standard output, no faster than its reader takes them. */
import { once } from 'node:events';

export class ByteOutput {
  constructor(private readonly stream: NodeJS.WritableStream = process.stdout) {}

  /** Hands a piece to the stream; resolves when it takes more. The piece must not change afterwards. */
  async write(piece: string | Uint8Array): Promise<void> {
    if (piece.length > 0 && !this.stream.write(piece)) await once(this.stream, 'drain');
  }
}
