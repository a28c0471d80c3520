/** flow-xlate: rewrites records and translates versions (reference sections 3.6 and 5.13). */
import type { CommandSyntax } from '../command/option-table.js';
import { CommandError, warn } from '../command/run.js';
import type { ParsedOptions } from '../command/getopt.js';
import { cfgFile } from '../cfg/cfg-file.js';
import { cfgSource } from '../cfg/read.js';
import { readXlate, type Xlate } from '../cfg/xlate-file.js';
import { XLATE_TYPES } from '../cfg/xlate-types.js';
import { recordLayout, type RecordLayout } from '../flow/layout.js';
import { translator } from '../flow/translate.js';
import { noLosses } from '../flow/translate-extended.js';
import type { ExportVersion } from '../flow/version.js';
import { defects } from './defects.js';
import { hasOption, lastValue } from './output-options.js';
import { REWRITING_OPTIONS, rewritingCommand, VARIABLE_OPTION, variables } from './rewriting-command.js';
import type { RowStage } from './row-stream.js';
import { versionOption } from './version-option.js';
import { suits, xlateStage } from './xlate-stage.js';

function readDefinition(parsed: ParsedOptions): Xlate | undefined {
  if (hasOption(parsed, 'n')) return undefined;
  const source = cfgSource(lastValue(parsed, 'x') ?? cfgFile('xlate'), variables(parsed));
  return readXlate(source, lastValue(parsed, 'X') ?? 'default', { warn });
}

/** The original leaves the output interface of version 1 out. */
function translateStage(from: ExportVersion, to: ExportVersion): RowStage {
  const original = from === '1' && defects() === 'original';
  const losses = noLosses();
  const translate = translator(from, to, { losses, ...(original && { without: ['output'] as const }) });
  if (!translate) throw new CommandError(`Records of version ${from} cannot be translated to version ${to}.`);
  return {
    version: to,
    process: translate,
    close() {
      if (losses.ipv6 > 0) warn(`${losses.ipv6} flows of IPv6 were left out: version ${to} has no place for them`);
      if (losses.saturated > 0)
        warn(`${losses.saturated} flows have numbers too large for version ${to}: the largest it has is there instead`);
    },
  };
}

function chain(first: RowStage, second: RowStage): RowStage {
  return {
    version: second.version,
    process: async (batch) => second.process(await first.process(batch)),
    close() {
      first.close?.();
      second.close?.();
    },
  };
}

/** The definition is applied to the records that come or, if only the translated ones have all it needs, to those. */
async function makeStage(xlate: Xlate | undefined, layout: RecordLayout, to: ExportVersion): Promise<RowStage> {
  const translate = to === layout.version ? undefined : translateStage(layout.version, to);
  const unchanged: RowStage = { version: layout.version, process: (batch) => batch };
  if (!xlate) return translate ?? unchanged;
  if (!translate) return xlateStage(xlate, layout);
  const afterwards = recordLayout(to);
  const isLater = !suits(xlate, layout) && suits(xlate, afterwards);
  return isLater
    ? chain(translate, await xlateStage(xlate, afterwards))
    : chain(await xlateStage(xlate, layout), translate);
}

export const XLATE_SYNTAX: CommandSyntax = {
  purpose: 'rewrite flows, and translate their version',
  options: {
    ...REWRITING_OPTIONS,
    n: { text: 'No definition is applied; use with -V.' },
    v: VARIABLE_OPTION,
    V: { value: 'version', text: 'Version of the output: 1, 5, 6, 7, 1005, 1009 (extended), or 8.1 to 8.14.' },
    x: { value: 'xlate_file', text: 'Configuration file (default xlate.cfg in the configuration directory).' },
    X: { value: 'definition', text: 'Xlate-definition to apply (default "default").' },
  },
  input: 'flow file',
  choices: () => [
    { title: 'Types of xlate-actions', rows: Object.entries(XLATE_TYPES).map(([name, { text }]) => ({ name, text })) },
  ],
};

/** @returns the exit status */
export function flowXlate(argv: readonly string[]): Promise<number> {
  return rewritingCommand(argv, {
    syntax: XLATE_SYNTAX,
    times: 'zero',
    prepare(parsed) {
      const wanted = lastValue(parsed, 'V');
      const version = wanted === undefined ? undefined : versionOption('V', wanted);
      const xlate = readDefinition(parsed);
      return (layout) => makeStage(xlate, layout, version ?? layout.version);
    },
  });
}
