/** Colours of graphs: told apart by everybody, and seen on their ground. */
import assert from 'node:assert/strict';
import { defaultConfiguration } from '../../lib/config/configuration.js';
import { contrast } from '../../lib/graph/colour.js';
import { partColours, THEME_NAMES, themeOf } from '../../lib/graph/colours.js';

type Triple = readonly [number, number, number];

const IDENTITY = [1, 0, 0, 0, 1, 0, 0, 0, 1];

/** What is seen of linear red, green and blue (Machado, Oliveira and Fernandes 2009, severity 1). */
const SIGHTS: Readonly<Record<string, readonly number[]>> = {
  'all colours': IDENTITY,
  'no red': [0.152286, 1.052583, -0.204868, 0.114503, 0.786281, 0.099216, -0.003882, -0.048116, 1.051998],
  'no green': [0.367322, 0.860646, -0.227968, 0.280085, 0.672501, 0.047413, -0.01182, 0.04294, 0.968881],
  'no blue': [1.255528, -0.076749, -0.178779, -0.078411, 0.930809, 0.147602, 0.004733, 0.691367, 0.3039],
};

const times = (matrix: readonly number[], [a, b, c]: Triple): Triple => {
  const row = (at: number): number => matrix[at]! * a + matrix[at + 1]! * b + matrix[at + 2]! * c;
  return [row(0), row(3), row(6)];
};

/** CIE L*a*b* of what is seen of a colour. */
function seen(colour: string, sight: readonly number[]): Triple {
  const linear = (at: number): number => {
    const value = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  };
  const rgb = times(sight, [linear(1), linear(3), linear(5)]).map((value) => Math.min(1, Math.max(0, value)));
  const xyz = times([0.4124, 0.3576, 0.1805, 0.2126, 0.7152, 0.0722, 0.0193, 0.1192, 0.9505], rgb as unknown as Triple); // of a triple
  const white = [0.9505, 1, 1.089];
  const [x = 0, y = 0, z = 0] = xyz.map((value, index) => {
    const part = value / white[index]!;
    return part > 216 / 24_389 ? Math.cbrt(part) : (24_389 / 27 / 116) * part + 16 / 116;
  });
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)];
}

describe('the colours of a graph', () => {
  for (const [name, sight] of Object.entries(SIGHTS))
    it(`tell any two of eight parts and the rest apart for those who see ${name}`, () => {
      const colours = partColours(9, []);
      colours.forEach((one, index) => {
        for (const other of colours.slice(0, index)) {
          const [a, b] = [seen(one, sight), seen(other, sight)];
          const distance = Math.hypot(...a.map((value, at) => value - b[at]!));
          assert.ok(distance > 12, `${one} and ${other}: ${distance.toFixed(1)}`);
        }
      });
    });

  for (const name of THEME_NAMES)
    it(`stand out from the ground, ${name}: lines, and peaks of a pixel`, () => {
      const theme = themeOf(defaultConfiguration(), name);
      for (const key of ['line', 'earlier', 'mark', 'text', 'lesser'] as const)
        assert.ok(contrast(theme[key], theme.plot) >= 3, key);
      assert.ok(contrast(theme.peaks, theme.plot) >= 2, `${contrast(theme.peaks, theme.plot)}`);
      assert.ok(contrast(theme.peaks, theme.area) >= 1.4, `${contrast(theme.peaks, theme.area)}`);
      for (const colour of partColours(9, [])) assert.ok(contrast(colour, theme.plot) >= 1.7, colour);
    });
});
