/**
 * Whether the browser that a CGI script works for is still there. A web server learns that only when it sends, which it
 * cannot while a script is silent; the kernel knows it at once, and tells everybody in /proc/net/tcp (proc(5)). A stream
 * of HTTP/2 that is reset leaves the connection open, and one that a proxy holds to a client is not to be seen.
 */
import { readFile } from 'node:fs/promises';
import { parseAddress } from '../flow/address.js';

type Environment = Readonly<Record<string, string | undefined>>;

/** Time before the first look, ms: most pages are made before. */
const FIRST_MS = 300;
/** Time between two looks, ms. */
const LOOK_MS = 1000;

/** State of a connection that both ends hold open (include/net/tcp_states.h). */
const ESTABLISHED = '01';

/** Octets in words of 32 bits, each as a number of this machine's byte order prints. */
function words(octets: readonly number[]): string {
  return [...new Uint32Array(Uint8Array.from(octets).buffer)]
    .map((word) => word.toString(16).padStart(8, '0').toUpperCase())
    .join('');
}

/** How the kernel prints an address: in the table of IPv4, or in that of IPv6, where IPv4 ones may stand as mapped. */
function kernelForms(text: string): string[] {
  const address = parseAddress(text);
  if (!address) return [];
  if (address.family === 4) {
    const octets = [24, 16, 8, 0].map((shift) => (address.value >>> shift) & 255);
    return [words(octets), words([...new Array<number>(10).fill(0), 255, 255, ...octets])];
  }
  return [words(Array.from({ length: 16 }, (_, at) => Number((address.value >> BigInt(120 - 8 * at)) & 255n)))];
}

/**
 * State of a connection in the kernel's tables.
 * @param tables text of /proc/net/tcp and /proc/net/tcp6
 * @returns undefined where it is in neither
 */
export function connectionState(tables: string, environment: Environment): 'open' | 'closed' | undefined {
  const port = Number(environment['REMOTE_PORT']).toString(16).padStart(4, '0').toUpperCase();
  const remote = new Set(kernelForms(environment['REMOTE_ADDR'] ?? '').map((form) => `${form}:${port}`));
  const local = new Set(kernelForms(environment['SERVER_ADDR'] ?? ''));
  let found: 'open' | 'closed' | undefined;
  for (const line of tables.split('\n')) {
    const [, here = '', there = '', state] = line.trim().split(/\s+/, 4);
    if (!remote.has(there) || (local.size > 0 && !local.has(here.split(':')[0] ?? ''))) continue;
    if (state === ESTABLISHED) return 'open';
    found = 'closed';
  }
  return found;
}

async function readTables(): Promise<string> {
  const texts = ['/proc/net/tcp', '/proc/net/tcp6'].map((path) => readFile(path, 'latin1').catch(() => ''));
  return (await Promise.all(texts)).join('\n');
}

/**
 * Looks now and then whether the client's connection is open, and calls once when it no longer is. A connection that cannot
 * be seen is taken for one that is there.
 * @param environment of a CGI script, with REMOTE_ADDR and REMOTE_PORT
 * @returns a function that ends the watch
 */
export function watchClient(environment: Environment, gone: () => void): () => void {
  if (!environment['REMOTE_ADDR'] || !environment['REMOTE_PORT']) return () => undefined;
  let timer: NodeJS.Timeout | undefined;
  let watch: 'on' | 'over' = 'on';
  const over = (): boolean => watch === 'over'; // may change while the tables are read
  const look = async (before: 'seen' | 'not yet seen'): Promise<void> => {
    const state = connectionState(await readTables(), environment);
    if (over()) return;
    if (state === 'open') timer = setTimeout(() => void look('seen'), LOOK_MS).unref();
    else if (state === 'closed' || before === 'seen') gone();
  };
  timer = setTimeout(() => void look('not yet seen'), FIRST_MS).unref();
  return () => {
    watch = 'over';
    clearTimeout(timer);
  };
}
