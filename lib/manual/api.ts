/** docs/api.md: reports for programs. The lists in it are the tables that the pages are made of. */
import { reportColumns } from '../report/columns.js';
import type { Column, ColumnKind } from '../report/column.js';
import { CRITERIA } from '../report/criterion.js';
import { FORM_FIELDS, GRAPH_FIELDS, type FormFieldName } from '../report/formfield.js';
import type { Report } from '../report/report.js';
import { RELATIVE_EXAMPLES } from '../report/relative.js';
import { REPORTS } from '../report/reports.js';
import { CHOICES } from '../web/fieldview.js';
import { JSON_MEMBERS, JSON_VERSION } from '../web/render/json.js';
import { GRAPH_FORMATS } from '../web/graphformat.js';
import { GRAPH_JSON_MEMBERS } from '../web/render/graphjson.js';
import { REPORT_FORMATS, type ReportFormat } from '../web/reportformat.js';

/** Fields whose label does not say it all. */
const MEANINGS: Readonly<Partial<Record<FormFieldName, string>>> = {
  device_name: 'one of the devices, several with commas between them, or `*` for all',
  start_date: `a date, with a time behind it or not, or one of ${RELATIVE_EXAMPLES}`,
  start_time: '`14:05` or `14:05:30`; without it the start of the day',
  end_date: 'as the start; without both boxes now, or the end of the day or span that the start names',
  end_time: 'as the start; without it the end of the day',
  prefix_length:
    'for reports by prefix: a number of bits, or two for IPv4 and IPv6; without it as the exporter recorded it',
  sort: 'key of a column; `-` before it for falling values',
  cutoff_lines: 'a whole number; most rows',
  cutoff_octets: 'a whole number; rows below it are left out',
  offset: 'a whole number; rows before the first',
  detail_lines: 'a whole number: so many of the largest flows, below 0 of the smallest; 0: none',
  sampling_multiplier: 'a number; flows, octets and packets are multiplied by it',
};

const FORMS: Readonly<Partial<Record<ColumnKind, string>>> = {
  address: 'text',
  prefix: 'text, `10.1.2.0/24`',
  routed: 'text, an address with the length of its prefix behind it',
  mac: 'text, `00:00:5e:00:53:01`',
  text: 'text',
  time: 'text, RFC 3339 with milliseconds and the offset of the zone',
};

const code = (text: string): string => `\`${text}\``;

function table(headings: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(headings), line(headings.map(() => '---')), ...rows.map(line), ''].join('\n');
}

/** Parameter that asks for a report, with its value. */
function asked({ menu, id }: Report): string {
  return `${menu}=${id}`;
}

/** Where a parameter is described; graphs have a section of their own. */
type Section = 'reports' | 'graphs';

function parameters(section: Section): string {
  const hints = new Map<string, string>(CRITERIA.map(({ name, hint }) => [name, `a list: ${code(hint)}`]));
  const values = (name: FormFieldName): string =>
    MEANINGS[name] ??
    hints.get(name) ??
    CHOICES[name]?.map(({ value, label }) => `${value === '' ? 'empty' : code(value)} ${label}`).join(', ') ??
    '';
  const rows = FORM_FIELDS.filter(
    ({ name }) => name !== 'report' && GRAPH_FIELDS.has(name) === (section === 'graphs'),
  ).map(({ name, label }) => [code(name), label, values(name)]);
  return table(['parameter', 'field of the form', 'values'], rows);
}

function formats(of: Readonly<Record<string, Pick<ReportFormat, 'type' | 'purpose'>>>): string {
  const rows = Object.entries(of).map(([name, { type, purpose }]) => [code(name), purpose, code(type)]);
  return table(['format', 'what comes', 'media type'], rows);
}

function columns(): string {
  const all = new Map<string, Column>();
  for (const column of REPORTS.flatMap((report) => reportColumns(report, 'shown')).reverse())
    all.set(describe(column), column); // the first title of a key stays
  return table(
    ['key', 'title', 'unit', 'value'],
    [...all.values()]
      .reverse()
      .map((column) => [code(column.key), column.title, column.unit ?? '', FORMS[column.kind] ?? 'number']),
  );
}

/** Columns of the same key and unit are one line. */
const describe = ({ key, unit, kind }: Column): string => [key, unit, FORMS[kind]].join('\n');

function reports(): string {
  const rows = REPORTS.map((report) => [
    code(asked(report)),
    report.title,
    reportColumns(report, 'shown')
      .map(({ key }) => code(key))
      .join(', '),
  ]);
  return table(['parameter', 'report', 'columns'], rows);
}

/** Text of docs/api.md. */
export function apiPage(): string {
  return `# Reports for programs

Written by \`make man\` from the tables of the pages and \`lib/manual/api.ts\`: change it there.

Every report has an address, and \`format\` at its end says how the answer is wanted. Make the report in a browser, and
take the address behind "CSV", "JSON" or "Text":

    curl 'http://SERVER/cgi-bin/FlowViewer/FlowViewer_Main.cgi?device_name=MYROUTER&start_date=-1h&stat_report=10&format=json'

Reports only read, so that GET is enough. A form that is posted with the same parameters and a format is answered alike: that
is the way for lists of thousands of prefixes, which are longer than an address may be. Whoever may see the pages may ask: the
web server decides.

## Formats

Without \`format\`, or with \`html\`, the answer is a page.

${formats(REPORT_FORMATS)}
CSV and JSON hold plain numbers in the units below, whatever \`unit_conversion\` says; text shows them as the page does.
All times carry the offset of their zone, which is that of the server. In CSV a text that a spreadsheet would take for a
formula has an apostrophe before it.

## Status

| status | meaning |
| --- | --- |
| 200 | the answer, also where no flow matched |
| 400 | a parameter is wrong: the body names each field and says what would be right |
| 404 | there is no such device, or no directory of flows |
| 413, 414 | the request is too long |
| 500 | the configuration, or a directory, keeps the report from being made |
| 503 | it took too long, or there is no space to work in |

With a status other than 200 the body is \`{"version": ${JSON_VERSION}, "errors": [{"field": …, "message": …}]}\` as JSON, a table of
\`field\` and \`message\` as CSV, and a line for each error as text. An error of the whole request has no field.

## Parameters

Parameters without a value, and those that are absent, take what an empty form has. A name that occurs twice counts as it
occurs last. Which report is asked for stands below; \`report=10\` and \`report=print-5\` are understood too, and \`range=-2h\`
stands for a start that ends now.

${parameters('reports')}
## JSON

The version of the format is ${JSON_VERSION}. The object has these members:

${table(
  ['member', 'what it holds'],
  JSON_MEMBERS.map(({ name, doc }) => [code(name), doc]),
)}
Integers beyond 2^53 are written out in full: read them as such where your language rounds numbers.

## Columns

The keys are the first line of CSV and the members of each row in JSON. A value that is not known is null, and empty in
CSV. Where names are asked for (\`resolve_addresses=Y\`), a column \`KEY_name\` follows each column whose values have names.
Octets and packets per flow are only there with \`flow_analysis=1\`. With both, sums by one host have \`country\` behind the
host where name servers are asked: two capital letters, the registration of its network. The list of scanners always has it
there, with \`origin_as\`, the AS that announces the network, and its name. Names and countries are waited for three seconds at
most; what is missing then is null.

${columns()}
## Reports

${reports()}
## Graphs

\`FlowGrapher_Main.cgi\` takes the parameters above that choose flows, and these:

${parameters('graphs')}
\`sort\` names a column of the lines. The status is as above; a picture that cannot be drawn is a line for each error as text.

${formats(GRAPH_FORMATS)}
The object has these members:

${table(
  ['member', 'what it holds'],
  GRAPH_JSON_MEMBERS.map(({ name, doc }) => [code(name), doc]),
)}`;
}
