/** Makes the text of records from a format's template. */
import { fieldReader, type FlowBatch } from '../../flow/batch.js';
import type { FieldName } from '../../flow/field.js';
import type { RecordLayout } from '../../flow/layout.js';
import type { Symbols } from '../../cfg/symbols.js';
import type { PrintFormat } from './formats.js';
import { fieldsOf, SYMBOLS_OF, TIME_FORMS, valueReader } from './values.js';

export interface PrinterOptions {
  readonly width: 'normal' | 'wide';
  /** Names for numbers; absent: numbers. */
  readonly symbols?: Symbols;
  /** Called for each record that is left out because it has no packets. */
  readonly onBogus?: () => void;
}

export interface Printer {
  readonly heading: string;
  /** The text of a batch's records. */
  print(batch: FlowBatch): string;
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

/** Text of a value that is not replaced by a symbol. */
function formatter({ form, width, value }: Column): (value: number | string) => string {
  const timeForm = TIME_FORMS[form];
  if (timeForm) return (time) => timeForm(Number(time));
  const plain = value.endsWith('_tag') ? (tag: number | string) => `0x${tag.toString(16).padStart(8, '0')}` : String;
  switch (form) {
    case 'l':
      return (value) => plain(value).padEnd(width);
    case 'L':
      return (value) => plain(value).padEnd(width).slice(0, width);
    case 'R':
      return (value) => plain(value).padStart(width);
    case 'H':
      return (value) => value.toString(16).padStart(width, '0');
    case 'h':
      return (value) => value.toString(16).padEnd(width);
    default:
      throw new RangeError(`no column form "${form}"`);
  }
}

/** Text of a value by its symbol, cut, where there is one. */
function named(column: Column, symbols: Symbols | undefined): (value: number | string) => string {
  const number = formatter(column);
  const table = column.symbol === undefined ? undefined : symbols?.(SYMBOLS_OF[column.value] ?? 'ip-type');
  if (!table) return number;
  return (value) => {
    const symbol = table.name(Number(value));
    return symbol === undefined
      ? number(value)
      : symbol.slice(0, column.symbol).padEnd(column.width).slice(0, column.width);
  };
}

/** The fields a format needs that a layout lacks. */
export function missingFields(format: PrintFormat, layout: RecordLayout): FieldName[] {
  const { columns } = parseTemplate(format.record + (format.wide?.record ?? ''));
  const needed = new Set(columns.flatMap(({ value }) => fieldsOf(value)));
  if (format.needs) needed.add(format.needs);
  return [...needed].filter((field) => !layout.slots.has(field));
}

/** Makes a printer; `missingFields` must be empty for the batches that it gets. */
export function createPrinter(format: PrintFormat, options: PrinterOptions): Printer {
  const { heading, record } = (options.width === 'wide' ? format.wide : undefined) ?? format;
  const { columns, after } = parseTemplate(record);
  const texts = columns.map((column) => named(column, options.symbols));
  return {
    heading,
    print(batch) {
      const pieces = columns.map(({ value, before }, place) => {
        const read = valueReader(batch, value);
        const text = texts[place];
        return (index: number) => (read && text ? before + text(read(index)) : before);
      });
      const includes = includedBy(format, batch, options.onBogus);
      let printed = '';
      for (let index = 0; index < batch.count; index++) {
        if (!includes(index)) continue;
        for (const piece of pieces) printed += piece(index);
        printed += after;
      }
      return printed;
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
