/** Names that a page does not have yet: which of its cells wait for one, and how it gets them. */
import type { Configuration } from '../config/configuration.js';
import type { FoundTexts } from '../names/look-ups.js';
import type { LookUp } from '../names/name-cache.js';
import { formatCount } from './format.js';

/** Questions to the DNS at most for one page. */
export const MOST_QUESTIONS = 2000;

/** Values that a page's script asks for at once. */
export const MOST_VALUES = 64;

export interface PendingNames {
  /** Whether a script may ask for one of these. */
  readonly includes: (lookUps: readonly LookUp[]) => boolean;
  /** How many values are not known yet. */
  readonly left: number;
}

/** What has been asked for and not been found yet. */
export function pendingNames(lookUps: readonly LookUp[], found: FoundTexts): PendingNames {
  const unknown = lookUps.filter((lookUp) => found.get(lookUp) === undefined);
  const asked = new Set(unknown.slice(0, MOST_QUESTIONS).map(({ kind, key }) => `${kind} ${key}`));
  return {
    includes: (some) => asked.size > 0 && some.some(({ kind, key }) => asked.has(`${kind} ${key}`)),
    left: new Set(unknown.map(({ kind, key }) => `${kind === 'origin' ? 'host' : kind} ${key}`)).size,
  };
}

/** What the foot of a page says of names that are still to come. */
export interface NamesLater {
  readonly left: string;
  /** Address of this page once more, which waits longer. */
  readonly now: string;
  /** Address that gives names, and for how many values at once. */
  readonly from: string;
  readonly most: number;
  readonly script: string;
}

/** @param page address of the page */
export function namesLater(
  left: number,
  page: string,
  { cgi_bin_short, reports_short }: Pick<Configuration, 'cgi_bin_short' | 'reports_short'>,
): NamesLater {
  return {
    left: `${formatCount(left, 'name')} not known yet.`,
    now: `${page}&names=now`,
    from: `${cgi_bin_short}/FlowViewer_Names.cgi`,
    most: MOST_VALUES,
    script: `${reports_short}/js/names.js`,
  };
}
