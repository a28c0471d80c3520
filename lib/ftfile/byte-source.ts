/** Where a flow file's octets come from: a file read at positions of its own, or a stream. */
import { close, createReadStream, fstat, open, read } from 'node:fs';
import type { Readable } from 'node:stream';
import { promisify } from 'node:util';

const openFile = promisify(open);
const closeFile = promisify(close);
const readFile = promisify(read);
const statFile = promisify(fstat);

export interface ByteSource {
  /** Path, or a name for a stream: for messages. */
  readonly name: string;
  /** True if octets may come at any time, so that what has come should be handed on. */
  readonly live: boolean;
  /** Puts at least one octet into `target` and tells how many, 0 at the end. Rejects with the system's error. */
  read(target: Uint8Array): Promise<number>;
  /** The same file again from an offset; only where that is possible. Closing it does not close this one. */
  again?(offset: number): ByteSource;
  close(): Promise<void>;
}

/** A regular file. */
function fileSource(name: string, fd: number, position: number, closing: 'closes' | 'stays open'): ByteSource {
  let open = true;
  return {
    name,
    live: false,
    async read(target) {
      const { bytesRead } = await readFile(fd, target, 0, target.length, position);
      position += bytesRead;
      return bytesRead;
    },
    again: (offset) => fileSource(name, fd, offset, 'stays open'),
    async close() {
      if (open && closing === 'closes') await closeFile(fd);
      open = false;
    },
  };
}

/** What comes within so many ms of the octets before it is read together with them: a pipe gives 64 KiB at a time. */
const SOON = 1;

/** True if it is fulfilled soon. */
async function isSoon(promise: Promise<unknown>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<false>((resolve) => {
    timer = setTimeout(resolve, SOON, false);
  });
  const there = promise.then(
    () => true,
    () => false,
  );
  try {
    return await Promise.race([there, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** A stream of Buffers. */
function streamSource(name: string, stream: Readable): ByteSource {
  const chunks = stream[Symbol.asyncIterator]();
  let rest = new Uint8Array(0);
  let coming: Promise<IteratorResult<unknown>> | undefined;
  const next = (): Promise<IteratorResult<unknown>> => {
    const promise = chunks.next();
    promise.catch(() => undefined); // if it fails before it is waited for, the next read tells
    return promise;
  };
  return {
    name,
    live: true,
    async read(target) {
      let filled = 0;
      for (;;) {
        const part = rest.subarray(0, target.length - filled);
        target.set(part, filled);
        filled += part.length;
        rest = rest.subarray(part.length);
        if (filled === target.length) return filled;
        coming ??= next();
        if (filled > 0 && !(await isSoon(coming))) return filled;
        const come = await coming;
        if (come.done) return filled;
        coming = undefined;
        rest = come.value as Uint8Array<ArrayBuffer>; // a stream without encoding gives Buffers
      }
    },
    close() {
      stream.destroy(); // the iterator's own end would wait for a chunk that may never come
      return Promise.resolve();
    },
  };
}

/** What messages call a source. */
export function sourceName(from: string | number | Readable): string {
  return typeof from === 'object' ? '(stream)' : from === 0 ? '(standard input)' : String(from);
}

/**
 * Opens a path, an open descriptor (0 for standard input; a regular file is read from its beginning) or a stream. What is
 * no regular file, a pipe with a name for one, is read as a stream.
 * @throws the system's error if it cannot be opened
 */
export async function openSource(from: string | number | Readable): Promise<ByteSource> {
  const name = sourceName(from);
  if (typeof from === 'object') return streamSource(name, from);
  const fd = typeof from === 'number' ? from : await openFile(from, 'r');
  const ours = typeof from === 'string';
  const status = await statFile(fd);
  if (status.isDirectory()) {
    if (ours) await closeFile(fd);
    throw new Error('it is a directory');
  }
  if (status.isFile()) return fileSource(name, fd, 0, ours ? 'closes' : 'stays open');
  return streamSource(name, from === 0 ? process.stdin : createReadStream(name, { fd, autoClose: ours }));
}

/** Fills `target` as far as the source goes; returns the filled part. */
export async function readFully(source: ByteSource, target: Uint8Array): Promise<Uint8Array> {
  let filled = 0;
  while (filled < target.length) {
    const count = await source.read(target.subarray(filled));
    if (count === 0) break;
    filled += count;
  }
  return target.subarray(0, filled);
}
