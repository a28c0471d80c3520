/** flow-print: records as text (reference section 5.4). */
import { numberOption, readOptions } from '../../command/options.js';
import { CommandError } from '../../command/run.js';
import { TextOutput } from '../../command/text-output.js';
import { symbolsOnDemand } from '../../cfg/symbols.js';
import { describeHeader } from '../../ftfile/describe.js';
import { openInput } from '../input.js';
import { defaultFormat, PRINT_FORMATS } from './formats.js';
import { createPrinter, missingFields } from './printer.js';

const USAGE = '[-hlnpw] [-c comment_char] [-d debug_level] [-f format]';

/** @returns the exit status */
export async function flowPrint(argv: readonly string[]): Promise<number> {
  const { options } = readOptions(argv, { letters: 'c:d:f:lnpw', usage: USAGE });
  const value = (letter: string) => options.findLast((option) => option.letter === letter)?.value;
  const has = (letter: string) => options.some((option) => option.letter === letter);
  const chosen = value('f');
  const number = chosen === undefined ? undefined : numberOption('f', chosen, 0, Number.MAX_SAFE_INTEGER);
  if (number !== undefined && !PRINT_FORMATS[number]) throw new CommandError('No such format');

  const file = await openInput();
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
  const output = new TextOutput();
  if (has('p')) await output.write(describeHeader(file.header, (value('c') ?? '#').slice(0, 1)));
  await output.write(printer.heading);
  for await (const batch of file.batches()) {
    await output.write(printer.print(batch));
    if (has('l')) await output.flush();
  }
  await output.flush();
  return 0;
}
