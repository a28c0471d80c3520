/** flow-mask: sets mask lengths by address (reference section 5.13). */
import { CommandError } from '../command/run.js';
import { cfgFile } from '../cfg/cfg-file.js';
import { MASK_FIELDS, readMask } from '../cfg/mask-file.js';
import { cfgSource } from '../cfg/read.js';
import { hasFields } from '../cfg/record-column.js';
import { lastValue } from './output-options.js';
import { rewritingCommand } from './rewriting-command.js';

/** @returns the exit status */
export function flowMask(argv: readonly string[]): Promise<number> {
  return rewritingCommand(argv, {
    letters: 'm:M:',
    usage: '[-m mask_file] [-M definition]',
    times: 'zero',
    prepare(parsed) {
      const mask = readMask(cfgSource(lastValue(parsed, 'm') ?? cfgFile('mask')), lastValue(parsed, 'M') ?? 'default');
      return (layout) => {
        if (!hasFields(layout, MASK_FIELDS)) throw new CommandError('Flow record missing required field for masking.');
        return {
          version: layout.version,
          process(batch) {
            mask(batch);
            return batch;
          },
        };
      };
    },
  });
}
