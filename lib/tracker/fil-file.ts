/** Definitions of trackings: `.fil` files of every version read, those of 4.5 and later written (reference section 6.2). */
import { DefinitionError } from './definition-error.js';
import { formatInputLines, type InputLines } from './input-lines.js';
import { ADDED_KEYS, noFields, STORED_KEYS } from './stored-keys.js';
import type { Alert, Tracking } from './tracking.js';
import { findTrackingType, TRACKING_TYPE_NAMES } from './tracking-type.js';

const ALERT_KEYS: readonly (readonly [key: string, property: keyof Alert])[] = [
  ['alert_threshold', 'threshold'],
  ['alert_frequency', 'frequency'],
  ['alert_destination', 'destination'],
  ['alert_last_notified', 'lastNotified'],
  ['alert_consecutive', 'consecutive'],
];

const HEAD_KEYS = ['monitor_type', 'monitor_label', 'general_comment', 'sampling_multiplier'] as const;

/** What has a property of its own. */
const KNOWN: ReadonlySet<string> = new Set([
  ...HEAD_KEYS,
  ...STORED_KEYS.map(([key]) => key),
  ...ALERT_KEYS.map(([key]) => key),
  ...Object.keys(ADDED_KEYS),
]);

/** Indexes alone: the name behind one is for the reader. */
function indexes(list: string): string {
  return list
    .split(',')
    .flatMap((element) => /^\s*-?\d+/.exec(element)?.[0].trim() ?? [])
    .join(', ');
}

/**
 * A tracking from the lines of its file.
 * @param place the file, for errors
 * @throws DefinitionError `no-label`, `no-type`
 */
export function readTracking(
  { values, revisions, rest }: InputLines,
  { id, state, place }: Pick<Tracking, 'id' | 'state'> & { readonly place: string },
): Tracking {
  const text = (key: string): string => values.get(key) ?? '';
  const label = text('monitor_label');
  if (label === '')
    throw new DefinitionError('no-label', place, `${place} has no line "input: monitor_label: …" with a label.`);
  const type = findTrackingType(text('monitor_type'));
  if (!type) {
    const expected = TRACKING_TYPE_NAMES.join(', ');
    const message = `${place}: "${text('monitor_type')}" is not a type of tracking. Expected one of: ${expected}.`;
    throw new DefinitionError('no-type', place, message);
  }
  const fields = noFields();
  for (const [key, field] of STORED_KEYS) fields[field] = text(key);
  for (const [key, field] of Object.entries(ADDED_KEYS))
    fields[field] = [fields[field], indexes(text(key))].filter(Boolean).join(', ');
  const alert = Object.fromEntries(ALERT_KEYS.map(([key, property]) => [property, text(key)]));
  return {
    kind: 'tracking',
    id,
    state,
    label,
    type,
    comment: text('general_comment'),
    fields,
    multiplier: text('sampling_multiplier'),
    alert: alert as unknown as Alert, // the table names every property
    revisions,
    others: [...values].filter(([key]) => !KNOWN.has(key)),
    definition: rest.join('\n').trim(),
  };
}

/** The text of a tracking's file. */
export function formatTracking(tracking: Tracking): string {
  const { type, label, comment, fields, multiplier, alert, others, revisions, definition } = tracking;
  const values: (readonly [string, string])[] = [
    ['monitor_type', type],
    ['monitor_label', label],
    ['general_comment', comment],
    ...STORED_KEYS.map(([key, field]) => [key, fields[field]] as const),
    ['sampling_multiplier', multiplier],
    ...ALERT_KEYS.map(([key, property]) => [key, alert[property]] as const),
    ...others,
  ];
  return `${definition}\n\n${formatInputLines(values, revisions)}`;
}
