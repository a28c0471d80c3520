/** Parameter sets of FlowViewer 4 (reference section 6.1): saved filters, and the head of saved reports. */

export interface ParameterSet {
  /** By stored name; a value may be empty. */
  readonly values: ReadonlyMap<string, string>;
  /** What follows the set. */
  readonly body: string;
}

/** Stored name → the form's, where they differ (reference section 2.1); the others are named alike. */
const FORM_NAMES: Readonly<Record<string, string>> = {
  source_addresses: 'source_address',
  source_ports: 'source_port',
  source_ifs: 'source_if',
  sif_names: 'sif_name',
  source_ases: 'source_as',
  dest_addresses: 'dest_address',
  dest_ports: 'dest_port',
  dest_ifs: 'dest_if',
  dif_names: 'dif_name',
  dest_ases: 'dest_as',
  nexthop_ips: 'nexthop_ip',
  tracking_type: 'monitor_type',
  tracking_label: 'monitor_label',
};

const SAME_NAMES = [
  ...[
    'device_name',
    'exporter',
    'start_date',
    'start_time',
    'end_date',
    'end_time',
    'protocols',
    'tcp_flags',
    'tos_fields',
  ],
  ...[
    'stat_report',
    'print_report',
    'flow_select',
    'sort_field',
    'cutoff_lines',
    'cutoff_octets',
    'sampling_multiplier',
  ],
  ...['resolve_addresses', 'unit_conversion', 'flow_analysis', 'pie_charts'],
  ...['graph_type', 'bucket_size', 'detail_lines', 'graph_multiplier', 'stats_method', 'monitor_type'],
];

const NAMES: ReadonlyMap<string, string> = new Map([
  ...Object.entries(FORM_NAMES),
  ...SAME_NAMES.map((name) => [name, name] as const),
]);

/** Most lines that a set may have: it has about fifty. */
const MOST_LINES = 1000;

/** @returns undefined if the text does not begin with a parameter set */
export function parseParameterSet(text: string): ParameterSet | undefined {
  const begin = text.slice(0, 4096).indexOf('BEGIN FILTERING');
  if (begin < 0) return undefined;
  const values = new Map<string, string>();
  let at = text.indexOf('\n', begin) + 1;
  for (let lines = 0; at > 0 && lines < MOST_LINES; lines++) {
    const newline = text.indexOf('\n', at);
    const end = newline < 0 ? text.length : newline;
    const line = text.slice(at, end).replace(/\r$/, '');
    at = newline + 1;
    if (line.includes('END FILTERING')) return { values, body: newline < 0 ? '' : text.slice(at) };
    // trackings have their lines as " input: KEY: VALUE" (reference section 6.2)
    const [, key, value = ''] = /^(?:\s*input: )?(\w+):(?: (.*))?$/.exec(line) ?? [];
    if (key !== undefined) values.set(key, value.trim());
  }
  return undefined;
}

/** The set as a query of our form; what is empty or stands for "none" is left out. */
export function parameterSetQuery({ values }: Pick<ParameterSet, 'values'>): URLSearchParams {
  const query = new URLSearchParams();
  for (const [stored, value] of values) {
    const name = NAMES.get(stored);
    const isNone = value === '' || ((stored === 'stat_report' || stored === 'print_report') && value === '0');
    if (name !== undefined && !isNone) query.set(name, value);
  }
  return query;
}
