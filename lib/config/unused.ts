/**
 * Parameters of the original that nothing here reads, so that a file which sets them still serves: each is accepted with
 * a note that says why (reference section 7).
 */
import type { PARAMETERS } from './parameter.js';

/** `not needed`: its purpose is gone, or served otherwise. `not yet`: what it is for is not there in this version. */
export interface UnusedGroup {
  readonly state: 'not needed' | 'not yet';
  readonly names: readonly string[];
  /** What stands behind "not needed, because". */
  readonly because: string;
}

export const UNUSED_PARAMETERS = [
  {
    state: 'not needed',
    names: ['PATH'],
    because: 'programs are found where the environment of the web server has them; SetEnv PATH in its configuration',
  },
  {
    state: 'not needed',
    names: ['reports_directory', 'cgi_bin_directory'],
    because: 'make install puts scripts, style sheet and icons there, and the configuration of Apache names the places',
  },
  {
    state: 'not needed',
    names: ['flow_bin_directory'],
    because: 'flow files are read by FlowViewer itself, not by other programs',
  },
  {
    state: 'not needed',
    names: ['rrdtool_bin_directory'],
    because: 'rrdtool is found by the PATH of the process',
  },
  {
    state: 'not needed',
    names: ['monitor_directory'],
    because: 'tracker_directory says where the graphs of trackings are',
  },
  {
    state: 'not needed',
    names: ['collection_period'],
    because: 'a period is 5 minutes, the step of every RRD',
  },
  {
    state: 'not needed',
    names: ['work_short', 'save_short', 'dashboard_short'],
    because: 'nothing in that directory is given out by its own address',
  },
  {
    state: 'not needed',
    names: ['version'],
    because: 'the version is that of the program',
  },
  {
    state: 'not needed',
    names: ['use_NDBM'],
    because: 'the original did not read it either',
  },
  {
    state: 'not needed',
    names: ['use_existing_concats'],
    because: 'flow files are read where they are, and nothing is concatenated',
  },
  {
    state: 'not needed',
    names: ['time_zone', 'time_zone_dst_offset'],
    because: 'zone and summer time are those of the system (TZ), and every time is shown with its zone',
  },
  {
    state: 'not needed',
    names: [
      'user_logo',
      'user_hyperlink',
      'bg_color',
      'text_color',
      'link_color',
      'vlink_color',
      'trackings_title',
      'filename_color',
    ],
    because: 'the look of pages is in the style sheet; left_title and right_title take titles and links',
  },
  {
    state: 'not needed',
    names: ['debug_viewer', 'debug_grapher', 'debug_monitor', 'debug_tracker', 'debug_group', 'debug_files'],
    because: 'faults are told on the page and in the error log of the web server, and there are no intermediate files',
  },
  {
    state: 'not needed',
    names: [
      'silk_data_directory',
      'silk_bin_directory',
      'site_config_file',
      'sensor_config_file',
      'sensor_config_directory',
      'silk_compiled_localtime',
      'silk_capture_buffer_pre',
      'silk_capture_buffer_post',
      'silk_init_loadscheme',
      'silk_active_loadscheme',
      'silk_class_default',
      'silk_flowtype_default',
      'silk_type_default',
      'silk_sensors_default',
      'silk_switches_default',
      'silk_all_only',
      'ipset_directory',
      'ipfix_devices',
      'ipfix_storage',
      'ipfix_default_device',
      'sip_prefix_length',
      'dip_prefix_length',
      'scan_model',
      'trw_internal_set',
    ],
    because: 'SiLK is not used: all devices have flow files',
  },
  {
    state: 'not needed',
    names: ['transparent', 'x_ticks', 'long_ticks', 'skip_undef'],
    because: 'it is a switch of the library that drew the pictures of the original',
  },
  {
    state: 'not needed',
    names: ['x_axis_font', 'title_font'],
    because: 'graph_font, graph_title_size and graph_text_size say how texts in pictures look',
  },
  {
    state: 'not needed',
    names: ['horz_max', 'horz_pct', 'horz_avg', 'horz_min', 'horz_mth', 'vert_max', 'vert_pct', 'vert_avg', 'vert_min'],
    because: 'statistics stand beside the picture, as text',
  },
  {
    state: 'not needed',
    names: ['rrd_shadea', 'rrd_shadeb', 'hr_width'],
    because: 'the original did not read it either',
  },
  {
    state: 'not needed',
    names: [
      'rrd_dir_perms',
      'filter_dir_perms',
      'work_dir_perms',
      'html_dir_perms',
      'html_file_perms',
      'graph_file_perms',
      'rrd_file_perms',
      'filter_file_perms',
      'monitor_file_perms',
      'saved_filters_perms',
      'actives_file_perms',
    ],
    because: 'files belong to the user that writes them, with the modes that its umask leaves; none need be 0777',
  },
  {
    state: 'not needed',
    names: ['dig', 'dig_forward'],
    because: 'names are looked up without another program',
  },
  {
    state: 'not needed',
    names: ['names_directory'],
    because: 'the cache of names is in work_directory',
  },
  {
    state: 'not needed',
    names: ['dscan_parameters'],
    because: 'scan_flows, scan_hosts, scan_ports and scan_suppress say what a scan is',
  },
  {
    state: 'not needed',
    names: ['remove_graphfiles_time', 'remove_reportfiles_time'],
    because: 'pictures and reports are made when they are asked for, and kept nowhere unless somebody saves them',
  },
  {
    state: 'not needed',
    names: ['graphs_directory', 'graphs_short'],
    because: 'a picture is made when it is asked for, and kept nowhere',
  },
  {
    state: 'not needed',
    names: [
      't_margin',
      'b_margin',
      'l_margin',
      'r_margin',
      'bgclr',
      'borderclrs',
      'boxclr',
      'fgclr',
      'labelclr',
      'axislabelclr',
      'legendclr',
      'valuesclr',
      'textclr',
    ],
    because: 'a graph has a light and a dark form: graph_margin_top, graph_ground and their kin say how it looks',
  },
  {
    state: 'not needed',
    names: ['analyze_peak_width'],
    because: 'a peak is that of one of the values drawn, not of so many flows',
  },
  {
    state: 'not needed',
    names: ['monitor_short', 'tracker_short', 'actives_webpage'],
    because: 'the graphs of trackings and their public list are pages',
  },
  {
    state: 'not needed',
    names: ['dashboard_directory', 'other_dashboards', 'dashboard_titles'],
    because: 'dashboards are made and named in the browser, and kept beside the definitions',
  },
] as const satisfies readonly UnusedGroup[];

type Supported = (typeof PARAMETERS)[number]['name'];
type Unused = (typeof UNUSED_PARAMETERS)[number]['names'][number];
/** If this does not compile, the name in the message is a parameter of the other table now: take it out of this one. */
function byName(): ReadonlyMap<string, UnusedGroup> {
  const groups = new Map<Exclude<Unused, Supported>, UnusedGroup>();
  for (const group of UNUSED_PARAMETERS) for (const name of group.names) groups.set(name, group);
  return groups;
}

const BY_NAME = byName();

/** Why nothing reads a parameter: `not needed, because …`; undefined for names that the original does not have. */
export function whyUnused(name: string): string | undefined {
  const group = BY_NAME.get(name);
  if (!group) return undefined;
  return group.state === 'not needed'
    ? `not needed, because ${group.because}`
    : `not used by this version: ${group.because}`;
}
