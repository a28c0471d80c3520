/** flow-report: reports as a stat file defines them (reference section 5.6). */
import { cfgFile } from '../../cfg/cfg-file.js';
import { readFilterFile, type FilterFile } from '../../cfg/filter-file.js';
import { readMask, type Mask } from '../../cfg/mask-file.js';
import { cfgSource } from '../../cfg/read.js';
import { symbolsOnDemand } from '../../cfg/symbols.js';
import { readTagger, type Tagger } from '../../cfg/tag-file.js';
import type { CommandSyntax } from '../../command/option-table.js';
import { readOptions } from '../../command/options.js';
import { CommandError, warn } from '../../command/run.js';
import { hasField, recordLayout } from '../../flow/layout.js';
import { taggedVersion } from '../../flow/version.js';
import { translator } from '../../flow/translate.js';
import { describeHeader } from '../../ftfile/describe.js';
import type { FlowFile } from '../../ftfile/reader.js';
import type { Filter } from '../../query/filter.js';
import { neededFields } from '../../query/needed-fields.js';
import { openInput } from '../../rows/input.js';
import { lastValue } from '../../rows/output-options.js';
import { VARIABLE_OPTION, variables } from '../../rows/rewriting-command.js';
import { Speed, SPEED_OPTION } from '../../rows/speed.js';
import { DuckDbStore } from '../../store/duckdb-store.js';
import { withProgress } from '../with-progress.js';
import { readAnswer, reportQueries, showsRates, type Answer } from './answer.js';
import { openDestination } from './destination.js';
import { hostNames } from './hosts.js';
import { intervals } from './intervals.js';
import { readStatFile, type Definition, type Includes, type TypedReport } from './stat-file.js';
import { reportText, sortRows } from './text.js';
import { REPORT_TYPES } from './types.js';

export const REPORT_SYNTAX: CommandSyntax = {
  purpose: 'report on flows as a configuration file says',
  options: {
    d: SPEED_OPTION,
    s: { value: 'stat_file', text: 'Configuration file (default stat.cfg in the configuration directory).' },
    S: { value: 'definition', text: 'Stat-definition to apply (default "default").' },
    v: VARIABLE_OPTION,
  },
  input: 'flow file',
  choices: () => [{ title: 'Types of reports', rows: REPORT_TYPES.map(({ name, text }) => ({ name, text })) }],
};

/** What a definition does to flows before its reports count them. */
interface Preparation {
  readonly filters: FilterFile | undefined;
  readonly mask: Mask | undefined;
  readonly tag: Tagger | undefined;
}

function prepare(definition: Definition, includes: Includes): Preparation {
  const source = (kind: keyof Includes) => cfgSource(includes[kind] ?? cfgFile(kind));
  const wantsFilter = definition.filter !== undefined || definition.reports.some(({ filter }) => filter !== undefined);
  return {
    filters: wantsFilter ? readFilterFile(source('filter'), { warn }) : undefined,
    mask: definition.mask === undefined ? undefined : readMask(source('mask'), definition.mask),
    tag: definition.tag === undefined ? undefined : readTagger(source('tag'), definition.tag),
  };
}

/** The flows after masks and tags, in this order; tags need records of version 1005. */
function rewritten(file: FlowFile, { mask, tag }: Preparation): FlowFile {
  if (!mask && !tag) return file;
  const { version } = file.layout;
  const tags = taggedVersion(version);
  const translate = tag && version !== tags ? translator(version, tags) : undefined;
  return {
    ...file,
    layout: tag ? recordLayout(tags) : file.layout,
    async *batches() {
      for await (const batch of file.batches()) {
        mask?.(batch);
        const tagged = translate ? translate(batch) : batch;
        tag?.(tagged);
        yield tagged;
      }
    },
  };
}

function filterOf(report: TypedReport, definition: Definition, { filters }: Preparation): Filter {
  const names = [definition.filter, report.filter].filter((name) => name !== undefined);
  return { kind: 'and', of: names.map((name) => filters?.filter(name) ?? { kind: 'or', of: [] }) };
}

/** @throws CommandError if a report needs what the flows do not have */
function checkFields(definition: Definition, preparation: Preparation, file: FlowFile): void {
  for (const report of definition.reports)
    for (const query of reportQueries(report, filterOf(report, definition, preparation), file.name))
      for (const field of neededFields(query, 'all flows')) {
        const isThere = hasField(file.layout, field) || field === 'dflows';
        if (!isThere) throw new CommandError('Report definition references a field not in flow.');
      }
}

/** @returns the exit status */
export async function flowReport(argv: readonly string[]): Promise<number> {
  const parsed = readOptions(argv, REPORT_SYNTAX);
  const speed = new Speed(parsed);
  const stat = readStatFile(cfgSource(lastValue(parsed, 's') ?? cfgFile('stat'), variables(parsed)));
  const name = lastValue(parsed, 'S') ?? 'default';
  const definition = stat.definition(name);
  if (!definition) throw new CommandError(`ftstat_find_def(${name}): failed`);
  const preparation = prepare(definition, stat.includes);
  const input = speed.counted(await openInput());
  const file = rewritten(input, preparation);
  try {
    checkFields(definition, preparation, file);
    const { timeSeries } = definition;
    const pieces = timeSeries === undefined ? [file] : intervals(file, timeSeries);
    let interval = 0;
    for await (const piece of pieces) await reportInterval(definition, preparation, piece, interval++);
  } finally {
    await input.close();
  }
  speed.tell();
  return 0;
}

async function reportInterval(
  definition: Definition,
  preparation: Preparation,
  file: FlowFile,
  interval: number,
): Promise<void> {
  const questions = definition.reports.map((report) =>
    reportQueries(report, filterOf(report, definition, preparation), file.name),
  );
  const [first, ...others] = questions.flat();
  if (!first) return;
  // sums of rates and of parts are rounded at each step: one thread adds them up in file order, the same in all runs
  const areReal = definition.reports.some((report) => showsRates(report) || report.type.body === 'seconds');
  const threads = areReal ? { threads: 1 } : {};
  const store = new DuckDbStore({ dataDirectory: '', opened: [file], ...threads });
  try {
    const results = await withProgress(file, (progress) => store.runAll([first, ...others], { progress }));
    const said = results.flatMap(({ notes }) => notes.flatMap(({ code, text }) => (code === 'sampling' ? [text] : [])));
    for (const text of new Set(said)) warn(text);
    for (const [at, report] of definition.reports.entries())
      await write(definition, report, readAnswer(report, results[2 * at]!, results[2 * at + 1]!), file, interval);
  } finally {
    await store.close();
  }
}

/** All outputs of one report. A table is sorted on where its previous output left it, as it always was. */
async function write(
  definition: Definition,
  report: TypedReport,
  answer: Answer,
  file: FlowFile,
  interval: number,
): Promise<void> {
  const now = Date.now();
  const symbols = symbolsOnDemand();
  const inputHeader = describeHeader(file.header, '#');
  let { rows } = answer;
  for (const output of report.outputs) {
    const sorted = sortRows(rows, output, report);
    if (report.type.body === 'table') rows = sorted;
    const shown = output.records === undefined ? sorted : sorted.slice(0, output.records);
    const wantsHosts = output.options.has('names');
    const keys = wantsHosts ? shown.flatMap((row) => row.keys.filter((key) => typeof key === 'string')) : [];
    const destination = await openDestination(output, answer, interval, now);
    const context = {
      definition,
      report,
      output,
      interval,
      inputHeader,
      symbols,
      hosts: keys.length > 0 ? await hostNames(keys) : new Map<string, string>(),
      now,
    };
    for (const text of reportText(answer, sorted, context)) await destination.output.write(text);
    await destination.output.flush();
    await destination.close();
  }
}
