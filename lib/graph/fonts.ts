/** The fonts of pictures: files of a package, so that they look the same whatever fonts a system has, or if it has none. */
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { registerFont } from 'canvas';

/** Family name under which pictures set text. */
export const FONT_FAMILY = 'FlowViewer Sans';

const FILES = [
  { file: 'DejaVuSans.ttf', weight: 'normal' },
  { file: 'DejaVuSans-Bold.ttf', weight: 'bold' },
] as const;

let registered = false;

/** Makes the family known; must be called before the first canvas is made. */
export function registerFonts(): void {
  if (registered) return;
  // read at the first font; without it a system that has no fonts.conf brings a line in the error log for each picture
  process.env['FONTCONFIG_FILE'] ??= fileURLToPath(new URL('fonts.conf', import.meta.url));
  const { resolve } = createRequire(import.meta.url);
  for (const { file, weight } of FILES)
    registerFont(resolve(`dejavu-fonts-ttf/ttf/${file}`), { family: FONT_FAMILY, weight });
  registered = true;
}
