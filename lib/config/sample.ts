/** The sample configuration file, written from the parameter table: every parameter, commented out, at its default. */
import { expectedForm, PARAMETERS, type Parameter } from './parameter.js';
import { tomlValue } from './toml-value.js';

const HEAD = `# FlowViewer configuration (TOML). Every parameter stands here with its default;
# remove the "#" before a name to change it. "flowviewer-config check" says which
# lines are wrong, and so do the pages at each request; "flowviewer-config import"
# makes a file like this of a FlowViewer_Configuration.pm.
`;

/** Text of `etc/FlowViewer.toml`. */
export function sampleConfiguration(): string {
  const entries = PARAMETERS.map(
    (row: Parameter) =>
      `\n# ${row.doc}\n# Expected: ${expectedForm(row.type)}.\n#${row.name} = ${tomlValue(row.default)}\n`,
  );
  return HEAD + entries.join('');
}
