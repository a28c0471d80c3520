/** stat.cfg: reports, their outputs, and the definitions that gather them (reference section 5.6). */
import type { CfgError } from '../../cfg/error.js';
import { inStep } from '../../cfg/error.js';
import { Names } from '../../cfg/names.js';
import { readCfg, type Block, type CfgSource } from '../../cfg/read.js';
import type { Statement } from '../../cfg/statement.js';
import { defaultFields, FIELD_GROUPS, typeFields } from './fields.js';
import { reportType, type ReportType } from './types.js';

/** What an output can show, in the order of the line `# options:`; each with a sentence. */
export const OUTPUT_OPTIONS = {
  'percent-total': 'Counters and rates as per cent of the total.',
  names: 'Names instead of numbers, from the symbol files; addresses by their names in the DNS.',
  header: 'Lines that say what the report is, and of what time.',
  xheader: 'With header: what the header of the input says, as flow-header(1) prints it.',
  totals:
    'A line rec1 with the totals of all flows, and for summary-detail a line rec2 with averages and distributions.',
} as const;
export type OptionName = keyof typeof OUTPUT_OPTIONS;
export const OPTIONS = namesOf(OUTPUT_OPTIONS);

/** How a report writes addresses, each with a sentence. */
export const ADDRESS_FORMATS = {
  address: 'The address alone.',
  'prefix-len': 'The address, and the length of its prefix after a slash.',
  'prefix-mask': 'The address without its host bits, and the length of its prefix after a slash.',
} as const;
export type AddressFormat = keyof typeof ADDRESS_FORMATS;

/** The times that a path can show, each with a sentence. */
export const PATH_TIMES = {
  now: 'When the report is written.',
  start: 'When the first flow was exported.',
  end: 'When the last flow was exported.',
  mid: 'The middle between these.',
} as const;
export type PathTime = keyof typeof PATH_TIMES;

/** Where and how a report's result is written. */
export interface Output {
  sort?: { readonly field: string; readonly first: 'largest' | 'smallest' };
  /** Rows after which to stop. */
  records?: number;
  /** Rows between two lines of running percentages. */
  tally?: number;
  readonly fields: Set<string>;
  readonly options: Set<OptionName>;
  /** A strftime template of a file, or `|` and a command; absent: standard output. */
  path?: string;
  /** Which time the template shows. */
  time: PathTime;
}

export interface Report {
  readonly name: string;
  type?: ReportType;
  /** Name of a filter definition. */
  filter?: string;
  scale?: number;
  tagMask?: { readonly src: number; readonly dst: number };
  readonly formats: { srcaddr: AddressFormat; dstaddr: AddressFormat };
  readonly outputs: Output[];
}

/** A report whose type is known. */
export type TypedReport = Report & { readonly type: ReportType };

/** What is done with the flows before all reports. */
export interface Definition {
  readonly name: string;
  filter?: string;
  tag?: string;
  mask?: string;
  /** Seconds of an interval. */
  timeSeries?: number;
  readonly reports: TypedReport[];
}

/** Files that the definitions of filters, tags and masks are taken from; absent: the usual ones. */
export type Includes = Partial<Record<'filter' | 'tag' | 'mask', string>>;

export interface StatFile {
  readonly includes: Includes;
  readonly definition: (name: string) => Definition | undefined;
}

/** The names of a table of sentences. */
function namesOf<Name extends string>(table: Readonly<Record<Name, string>>): readonly Name[] {
  return Object.keys(table) as Name[]; // its keys are these
}

function typed(report: Report, statement: Statement): TypedReport {
  const { type } = report;
  if (!type) throw statement.error('The type must come first.');
  return { ...report, type };
}

function outputBlock(report: Report): Block {
  const output = (statement: Statement): Output => {
    const last = report.outputs.at(-1);
    if (!last) throw statement.error('An output must come first.');
    return last;
  };
  return {
    output(statement) {
      const { type } = typed(report, statement);
      report.outputs.push({ fields: defaultFields(type), options: new Set(), time: 'mid' });
    },
    format(statement) {
      statement.takeOneOf('output format', ['ascii']);
    },
    sort(statement) {
      const { sign, name } = signed(statement.take('+field or -field'), statement);
      if (!typeFields(typed(report, statement).type).has(name)) throw noSuch(statement, 'field', name);
      output(statement).sort = { field: name, first: sign === '+' ? 'largest' : 'smallest' };
    },
    records(statement) {
      output(statement).records = statement.takeNumber('number of records');
    },
    tally(statement) {
      output(statement).tally = statement.takeNumber('number of records');
    },
    fields(statement) {
      const has = typeFields(typed(report, statement).type);
      for (const { sign, name } of signedList(statement, 'fields')) {
        for (const field of FIELD_GROUPS[name] ?? [name]) {
          if (!has.has(field)) throw noSuch(statement, 'field', name);
          if (sign === '+') output(statement).fields.add(field);
          else output(statement).fields.delete(field);
        }
      }
    },
    options(statement) {
      for (const { sign, name } of signedList(statement, 'options')) {
        const option = OPTIONS.find((known) => known === name);
        if (!option) throw noSuch(statement, 'option', name);
        if (sign === '+') output(statement).options.add(option);
        else output(statement).options.delete(option);
      }
    },
    path(statement) {
      output(statement).path = statement.rest('path');
    },
    time(statement) {
      output(statement).time = statement.takeOneOf('time', namesOf(PATH_TIMES));
    },
  };
}

interface Signed {
  readonly sign: '+' | '-';
  readonly name: string;
}

function signed(word: string, statement: Statement): Signed {
  const sign = word.charAt(0);
  if (sign !== '+' && sign !== '-') throw statement.error(`Expecting + or - before "${word}".`);
  return { sign, name: word.slice(1).toLowerCase() };
}

function signedList(statement: Statement, expected: string): Signed[] {
  return statement
    .take(expected)
    .split(',')
    .map((word) => signed(word, statement));
}

function noSuch(statement: Statement, kind: string, name: string): CfgError {
  return statement.error(`This type of report has no ${kind} "${name}".`);
}

function reportBlock(report: Report): Block {
  return {
    type(statement) {
      const name = statement.take('report type');
      const type = reportType(name);
      if (!type) throw statement.error(`There is no report type "${name}": see flow-report -h -h.`);
      report.type = type;
    },
    filter(statement) {
      report.filter = statement.take('filter definition');
    },
    scale(statement) {
      report.scale = statement.takeNumber('scale');
    },
    'tag-mask'(statement) {
      report.tagMask = { src: statement.takeNumber('source mask'), dst: statement.takeNumber('destination mask') };
    },
    'ip-source-address-format'(statement) {
      report.formats.srcaddr = statement.takeOneOf('address format', namesOf(ADDRESS_FORMATS));
    },
    'ip-destination-address-format'(statement) {
      report.formats.dstaddr = statement.takeOneOf('address format', namesOf(ADDRESS_FORMATS));
    },
    ...outputBlock(report),
  };
}

function definitionBlock(
  definition: Omit<Definition, 'reports'>,
  wanted: { readonly name: string; readonly statement: Statement }[],
): Block {
  return {
    filter(statement) {
      definition.filter = statement.take('filter definition');
    },
    tag(statement) {
      definition.tag = statement.take('tag definition');
    },
    mask(statement) {
      definition.mask = statement.take('mask definition');
    },
    'time-series'(statement) {
      definition.timeSeries = statement.takeNumber('seconds');
    },
    report(statement) {
      wanted.push({ name: statement.take('report name'), statement });
    },
  };
}

/**
 * Reads a stat file. All definitions are resolved, also those that nobody asks for.
 * @throws CfgError
 */
export function readStatFile(source: CfgSource): StatFile {
  const includes: Includes = {};
  const reports = new Names<Report>();
  const definitions = new Names<{ definition: Definition; wanted: { name: string; statement: Statement }[] }>();
  const include = (kind: keyof Includes) => (statement: Statement) => {
    if (includes[kind] !== undefined) throw statement.error(`The ${kind} file was included before.`);
    includes[kind] = statement.take('file name');
    return undefined;
  };
  inStep('ftstat_load', () => {
    readCfg(source, {
      'include-filter': include('filter'),
      'include-tag': include('tag'),
      'include-mask': include('mask'),
      'stat-report': (statement) =>
        reportBlock(
          reports.define(statement, 'report', (name) => ({
            name,
            formats: { srcaddr: 'address', dstaddr: 'address' },
            outputs: [],
          })),
        ),
      'stat-definition': (statement) => {
        const { definition, wanted } = definitions.define(statement, 'definition', (name) => ({
          definition: { name, reports: [] },
          wanted: [],
        }));
        return definitionBlock(definition, wanted);
      },
    });
    for (const { definition, wanted } of definitions.values())
      for (const { name, statement } of wanted) {
        const report = reports.get(name);
        if (!report) throw statement.error(`Unable to resolve report "${name}".`);
        definition.reports.push(typed(report, statement));
      }
  });
  return { includes, definition: (name) => definitions.get(name)?.definition };
}
