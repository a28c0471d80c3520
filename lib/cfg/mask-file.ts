/** mask.cfg: prefix lengths by address (reference section 5.13). */
import type { FlowBatch } from '../flow/batch.js';
import type { FieldName } from '../flow/field.js';
import { parseClassicPrefix } from './address-text.js';
import { inStep } from './error.js';
import { Names } from './names.js';
import { AddressTable, type PrefixEntry } from './address-table.js';
import { NOTHING } from './range-table.js';
import { readCfg, type CfgSource } from './read.js';
import { column, setValueAt } from './record-column.js';
import type { Statement } from './statement.js';

/** The fields that masking reads and writes. */
export const MASK_FIELDS = ['srcaddr', 'dstaddr', 'src_mask', 'dst_mask'] as const satisfies readonly FieldName[];

/** Sets src_mask and dst_mask in place by the longest prefix that matches; what none matches is left as it is. */
export type Mask = (batch: FlowBatch) => void;

/** `prefix ADDRESS[/BITS] LENGTH`: without BITS the addresses that match are those of LENGTH. */
function readEntry(statement: Statement): PrefixEntry {
  const address = statement.take('prefix');
  const value = statement.takeNumber('prefix length', address.includes(':') ? 128 : 32);
  const prefix = parseClassicPrefix(address.includes('/') ? address : `${address}/${value}`);
  if (!prefix) throw statement.error(`"${address}" is not a prefix.`);
  return { prefix, value };
}

/** `value` of an entry is the length that is set. */
function makeMask(entries: readonly PrefixEntry[]): Mask {
  const table = new AddressTable(entries);
  return (batch) => {
    for (const [addressField, maskField] of [
      ['srcaddr', 'src_mask'],
      ['dstaddr', 'dst_mask'],
    ] as const) {
      const lengthOf = table.reader(batch, addressField);
      const mask = column(batch, maskField);
      for (let record = 0; record < batch.count; record++) {
        const length = lengthOf(record);
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
  const definitions = new Names<PrefixEntry[]>();
  inStep('ftmask_load', () => {
    readCfg(source, {
      'mask-definition': (statement) => {
        const entries = definitions.define(statement, 'definition', () => []);
        return { prefix: (line) => entries.push(readEntry(line)) };
      },
    });
  });
  return makeMask(definitions.find(name, 'mask-definition', 'ftmask_def_find'));
}
