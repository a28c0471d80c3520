/** The fonts of pictures: files of a package unless the configuration has others, so that they look the same whatever fonts a system has, or if it has none. */
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { registerFont } from 'canvas';
import type { Configuration } from '../config/configuration.js';

/** Files of the configuration; empty for those of the package. */
export type FontSettings = Pick<Configuration, 'graph_font' | 'graph_font_bold'>;

const OURS = 'FlowViewer Sans';

/** By the settings that were asked for. */
const families = new Map<string, string>();

function register(name: string, files: Readonly<Record<'normal' | 'bold', string>>): string {
  for (const [weight, file] of Object.entries(files)) registerFont(file, { family: name, weight });
  return name;
}

function registerOurs(): string {
  const file = (name: string): string => createRequire(import.meta.url).resolve(`dejavu-fonts-ttf/ttf/${name}`);
  return register(OURS, { normal: file('DejaVuSans.ttf'), bold: file('DejaVuSans-Bold.ttf') });
}

/** A file that is no font gives way to ours, with a line in the error log. */
function registerConfigured({ graph_font, graph_font_bold }: FontSettings): string {
  if (graph_font === '') return registerOurs();
  try {
    return register(`${OURS} ${families.size}`, { normal: graph_font, bold: graph_font_bold || graph_font });
  } catch (error) {
    console.error(`graph_font: ${graph_font} is not used. ${error instanceof Error ? error.message : String(error)}`);
    return registerOurs();
  }
}

/**
 * Makes the fonts known, once; must be called before the first canvas with them is made.
 * @returns the name of their family
 */
export function registerFonts(settings: FontSettings): string {
  // read at the first font; without it a system that has no fonts.conf brings a line in the error log for each picture
  process.env['FONTCONFIG_FILE'] ??= fileURLToPath(new URL('fonts.conf', import.meta.url));
  const key = `${settings.graph_font}\n${settings.graph_font_bold}`;
  const known = families.get(key) ?? registerConfigured(settings);
  families.set(key, known);
  return known;
}
