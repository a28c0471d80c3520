/** What a tracking follows, in words. */
import type { Configuration } from '../../config/configuration.js';
import { CRITERIA } from '../../report/criterion.js';
import { brief } from '../../report/filterform.js';
import { namesOf } from '../../report/names.js';
import { readNameTables } from '../../report/nametables.js';
import { devicesOf, sourceText } from '../../report/sources.js';
import { TRACKING_TYPES } from '../../tracker/tracking-type.js';
import { isOfFields } from '../../tracker/tracking-filter.js';
import { multiplierOf, type Group, type Tracking } from '../../tracker/tracking.js';
import { formatNumber } from '../format.js';
import { filterTexts } from '../reportecho.js';
import { alertText } from './alertfields.js';

/** Who looks: addresses of alerts are not public. */
export type Audience = 'operators' | 'public';

export type Echo = readonly { readonly label: string; readonly value: string }[];

/** The filter in words, with the names of interfaces and applications. */
async function filterOf({ fields }: Tracking, configuration: Configuration): Promise<Echo> {
  const { device_name, exporter } = fields;
  const of = device_name === '' ? 'an exporter' : 'a device';
  const { tables } = await readNameTables(configuration, of, new Set(['interface', 'application'] as const));
  const owners = device_name === '' ? [exporter] : devicesOf(device_name, []);
  const texts = CRITERIA.map(({ name, label }) => ({ name, label, text: brief(fields[name]) }));
  return filterTexts({ filterTexts: texts }, namesOf(owners, tables));
}

/** What a tracking or group is, as its page has it. */
export async function echoOf(
  definition: Tracking | Group,
  audience: Audience,
  configuration: Configuration,
): Promise<Echo> {
  if (definition.kind === 'group')
    return [{ label: 'Comment', value: definition.comment }].filter(({ value }) => value);
  const { type, fields, comment } = definition;
  const factor = multiplierOf(definition);
  return [
    { label: 'Type', value: TRACKING_TYPES[type].title },
    { label: 'Device', value: sourceText(fields, configuration) },
    ...(await filterOf(definition, configuration)),
    { label: 'Filter', value: isOfFields(definition) ? '' : 'written by hand in its definition' },
    { label: 'Sampling', value: factor === 1 ? '' : `× ${formatNumber(factor, 9)}` },
    { label: 'Alert', value: audience === 'operators' ? alertText(definition) : '' },
    { label: 'Comment', value: comment },
  ].filter(({ value }) => value !== '');
}
