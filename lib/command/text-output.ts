/** Text to standard output in large pieces, no faster than its reader takes it. */
import { once } from 'node:events';

/** Characters collected before a write. */
const PIECE = 64 * 1024;

export class TextOutput {
  private pending = '';

  constructor(private readonly stream: NodeJS.WritableStream = process.stdout) {}

  /** Adds text; resolves when more may be added. */
  async write(text: string): Promise<void> {
    this.pending += text;
    if (this.pending.length >= PIECE) await this.flush();
  }

  /** Hands everything so far to the stream. */
  async flush(): Promise<void> {
    if (this.pending === '') return;
    const text = this.pending;
    this.pending = '';
    if (!this.stream.write(text)) await once(this.stream, 'drain');
  }
}
