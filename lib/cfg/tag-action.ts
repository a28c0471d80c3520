/** tag-action: what sets and adds tags where a field of the flow matches (reference section 5.13). */
import type { FlowBatch } from '../flow/batch.js';
import type { FieldName } from '../flow/field.js';
import { formatAddress, parseAddress, type Prefix } from '../flow/address.js';
import { AddressTable } from './address-table.js';
import { parseClassicPrefix, parseShortIpv4 } from './address-text.js';
import type { Block } from './read.js';
import { NOTHING, RangeTable } from './range-table.js';
import { column, setValueAt, valueAt } from './record-column.js';
import type { Statement } from './statement.js';
import { findTagType, type TagType } from './tag-types.js';

/** Each verb, the side it works on, and whether it replaces the tag or adds bits to it. */
const VERBS = {
  'set-src': { side: 'src', does: 'set' },
  'set-source': { side: 'src', does: 'set' },
  'set-dst': { side: 'dst', does: 'set' },
  'set-destination': { side: 'dst', does: 'set' },
  'or-src': { side: 'src', does: 'or' },
  'or-source': { side: 'src', does: 'or' },
  'or-dst': { side: 'dst', does: 'or' },
  'or-destination': { side: 'dst', does: 'or' },
} as const;

type Side = (typeof VERBS)[keyof typeof VERBS]['side'];

/** What a match does to one tag: `(tag AND keep) OR bits`. */
interface Change {
  keep: number;
  bits: number;
}

/** A value that is matched: a number, any number, or the addresses of a prefix. */
type Matched = number | 'any' | Prefix;

/** What one value does. A side that is absent is left alone. */
interface Effect {
  readonly of: Matched;
  /** Place among the effects. */
  readonly value: number;
  readonly changes: Partial<Record<Side, Change>>;
}

/** Changes the tags of one record of the batch that it was bound to. */
export type TagRecord = (record: number) => void;

export class TagAction {
  private type: TagType | undefined;
  private readonly effects = new Map<string, Effect>();

  /** The statements of the action's block. */
  readonly block: Block = {
    type: (statement) => {
      if (this.type) throw statement.error('Type previously defined.');
      this.type = findTagType(statement.take('type'));
      if (!this.type) throw statement.error('Unrecognized type.');
    },
    match: (statement) => {
      if (!this.type) throw statement.error('The type must come first.');
      this.addMatch(statement, this.type);
    },
  };

  private addMatch(statement: Statement, type: TagType): void {
    const effect = this.effect(statement, type);
    const verb = statement.takeOneOf('action', Object.keys(VERBS) as (keyof typeof VERBS)[]); // its keys are these
    const tag = statement.takeNumber('tag');
    const { side, does } = VERBS[verb];
    const before = effect.changes[side];
    // one set, or any number of ors
    if (before && (does === 'set' || before.keep === 0))
      throw statement.error('Only one set per source/destination per match.');
    const bits = (before?.bits ?? 0) | tag;
    effect.changes[side] = { keep: does === 'set' ? 0 : -1, bits };
  }

  /** The effect of the value that is next in the statement; matches of the same value share one. */
  private effect(statement: Statement, type: TagType): Effect {
    const of = readValue(statement, type);
    const key = typeof of === 'object' ? `${formatAddress(of.address)}/${of.length}` : String(of);
    let effect = this.effects.get(key);
    if (!effect) this.effects.set(key, (effect = { of, value: this.effects.size, changes: {} }));
    return effect;
  }

  /** Makes the tables once; the result is bound to each batch. The batch must have tags and the type's fields. */
  compile(): (batch: FlowBatch) => TagRecord {
    const { type } = this;
    const effects = [...this.effects.values()];
    if (!type || effects.length === 0) return () => () => undefined;
    const table = tableOf(effects);
    const changes = new Int32Array(effects.flatMap(({ changes: { src, dst } }) => [...ofSide(src), ...ofSide(dst)]));
    return (batch) => bind(batch, type, table, changes);
  }
}

/** Looks up the effect that a field of a batch's records has, else {@link NOTHING}. */
type Lookup = (batch: FlowBatch, field: FieldName) => (record: number) => number;

function tableOf(effects: readonly Effect[]): Lookup {
  const prefixes = effects.flatMap(({ of, value }) => (typeof of === 'object' ? [{ prefix: of, value }] : []));
  if (prefixes.length > 0) {
    const addresses = new AddressTable(prefixes);
    return (batch, field) => addresses.reader(batch, field);
  }
  const numbers = effects.flatMap(({ of, value }) => (typeof of === 'number' ? [{ lo: of, hi: of, value }] : []));
  const table = new RangeTable(numbers);
  return (batch, field) => {
    const values = column(batch, field);
    return (record) => table.get(valueAt(values, record));
  };
}

function ofSide(change?: Change): [keep: number, bits: number] {
  return change ? [change.keep, change.bits] : [-1, 0];
}

function readValue(statement: Statement, { value }: TagType): Matched {
  const text = statement.take('match value');
  switch (value) {
    case 'any':
      return 'any';
    case 'number':
      return statement.asNumber(text, 'match value', 0xffffffff);
    case 'address': {
      const short = parseShortIpv4(text);
      const address = short === undefined ? parseAddress(text) : ({ family: 4, value: short } as const);
      if (address === undefined) throw statement.error(`"${text}" is not an address.`);
      return { address, length: address.family === 4 ? 32 : 128 };
    }
    case 'prefix': {
      const prefix = parseClassicPrefix(text);
      if (!prefix) throw statement.error(`"${text}" is not a prefix.`);
      return prefix;
    }
  }
}

/** @param changes four numbers for each effect: keep and bits of the source tag, then of the destination tag */
function bind(batch: FlowBatch, { fields, prot }: TagType, lookup: Lookup, changes: Int32Array): TagRecord {
  const lookups = fields.map((field) => lookup(batch, field));
  const protocols = column(batch, 'prot');
  const [source, destination] = [column(batch, 'src_tag'), column(batch, 'dst_tag')];
  const change = (record: number, effect: number): void => {
    if (effect === NOTHING) return;
    const at = effect * 4;
    setValueAt(source, record, (valueAt(source, record) & (changes[at] ?? 0)) | (changes[at + 1] ?? 0));
    setValueAt(destination, record, (valueAt(destination, record) & (changes[at + 2] ?? 0)) | (changes[at + 3] ?? 0));
  };
  // type any has no field, and one effect
  if (lookups.length === 0)
    return (record) => {
      change(record, 0);
    };
  return (record) => {
    if (prot !== undefined && valueAt(protocols, record) !== prot) return;
    for (const effectOf of lookups) change(record, effectOf(record));
  };
}
