/** The options of flow-capture that say what is done to records: -f -F, -t -T, -x -X, -v (reference section 4.1). */
import type { ParsedOptions } from '../command/getopt.js';
import type { OptionTable } from '../command/option-table.js';
import { CommandError } from '../command/run.js';
import type { ExportVersion } from '../flow/version.js';
import { lastValue } from '../rows/output-options.js';
import { VARIABLE_OPTION, variables } from '../rows/rewriting-command.js';
import { TAGGED, type Named, type RefinementSource } from './refinement.js';

export const REFINEMENT_OPTIONS = {
  f: { value: 'filter_file', text: 'Configuration file of -F (default filter.cfg in the configuration directory).' },
  F: { value: 'definition', text: 'Keep only the flows that this filter-definition permits.' },
  t: { value: 'tag_file', text: 'Configuration file of -T (default tag.cfg in the configuration directory).' },
  T: { value: 'definition', text: 'Set tags as this tag-definition says, before filtering; store as version 1005.' },
  v: VARIABLE_OPTION,
  x: { value: 'xlate_file', text: 'Configuration file of -X (default xlate.cfg in the configuration directory).' },
  X: { value: 'definition', text: 'Rewrite flows as this xlate-definition says, after filtering.' },
} as const satisfies OptionTable;

/**
 * What -T, -F and -X name; a file alone turns nothing on.
 * @returns undefined if they name nothing
 * @throws CommandError for a variable that is none
 */
export function refinementSource(parsed: ParsedOptions): RefinementSource | undefined {
  const named = (file: string, definition: string): Named | undefined => {
    const [path, name] = [lastValue(parsed, file), lastValue(parsed, definition)];
    return name === undefined ? undefined : { definition: name, ...(path !== undefined && { file: path }) };
  };
  const [tag, filter, xlate] = [named('t', 'T'), named('f', 'F'), named('x', 'X')];
  if (!tag && !filter && !xlate) return undefined;
  return { ...(tag && { tag }), ...(filter && { filter }), ...(xlate && { xlate }), variables: variables(parsed) };
}

/**
 * The version to store as: with tags it is the one that has them.
 * @param wanted the value of -V
 * @throws CommandError if that is another
 */
export function refinedVersion(
  wanted: ExportVersion | undefined,
  source: RefinementSource | undefined,
): ExportVersion | undefined {
  if (!source?.tag) return wanted;
  if (wanted !== undefined && wanted !== TAGGED)
    throw new CommandError(`-V ${wanted}: with -T it must be ${TAGGED}, the version that has tags`);
  return TAGGED;
}
