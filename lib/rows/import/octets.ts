/** Exactly so many octets at a time from a stream. */

export class Octets {
  private rest = Buffer.alloc(0);
  /** Octets taken so far. */
  position = 0;
  private readonly chunks: AsyncIterator<string | Buffer>;

  constructor(input: NodeJS.ReadableStream) {
    this.chunks = input[Symbol.asyncIterator]();
  }

  /** The next octets without taking them; fewer only at the end. */
  async peek(count: number): Promise<Buffer> {
    const parts = [this.rest];
    let length = this.rest.length;
    while (length < count) {
      const next = await this.chunks.next();
      if (next.done) break;
      const part = Buffer.from(next.value);
      parts.push(part);
      length += part.length;
    }
    if (parts.length > 1) this.rest = Buffer.concat(parts);
    return this.rest.subarray(0, count);
  }

  /** The next octets; fewer only at the end. */
  async take(count: number): Promise<Buffer> {
    const taken = await this.peek(count);
    this.rest = this.rest.subarray(taken.length);
    this.position += taken.length;
    return taken;
  }
}
