/** flow-print: records as text (reference section 5.4). */
import type { Choice, CommandSyntax } from '../../command/option-table.js';
import { readOptions } from '../../command/options.js';
import { CommandError } from '../../command/run.js';
import { symbolsOnDemand } from '../../cfg/symbols.js';
import { streamSink } from '../../ftfile/byte-sink.js';
import { describeHeader } from '../../ftfile/describe.js';
import { openInput } from '../input.js';
import { Speed, SPEED_OPTION } from '../speed.js';
import { defaultFormat, PRINT_FORMATS } from './formats.js';
import { createPrinter, missingFields } from './printer.js';

export const PRINT_SYNTAX: CommandSyntax = {
  purpose: 'print flows, a line each',
  options: {
    c: { value: 'char', text: 'Character that begins the lines of -p (default #).' },
    d: SPEED_OPTION,
    f: { value: 'format', text: 'Number of the format; without it the one that fits the version.' },
    l: { text: 'Write each piece of output as soon as it is made, for a slow input.' },
    n: { text: 'Names instead of numbers: protocols, ports, AS numbers, tags.' },
    p: { text: 'Print the header of the input first.' },
    w: { text: 'Wide columns, which leave more room for names.' },
  },
  input: 'flow file',
  choices: () => [{ title: 'Formats', rows: formatChoices() }],
};

function formatChoices(): Choice[] {
  return Object.entries(PRINT_FORMATS).map(([number, { text }]) => ({ name: number, text }));
}

/** @returns the exit status */
export async function flowPrint(argv: readonly string[]): Promise<number> {
  const parsed = readOptions(argv, PRINT_SYNTAX);
  const { options } = parsed;
  const speed = new Speed(parsed);
  const value = (letter: string) => options.findLast((option) => option.letter === letter)?.value;
  const has = (letter: string) => options.some((option) => option.letter === letter);
  const chosen = value('f');
  const number = chosen !== undefined && /^\d{1,9}$/.test(chosen) ? Number(chosen) : undefined;
  if (chosen !== undefined && !PRINT_FORMATS[number ?? -1])
    throw new CommandError(`-f ${chosen}: there is no such format; flow-print -h -h lists them`);

  const file = speed.counted(await openInput());
  const format = PRINT_FORMATS[number ?? defaultFormat(file.layout.version)];
  if (!format) throw new CommandError('No such format');
  const missing = missingFields(format, file.layout);
  if (missing.length > 0) {
    await file.close();
    const what = `Flow record missing required field for format. NetFlow ${file.layout.version} has no ${missing.join(', ')}.`;
    throw new CommandError(what, 255);
  }
  const printer = createPrinter(format, {
    width: has('w') ? 'wide' : 'normal',
    ...(has('n') && { symbols: symbolsOnDemand() }),
    onBogus: () => process.stderr.write('Ignoring bogus flow dPkts=0\n'),
  });
  const output = streamSink(process.stdout);
  const description = has('p') ? describeHeader(file.header, (value('c') ?? '#').slice(0, 1)) : '';
  await output.write(Buffer.from(description + printer.heading));
  // what has come is written at once, so that -l has nothing to do
  for await (const batch of file.batches()) await output.write(printer.print(batch));
  speed.tell();
  return 0;
}
