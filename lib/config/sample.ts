/** The sample configuration file, written from the parameter table: every parameter, commented out, at its default. */
import { expectedForm, PARAMETERS, type Parameter } from './parameter.js';

const HEAD = `# FlowViewer configuration (TOML). Every parameter stands here with its default;
# remove the "#" before a name to change it. "FlowViewer.cgi" checks the whole file
# at each request and says which line is wrong.
`;

function tomlValue(value: Parameter['default']): string {
  return Array.isArray(value) ? `[${value.map((item) => JSON.stringify(item)).join(', ')}]` : JSON.stringify(value);
}

/** Text of `etc/FlowViewer.toml`. */
export function sampleConfiguration(): string {
  const entries = PARAMETERS.map(
    (row: Parameter) =>
      `\n# ${row.doc}\n# Expected: ${expectedForm(row.type)}.\n#${row.name} = ${tomlValue(row.default)}\n`,
  );
  return HEAD + entries.join('');
}
