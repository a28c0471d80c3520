/** Colours of groups by their names (reference sections 5.9 and 12.2), RRGGBB. */
import { plainColour, type ColourTable } from './colour-table.js';

const hues = (list: string): readonly string[] => list.split(' ');

/** Families of which the next is taken by itself: `auto mixed1`, `auto mixed2`, … */
export const COLOUR_FAMILIES: Readonly<Record<string, readonly string[]>> = {
  mixed: hues('6622EE 33DDFF 00EE44 FFFF00 FFCC44 FF7700 CC2222 640A0A'),
  blue: hues('3333FF 3366FF 3388FF 33AAFF 33CCFF 33EEFF 66FFFF 66DDFF'),
  red: hues('FF0055 FF2255 FF4455 FF5555 FF6655 FF8855 FFAA55 FFCC55 FFEE55 FFFF55'),
  green: hues('005566 007766 009966 00BB66 00DD66 00FF66 99EE66 99CC66'),
  violet: hues('0000FF 00AAFF 00FFFF 99AAFF 9933FF CC22FF CCAAFF CCFFFF 00FFFF 00DDFF'),
  blackred: hues('67001F B2182B D6604D F4A582 FDDBC7 E0E0E0 BABABA 878787 4D4D4D 1A1A1A'),
  brownblue: hues('543005 8C510A BF812D DFC27D F6E8C3 C7EAE5 80CDC1 35978F 01665E 003C30'),
  brownpurp: hues('7F3B08 B35806 E08214 FDB863 FEE0B6 D8DAEB B2ABD2 8073AC 542788 2D004B'),
  purpgreen: hues('40004B 762A83 9970AB C2A5CF E7D4E8 D9F0D3 A6DBA0 5AAE61 1B7837 00441B'),
};

/** Colours on their own. */
export const NAMED_COLOURS: Readonly<Record<string, string>> = {
  white: 'FFFFFF',
  black: '000000',
  yellow: 'FFFF66',
  brown: '996666',
  aqua: 'B7EEED',
  'medium brown': 'C8C0B5',
  'eos green': 'D9E1DD',
  'npn green': 'A0B2AA',
  'req blue': '9090E0',
  'light red': 'FFC0C0',
  'dark red': '900000',
  'req red': 'E09090',
  'pale red': 'FFE0E0',
  'pale green': 'E0FFE0',
  'pale orange': 'FFE0C0',
  'pale blue': 'D8D8FF',
  'pale yellow': 'FFFFE0',
  'pale turquoise': 'E0FFFF',
  'pale purple': 'F3E7FF',
  'pale brown': 'E5DCCF',
  'pale eos': 'EBEFED',
  'pastel yellow': 'FBFEAF',
  'pastel green': 'BEFDAC',
  'pastel blue': 'ADCDFE',
  'pastel rose': 'F4B9F3',
  'pastel orange': 'FFADAB',
  'fv light': 'FFE8D0',
  'fv background': 'FFE0C0',
  'fv gray': 'BFAE9C',
  'fv dark': 'A6733E',
  'fvcomp light': 'AAC7CF',
  'fvcomp back': '79969F',
  'fvcomp gray': '627277',
  'fvcomp dark': '275967',
  gray95: 'F3F3F3',
  gray90: 'E6E6E6',
  gray60: '999999',
  gray50: '808080',
  gray40: '676767',
};

/**
 * The colour that a component names: by one of these names, or six hexadecimal digits. What is not known gets the colour of the first
 * family that its place has.
 * @param standard what `standard` stands for
 * @param place in the group, from 0 on
 * @param own colours of the site, which come before those here
 */
export function colourOf(name: string, standard: string, place: number, own: ColourTable = new Map()): string {
  const plain = plainColour(name);
  const ours = own.get(plain);
  if (ours !== undefined) return ours;
  if (plain === 'standard') return standard;
  if (/^#?[\da-f]{6}$/.test(plain)) return plain.slice(-6).toUpperCase();
  const [, family = '', number = ''] = /^auto ?([a-z]+)(\d+)$/.exec(plain) ?? [];
  const member = Object.hasOwn(COLOUR_FAMILIES, family) ? COLOUR_FAMILIES[family]?.[Number(number) - 1] : undefined;
  const named = Object.hasOwn(NAMED_COLOURS, plain) ? NAMED_COLOURS[plain] : undefined;
  const first = COLOUR_FAMILIES['mixed'] ?? [];
  return member ?? named ?? first[place % first.length] ?? standard;
}
