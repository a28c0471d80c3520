/** When an alert would have fired over what a tracking has collected: for the form that revises it. */
import { existsSync } from 'node:fs';
import { RrdError } from '../../rrd/rrdtool.js';
import { withRrd } from '../../rrd/with-rrd.js';
import { wouldHaveFired, type FiredPeriod } from '../../tracker/alert-history.js';
import { formatRate } from '../../tracker/alert-message.js';
import { alertRule, type AlertRule } from '../../tracker/alert-rule.js';
import { rrdFile } from '../../tracker/tracking-rrd.js';
import type { Alert, Tracking } from '../../tracker/tracking.js';
import { formatCount, momentText } from '../format.js';
import type { Tried } from '../ownfields.js';
import type { Site } from '../http.js';

/** Rows that are shown. */
const MOST_ROWS = 50;

const WHAT: Readonly<Record<FiredPeriod['kind'], string>> = {
  exceeded: 'exceeded',
  'not met': 'not met',
  recovered: 'within bounds again',
};

const said = (text: string): Tried => ({ text, rows: [] });

function summary(fired: readonly FiredPeriod[], { sigma }: AlertRule): string {
  const span = sigma
    ? 'Over the 50 hours whose values of 5 minutes are kept'
    : 'Over the last 64 days (before the last 50 hours by averages of half an hour and of 2 hours, in which peaks are lower)';
  if (fired.length === 0) return `${span}, the alert would not have fired.`;
  const messages = fired.reduce((sum, each) => sum + each.messages, 0);
  const left = fired.length > MOST_ROWS ? ` The latest ${MOST_ROWS}:` : '';
  const often = fired.length === 1 ? 'once' : `${fired.length} times`;
  return `${span}, the alert would have fired ${often}, with ${formatCount(messages, 'message')}, those of recoveries not counted.${left}`;
}

/** @returns undefined where there is no alert */
export async function firedPreview(
  tracking: Tracking,
  alert: Pick<Alert, 'frequency' | 'threshold'>,
  { configuration }: Site,
): Promise<Tried | undefined> {
  const file = rrdFile(configuration.rrdtool_directory, tracking);
  let rule: AlertRule | undefined;
  try {
    rule = alertRule(alert, configuration);
  } catch (error) {
    return said(error instanceof Error ? error.message : String(error)); // sigma: which parameter is wrong
  }
  if (!rule) return undefined;
  if (!existsSync(file)) return said('There are no values yet that the alert could be tried on.');
  const known = rule;
  try {
    const fired = await withRrd((rrd) => wouldHaveFired(known, rrd, file));
    const when = (time: number): string => momentText(time * 1000, configuration.date_format);
    const rows = fired
      .slice(-MOST_ROWS)
      .toReversed()
      .map(({ kind, start, end, worst, messages }) => ({
        from: when(start),
        ...(end !== undefined && { to: when(end) }),
        what: WHAT[kind],
        worst: formatRate(worst, tracking.type),
        messages,
      }));
    return { text: summary(fired, rule), rows };
  } catch (error) {
    if (!(error instanceof RrdError)) throw error;
    return said(`The alert cannot be tried: ${error.message}.`); // what is revised can be saved all the same
  }
}
