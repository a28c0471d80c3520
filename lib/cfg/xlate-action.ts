/** xlate-action: a type and its parameters (reference section 5.13). */
import { parseMask } from './address-text.js';
import type { KeyRefresh, KeySource } from './anonymizer.js';
import { parseKey } from './cryptopan.js';
import { CfgError } from './error.js';
import type { Block } from './read.js';
import type { Statement } from './statement.js';
import { parseTimeOfDay } from './time-of-day.js';
import { XLATE_TYPES, type Change, type XlateParameters, type XlateType } from './xlate-types.js';

const MINUTE = 60_000;

export class XlateAction {
  private type: XlateType | undefined;
  private readonly parameters: XlateParameters = {};
  private refresh: KeyRefresh | undefined;

  /** @param statement the line that opens the action */
  constructor(
    private readonly name: string,
    private readonly statement: Statement,
  ) {}

  /** The statements of the action's block. */
  readonly block: Block = {
    type: (statement) => {
      const name = statement.take('type').toLowerCase();
      if (this.type) throw statement.error('Type previously defined.');
      if (!Object.hasOwn(XLATE_TYPES, name)) throw statement.error('Unrecognized type.');
      this.type = XLATE_TYPES[name];
    },
    mask: (statement) => {
      this.check(statement, 'mask');
      this.parameters.mask = {
        source: takeMask(statement, 'source mask'),
        destination: takeMask(statement, 'destination mask'),
      };
    },
    scale: (statement) => {
      this.check(statement, 'scale');
      this.parameters.scale = statement.takeNumber('scale');
    },
    as: (statement) => {
      this.check(statement, 'as');
      this.parameters.as = statement.takeNumber('AS number', 0xffff);
    },
    algorithm: (statement) => {
      this.check(statement, 'key');
      statement.takeOneOf('algorithm', ['cryptopan-aes128']);
    },
    key: (statement) => {
      this.check(statement, 'key');
      const key = parseKey(statement.take('key'));
      if (!key) throw statement.error('The key must be 64 hexadecimal digits.');
      this.parameters.key = { kind: 'key', key };
    },
    'key-file': (statement) => {
      this.check(statement, 'key');
      this.parameters.key = { kind: 'file', path: statement.take('key file') };
    },
    'key-file-refresh': (statement) => {
      this.check(statement, 'key');
      this.refresh = takeRefresh(statement);
    },
  };

  private check(statement: Statement, parameter: keyof XlateParameters): void {
    if (!this.type) throw statement.error('The type must come first.');
    if (this.type.needs !== parameter) throw statement.error(`This type has no ${statement.keyword}.`);
  }

  /** The fields that the record must have. */
  get fields(): XlateType['fields'] {
    return this.type?.fields ?? [];
  }

  /**
   * The change that the action makes. Key files are read here.
   * @throws CfgError if the type or its parameter is missing, or a key file cannot be read
   */
  compile(): Change {
    const incomplete = (what: string): CfgError =>
      new CfgError('unresolved', this.statement.placed(`xlate-action "${this.name}" has no ${what}.`));
    if (!this.type) throw incomplete('type');
    const key = withRefresh(this.parameters.key, this.refresh);
    const change = this.type.change({ ...this.parameters, ...(key && { key }) });
    if (!change) throw incomplete(this.type.needs ?? 'parameter');
    return change;
  }
}

function withRefresh(key: KeySource | undefined, refresh: KeyRefresh | undefined): KeySource | undefined {
  return key?.kind === 'file' && refresh ? { ...key, refresh } : key;
}

function takeMask(statement: Statement, expected: string): number {
  const text = statement.take(expected);
  const mask = parseMask(text);
  if (mask === undefined) throw statement.error(`"${text}" is not a mask.`);
  return mask;
}

/** `MINUTES [HH:MM:SS]` */
function takeRefresh(statement: Statement): KeyRefresh {
  const minutes = statement.takeNumber('minutes');
  if (minutes === 0) throw statement.error('Value out of range.');
  const text = statement.more ? statement.take('HH:MM:SS') : '00:00:00';
  const seconds = parseTimeOfDay(text);
  if (seconds === undefined) throw statement.error(`"${text}" is not a time of day: write HH:MM:SS.`);
  return { interval: minutes * MINUTE, offset: seconds * 1000 };
}
