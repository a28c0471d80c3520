/** The alert of a tracking as its form has it, and in words (reference sections 5.1 and 5.8). */
import type { Configuration } from '../../config/configuration.js';
import { readRecipients, webhookShown } from '../../mail/recipient.js';
import { findAlertFrequency } from '../../tracker/alert-frequency.js';
import { formatRate } from '../../tracker/alert-message.js';
import { alertRule } from '../../tracker/alert-rule.js';
import type { Alert, Tracking } from '../../tracker/tracking.js';
import type { Typed } from './trackerfields.js';

type AlertFieldName = 'alert_threshold' | 'alert_frequency' | 'alert_destination';

interface AlertFieldError {
  readonly field: AlertFieldName;
  readonly message: string;
}

/** What was asked for, as definitions keep it, or what is wrong with it. */
interface AlertRead {
  readonly alert: Alert;
  readonly errors: readonly AlertFieldError[];
}

const PREFIXES: Readonly<Record<string, number>> = { '': 1, k: 1e3, m: 1e6, g: 1e9, t: 1e12 };

/** Most mail addresses and webhooks of one alert: each message is delivered to each. */
const MOST_RECIPIENTS = 20;

const LARGEST = 1e15;

/**
 * `50M`: 50000000; below 0 for an alert below its absolute value; empty for none.
 * @returns undefined if it is neither empty nor a number
 */
function readThreshold(text: string): string | undefined {
  if (text === '') return '';
  const [, sign = '', digits, prefix = ''] = /^([+-]?)\s*(\d+(?:\.\d+)?|\.\d+)\s*([kmgt]?)$/i.exec(text) ?? [];
  const size = Number(digits) * (PREFIXES[prefix.toLowerCase()] ?? NaN);
  if (!(size <= LARGEST)) return undefined;
  const whole = Number(size.toPrecision(15)); // 0.1k is 100, not 100.00000000000001
  if (whole === 0 || whole < 1e-6) return whole === 0 ? '' : undefined; // what is smaller is written with an exponent
  return `${sign === '-' ? '-' : ''}${whole}`;
}

/** Reads the fields of the form. */
export function readAlert(
  { alert_threshold, alert_frequency, alert_destination }: Typed,
  configuration: Configuration,
): AlertRead {
  const errors: AlertFieldError[] = [];
  const wrong = (field: AlertFieldName, message: string): void => void errors.push({ field, message });
  const threshold = readThreshold(alert_threshold);
  if (threshold === undefined)
    wrong(
      'alert_threshold',
      `"${alert_threshold}" is no threshold. Expected a number such as 50M, or -2M for an alert below 2M; k, M, G and T may follow it.`,
    );
  const { mail, webhooks, problems } = readRecipients(alert_destination);
  const recipients = [...mail, ...webhooks];
  for (const problem of problems) wrong('alert_destination', problem);
  if (recipients.length > MOST_RECIPIENTS)
    wrong('alert_destination', `These are ${recipients.length} addresses: at most ${MOST_RECIPIENTS} are allowed.`);
  const frequency = findAlertFrequency(alert_frequency);
  if (!frequency && alert_frequency !== '' && alert_frequency !== 'none')
    wrong('alert_frequency', `"${alert_frequency}" is no choice for alerts: choose one of the list.`);
  if (frequency && recipients.length === 0 && problems.length === 0)
    wrong('alert_destination', 'The alert has nowhere to go: enter a mail address or the address of a webhook.');
  if (frequency?.against === 'threshold' && threshold === '')
    wrong('alert_threshold', 'This alert needs a threshold: a number such as 50M, or -2M for an alert below 2M.');
  if (frequency?.parameter)
    try {
      alertRule({ frequency: frequency.name, threshold: '' }, configuration);
    } catch (error) {
      wrong('alert_frequency', error instanceof Error ? error.message : String(error));
    }
  const destination = recipients.join(', ');
  const alert = { threshold: threshold ?? '', frequency: frequency?.name ?? '', destination };
  return { alert: { ...alert, lastNotified: '', consecutive: '' }, errors };
}

/** The fields as they are filled in for a tracking. */
export function typedAlert({ alert }: Pick<Tracking, 'alert'>): Pick<Typed, AlertFieldName> {
  return {
    alert_threshold: alert.threshold,
    alert_frequency: alert.frequency === 'none' ? '' : alert.frequency,
    alert_destination: alert.destination,
  };
}

/** `above 50 Mbps: Single miss - once a day, to noc@example.net`; empty where there is none. Of a webhook only its host is said. */
export function alertText({ alert, type }: Pick<Tracking, 'alert' | 'type'>): string {
  const frequency = findAlertFrequency(alert.frequency);
  if (!frequency) return '';
  const threshold = Number(alert.threshold);
  if (frequency.against === 'threshold' && !(Math.abs(threshold) > 0)) return '';
  const bound = `${threshold < 0 ? 'below' : 'above'} ${formatRate(Math.abs(threshold), type)}: `;
  const { mail, webhooks } = readRecipients(alert.destination);
  const to = [...mail, ...webhooks.map(webhookShown)].join(', ');
  return `${frequency.against === 'threshold' ? bound : ''}${frequency.title}, to ${to === '' ? 'nobody' : to}`;
}
