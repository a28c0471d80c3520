/** A result as it is kept: all that its page shows, its data, and the question; nothing that needs the flows again. */
import type { Ms } from '../flow/time.js';

export type Tool = 'FlowViewer' | 'FlowGrapher' | 'FlowTracker';

/** What lists show, and what can be read without the rest. */
export interface ReportHeader {
  readonly tool: Tool;
  /** Title of the report: `Source IP`. */
  readonly title: string;
  /** Device or exporter. */
  readonly source: string;
  /** Time span asked for, with its zone, as text. */
  readonly span: string;
  /** When the answer was made. */
  readonly made: Ms;
  /** What times in it are: `Europe/Berlin, UTC+02:00`. */
  readonly zone: string;
  /** Version of FlowViewer that made it. */
  readonly software: string;
}

export interface ReportDocument extends ReportHeader {
  /** The question as it was typed, as a query string; times may count from now. */
  readonly query: string;
  /** The same with the time span that it meant. */
  readonly fixed: string;
  /** The time span that was meant; its end is not part of it. */
  readonly window: { readonly start: Ms; readonly end: Ms };
  /** Filters and settings. */
  readonly echo: readonly { readonly label: string; readonly value: string }[];
  /**
   * The answer as HTML of our own templates, every value escaped. Its only addresses are `?sort=KEY` in headings, and in images
   * `?picture=NAME` and `?script=` before the name of a script that draws them from nothing but the address.
   */
  readonly body: string;
  /** The same in the other formats of reports, by their names: `csv`, `json`. */
  readonly data: Readonly<Record<string, string>>;
  /** PNG pictures in base64, by the name that the body gives them. */
  readonly pictures?: Readonly<Record<string, string>>;
}
