/** What an alert says: as mail in text and HTML, and as JSON (reference section 5.8). */
import { htmlText } from '../command/html-text.js';
import type { Configuration } from '../config/configuration.js';
import { headerText, type MailMessage, type Picture } from '../mail/message.js';
import { formatIso, formatOffset } from '../report/zone.js';
import { formatDate, formatTime } from '../report/dateformat.js';
import type { AlertEvent } from './alert-machine.js';
import type { AlertRule } from './alert-rule.js';
import { oneLine } from './input-lines.js';
import type { Seconds } from './period.js';
import type { Tracking } from './tracking.js';
import { isOfFields } from './tracking-filter.js';
import { TRACKING_TYPES } from './tracking-type.js';

export interface AlertNews {
  readonly tracking: Tracking;
  readonly rule: AlertRule;
  readonly event: AlertEvent;
}

const SUBJECTS = {
  exceeded: 'threshold exceeded',
  'not met': 'threshold not met',
  recovered: 'back within bounds',
} as const satisfies Record<AlertEvent['kind'], string>;

/** Longest address of a page, in characters: a tracking with longer lists has no link. */
const LONGEST_LINK = 6000;

/** FlowGrapher's `bucket_size`, in seconds, for spans up to so long: enough values for a graph, and not too many. */
const BUCKET_SIZES: readonly (readonly [longest: Seconds, size: number])[] = [
  [3600, 5],
  [43_200, 60],
  [180 * 86_400, 300],
  [Infinity, 3600],
];

const DAY: Seconds = 86_400;

const PREFIXES = ['', 'k', 'M', 'G', 'T', 'P'] as const;

/** `12.3 Mbps`: three or four digits that count, decimal prefixes as in the graphs. */
export function formatRate(value: number, type: Tracking['type']): string {
  const size = Math.abs(value);
  const step = Math.min(PREFIXES.length - 1, Math.max(0, Math.floor(Math.log10(Math.max(size, 1)) / 3)));
  return `${Number((value / 1000 ** step).toPrecision(4))} ${PREFIXES[step] ?? ''}${TRACKING_TYPES[type].unit}`;
}

/**
 * FlowGrapher over exactly the event's periods, or the last `maximum_days` of them, with the filter of the tracking; undefined where
 * that does not fit an address, or where only flow-nfilter knows what the filter is.
 */
export function grapherLink(
  { tracking, event }: Pick<AlertNews, 'tracking' | 'event'>,
  configuration: Configuration,
): string | undefined {
  const { FlowViewer_service: service, FlowViewer_server: server, cgi_bin_short, maximum_days } = configuration;
  if (!isOfFields(tracking)) return undefined;
  const iso = (time: Seconds): [date: string, clock: string] => {
    const text = formatIso(time * 1000);
    return [text.slice(0, 10), text.slice(11)]; // with the zone, so that it is one moment also when clocks go back
  };
  const start = Math.max(event.start, event.end - maximum_days * DAY);
  const [[start_date, start_time], [end_date, end_time]] = [iso(start), iso(event.end)];
  const bucket_size = String(BUCKET_SIZES.find(([longest]) => event.end - start <= longest)?.[1]);
  const lists = Object.entries(tracking.fields).filter(([, value]) => value !== '');
  const query = new URLSearchParams([
    ...lists,
    ...Object.entries({ start_date, start_time, end_date, end_time, graph_type: tracking.type, bucket_size }),
    ...Object.entries(tracking.multiplier === '' ? {} : { sampling_multiplier: tracking.multiplier }),
  ]);
  const link = `${service}://${server}${cgi_bin_short}/FlowGrapher_Main.cgi?${query.toString()}`;
  return link.length > LONGEST_LINK ? undefined : link;
}

function boundsText({ rule, event, tracking }: AlertNews): string {
  const { least, most } = event.bounds;
  const { sigma } = rule;
  const rate = (value: number): string => formatRate(value, tracking.type);
  if (!sigma) return most < Infinity ? `at most ${rate(most)}` : `at least ${rate(least)}`;
  const of = rule.frequency.against === 'before' ? 'values before' : 'days before';
  const mean = (least + most) / 2;
  return `${rate(Math.max(0, least))} to ${rate(most)}: mean ${rate(mean)} of ${sigma.observations} ${of}, ± ${sigma.factor} standard deviations (${rate((most - mean) / sigma.factor)})`;
}

function stamp(time: Seconds, { date_format: format }: Configuration): string {
  return `${formatDate(time * 1000, format)} ${formatTime(time * 1000)} ${formatOffset(time * 1000)}`;
}

function sentence({ tracking, event }: AlertNews): string {
  const label = `"${oneLine(tracking.label)}"`;
  if (event.kind === 'recovered') return `The tracking ${label} is within its bounds again.`;
  return `The tracking ${label} ${event.kind === 'exceeded' ? 'exceeded' : 'did not meet'} its threshold.`;
}

const rowsOf = (news: AlertNews, configuration: Configuration): (readonly [string, string])[] => [
  ['Start of period', stamp(news.event.start, configuration)],
  ['End of period', stamp(news.event.end, configuration)],
  ['Threshold', boundsText(news)],
  [
    news.rule.frequency.misses > 1 && news.event.kind !== 'recovered' ? 'Value farthest out' : 'Observed value',
    formatRate(news.event.value, news.tracking.type),
  ],
  ['Alert', news.rule.frequency.title],
];

const SWITCH_OFF = 'To change or switch off this alert, revise the tracking in FlowTracker.';

/**
 * The mail to one address.
 * @param picture the graph, shown inline
 */
export function alertMail(to: string, news: AlertNews, configuration: Configuration, picture?: Picture): MailMessage {
  const rows = rowsOf(news, configuration);
  const link = grapherLink(news, configuration);
  const width = Math.max(...rows.map(([title]) => title.length)) + 2;
  const list = rows.map(([title, value]) => `${`${title}:`.padEnd(width)}${value}`).join('\n');
  const text = [
    sentence(news),
    list,
    ...(link === undefined ? [] : [`The flows of this period:\n${link}`]),
    SWITCH_OFF,
  ];
  const cells = rows.map(
    ([title, value]) => `<tr><th align="left">${htmlText(title)}</th><td>${htmlText(value)}</td></tr>`,
  );
  const html = [
    `<p>${htmlText(sentence(news))}</p>`,
    `<table>${cells.join('')}</table>`,
    ...(link === undefined ? [] : [`<p><a href="${htmlText(link)}">The flows of this period in FlowGrapher</a></p>`]),
    ...(picture ? [`<p><img src="cid:${htmlText(picture.cid)}" alt="Graph of the last 24 hours"></p>`] : []),
    `<p>${SWITCH_OFF}</p>`,
  ];
  return {
    kind: 'mail',
    to,
    subject: headerText(`FlowTracker: ${SUBJECTS[news.event.kind]}: ${news.tracking.label}`),
    text: `${text.join('\n\n')}\n`,
    html: `<!DOCTYPE html><html lang="en"><body>${html.join('\n')}</body></html>\n`,
    pictures: picture ? [picture] : [],
  };
}

/** The body of a webhook: times with their zone, values in the unit of the tracking; a bound that is not there is null. */
export function alertJson(news: AlertNews, configuration: Configuration): string {
  const { tracking, rule, event } = news;
  const finite = (value: number): number | null => (Number.isFinite(value) ? value : null);
  return JSON.stringify({
    event: event.kind,
    tracking: tracking.id,
    label: tracking.label,
    type: tracking.type,
    unit: TRACKING_TYPES[tracking.type].unit,
    frequency: rule.frequency.name,
    start: formatIso(event.start * 1000),
    end: formatIso(event.end * 1000),
    value: event.value,
    least: finite(event.bounds.least),
    most: finite(event.bounds.most),
    text: sentence(news),
    link: grapherLink(news, configuration) ?? null,
  });
}
