/** Colours that a site adds to those of groups, or changes: a file as the original's FlowGrapher_Colors (reference section 6.7). */
import { readFileSync } from 'node:fs';
import type { Configuration } from '../config/configuration.js';

/** RRGGBB by name. */
export type ColourTable = ReadonlyMap<string, string>;

/** A colour's name however it is written: `Auto_Mixed 1` is `auto mixed1`. */
export function plainColour(name: string): string {
  return name
    .toLowerCase()
    .replace(/[\s_]+/g, ' ')
    .trim()
    .replace(/^(auto ?[a-z]+) (\d+)$/, '$1$2');
}

/** Lines of red, green and blue from 0 to 255, and a name; others say nothing. */
export function parseColours(text: string): ColourTable {
  const found = text.split(/\r?\n/).flatMap((line): [string, string][] => {
    const [, red, green, blue, name = ''] = /^\s*(\d{1,3})\s+(\d{1,3})\s+(\d{1,3})\s+(\S.*)$/.exec(line) ?? [];
    const parts = [red, green, blue].map(Number);
    if (name === '' || parts.some((part) => part > 255)) return [];
    const hex = parts.map((part) => part.toString(16).padStart(2, '0')).join('');
    return [[plainColour(name), hex.toUpperCase()]];
  });
  return new Map(found);
}

/** The colours of `colors_file`; none where that is not set, or cannot be read. */
export function ownColours({ colors_file: path }: Pick<Configuration, 'colors_file'>): ColourTable {
  if (path === '') return new Map();
  try {
    return parseColours(readFileSync(path, 'latin1'));
  } catch {
    return new Map(); // flowviewer-check names files that cannot be read
  }
}
