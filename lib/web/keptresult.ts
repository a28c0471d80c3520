/**
 * What a page of a result keeps for who wants to save it: the answer as the page has it, and its values. Most results are
 * never saved, so that only who saves one makes its document: the other formats, and what of the page lasts.
 */
import type { Configuration } from '../config/configuration.js';
import { DirectoryError } from '../config/own-directory.js';
import { KeptResults } from '../save/kept-results.js';
import type { ReportDocument } from '../save/report-document.js';
import type { DocumentHead } from './documenthead.js';
import { zoneText } from './frame.js';
import type { KeptGraph } from './graphdocument.js';
import type { Site } from './http.js';
import type { RecordedNames } from './recordednames.js';
import type { Setting } from './reportecho.js';
import type { KeptReport } from './resultdocument.js';

/** Parameters that change how an answer is shown: a document is made with those that its page was made with. */
const SHOWN_WITH = [
  'date_format',
  'dns_column_width',
  'asn_width',
  'exporters',
  'cgi_bin_short',
] as const satisfies readonly (keyof Configuration)[];

export type ShownWith = Pick<Configuration, (typeof SHOWN_WITH)[number]>;

/** What reports and graphs have alike. */
export interface KeptPage {
  readonly head: DocumentHead;
  /** The answer as the page has it. */
  readonly html: string;
  readonly names: RecordedNames;
  /** Everything that was asked, in words. */
  readonly echo: readonly Setting[];
  /** How long the store took. */
  readonly seconds: number;
  readonly settings: ShownWith;
}

export type KeptResult = KeptReport | KeptGraph;

export function shownWith(configuration: Configuration): ShownWith {
  return Object.fromEntries(SHOWN_WITH.map((name) => [name, configuration[name]])) as unknown as ShownWith; // all of them
}

/** Keeps a result. A page does not fail because that fails: who saves asks again, and is told why. */
export function keepResult(id: string, result: KeptResult | undefined, site: Site): void {
  if (!result) return;
  try {
    new KeptResults(site.configuration).keep(id, result, site.now());
  } catch (error) {
    if (!(error instanceof DirectoryError)) throw error;
    console.error(`Results are not kept for saving. ${error.message}`);
  }
}

/** A result that is kept. @returns undefined if it is not any more, or times have another zone by now */
export function findResult(id: string, { configuration }: Pick<Site, 'configuration'>): KeptResult | undefined {
  if (id === '') return undefined;
  const kept = new KeptResults(configuration).get(id) as KeptResult | undefined; // nobody else keeps any
  return kept && zoneText(kept.head.made) === kept.head.zone ? kept : undefined;
}

/** The document of a result, as if it had been made with its page. */
export async function documentOf(kept: KeptResult, configuration: Configuration): Promise<ReportDocument> {
  // only here, because they load what pages of results need
  if (kept.of === 'report') return (await import('./resultdocument.js')).reportDocument(kept, configuration);
  return (await import('./graphdocument.js')).graphDocument(kept, configuration);
}
