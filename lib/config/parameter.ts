/** The one table of configuration parameters: the loader's checks, the sample file and the documentation derive from it. */

/**
 * What a value may be; `yes or no` is true or false in the file, or the original's "Y" and "N"; a `colour` is six
 * hexadecimal digits, RRGGBB, or eight, where the last two say how opaque it is.
 */
export type ParameterType =
  | 'text'
  | 'texts'
  | 'colours'
  | 'directory'
  | 'file'
  | 'url path'
  /** Name or address, a port behind it if it is not that of the scheme. */
  | 'host'
  | 'yes or no'
  | 'colour'
  | { readonly integer: { readonly from: number; readonly to: number; readonly unit?: string } }
  | { readonly number: { readonly from: number; readonly to: number } }
  | { readonly oneOf: readonly (string | number)[] };

export interface Parameter {
  readonly name: string;
  readonly type: ParameterType;
  readonly default: string | number | boolean | readonly string[];
  /** One sentence for the sample file and the user guide. */
  readonly doc: string;
}

const pixels = { integer: { from: 10, to: 4000, unit: 'pixels' } } as const;
const margin = { integer: { from: 0, to: 500, unit: 'pixels' } } as const;
const textSize = { integer: { from: 7, to: 40, unit: 'pixels' } } as const;
const seconds = { integer: { from: 0, to: 31_536_000, unit: 'seconds' } } as const;

/** Names are the original's wherever it has the parameter (reference section 7). */
export const PARAMETERS = [
  {
    name: 'FlowViewer_server',
    type: 'host',
    default: 'localhost',
    doc: 'Name or address of the web server, as its users know it; flowviewer-check asks it for a page.',
  },
  {
    name: 'FlowViewer_service',
    type: { oneOf: ['http', 'https'] },
    default: 'http',
    doc: 'How the web server is asked.',
  },
  {
    name: 'flow_data_directory',
    type: 'directory',
    default: '/var/flows',
    doc: 'Directory that holds one directory of flow files for each device.',
  },
  {
    name: 'devices',
    type: 'texts',
    default: [],
    doc: 'Devices offered, in this order; empty: every directory found in flow_data_directory.',
  },
  {
    name: 'exporter_directory',
    type: 'directory',
    default: '/var/flows/all_routers',
    doc: 'Directory of flow files in which several exporters are mixed.',
  },
  {
    name: 'exporters',
    type: 'texts',
    default: [],
    doc: 'Exporters offered, each as "address:name"; their flows are looked for in exporter_directory.',
  },
  {
    name: 'sampling_rates',
    type: 'texts',
    default: [],
    doc: 'Rates for exporters that sample and do not tell: each "address rate", "address ifIndex rate" or "* rate"; octets, packets and flows are multiplied by it.',
  },
  {
    name: 'no_devices_or_exporters',
    type: 'yes or no',
    default: false,
    doc: 'Whether flow files lie in flow_data_directory itself, so that neither device nor exporter need be chosen.',
  },
  {
    name: 'interface_names_file',
    type: 'file',
    default: '',
    doc: 'File of interface names, each line "device:ifIndex:name" or "exporter:ifIndex:name"; empty: interfaces are shown by index.',
  },
  {
    name: 'exporter_interfaces_file',
    type: 'file',
    default: '',
    doc: 'The same for reports of an exporter, each line "address:ifIndex:name"; empty: interface_names_file serves them too.',
  },
  {
    name: 'services_file',
    type: 'file',
    default: '/etc/services',
    doc: 'File of port names, each line "name port/protocol" or "port name"; empty: ports are shown by number.',
  },
  {
    name: 'protocols_file',
    type: 'file',
    default: '/etc/protocols',
    doc: 'File of protocol names, each line "name number" or "number name"; empty: only usual ones are shown by name.',
  },
  {
    name: 'as_names_file',
    type: 'file',
    default: '',
    doc: 'File of names of autonomous systems, each line "number name"; those that it lacks are looked up in as_names_zone.',
  },
  {
    name: 'as_names_zone',
    type: 'text',
    default: 'asn.cymru.com',
    doc: 'Zone of the DNS that knows names of autonomous systems (AS64500.asn.cymru.com) and countries of networks (2.0.192.origin.asn.cymru.com); empty: nobody is asked.',
  },
  {
    name: 'dns_servers',
    type: 'texts',
    default: [],
    doc: 'Name servers, each as "192.0.2.53", "192.0.2.53:5353" or "[2001:db8::53]:5353"; empty: those of /etc/resolv.conf; "none": nothing is looked up.',
  },
  {
    name: 'dns_column_width',
    type: { integer: { from: 1, to: 253, unit: 'characters' } },
    default: 60,
    doc: 'Longest host name that a table shows; of a longer one the end is shown.',
  },
  {
    name: 'asn_width',
    type: { integer: { from: 1, to: 253, unit: 'characters' } },
    default: 60,
    doc: 'Longest name of an autonomous system that a table shows; of a longer one the beginning is shown.',
  },
  {
    name: 'N',
    type: { oneOf: [-3, -2, -1, 0, 1, 2, 3] },
    default: 3,
    doc: 'Nesting of the directories below a device, as given to flow-capture -N; flow files are found at any nesting.',
  },
  {
    name: 'flow_file_length',
    type: seconds,
    default: 900,
    doc: 'Time that one flow file covers: files opened this long before a window are read too.',
  },
  {
    name: 'flow_capture_interval',
    type: seconds,
    default: 2100,
    doc: 'How long after its end a flow may still be exported: files opened this long after a window are read too.',
  },
  {
    name: 'maximum_days',
    type: { integer: { from: 1, to: 3660, unit: 'days' } },
    default: 366,
    doc: 'Longest window that a report or graph may ask for.',
  },
  {
    name: 'maximum_lines',
    type: { integer: { from: 1, to: 10_000_000, unit: 'rows' } },
    default: 100_000,
    doc: 'Most rows that one page of a report may have.',
  },
  {
    name: 'query_memory',
    type: { integer: { from: 64, to: 1_048_576, unit: 'MiB' } },
    default: 1024,
    doc: 'Memory that one report may use before it continues on disk, in work_directory.',
  },
  {
    name: 'query_threads',
    type: { integer: { from: 0, to: 1024, unit: 'threads' } },
    default: 0,
    doc: 'Processor cores that one report may use; 0: all.',
  },
  {
    name: 'query_time_limit',
    type: seconds,
    default: 120,
    doc: 'Time after which a report is given up; 0: never.',
  },
  {
    name: 'work_directory',
    type: 'directory',
    default: '/var/cache/flowviewer',
    doc: 'Directory for temporary files, writable by the web server.',
  },
  {
    name: 'state_directory',
    type: 'directory',
    default: '/var/lib/flowviewer',
    doc: 'Directory for what FlowViewer itself must remember, such as the secret that guards its forms; writable by the web server, readable by nobody else.',
  },
  {
    name: 'save_directory',
    type: 'directory',
    default: '/var/lib/flowviewer/saves',
    doc: 'Directory of saved reports and filters, writable by the web server; what older versions saved in it is read too.',
  },
  {
    name: 'maximum_saves',
    type: { integer: { from: 0, to: 1_000_000 } },
    default: 1000,
    doc: 'Most reports, and most filters, that may be saved.',
  },
  {
    name: 'maximum_save_space',
    type: { integer: { from: 0, to: 1_048_576, unit: 'MiB' } },
    default: 1024,
    doc: 'Disk space that saved reports may take together.',
  },
  {
    name: 'remove_workfiles_time',
    type: seconds,
    default: 172_800,
    doc: 'Age at which FlowViewer_CleanFiles removes files from work_directory.',
  },
  {
    name: 'long_list_days',
    type: { integer: { from: 1, to: 3660, unit: 'days' } },
    default: 90,
    doc: 'How long a filter list that is too long for an address is kept after its last use, in work_directory.',
  },
  {
    name: 'cgi_bin_short',
    type: 'url path',
    default: '/cgi-bin/FlowViewer',
    doc: 'URL path of the CGI scripts: the same as FLOWVIEWER_CGI_SHORT in the configuration of Apache.',
  },
  {
    name: 'reports_short',
    type: 'url path',
    default: '/FlowViewer',
    doc: 'URL path of the style sheet and icons: the same as FLOWVIEWER_HTDOCS_SHORT there.',
  },
  {
    name: 'filter_directory',
    type: 'directory',
    default: '/var/lib/flowviewer/FlowTracker_Filters',
    doc: 'Directory of the definitions of trackings and groups: .fil, .grp and .archive files.',
  },
  {
    name: 'rrdtool_directory',
    type: 'directory',
    default: '/var/lib/flowviewer/FlowTracker_RRDtool',
    doc: 'Directory of the RRD files of trackings.',
  },
  {
    name: 'tracker_directory',
    type: 'directory',
    default: '/var/lib/flowviewer/FlowTracker',
    doc: 'Directory of the graphs of trackings, in a directory of its own for each.',
  },
  {
    name: 'metrics_directory',
    type: 'file',
    default: '',
    doc: 'Directory for metrics of the daemons, as the textfile collector of node_exporter reads them; empty: none. flow-capture and flow-fanout take it from FLOW_TOOLS_METRICSDIR.',
  },
  {
    name: 'log_directory',
    type: 'directory',
    default: '/var/log/flowviewer',
    doc: 'Directory of the logs of FlowTracker_Collector and FlowTracker_Grapher.',
  },
  {
    name: 'sigma_type_1',
    type: 'text',
    default: '6:2.67',
    doc: 'Alerts of sigma type 1: so many values of 5 minutes before, and so many standard deviations from their mean.',
  },
  { name: 'sigma_type_2', type: 'text', default: '12:4', doc: 'The same of sigma type 2.' },
  { name: 'sigma_type_3', type: 'text', default: '12:3', doc: 'The same of sigma type 3.' },
  {
    name: 'sigma_type_day',
    type: 'text',
    default: '7:4',
    doc: 'Alerts of sigma by time of day: so many days before (14 at most), and so many standard deviations from the mean of their same half hour.',
  },
  {
    name: 'alert_rate_limit',
    type: { integer: { from: 1, to: 12, unit: 'messages' } },
    default: 12,
    doc: 'Most alert messages of one tracking in an hour; that it is well again is told besides.',
  },
  {
    name: 'mail_transport',
    type: { oneOf: ['sendmail', 'smtp', 'none'] },
    default: 'sendmail',
    doc: 'How mail is sent: by the program sendmail, to a server (smtp), or not at all.',
  },
  {
    name: 'mail_from',
    type: 'text',
    default: '',
    doc: 'Address that mail comes from; empty: flowviewer at the name of this machine.',
  },
  {
    name: 'sendmail_path',
    type: 'file',
    default: '/usr/sbin/sendmail',
    doc: 'The program, where mail_transport is "sendmail".',
  },
  {
    name: 'mail_server',
    type: 'host',
    default: 'localhost',
    doc: 'Name or address of the mail server, where mail_transport is "smtp".',
  },
  {
    name: 'mail_port',
    type: { integer: { from: 1, to: 65_535 } },
    default: 25,
    doc: 'Its port: 25, 587 for login, 465 for TLS from the start.',
  },
  {
    name: 'mail_tls',
    type: { oneOf: ['no', 'if offered', 'starttls', 'always'] },
    default: 'if offered',
    doc: 'Whether the connection is encrypted: where the server offers it (its certificate is not checked), only after STARTTLS, or from the start; the last two check the certificate. With mail_user, "if offered" means "starttls".',
  },
  {
    name: 'mail_ca_file',
    type: 'file',
    default: '',
    doc: 'File of certificates (PEM) that the one of the mail server is checked by; empty: those that Node trusts.',
  },
  { name: 'mail_user', type: 'text', default: '', doc: 'Name for the login at the mail server; empty: none.' },
  {
    name: 'mail_password_file',
    type: 'file',
    default: '',
    doc: 'File whose first line is the password for the login; readable by the user of the Collector, and by nobody else.',
  },
  {
    name: 'mail_queue_directory',
    type: 'directory',
    default: '/var/lib/flowviewer/mail',
    doc: 'Directory of messages that wait to be delivered, and of those that could not be.',
  },
  {
    name: 'mail_queue_limit',
    type: { integer: { from: 1, to: 100_000, unit: 'messages' } },
    default: 1000,
    doc: 'Most messages that wait; if another comes the oldest is given up.',
  },
  {
    name: 'mail_queue_days',
    type: { integer: { from: 1, to: 30, unit: 'days' } },
    default: 3,
    doc: 'How long delivery is tried.',
  },
  {
    name: 'collection_offset',
    type: seconds,
    default: 1800,
    doc: 'How long after its end a period of 5 minutes is collected, so that long flows of it have been exported.',
  },
  {
    name: 'graphing_period',
    type: { integer: { from: 60, to: 86_400, unit: 'seconds' } },
    default: 300,
    doc: 'How often FlowTracker_Grapher looks for graphs to draw anew.',
  },
  {
    name: 'recreate_cat_length',
    type: { integer: { from: 300, to: 604_800, unit: 'seconds' } },
    default: 21_600,
    doc: 'How much time is asked for at once where periods of the past are collected.',
  },
  {
    name: 'log_collector_short',
    type: 'yes or no',
    default: true,
    doc: 'Whether the log of FlowTracker_Collector has a line at the start and at the end of each pass.',
  },
  {
    name: 'log_collector_med',
    type: 'yes or no',
    default: false,
    doc: 'Whether it has also a line with label and value for each tracking.',
  },
  {
    name: 'log_collector_long',
    type: 'yes or no',
    default: false,
    doc: 'Whether that line also tells type, RRD file, amount and what was written.',
  },
  {
    name: 'log_grapher_short',
    type: 'yes or no',
    default: true,
    doc: 'Whether the log of FlowTracker_Grapher has a line at the start and at the end of each pass.',
  },
  {
    name: 'log_grapher_long',
    type: 'yes or no',
    default: false,
    doc: 'Whether it has also a line for each tracking that was drawn.',
  },
  {
    name: 'labels_in_titles',
    type: { oneOf: [0, 1] },
    default: 1,
    doc: 'Whether the title of a tracking graph begins with the label (1) or not (0).',
  },
  { name: 'rrd_width', type: pixels, default: 600, doc: 'Width of what a tracking graph plots.' },
  { name: 'rrd_height', type: pixels, default: 150, doc: 'Height of what a tracking graph plots.' },
  { name: 'thumbnail_width', type: pixels, default: 250, doc: 'Width of what a thumbnail of a dashboard plots.' },
  { name: 'thumbnail_height', type: pixels, default: 80, doc: 'Height of what a thumbnail of a dashboard plots.' },
  { name: 'rrd_area', type: 'colour', default: 'FFE0C0', doc: 'Colour of the area below the averages.' },
  { name: 'rrd_line', type: 'colour', default: '000000', doc: 'Colour of the line of the averages.' },
  { name: 'rrd_peak', type: 'colour', default: '000000', doc: 'Colour of the line of the highest 5 minutes.' },
  { name: 'rrd_font', type: 'colour', default: '000000AA', doc: 'Colour of the text of tracking graphs.' },
  { name: 'rrd_back', type: 'colour', default: 'FFFFFF', doc: 'Colour around the plot.' },
  { name: 'rrd_canvas', type: 'colour', default: 'FFFFFF', doc: 'Colour behind the plot.' },
  { name: 'rrd_grid', type: 'colour', default: 'CCCCCC88', doc: 'Colour of the grid.' },
  { name: 'rrd_mgrid', type: 'colour', default: 'FF000033', doc: 'Colour of the major grid.' },
  { name: 'rrd_frame', type: 'colour', default: 'FFFFFF', doc: 'Colour of the frame around legend entries.' },
  {
    name: 'rrd_thick',
    type: { number: { from: 0.1, to: 10 } },
    default: 0.3,
    doc: 'Width of the lines of tracking graphs, in pixels.',
  },
  {
    name: 'rrd_lower_limit',
    type: { number: { from: -1e15, to: 1e15 } },
    default: 0,
    doc: 'Where the vertical axis of a tracking graph begins, unless a value is lower.',
  },
  {
    name: 'rrd_slope_mode',
    type: { oneOf: ['--slope-mode', ''] },
    default: '--slope-mode',
    doc: 'Whether lines slope from value to value, or are squared (empty).',
  },
  { name: 'rrd_vrule_color', type: 'colour', default: 'FF0000', doc: 'Colour of the marks of revisions.' },
  {
    name: 'colors_file',
    type: 'file',
    default: '',
    doc: "Own colours for groups of trackings, a line each: red, green and blue from 0 to 255 and a name, as in the original's FlowGrapher_Colors; names that are known change.",
  },
  { name: 'rrd_hrule_color', type: 'colour', default: 'FF0000', doc: 'Colour of the line of the alert threshold.' },
  {
    name: 'date_format',
    type: { oneOf: ['MDY', 'DMY', 'DMY2', 'YMD'] },
    default: 'MDY',
    doc: 'How dates are shown and typed: MM/DD/YYYY, DD/MM/YYYY, DD.MM.YYYY or YYYY-MM-DD; the last is always understood.',
  },
  {
    name: 'start_offset',
    type: seconds,
    default: 5400,
    doc: 'How long before now the window of an empty form starts.',
  },
  {
    name: 'end_offset',
    type: seconds,
    default: 1800,
    doc: 'How long before now the window of an empty form ends.',
  },
  {
    name: 'use_even_hours',
    type: 'yes or no',
    default: true,
    doc: 'Whether the window of an empty form is moved back to full hours (else to multiples of 5 minutes).',
  },
  {
    name: 'default_report',
    type: { integer: { from: 1, to: 99 } },
    default: 10,
    doc: 'Number of the statistics report that an empty form has chosen.',
  },
  {
    name: 'default_lines',
    type: { integer: { from: 1, to: 100_000, unit: 'rows' } },
    default: 100,
    doc: 'Rows of a report, as an empty form has it.',
  },
  {
    name: 'default_graph',
    type: { oneOf: ['bps', 'pps', 'fpsi', 'fpsa', 'bpsa', 'ppsa', 'fpsia', 'fpsaa'] },
    default: 'bps',
    doc: 'Type of graph that an empty form has chosen: bits, packets or flows begun per second, or flows active; a last letter "a" more shows single flows below it.',
  },
  {
    name: 'detail_lines',
    type: { integer: { from: -100_000, to: 100_000, unit: 'lines' } },
    default: 200,
    doc: 'Largest flows below a graph, as an empty form has it; below 0: the smallest.',
  },
  {
    name: 'graph_width',
    type: { integer: { from: 300, to: 4000, unit: 'pixels' } },
    default: 600,
    doc: 'Width of a picture of a graph; the form multiplies it.',
  },
  {
    name: 'graph_height',
    type: { integer: { from: 150, to: 2000, unit: 'pixels' } },
    default: 310,
    doc: 'Height of a picture of a graph, its legend not included.',
  },
  {
    name: 'graph_margin_top',
    type: margin,
    default: 10,
    doc: 'Free space between the upper edge of a picture of a graph and what stands in it.',
  },
  {
    name: 'graph_margin_right',
    type: margin,
    default: 10,
    doc: 'Free space between the right edge of a picture of a graph and what stands in it.',
  },
  {
    name: 'graph_margin_bottom',
    type: margin,
    default: 8,
    doc: 'Free space between the lower edge of a picture of a graph and what stands in it.',
  },
  {
    name: 'graph_margin_left',
    type: margin,
    default: 10,
    doc: 'Free space between the left edge of a picture of a graph and what stands in it.',
  },
  {
    name: 'graph_font',
    type: 'file',
    default: '',
    doc: 'TrueType font of the texts in pictures; empty: DejaVu Sans, which comes along.',
  },
  {
    name: 'graph_font_bold',
    type: 'file',
    default: '',
    doc: 'The bold one beside graph_font; empty: graph_font itself where that is set.',
  },
  {
    name: 'graph_title_size',
    type: textSize,
    default: 14,
    doc: 'Height of the title in a picture of a graph.',
  },
  {
    name: 'graph_text_size',
    type: textSize,
    default: 11,
    doc: 'Height of all other texts in it; margins and rows grow with it.',
  },
  {
    name: 'graph_ground',
    type: 'colours',
    default: ['#ffffff', '#1d2125'],
    doc: 'Ground of pictures of graphs, light and dark, here and in the next ten; one colour alone is for both.',
  },
  {
    name: 'graph_plot',
    type: 'colours',
    default: ['#fbfbfa', '#181b1f'],
    doc: 'Ground behind the values.',
  },
  {
    name: 'graph_grid',
    type: 'colours',
    default: ['#e3e3de', '#363c42'],
    doc: 'Lines of the grid.',
  },
  {
    name: 'graph_text',
    type: 'colours',
    default: ['#1d2226', '#e4e6e8'],
    doc: 'Title, statistics and numbers.',
  },
  {
    name: 'graph_lesser',
    type: 'colours',
    default: ['#5c646b', '#a2abb3'],
    doc: 'Texts that explain, such as the time span.',
  },
  {
    name: 'graph_line',
    type: 'colours',
    default: ['#b4560f', '#f0a35c'],
    doc: 'Line of the values, in the live graph too.',
  },
  {
    name: 'graph_area',
    type: 'colours',
    default: ['#f6c796', '#6b4722'],
    doc: 'Area below that line.',
  },
  {
    name: 'graph_peaks',
    type: 'colours',
    default: ['#c9a27e', '#8d7760'],
    doc: 'Highest values, where one pixel stands for several.',
  },
  {
    name: 'graph_earlier',
    type: 'colours',
    default: ['#0b5a91', '#84c1f0'],
    doc: 'Line of the earlier time that a graph is compared with.',
  },
  {
    name: 'graph_mark',
    type: 'colours',
    default: ['#3c4349', '#c9cdd1'],
    doc: 'Lines at maximum, 95th percentile, average and minimum.',
  },
  {
    name: 'graph_gap',
    type: 'colours',
    default: ['#d4d4ce', '#3f464d'],
    doc: 'Hatching where nothing is recorded.',
  },
  {
    name: 'analyze_count',
    type: { integer: { from: 3, to: 20, unit: 'parts' } },
    default: 8,
    doc: 'Parts that a graph is split into, besides the rest.',
  },
  {
    name: 'analyze_colors',
    type: 'texts',
    default: [],
    doc: 'Colours of these parts in pictures, from the largest down, as "#D90000", the last one for the rest; empty: ones that can be told apart.',
  },
  {
    name: 'analyze_extension',
    type: { integer: { from: 0, to: 1000, unit: 'pixels' } },
    default: 20,
    doc: 'How much higher a picture is that is split into parts.',
  },
  {
    name: 'default_identifier',
    type: { oneOf: ['DNS', 'IP'] },
    default: 'DNS',
    doc: 'Whether an empty form asks for names (DNS) or numbers (IP).',
  },
  {
    name: 'default_flows',
    type: { oneOf: [0, 1] },
    default: 1,
    doc: 'Whether an empty form asks for octets and packets per flow (1) or not (0).',
  },
  {
    name: 'default_units',
    type: 'yes or no',
    default: true,
    doc: 'Whether an empty form asks for octets in KB, MB, GB and TB (else as plain numbers).',
  },
  {
    name: 'use_bottom_pulldowns',
    type: 'yes or no',
    default: true,
    doc: 'Whether lists of trackings and of what is saved stand at the foot of every page.',
  },
  {
    name: 'pie_chart_default',
    type: { oneOf: [0, 1, 2] },
    default: 0,
    doc: 'Whether an empty form asks for a pie chart: 0 for none, 1 for one with the others, 2 for one without them.',
  },
  {
    name: 'number_slices',
    type: { integer: { from: 2, to: 20, unit: 'slices' } },
    default: 9,
    doc: 'Slices of a pie chart, that of the others included.',
  },
  {
    name: 'pie_colors',
    type: 'colours',
    default: ['#77aadd', '#ee8866', '#eedd88', '#ffaabb', '#99ddff', '#44bb99', '#bbcc33', '#aaaa00'],
    doc: 'Colours of the slices of a pie chart, in turn; these can be told apart by the colour-blind too. The others are grey.',
  },
  {
    name: 'scan_flows',
    type: { oneOf: ['attempts', 'all but web', 'all'] },
    default: 'attempts',
    doc: 'Flows that scan detection looks at: "attempts" are TCP flows without ACK and pings, which ordinary hosts have few of; "all but web" leaves out TCP port 80, as flow-dscan -w -W.',
  },
  {
    name: 'scan_hosts',
    type: { integer: { from: 1, to: 1_000_000, unit: 'addresses' } },
    default: 64,
    doc: 'A source that reaches more addresses than this scans hosts.',
  },
  {
    name: 'scan_ports',
    type: { integer: { from: 1, to: 1023, unit: 'ports' } },
    default: 64,
    doc: 'A source that reaches more different ports below 1024 than this scans ports.',
  },
  {
    name: 'scan_suppress',
    type: 'file',
    default: '',
    doc: 'Flows that are no scans: the files of this name with ".src" and ".dst" behind it have lines "ADDRESS PROTOCOL SRCPORT DSTPORT", "-" for any, an address being that of the source or of the destination.',
  },
  {
    name: 'ipv6_prefix_length',
    type: { integer: { from: 1, to: 128, unit: 'bits' } },
    default: 64,
    doc: 'Length of the prefixes by which the IPv6 prefix aggregations add up.',
  },
  {
    name: 'user_guide',
    type: 'text',
    default: 'FlowViewer_Guide.cgi',
    doc: 'Address of the user guide, linked at the head of every page; empty: no link.',
  },
  {
    name: 'left_title',
    type: 'text',
    default: '',
    doc: 'Title at the left of the page head, such as the name of the network.',
  },
  { name: 'left_title_link', type: 'text', default: '', doc: 'Address that left_title links to.' },
  { name: 'right_title', type: 'text', default: '', doc: 'Title at the right of the page head.' },
  { name: 'right_title_link', type: 'text', default: '', doc: 'Address that right_title links to.' },
] as const satisfies readonly Parameter[];

/** Allowed values in words, as messages and the sample file have them: `a whole number from 1 to 99`. */
export function expectedForm(type: ParameterType): string {
  if (type === 'text') return 'a text in quotes';
  if (type === 'colours') return 'a list of colours, such as ["#77aadd", "#ee8866"]';
  if (type === 'texts') return 'a list of texts, such as ["one", "two"]';
  if (type === 'directory') return 'an absolute path in quotes, such as "/var/flows"';
  if (type === 'file') return 'an absolute path in quotes, or "" for none';
  if (type === 'url path') return 'a URL path in quotes that starts with "/", such as "/FlowViewer"';
  if (type === 'host')
    return 'the name or address of a host in quotes, such as "flows.example.net" or "192.0.2.1:8080"';
  if (type === 'yes or no') return 'true or false';
  if (type === 'colour') return 'six or eight hexadecimal digits in quotes, such as "FFE0C0"';
  if ('number' in type) return `a number from ${type.number.from} to ${type.number.to}`;
  if ('oneOf' in type) return `one of ${type.oneOf.map((value) => JSON.stringify(value)).join(', ')}`;
  const { from, to, unit } = type.integer;
  return `a whole number${unit ? ` of ${unit}` : ''} from ${from} to ${to}`;
}
