/** Reports saved by FlowViewer 2 and 3 (reference section 6.8): HTML pages with the question in two columns of text. */
import { htmlText } from './html-text.js';

/** Where the second column of the question begins. */
const SECOND_COLUMN = 57;

/** What a line may begin with, and the form's field; the first row that fits counts. */
const LABELS: readonly (readonly [label: RegExp, field: string])[] = [
  [/^device( name)?$/, 'device_name'],
  [/^exporter$/, 'exporter'],
  [/^source( (ip|addresse)s?)?$/, 'source_address'],
  [/^source ports?$/, 'source_port'],
  [/^source i\/?fs?$/, 'source_if'],
  [/^source as$/, 'source_as'],
  [/^dest(ination)?( (ip|addresse)s?)?$/, 'dest_address'],
  [/^dest(ination)? ports?$/, 'dest_port'],
  [/^dest(ination)? i\/?fs?$/, 'dest_if'],
  [/^dest(ination)? as$/, 'dest_as'],
  [/^protocols?$/, 'protocols'],
  [/^tos( fields?)?$/, 'tos_fields'],
  [/^tcp flags?$/, 'tcp_flags'],
  [/^next ?hop( ips?)?$/, 'nexthop_ip'],
  [/^cutoff lines$/, 'cutoff_lines'],
  [/^cutoff octets$/, 'cutoff_octets'],
  [/^detail lines$/, 'detail_lines'],
  [/^sample time$/, 'bucket_size'],
  [/^sampling multiplier$/, 'sampling_multiplier'],
];

const TIME = /^(\d{1,4}[/.-]\d{1,2}[/.-]\d{1,4})\s+(\d{1,2}:\d{2}:\d{2})/;

export interface OldPage {
  readonly text: string;
  readonly query: URLSearchParams;
  /** What the page calls its report; empty where it does not say. */
  readonly title: string;
  readonly description: string;
}

/** Most lines in which the question is looked for. */
const HEAD_LINES = 80;

export function readOldPage(html: string): OldPage {
  const text = htmlText(html);
  const query = new URLSearchParams();
  let title = '';
  let description = '';
  for (const line of text.split('\n').slice(0, HEAD_LINES)) {
    for (const half of [line.slice(0, SECOND_COLUMN), line.slice(SECOND_COLUMN)]) {
      const [, label = '', value = ''] = /^\s*([A-Za-z][A-Za-z /]{1,24}?)\s*:\s*(\S.*)$/.exec(half) ?? [];
      const plain = label.toLowerCase().replace(/\s+/g, ' ');
      const shown = value.trim();
      if (shown === '' || /^(-+|none|n\/a|all|any)$/i.test(shown)) continue;
      const time = TIME.exec(shown);
      if (plain === 'report') title ||= shown;
      else if (plain === 'description') description ||= shown;
      else if ((plain === 'start time' || plain === 'end time') && time) {
        const [end] = plain.split(' ');
        query.set(`${end}_date`, time[1] ?? '');
        query.set(`${end}_time`, time[2] ?? '');
      } else {
        const field = LABELS.find(([pattern]) => pattern.test(plain))?.[1];
        if (field !== undefined && !query.has(field)) query.set(field, shown);
      }
    }
  }
  return { text, query, title, description };
}
