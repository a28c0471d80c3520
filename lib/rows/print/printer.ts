/** Makes the text of records from a format's template. */
import { fieldReader, type FlowBatch } from '../../flow/batch.js';
import type { FieldName } from '../../flow/field.js';
import { hasField, type RecordLayout } from '../../flow/layout.js';
import type { Symbols } from '../../cfg/symbols.js';
import type { PrintFormat } from './formats.js';
import { OctetText } from '../octet-text.js';
import { fieldsOf, printedValue, SYMBOLS_OF, TIME_FORMS, type Write } from './values.js';

export interface PrinterOptions {
  readonly width: 'normal' | 'wide';
  /** Names for numbers; absent: numbers. */
  readonly symbols?: Symbols;
  /** Called for each record that is left out because it has no packets. */
  readonly onBogus?: () => void;
}

export interface Printer {
  readonly heading: string;
  /** The text of a batch's records; valid until the next call. */
  print(batch: FlowBatch): Uint8Array;
}

interface Column {
  /** What stands before the column. */
  readonly before: string;
  readonly value: string;
  readonly form: string;
  readonly width: number;
  /** Longest symbol, characters; absent: always the number. */
  readonly symbol?: number;
}

const COLUMN = /([^{]*)\{(\w+) (?:([a-zA-Z])(\d+)(@\d*)?|([a-z]{2,}))\}/y;

function parseTemplate(template: string): { columns: readonly Column[]; after: string } {
  const columns: Column[] = [];
  const matcher = new RegExp(COLUMN);
  let end = 0;
  for (let match = matcher.exec(template); match; match = matcher.exec(template)) {
    const [, before = '', value = '', form = '', width = '0', symbol, time = ''] = match;
    end = matcher.lastIndex;
    columns.push({
      before,
      value,
      form: form || time,
      width: Number(width),
      ...(symbol !== undefined && { symbol: Number(symbol.slice(1)) || Number(width) }),
    });
  }
  return { columns, after: template.slice(end) };
}

/** Writes a value that is not replaced by a symbol in the column's form. */
function formed({ form, width }: Column, write: Write): Write {
  const timeForm = TIME_FORMS[form];
  if (timeForm) return timeForm;
  switch (form) {
    case 'l':
      return (text, value, index) => {
        const end = text.at + width;
        write(text, value, index);
        text.padEnd(end);
      };
    case 'L':
      return (text, value, index) => {
        const end = text.at + width;
        write(text, value, index);
        text.cutEnd(end);
      };
    case 'R':
      return (text, value, index) => {
        const start = text.at;
        write(text, value, index);
        text.alignRight(start, start + width, ' ');
      };
    case 'H':
      return (text, value) => {
        const start = text.at;
        text.hex(value);
        text.alignRight(start, start + width, '0');
      };
    case 'h':
      return (text, value) => {
        const end = text.at + width;
        text.hex(value);
        text.padEnd(end);
      };
    default:
      throw new RangeError(`no column form "${form}"`);
  }
}

/** Writes a value's symbol, cut, where there is one. */
function named(column: Column, write: Write, symbols: Symbols | undefined): Write {
  const number = formed(column, write);
  const table = column.symbol === undefined ? undefined : symbols?.(SYMBOLS_OF[column.value] ?? 'ip-type');
  if (!table) return number;
  return (text, value, index) => {
    const symbol = table.name(value);
    if (symbol === undefined) number(text, value, index);
    else text.string(symbol.slice(0, column.symbol).padEnd(column.width).slice(0, column.width));
  };
}

/** The fields a format needs that a layout lacks. */
export function missingFields(format: PrintFormat, layout: RecordLayout): FieldName[] {
  const { columns } = parseTemplate(format.record + (format.wide?.record ?? ''));
  const needed = new Set(columns.flatMap(({ value }) => fieldsOf(value)));
  if (format.needs) needed.add(format.needs);
  return [...needed].filter((field) => !hasField(layout, field));
}

/** Octets that a value may take without its column's padding: an IPv6 prefix. A symbol is cut to the column's width. */
const LONGEST_VALUE = 44;
const SYMBOL_OCTETS = 3;

/** Makes a printer; `missingFields` must be empty for the batches that it gets. */
export function createPrinter(format: PrintFormat, options: PrinterOptions): Printer {
  const { heading, record } = (options.width === 'wide' ? format.wide : undefined) ?? format;
  const { columns, after } = parseTemplate(record);
  const literals = columns.map(({ before }) => Buffer.from(before));
  const last = Buffer.from(after);
  const longest = columns.reduce(
    (sum, { width }) => sum + Math.max(SYMBOL_OCTETS * width, LONGEST_VALUE),
    record.length,
  );
  const text = new OctetText();
  return {
    heading,
    print(batch) {
      const cells = columns.map((column) => {
        const { read, write } = printedValue(batch, column.value);
        return { read, write: named(column, write, options.symbols) };
      });
      const includes = includedBy(format, batch, options.onBogus);
      for (let index = 0; index < batch.count; index++) {
        if (!includes(index)) continue;
        text.room(longest);
        for (let place = 0; place < cells.length; place++) {
          text.octets(literals[place]!);
          const { read, write } = cells[place]!;
          write(text, read(index), index);
        }
        text.octets(last);
      }
      return text.take();
    },
  };
}

/** Which records a format prints. */
function includedBy({ skips }: PrintFormat, batch: FlowBatch, onBogus?: () => void): (index: number) => boolean {
  const zero = () => 0;
  const [packets = zero, octets = zero, protocol = zero, flags = zero] = (
    ['dpkts', 'doctets', 'prot', 'tcp_flags'] as const
  ).map((field) => fieldReader(batch, field));
  if (!skips) return () => true;
  return (index) => {
    if (skips !== 'no packets') {
      const isSmallSyn = protocol(index) === 6 && flags(index) === 2 && packets(index) === 2 && octets(index) === 80;
      if (packets(index) > 0) return isSmallSyn;
    }
    if (packets(index) === 0) onBogus?.();
    return packets(index) > 0;
  };
}
