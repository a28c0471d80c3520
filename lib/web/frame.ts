/** What surrounds every page: head, titles, the other tools, foot. */
import type { Configuration } from '../config/configuration.js';
import type { Ms } from '../flow/time.js';
import { presentTools, type PresentTool } from './toolpages.js';
import { formatOffset, zoneName } from '../report/zone.js';
import { savedMenu, type SavedMenu } from './savedmenu.js';
import { trackingMenu, type TrackingMenu } from './trackingmenu.js';

export interface Frame {
  /** Title of the page, without the product's name. */
  readonly title: string;
  /** URL path of style sheet and icons. */
  readonly assets: string;
  /** URL path of the scripts. */
  readonly scripts: string;
  readonly left: { readonly title: string; readonly link: string };
  readonly right: { readonly title: string; readonly link: string };
  readonly tools: readonly PresentTool[];
  /** Address of the user guide; empty for none. */
  readonly guide: string;
  /** `Europe/Berlin, UTC+02:00`: what the times on the page are. */
  readonly zone: string;
  /** What stands at the foot: read when that is written, because it lists directories. */
  readonly saved: SavedMenu;
  readonly trackings: TrackingMenu;
}

/** A link of the configuration, if it is one: `javascript:` and the like are no addresses of pages. */
function pageLink(link: string): string {
  return /^(https?:\/\/|\/|[\w.~-]+([/?#]|$))/i.test(link) ? link : '';
}

/** `Europe/Berlin, UTC+02:00`: name and offset of the zone at a time. */
export function zoneText(now: Ms): string {
  const [name, offset] = [zoneName(), formatOffset(now)];
  return name === '' || /(^|\/)UTC$/.test(name) ? offset : `${name}, ${offset}`;
}

export function frame(title: string, configuration: Configuration, now: Ms): Frame {
  const { left_title, left_title_link, right_title, right_title_link } = configuration;
  let saved: SavedMenu | undefined;
  let trackings: TrackingMenu | undefined;
  return {
    title,
    assets: configuration.reports_short,
    scripts: configuration.cgi_bin_short,
    left: { title: left_title, link: pageLink(left_title_link) },
    right: { title: right_title, link: pageLink(right_title_link) },
    tools: presentTools(configuration),
    guide: pageLink(configuration.user_guide),
    zone: zoneText(now),
    get saved() {
      return (saved ??= savedMenu(configuration));
    },
    get trackings() {
      return (trackings ??= trackingMenu(configuration));
    },
  };
}
