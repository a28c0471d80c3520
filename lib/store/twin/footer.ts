/** What a twin says about itself: key/value metadata in the footer of its Parquet file. */
import { open, type FileHandle } from 'node:fs/promises';
import type { BigIntStats } from 'node:fs';
import { EXPORT_VERSIONS, type ExportVersion } from '../../flow/version.js';
import type { Ms } from '../../flow/time.js';
import { TwinError } from './error.js';
import { THRIFT, ThriftReader } from './thrift.js';

/** The form of twins that this program makes and reads; the first one had uptimes for times. */
const FORMAT = '2';
const PREFIX = 'flowviewer.';

export interface TwinFooter {
  /** Base name of the row file. */
  readonly source: string;
  /** Of the row file, octets. */
  readonly size: bigint;
  /** When the row file was changed last, ns since 1970. */
  readonly mtimeNs: bigint;
  readonly version: ExportVersion;
  readonly flows: number;
  /** Least and greatest time of the flows, whose ends may lie before their starts; absent where there are none. */
  readonly range?: { readonly start: Ms; readonly end: Ms };
  /** Address fields of extended records that hold IPv6; those of the others have the columns of IPv4 alone. */
  readonly ipv6: readonly string[];
  /** Whether flows have pairs, in a column of their own. */
  readonly pairs?: 'column';
  /** The row file's header, octet for octet. */
  readonly header: Uint8Array;
}

/** The texts that the footer holds. */
export function footerTexts(footer: TwinFooter): Readonly<Record<string, string>> {
  const { source, size, mtimeNs, version, flows, range, ipv6, pairs, header } = footer;
  const texts = {
    twin: FORMAT,
    source,
    size: String(size),
    mtime_ns: String(mtimeNs),
    version,
    flows: String(flows),
    ...(range && { start_ms: String(range.start), end_ms: String(range.end) }),
    ...(ipv6.length > 0 && { ipv6: ipv6.join(' ') }),
    ...(pairs && { pairs }),
    header: Buffer.from(header).toString('base64'),
  };
  return Object.fromEntries(Object.entries(texts).map(([key, text]) => [`${PREFIX}${key}`, text]));
}

/** @returns undefined if the texts are not those of a twin of this format */
function footerOf(texts: ReadonlyMap<string, string>): TwinFooter | undefined {
  const text = (key: string): string => texts.get(`${PREFIX}${key}`) ?? '';
  const number = (key: string): number => (/^-?\d{1,15}$/.test(text(key)) ? Number(text(key)) : NaN);
  const version = EXPORT_VERSIONS.find((known) => known === text('version'));
  const [flows, start, end] = [number('flows'), number('start_ms'), number('end_ms')];
  const isWhole = text('twin') === FORMAT && version && flows >= 0 && text('header') !== '';
  if (!isWhole || !/^\d{1,19}$/.test(text('size')) || !/^-?\d{1,19}$/.test(text('mtime_ns'))) return undefined;
  return {
    source: text('source'),
    size: BigInt(text('size')),
    mtimeNs: BigInt(text('mtime_ns')),
    version,
    flows,
    ...(!Number.isNaN(start) && !Number.isNaN(end) && { range: { start, end } }),
    ipv6: text('ipv6').split(' ').filter(Boolean),
    ...(text('pairs') === 'column' && { pairs: 'column' as const }),
    header: Buffer.from(text('header'), 'base64'),
  };
}

/** True if the twin is that of the row file as it is now. */
export function isTwinOf(
  footer: Pick<TwinFooter, 'size' | 'mtimeNs'>,
  row: Pick<BigIntStats, 'size' | 'mtimeNs'>,
): boolean {
  return footer.size === row.size && footer.mtimeNs === row.mtimeNs;
}

const MAGIC = 'PAR1';
/** Length of the footer and magic. */
const TAIL = 8;
/** One read gets the whole footer of most twins. */
const GUESS = 64 * 1024;
/** More than that of a file with thousands of row groups. */
const LONGEST = 256 * 2 ** 20;

/**
 * Reads a twin's footer; DuckDB is not needed for that.
 * @throws TwinError `damaged` or `no-twin` if it is none; the system's error if it cannot be read
 */
export async function readFooter(path: string): Promise<TwinFooter> {
  const file = await open(path, 'r');
  try {
    const footer = footerOf(keyValues(await footerOctets(file, path)));
    if (footer) return footer;
  } catch (cause) {
    if (!(cause instanceof RangeError)) throw cause;
    throw new TwinError('damaged', path, `is damaged: its footer ${cause.message}`, { cause });
  } finally {
    await file.close();
  }
  throw new TwinError('no-twin', path, 'is no columnar twin of a flow file, or one of another format');
}

async function footerOctets(file: FileHandle, path: string): Promise<Uint8Array> {
  const { size } = await file.stat();
  const tail = await readEnd(file, size, Math.min(size, GUESS));
  if (tail.length < TAIL || tail.toString('latin1', tail.length - 4) !== MAGIC)
    throw new TwinError('damaged', path, `is no whole Parquet file: it does not end with ${MAGIC}`);
  const length = tail.readUInt32LE(tail.length - TAIL);
  if (length > Math.min(size - TAIL, LONGEST)) throw new RangeError(`cannot be ${length} octets long`);
  const whole = length + TAIL <= tail.length ? tail : await readEnd(file, size, length + TAIL);
  return whole.subarray(whole.length - TAIL - length, whole.length - TAIL);
}

async function readEnd(file: FileHandle, size: number, length: number): Promise<Buffer> {
  const octets = Buffer.alloc(length);
  const { bytesRead } = await file.read(octets, 0, length, size - length);
  return octets.subarray(0, bytesRead);
}

/** Field numbers of parquet-format's FileMetaData and KeyValue. */
const KEY_VALUES = 5;
const KEY = 1;
const VALUE = 2;

function keyValues(octets: Uint8Array): Map<string, string> {
  const texts = new Map<string, string>();
  const reader = new ThriftReader(octets);
  reader.struct((id, type) => {
    if (id !== KEY_VALUES || type !== THRIFT.list) return 'skip';
    reader.list((element) => {
      if (element !== THRIFT.struct) throw new RangeError('has key/value metadata of a wrong type');
      let [key, value] = ['', ''];
      reader.struct((part, kind) => {
        if (kind !== THRIFT.binary || (part !== KEY && part !== VALUE)) return 'skip';
        const text = Buffer.from(reader.binary()).toString();
        if (part === KEY) key = text;
        else value = text;
        return 'read';
      });
      texts.set(key, value);
    });
    return 'read';
  });
  return texts;
}
