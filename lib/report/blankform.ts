/** The form as it is before anybody has typed: the defaults of the configuration. */
import type { Configuration } from '../config/configuration.js';
import type { Ms } from '../flow/time.js';
import { CRITERIA, type CriterionName } from './criterion.js';
import { formatDate, formatTime } from './dateformat.js';
import type { Form } from './form.js';
import type { PlaceAndTimeName } from './formfield.js';
import { momentOfSkipped, momentsOf, wallClock } from './zone.js';

/** Back to the full hour or to a multiple of five minutes, as the clock on the wall shows them. */
function evenTime(moment: Ms, { use_even_hours }: Configuration): Ms {
  const clock = wallClock(moment);
  const minute = use_even_hours ? 0 : clock.minute - (clock.minute % 5);
  const even = { ...clock, minute, second: 0 };
  return momentsOf(even).findLast((candidate) => candidate <= moment) ?? momentOfSkipped(even);
}

/** What an address means that does not say how to choose, count and show. */
export function defaultSettings(configuration: Configuration): Omit<Form, CriterionName | PlaceAndTimeName> {
  return {
    flow_select: '1',
    flow_share: 'whole',
    report: String(configuration.default_report),
    prefix_length: '',
    sort_field: '1',
    sort: '',
    pie_charts: String(configuration.pie_chart_default),
    cutoff_lines: String(configuration.default_lines),
    cutoff_octets: '',
    offset: '',
    sampling_multiplier: '',
    resolve_addresses: configuration.default_identifier === 'DNS' ? 'Y' : 'N',
    unit_conversion: configuration.default_units ? 'Y' : 'N',
    flow_analysis: String(configuration.default_flows),
    graph_type: configuration.default_graph,
    bucket_size: '5',
    stats_method: 'Nonzeroes',
    detail_lines: String(configuration.detail_lines),
    split: '',
    split_rank: 'total',
    compare: '',
    graph_multiplier: '1',
  };
}

/**
 * Blank form (reference section 2.3).
 * @param devices those that can be chosen; the only one is chosen
 */
export function blankForm(configuration: Configuration, devices: readonly string[], now: Ms): Form {
  const { date_format, start_offset, end_offset } = configuration;
  const start = evenTime(now - start_offset * 1000, configuration);
  const end = evenTime(now - end_offset * 1000, configuration);
  const filter = Object.fromEntries(CRITERIA.map(({ name }) => [name, ''])) as Record<CriterionName, ''>; // one entry per row
  return {
    ...filter,
    ...defaultSettings(configuration),
    device_name: devices.length === 1 ? (devices[0] ?? '') : '',
    start_date: formatDate(start, date_format),
    start_time: formatTime(start),
    end_date: formatDate(end, date_format),
    end_time: formatTime(end),
  };
}
