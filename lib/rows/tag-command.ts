/** flow-tag: gives flows tags (reference section 5.13). */
import type { CommandSyntax } from '../command/option-table.js';
import { CommandError } from '../command/run.js';
import { cfgFile } from '../cfg/cfg-file.js';
import { cfgSource } from '../cfg/read.js';
import { readTagger } from '../cfg/tag-file.js';
import { TAG_TYPES } from '../cfg/tag-types.js';
import { translator } from '../flow/translate.js';
import { EXTENDED, taggedVersion, type ExportVersion } from '../flow/version.js';
import { lastValue } from './output-options.js';
import { REWRITING_OPTIONS, rewritingCommand, VARIABLE_OPTION, variables } from './rewriting-command.js';

/** The versions that have all that tags are made of. */
const TAGGABLE: ReadonlySet<ExportVersion> = new Set<ExportVersion>(['5', '6', '7', '1005', EXTENDED]);

export const TAG_SYNTAX: CommandSyntax = {
  purpose: 'give flows tags',
  options: {
    ...REWRITING_OPTIONS,
    t: { value: 'tag_file', text: 'Configuration file (default tag.cfg in the configuration directory).' },
    T: { value: 'definition', text: 'Tag-definition to apply (default "default").' },
    v: VARIABLE_OPTION,
  },
  input: 'flow file',
  choices: () => [
    { title: 'Types of tag-actions', rows: TAG_TYPES.map(({ names, text }) => ({ name: names.join(', '), text })) },
  ],
};

/** @returns the exit status */
export function flowTag(argv: readonly string[]): Promise<number> {
  return rewritingCommand(argv, {
    syntax: TAG_SYNTAX,
    times: 'zero',
    prepare(parsed) {
      const source = cfgSource(lastValue(parsed, 't') ?? cfgFile('tag'), variables(parsed));
      const tag = readTagger(source, lastValue(parsed, 'T') ?? 'default');
      return ({ version }) => {
        const tags = taggedVersion(version);
        const translate = translator(version, tags);
        if (!translate || !TAGGABLE.has(version))
          throw new CommandError('Flow record missing required field for tagging.');
        return {
          version: tags,
          process(batch) {
            const tagged = version === tags ? batch : translate(batch);
            tag(tagged);
            return tagged;
          },
        };
      };
    },
  });
}
