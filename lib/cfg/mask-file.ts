/** mask.cfg: prefix lengths by address (reference section 5.13). */
import type { FlowBatch } from '../flow/batch.js';
import { prefixRange, type Prefix } from '../flow/address.js';
import type { FieldName } from '../flow/field.js';
import { parseClassicPrefix } from './address-text.js';
import { CfgError, inStep } from './error.js';
import { Names } from './names.js';
import { byLength, NOTHING, RangeTable, type RangeEntry } from './range-table.js';
import { readCfg, type CfgSource } from './read.js';
import { column, setValueAt, valueAt } from './record-column.js';
import type { Statement } from './statement.js';

interface MaskEntry extends RangeEntry {
  /** Bits of the prefix that must match; `value` is the length that is set. */
  readonly length: number;
}

/** The fields that masking reads and writes. */
export const MASK_FIELDS = ['srcaddr', 'dstaddr', 'src_mask', 'dst_mask'] as const satisfies readonly FieldName[];

/** Sets src_mask and dst_mask in place by the longest prefix that matches; what none matches is left as it is. */
export type Mask = (batch: FlowBatch) => void;

/** `prefix ADDRESS[/BITS] LENGTH`: without BITS the addresses that match are those of LENGTH. */
function readEntry(statement: Statement): MaskEntry {
  const address = statement.take('prefix');
  const value = statement.takeNumber('prefix length', 32);
  const prefix: Prefix | undefined = parseClassicPrefix(address.includes('/') ? address : `${address}/${value}`);
  const range = prefix && prefixRange(prefix);
  if (!prefix || typeof range?.lo !== 'number') throw statement.error(`"${address}" is not an IPv4 prefix.`);
  return { lo: range.lo, hi: Number(range.hi), length: prefix.length, value };
}

function makeMask(entries: readonly MaskEntry[]): Mask {
  const table = new RangeTable(byLength(entries));
  return (batch) => {
    for (const [addressField, maskField] of [
      ['srcaddr', 'src_mask'],
      ['dstaddr', 'dst_mask'],
    ] as const) {
      const address = column(batch, addressField);
      const mask = column(batch, maskField);
      for (let record = 0; record < batch.count; record++) {
        const length = table.get(valueAt(address, record));
        if (length !== NOTHING) setValueAt(mask, record, length);
      }
    }
  };
}

/**
 * Reads a mask file and gives one of its definitions.
 * @throws CfgError
 */
export function readMask(source: CfgSource, name: string): Mask {
  const definitions = new Names<MaskEntry[]>();
  inStep('ftmask_load', () => {
    readCfg(source, {
      'mask-definition': (statement) => {
        const entries = definitions.define(statement, 'definition', () => []);
        return { prefix: (line) => entries.push(readEntry(line)) };
      },
    });
  });
  const entries = definitions.get(name);
  if (!entries) throw new CfgError('no-definition', 'ftmask_def_find(): failed');
  return makeMask(entries);
}
