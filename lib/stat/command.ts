/** flow-stat: sums of a flow stream by one key (reference section 5.5). */
import { symbolsOnDemand } from '../cfg/symbols.js';
import type { CommandSyntax } from '../command/option-table.js';
import { numberOption, readOptions } from '../command/options.js';
import { CommandError, programName } from '../command/run.js';
import { TextOutput } from '../command/text-output.js';
import { describeHeader } from '../ftfile/describe.js';
import type { FlowFile } from '../ftfile/reader.js';
import type { FlowQuery } from '../query/query.js';
import { openInput } from '../rows/input.js';
import { Speed, SPEED_OPTION } from '../rows/speed.js';
import { DuckDbStore } from '../store/duckdb-store.js';
import type { Result } from '../store/store.js';
import { STAT_FORMATS, type StatFormat } from './formats.js';
import { reportHeading, type Sort } from './heading.js';
import { listing, listingQuery } from './listing.js';
import { plotQuery, plotText, shortSummaryQuery, shortSummaryText } from './plot.js';
import { refusal } from './refusal.js';
import { summaryQuery, summaryText } from './summary.js';
import { withProgress } from './with-progress.js';

export const STAT_SYNTAX: CommandSyntax = {
  purpose: 'sum flows up by one key',
  options: {
    c: { value: 'char', text: 'Character that begins lines of comment (default #).' },
    d: SPEED_OPTION,
    f: { value: 'format', text: 'Number of the format (default 0).' },
    n: { text: 'Names instead of numbers: protocols, ports, AS numbers, tags.' },
    p: { text: 'Print the header of the input, too.' },
    P: { text: 'Counters as per cent of the total.' },
    s: { value: 'field', text: 'Sort by this column, counted from 0, the smallest first.' },
    S: { value: 'field', text: 'Sort by this column, counted from 0, the largest first.' },
    t: { value: 'lines', text: 'With -P: a line of running sums after so many lines.' },
    T: { value: 'title', text: 'Title in the heading.' },
    w: { text: 'Wide columns, and the duration of the flows.' },
  },
  input: 'flow file',
  choices: () => [
    {
      title: 'Formats',
      rows: STAT_FORMATS.map(({ name, text }, at) => ({ name: String(at), text: `${name}: ${text}` })),
    },
  ],
};

interface Options {
  readonly sort: Sort | undefined;
  readonly comment: string;
  readonly tally: number | undefined;
  readonly has: (letter: string) => boolean;
}

/** @returns the exit status */
export async function flowStat(argv: readonly string[]): Promise<number> {
  const parsed = readOptions(argv, STAT_SYNTAX);
  const { options } = parsed;
  const speed = new Speed(parsed);
  const value = (letter: string) => options.findLast((option) => option.letter === letter)?.value;
  const has = (letter: string) => options.some((option) => option.letter === letter);
  const number = numberOption('f', value('f') ?? '0', 0, 0xffff);
  const format = STAT_FORMATS[number];
  if (!format) throw new CommandError(`No such format, ${number}\n`);
  const last = options.findLast(({ letter }) => letter === 'S' || letter === 's');
  const sort: Sort | undefined = last && {
    direction: last.letter === 'S' ? 'descending' : 'ascending',
    field: numberOption(last.letter, last.value ?? '', 0, 0xffff),
  };
  const tally = value('t');
  const comment = (value('c') ?? '#').slice(0, 1);
  const title = value('T');

  const file = speed.counted(await openInput());
  const output = new TextOutput();
  await output.write(
    reportHeading(format.name, {
      comment,
      ...(title !== undefined && { title }),
      values: has('P') ? 'percent' : 'total',
      symbols: has('n') ? 'on' : 'off',
      sort,
      argv: [programName(), ...argv],
    }),
  );
  if (has('p')) await output.write(describeHeader(file.header, comment));
  const refused = refusal(format, file.layout, sort);
  if (refused === undefined)
    await report(format, file, output, {
      sort,
      comment,
      tally: tally === undefined ? undefined : numberOption('t', tally, 1, 0xffffffff),
      has,
    });
  else await file.close();
  await output.flush();
  if (refused !== undefined) process.stderr.write(`${refused}\n`);
  speed.tell();
  return 0; // also for a report that cannot be made: scripts rely on it
}

async function report(format: StatFormat, file: FlowFile, output: TextOutput, options: Options): Promise<void> {
  const { comment, sort, has, tally } = options;
  const tell = (text: string) => output.write(`${comment} ${text}\n`);
  switch (format.kind) {
    case 'groups': {
      const width = has('w') ? 'wide' : 'normal';
      const result = await answer(file, listingQuery(format, sort, file.name, width), tell);
      const values = has('P') ? 'percent' : 'total';
      const symbols = has('n') && format.symbols ? symbolsOnDemand()(format.symbols) : undefined;
      const isTallied = values === 'percent' && format.listing.order === 'key';
      const text = listing(format, { comment, values, width, symbols, tally: isTallied ? tally : undefined }, result);
      for (const line of text) await output.write(line);
      tellBogus(result);
      return;
    }
    case 'summary': {
      const result = await answer(file, summaryQuery(file.name), tell);
      await output.write(summaryText(result));
      tellBogus(result);
      return;
    }
    case 'octets plot':
    case 'packets plot': {
      const counter = format.kind === 'octets plot' ? 'octets' : 'packets';
      for (const line of plotText(counter, comment, await answer(file, plotQuery(file.name), tell)))
        await output.write(line);
      return;
    }
    case 'short summary':
      await output.write(shortSummaryText(comment, await answer(file, shortSummaryQuery(file.name), tell)));
      return;
    case 'not implemented':
      await file.close();
      await output.write('Not implemented.\n');
  }
}

/** @param tell gets a line for what is to be said of rates of sampling */
async function answer(file: FlowFile, query: FlowQuery, tell: (line: string) => Promise<void>): Promise<Result> {
  const store = new DuckDbStore({ dataDirectory: '', opened: [file] });
  try {
    const result = await withProgress(file, (progress) => store.run(query, { progress }));
    for (const { code, text } of result.notes) if (code === 'sampling') await tell(text);
    return result;
  } finally {
    await store.close();
  }
}

/** One line for each record without packets, as the original writes while it reads. */
function tellBogus(result: Result): void {
  const at = result.columns.findIndex(({ key }) => key === 'bogus');
  const count = result.rows.reduce((sum, row) => sum + Number(row[at] ?? 0), 0);
  process.stderr.write('Ignoring bogus flow dPkts=0\n'.repeat(count));
}
