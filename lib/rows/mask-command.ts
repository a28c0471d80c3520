/** flow-mask: sets mask lengths by address (reference section 5.13). */
import type { CommandSyntax } from '../command/option-table.js';
import { CommandError } from '../command/run.js';
import { cfgFile } from '../cfg/cfg-file.js';
import { MASK_FIELDS, readMask } from '../cfg/mask-file.js';
import { cfgSource } from '../cfg/read.js';
import { hasFields } from '../cfg/record-column.js';
import { lastValue } from './output-options.js';
import { REWRITING_OPTIONS, rewritingCommand } from './rewriting-command.js';

export const MASK_SYNTAX: CommandSyntax = {
  purpose: 'set prefix lengths of addresses',
  options: {
    ...REWRITING_OPTIONS,
    m: { value: 'mask_file', text: 'Configuration file (default mask.cfg in the configuration directory).' },
    M: { value: 'definition', text: 'Mask-definition to apply (default "default").' },
  },
  input: 'flow file',
};

/** @returns the exit status */
export function flowMask(argv: readonly string[]): Promise<number> {
  return rewritingCommand(argv, {
    syntax: MASK_SYNTAX,
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
