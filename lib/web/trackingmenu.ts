/** The list of trackings at the foot of every page (reference section 1.6). */
import type { Configuration } from '../config/configuration.js';
import { definitionLabels, type Labelled } from '../tracker/labels.js';

export interface TrackingMenu {
  readonly sections: readonly {
    readonly title: string;
    readonly rows: readonly { readonly label: string; readonly href: string }[];
  }[];
  /** Address of the page that manages all; empty where the foot shows no lists. */
  readonly manage: string;
}

const TITLES: Readonly<Record<Labelled['kind'], string>> = {
  tracking: 'Trackings',
  group: 'Groups',
  archive: 'Archived',
};

/** The page that manages all has the others. */
const MOST = 200;

export function trackingMenu(configuration: Configuration): TrackingMenu {
  const { use_bottom_pulldowns, cgi_bin_short } = configuration;
  if (!use_bottom_pulldowns) return { sections: [], manage: '' };
  const rows = definitionLabels(configuration, MOST).map(({ id, kind, label }) => ({
    title: TITLES[kind],
    label,
    href: `${cgi_bin_short}/FlowTracker_Display.cgi?${new URLSearchParams({ id }).toString()}`,
  }));
  const sections = Object.values(TITLES).map((title) => ({ title, rows: rows.filter((row) => row.title === title) }));
  return {
    sections: sections.filter((section) => section.rows.length > 0),
    manage: `${cgi_bin_short}/FlowTracker_Management.cgi`,
  };
}
