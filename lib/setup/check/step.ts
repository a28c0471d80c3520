/** What a link of the chain from the router to the page is, and what may be found of it. */
import type { Configuration } from '../../config/configuration.js';
import type { Ms } from '../../flow/time.js';

/** `holds` and `note` let the next links work; a note says what could be better. */
export type Finding =
  | { readonly state: 'holds'; readonly text: string }
  | {
      readonly state: 'note' | 'broken';
      /** A sentence: what is there. */
      readonly text: string;
      /** Sentences: what to do. */
      readonly fix: string;
    };

export interface CheckContext {
  readonly configuration: Configuration;
  readonly now: Ms;
  /** A page that is being shown has shown that the web server works, and asks it nothing. */
  readonly asker: 'command' | 'page';
  readonly signal: AbortSignal;
}

export interface Step {
  /** Short name, by which other steps need it. */
  readonly id: string;
  /** What the link is, as a heading. */
  readonly title: string;
  /** Steps without which this one would only repeat what is broken. */
  readonly needs: readonly string[];
  /** At least one finding; what it throws is a broken link too. */
  readonly check: (context: CheckContext) => Promise<readonly Finding[]>;
}
