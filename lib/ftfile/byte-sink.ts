/** Where a flow file's octets go: a file whose header is written again at the end, or a stream. */
import { open, type FileHandle } from 'node:fs/promises';
import type { Writable } from 'node:stream';

export interface ByteSink {
  /** Path, or a name for a stream: for messages. */
  readonly name: string;
  write(bytes: Uint8Array): Promise<void>;
  /** Replaces the octets at the start; absent where that is impossible. */
  rewrite?(bytes: Uint8Array): Promise<void>;
  /** Waits until the data are on the disk; absent for streams. */
  sync?(): Promise<void>;
  close(): Promise<void>;
}

async function writeAll(file: FileHandle, bytes: Uint8Array, position: number): Promise<void> {
  for (let done = 0; done < bytes.length;)
    done += (await file.write(bytes, done, bytes.length - done, position + done)).bytesWritten;
}

/**
 * Creates a file with mode 0644 less the umask.
 * @param existing what to do if there is one of this name already
 */
export async function fileSink(path: string, existing: 'replace' | 'refuse'): Promise<ByteSink> {
  const file = await open(path, existing === 'replace' ? 'w' : 'wx', 0o644);
  let position = 0;
  return {
    name: path,
    async write(bytes) {
      await writeAll(file, bytes, position);
      position += bytes.length;
    },
    rewrite: (bytes) => writeAll(file, bytes, 0),
    sync: () => file.datasync(),
    close: () => file.close(),
  };
}

/** Writes to a stream, which stays open. */
export function streamSink(stream: Writable): ByteSink {
  return {
    name: '(stream)',
    write: (bytes) =>
      new Promise((resolve, reject) => {
        stream.write(bytes, (error) => {
          if (error) reject(error);
          else resolve();
        });
      }),
    close: () => Promise.resolve(),
  };
}
