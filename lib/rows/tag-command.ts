/** flow-tag: gives flows tags (reference section 5.13). */
import { CommandError } from '../command/run.js';
import { cfgFile } from '../cfg/cfg-file.js';
import { cfgSource } from '../cfg/read.js';
import { readTagger } from '../cfg/tag-file.js';
import { translator } from '../flow/translate.js';
import type { ExportVersion } from '../flow/version.js';
import { lastValue } from './output-options.js';
import { rewritingCommand, variables } from './rewriting-command.js';

/** The versions that have all that tags are made of. */
const TAGGABLE: ReadonlySet<ExportVersion> = new Set<ExportVersion>(['5', '6', '7', '1005']);
const TAGGED: ExportVersion = '1005';

/** @returns the exit status */
export function flowTag(argv: readonly string[]): Promise<number> {
  return rewritingCommand(argv, {
    letters: 't:T:v:',
    usage: '[-t tag_file] [-T definition] [-v NAME=VALUE]',
    times: 'zero',
    prepare(parsed) {
      const source = cfgSource(lastValue(parsed, 't') ?? cfgFile('tag'), variables(parsed));
      const tag = readTagger(source, lastValue(parsed, 'T') ?? 'default');
      return ({ version }) => {
        const translate = translator(version, TAGGED);
        if (!translate || !TAGGABLE.has(version))
          throw new CommandError('Flow record missing required field for tagging.');
        return {
          version: TAGGED,
          process(batch) {
            const tagged = version === TAGGED ? batch : translate(batch);
            tag(tagged);
            return tagged;
          },
        };
      };
    },
  });
}
