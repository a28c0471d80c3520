/** The frame of NetFlow v9 (RFC 3954 section 5) and IPFIX (RFC 7011 section 3): header and sets. */
import type { Dialect } from './element-registry.js';
import type { Ms } from '../flow/time.js';

/** What a message's header says; times as the exporter's clock has them. */
export interface MessageHeader {
  readonly dialect: Dialect;
  /** Source id or observation domain. */
  readonly domain: number;
  /** Of v9 the number of the datagram, of IPFIX that of the first data record. */
  readonly sequence: number;
  readonly exportMs: Ms;
  /** Milliseconds since the exporter booted; IPFIX does not tell. */
  readonly sysuptime?: number;
  /** Octets of the header. */
  readonly size: number;
  /** Where the message ends, in octets from its beginning. */
  readonly end: number;
}

/** Stable codes: counters and rate limits are kept per code. */
export const MESSAGE_ERROR_CODES = [
  'too-short',
  'wrong-length',
  'bad-set-length',
  'bad-set-id',
  'bad-template',
  'template-overrun',
  'bad-template-id',
  'empty-record',
  'record-too-long',
  'no-scope',
  'withdrawal-over-udp',
  'record-overrun',
  'too-many-templates',
  'too-many-pairs',
] as const;
export type MessageErrorCode = (typeof MESSAGE_ERROR_CODES)[number];

/** What is wrong with a message or a part of it; what is right of it is used. */
export interface MessageError {
  readonly code: MessageErrorCode;
  /** Octet of the message. */
  readonly offset: number;
  /** The field's value there. */
  readonly got: number;
  /** The template or set that it is about. */
  readonly id?: number;
}

const TEXTS: Readonly<Record<MessageErrorCode, (error: MessageError) => string>> = {
  'too-short': ({ got }) => `${got} octets are too few for a header`,
  'wrong-length': ({ got, offset }) => `the header says ${got} octets, ${offset} were received`,
  'bad-set-length': ({ got }) => `set of ${got} octets: the rest of the message is left out`,
  'bad-set-id': ({ got }) => `set ${got} is reserved`,
  'bad-template': ({ id, got }) => `template ${id}: ${got} octets for its fields are no whole number of fields`,
  'template-overrun': ({ id, got }) => `template ${id} has ${got} fields, more than its set has room for`,
  'bad-template-id': ({ got }) => `template number ${got} is below 256`,
  'empty-record': ({ id }) => `template ${id} has records without octets`,
  'record-too-long': ({ id }) => `template ${id} has records that no datagram can hold`,
  'no-scope': ({ id, got }) => `options template ${id} has ${got} scopes`,
  'withdrawal-over-udp': ({ id }) => `template ${id} withdrawn over UDP, which RFC 7011 section 8.4 forbids: it stays`,
  'record-overrun': ({ id }) => `a record of template ${id} ends behind its set`,
  'too-many-pairs': ({ id, got }) =>
    `flows of template ${id} have more elements beside their fields than are kept: ${got} left out`,
  'too-many-templates': ({ id }) => `template ${id} is one too many of this exporter`,
};

/** The error as the log has it. */
export function messageErrorText(error: MessageError): string {
  return `${TEXTS[error.code](error)} (octet ${error.offset})`;
}

const V9_HEADER = 20;
const IPFIX_HEADER = 16;
export const SET_HEADER = 4;

/** The version of a datagram, or of whatever is in its first two octets. */
export function datagramVersion(datagram: Uint8Array): number {
  return datagram.length < 2 ? 0 : datagram[0]! * 256 + datagram[1]!;
}

/** True for versions that {@link readMessageHeader} understands. */
export function isMessageVersion(version: number): version is 9 | 10 {
  return version === 9 || version === 10;
}

/**
 * Reads the header.
 * @param view exactly the datagram, or one message of a stream; of version 9 or 10
 */
export function readMessageHeader(view: DataView): MessageHeader | MessageError {
  const got = view.byteLength;
  if (view.byteLength >= 2 && view.getUint16(0) === 9) {
    if (got < V9_HEADER) return { code: 'too-short', offset: got, got };
    return {
      dialect: 'v9',
      sysuptime: view.getUint32(4),
      exportMs: view.getUint32(8) * 1000,
      sequence: view.getUint32(12),
      domain: view.getUint32(16),
      size: V9_HEADER,
      end: got,
    };
  }
  if (got < IPFIX_HEADER) return { code: 'too-short', offset: got, got };
  const end = view.getUint16(2);
  if (end < IPFIX_HEADER || end > got) return { code: 'wrong-length', offset: got, got: end };
  return {
    dialect: 'ipfix',
    exportMs: view.getUint32(4) * 1000,
    sequence: view.getUint32(8),
    domain: view.getUint32(12),
    size: IPFIX_HEADER,
    end,
  };
}

/** What a set holds. */
export type SetKind = 'templates' | 'option templates' | 'data';

/** One set: its content is the octets from `at` to `end` of the message. */
export interface MessageSet {
  readonly kind: SetKind;
  readonly id: number;
  readonly at: number;
  readonly end: number;
}

/** Set numbers of templates and of options templates. */
export const TEMPLATE_SETS: Readonly<Record<Dialect, readonly [templates: number, options: number]>> = {
  v9: [0, 1],
  ipfix: [2, 3],
};

/**
 * The sets in their order. A length that cannot be ends them, because where the next one begins is not known then; zeros
 * up to the end of a v9 datagram are padding, which some exporters send.
 */
export function readSets(view: DataView, { dialect, size, end }: MessageHeader, errors: MessageError[]): MessageSet[] {
  const [templates, options] = TEMPLATE_SETS[dialect];
  const sets: MessageSet[] = [];
  for (let at = size; at + SET_HEADER <= end;) {
    const id = view.getUint16(at);
    const length = view.getUint16(at + 2);
    if (id === 0 && length === 0 && dialect === 'v9') break;
    if (length < SET_HEADER || at + length > end) {
      errors.push({ code: 'bad-set-length', offset: at + 2, got: length, id });
      break;
    }
    const kind = id >= 256 ? 'data' : id === templates ? 'templates' : id === options ? 'option templates' : undefined;
    if (kind) sets.push({ kind, id, at: at + SET_HEADER, end: at + length });
    else errors.push({ code: 'bad-set-id', offset: at, got: id, id });
    at += length;
  }
  return sets;
}
