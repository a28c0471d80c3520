/** The fields that only FlowTracker's form has (reference section 5.1): a table. */
import type { Choice } from '../../report/formfield.js';
import { ALERT_FREQUENCIES } from '../../tracker/alert-frequency.js';
import { GROUP_TYPE } from '../../tracker/grp-file.js';
import { TRACKING_TYPES, TRACKING_TYPE_NAMES } from '../../tracker/tracking-type.js';

interface TrackerField {
  readonly name: string;
  readonly label: string;
  /** Where the form shows it. */
  readonly at: 'first' | 'times' | 'settings';
  /** Whether it is asked for when a tracking is made, when it is revised, or both. */
  readonly in: 'new' | 'revision' | 'both';
  readonly hint?: string;
  readonly choices?: readonly Choice[];
}

const TYPES: readonly Choice[] = TRACKING_TYPE_NAMES.map((value) => ({ value, label: TRACKING_TYPES[value].title }));

export const TRACKER_FIELDS = [
  { name: 'monitor_label', label: 'Label', at: 'first', in: 'new', hint: 'Uplink, web traffic' },
  {
    name: 'monitor_type',
    label: 'Type',
    at: 'first',
    in: 'new',
    choices: [...TYPES, { value: GROUP_TYPE, label: 'Group of trackings' }],
  },
  {
    name: 'history',
    label: 'Begin',
    at: 'times',
    in: 'new',
    choices: [
      { value: '', label: 'Now' },
      { value: 'past', label: 'At the start date, from the flow files' },
    ],
  },
  { name: 'general_comment', label: 'Comment', at: 'settings', in: 'both' },
  { name: 'revision_comment', label: 'Revision Comment', at: 'settings', in: 'revision', hint: 'what has changed' },
  {
    name: 'notate_graphs',
    label: 'Mark on Graphs',
    at: 'settings',
    in: 'revision',
    choices: [
      { value: 'Y', label: 'Yes' },
      { value: 'N', label: 'No' },
    ],
  },
  {
    name: 'alert_frequency',
    label: 'Alert',
    at: 'settings',
    in: 'both',
    choices: [
      { value: '', label: 'No notification' },
      ...ALERT_FREQUENCIES.map(({ name, title }) => ({ value: name, label: title })),
    ],
  },
  {
    name: 'alert_threshold',
    label: 'Alert Threshold',
    at: 'settings',
    in: 'both',
    hint: '50M',
  },
  {
    name: 'alert_destination',
    label: 'Alert Destination',
    at: 'settings',
    in: 'both',
    hint: 'noc@example.net',
  },
] as const satisfies readonly TrackerField[];

/** What alerts are, for who fills in the form. */
export const ALERT_HELP =
  'An alert tells of values above its threshold, such as 50M, or below it where it has a minus, as -2M. It goes to mail addresses and webhooks, as noc@example.net, https://example.net/hook.';

export type TrackerFieldName = (typeof TRACKER_FIELDS)[number]['name'];

/** What was typed into them. */
export type Typed = Readonly<Record<TrackerFieldName, string>>;

/** The fields of one of the two forms. */
export function trackerFields(
  form: 'new' | 'revision',
): readonly (TrackerField & { readonly name: TrackerFieldName })[] {
  return TRACKER_FIELDS.filter((field) => field.in === form || field.in === 'both');
}
