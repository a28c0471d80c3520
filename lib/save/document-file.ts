/**
 * The file of a saved report: a line of JSON that lists need, then the document as JSON in gzip. A person without this
 * program reads it by `head -n 1 FILE` and `tail -n +2 FILE | gunzip`.
 */
import { gunzipSync, gzipSync } from 'node:zlib';
import type { Ms } from '../flow/time.js';
import type { ReportDocument, ReportHeader } from './report-document.js';
import { SaveError } from './save-error.js';

const FORMAT = 'FlowViewer saved report';
/** Changes when a reader would have to; every version that there was is read. */
const VERSION = 1;

/** Longest first line, in octets. */
export const LONGEST_HEAD = 16_384;
/** Largest document, in octets without compression: a file made to fill the memory is refused. */
const LARGEST_DOCUMENT = 256 * 1_048_576;

/** The first line. */
export interface DocumentHead extends ReportHeader {
  /** Free text. */
  readonly name: string;
  readonly saved: Ms;
}

function headerOf({ tool, title, source, span, made, zone, software }: ReportHeader): ReportHeader {
  return { tool, title, source, span, made, zone, software };
}

/** The file of a document. */
export function encodeDocument(document: ReportDocument, name: string, saved: Ms): Buffer {
  const head = `${JSON.stringify({ format: FORMAT, version: VERSION, name, saved, ...headerOf(document) })}\n`;
  return Buffer.concat([Buffer.from(head), gzipSync(JSON.stringify(document), { level: 3 })]);
}

const isText = (value: unknown): value is string => typeof value === 'string';
const isMoment = (value: unknown): value is number => typeof value === 'number' && Math.abs(value) < 8.64e15;
const isTool = (value: unknown): value is ReportHeader['tool'] =>
  value === 'FlowViewer' || value === 'FlowGrapher' || value === 'FlowTracker';

function parse(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined; // fields are looked at one by one
  } catch {
    return undefined;
  }
}

/** @param octets the file's beginning, at least its first line @returns undefined if it is no saved report */
export function decodeHead(octets: Buffer): DocumentHead | undefined {
  const end = octets.subarray(0, LONGEST_HEAD).indexOf(10);
  const head = end < 0 ? undefined : parse(octets.toString('utf8', 0, end));
  if (head?.['format'] !== FORMAT || head['version'] !== VERSION) return undefined;
  const { name, saved, tool, title, source, span, made, zone, software } = head;
  const texts = [name, title, source, span, zone, software];
  if (!texts.every(isText) || !isTool(tool) || !isMoment(saved) || !isMoment(made)) return undefined;
  return head as unknown as DocumentHead; // every field has just been looked at
}

const isTextTable = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && Object.values(value).every(isText);

function isDocument(value: Record<string, unknown> | undefined): boolean {
  if (!value) return false;
  const { tool, title, source, span, made, zone, software, query, fixed, window, echo, body, data, pictures } = value;
  const { start, end } = (window ?? {}) as Record<string, unknown>; // any value has properties, if undefined ones
  const isEcho = (row: unknown): boolean => {
    const { label, value: text } = (row ?? {}) as Record<string, unknown>; // any value has properties, if undefined ones
    return isText(label) && isText(text);
  };
  return (
    [title, source, span, zone, software, query, fixed, body].every(isText) &&
    isTextTable(data) &&
    isTool(tool) &&
    [made, start, end].every(isMoment) &&
    Array.isArray(echo) &&
    echo.every(isEcho) &&
    (pictures === undefined || isTextTable(pictures))
  );
}

/** @throws SaveError `damaged` */
export function decodeDocument(octets: Buffer): { head: DocumentHead; document: ReportDocument } {
  const head = decodeHead(octets);
  const damaged = (why: string, cause?: unknown): SaveError =>
    new SaveError('damaged', `This saved report cannot be read: ${why}.`, { cause });
  if (!head) throw damaged('its first line is not that of one');
  let text: string;
  const body = octets.subarray(octets.indexOf(10) + 1);
  try {
    text = gunzipSync(body, { maxOutputLength: LARGEST_DOCUMENT }).toString('utf8');
  } catch (error) {
    throw damaged('what follows its first line is damaged or too large', error);
  }
  const document = parse(text);
  if (!isDocument(document)) throw damaged('a part of it is missing');
  return { head, document: document as unknown as ReportDocument }; // looked at by isDocument
}
