/** The list of trackings at the foot of every page (reference section 1.6). */
import { readFileSync, readdirSync } from 'node:fs';
import { join, parse } from 'node:path';
import type { Configuration } from '../config/configuration.js';
import { ENDINGS, isEnding, type Ending } from '../tracker/ending.js';
import { parseInputLines } from '../tracker/input-lines.js';
import { isStem } from '../tracker/slug.js';

export interface TrackingMenu {
  readonly sections: readonly {
    readonly title: string;
    readonly rows: readonly { readonly label: string; readonly href: string }[];
  }[];
  /** Address of the page that manages all; empty where the foot shows no lists. */
  readonly manage: string;
}

const TITLES: Readonly<Record<(typeof ENDINGS)[Ending], string>> = {
  tracking: 'Trackings',
  group: 'Groups',
  archive: 'Archived',
};

/** Every page reads as many small files; the page that manages all has the others. */
const MOST = 200;

/** What the file says it is called; its name where it cannot be read, because the list of all says why. */
function labelOf(path: string): string {
  const { name } = parse(path);
  try {
    return parseInputLines(readFileSync(path, 'utf8')).values.get('monitor_label') ?? name;
  } catch {
    return name;
  }
}

function definitionsIn(directory: string): string[] {
  try {
    return readdirSync(directory).sort();
  } catch {
    return [];
  }
}

export function trackingMenu(configuration: Configuration): TrackingMenu {
  const { use_bottom_pulldowns, cgi_bin_short, filter_directory } = configuration;
  if (!use_bottom_pulldowns) return { sections: [], manage: '' };
  const found = definitionsIn(filter_directory).flatMap((file) => {
    const { name, ext } = parse(file);
    return isEnding(ext) && isStem(name) ? [{ id: name, kind: ENDINGS[ext], file }] : [];
  });
  const rows = found.slice(0, MOST).map(({ id, kind, file }) => ({
    title: TITLES[kind],
    label: labelOf(join(filter_directory, file)),
    href: `${cgi_bin_short}/FlowTracker_Display.cgi?${new URLSearchParams({ id }).toString()}`,
  }));
  const sections = Object.values(TITLES).map((title) => ({ title, rows: rows.filter((row) => row.title === title) }));
  return {
    sections: sections.filter((section) => section.rows.length > 0),
    manage: `${cgi_bin_short}/FlowTracker_Management.cgi`,
  };
}
