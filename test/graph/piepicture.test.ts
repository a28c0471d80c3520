import { createCanvas, loadImage } from 'canvas';
import assert from 'node:assert/strict';
import { contrast, inkOn, SCHEMES, type Scheme } from '../../lib/graph/colour.js';
import { allSlices, pieText, type Pie } from '../../lib/graph/pie.js';
import { pieLayout, type PieWidth } from '../../lib/graph/pielayout.js';
import { piePicture } from '../../lib/graph/piepicture.js';
import { defaultConfiguration } from '../../lib/config/configuration.js';

const COLOURS = ['#ff0000', '#00ff00', '#0000ff'];

const PIE: Pie = {
  title: 'Octets by Source IP',
  about: 'edge1, an hour',
  slices: [
    { label: '10.0.0.1', value: 50, amount: '50 KB' },
    { label: '10.0.0.2', value: 25, amount: '25 KB' },
    { label: '10.0.0.3', value: 10, amount: '10 KB' },
  ],
  others: { label: 'Others (7)', value: 15, amount: '15 KB' },
  whole: 100,
};

/** Colours of the picture's pixels, by coordinates of the page. */
async function drawn(pie: Pie, width: PieWidth = 'wide', scheme: Scheme = 'light') {
  const image = await loadImage(
    piePicture(pie, { width, scheme, colours: COLOURS, fonts: { graph_font: '', graph_font_bold: '' } }),
  );
  const canvas = createCanvas(image.width, image.height);
  const context = canvas.getContext('2d');
  context.drawImage(image, 0, 0);
  const { data } = context.getImageData(0, 0, image.width, image.height);
  const at = (x: number, y: number): string => {
    const from = (Math.round(y * 2) * image.width + Math.round(x * 2)) * 4;
    return `#${[...data.subarray(from, from + 3)].map((value) => value.toString(16).padStart(2, '0')).join('')}`;
  };
  return { image, at };
}

/** The colour near the rim at a part of the way round, from the top clockwise. */
function rim({ at }: Awaited<ReturnType<typeof drawn>>, pie: Pie, part: number, width: PieWidth = 'wide'): string {
  const { x, y, radius } = pieLayout(pie, width).pie;
  const angle = part * 2 * Math.PI;
  return at(x + radius * 0.93 * Math.sin(angle), y - radius * 0.93 * Math.cos(angle));
}

describe('the picture of a pie chart', () => {
  for (const width of ['wide', 'narrow'] as const)
    for (const scheme of ['light', 'dark'] as const) {
      it(`has twice the pixels of its layout, ${width} and ${scheme}, on opaque ground`, async () => {
        const picture = await drawn(PIE, width, scheme);
        const layout = pieLayout(PIE, width);
        assert.deepEqual([picture.image.width, picture.image.height], [layout.width * 2, layout.height * 2]);
        assert.equal(picture.at(2, 2), SCHEMES[scheme].ground);
      });
    }

  it('gives each slice its part of the circle, from the top clockwise, and the others last in grey', async () => {
    for (const width of ['wide', 'narrow'] as const) {
      const picture = await drawn(PIE, width);
      const colours = [0.02, 0.48, 0.52, 0.73, 0.77, 0.83].map((part) => rim(picture, PIE, part, width));
      assert.deepEqual(colours, ['#ff0000', '#ff0000', '#00ff00', '#00ff00', '#0000ff', '#0000ff']);
      const grey = rim(picture, PIE, 0.93, width);
      assert.ok(!COLOURS.includes(grey) && grey !== '#ffffff', grey);
      assert.equal(rim(picture, PIE, 0.88, width), grey);
    }
  });

  it('fills the circle with what is shown where the others are left out', async () => {
    const pie: Pie = { title: PIE.title, about: '', slices: PIE.slices, whole: 100 };
    const picture = await drawn(pie);
    const colours = [0.57, 0.61, 0.86, 0.9, 0.98].map((part) => rim(picture, pie, part));
    assert.deepEqual(colours, ['#ff0000', '#00ff00', '#00ff00', '#0000ff', '#0000ff']);
  });

  it('has a square of the slice’s colour before each line of the legend', async () => {
    for (const width of ['wide', 'narrow'] as const) {
      const picture = await drawn(PIE, width);
      const { x, top, row } = pieLayout(PIE, width).legend;
      const squares = [0, 1, 2].map((index) => picture.at(x + 7, top + 12 + index * row));
      assert.deepEqual(squares, COLOURS);
    }
  });

  it('draws one slice as a whole circle, and nothing for one of no size', async () => {
    const [first, second] = PIE.slices;
    const alone: Pie = { ...PIE, slices: [first!], others: { ...second!, value: 0 }, whole: 50 };
    const picture = await drawn(alone);
    assert.deepEqual(
      [0.1, 0.4, 0.6, 0.9].map((part) => rim(picture, alone, part)),
      ['#ff0000', '#ff0000', '#ff0000', '#ff0000'],
    );
  });

  it('takes colours in turn where there are more slices', async () => {
    const slices = Array.from({ length: 12 }, (_, index) => ({ label: String(index), value: 1, amount: '1' }));
    const pie: Pie = { title: '', about: '', slices, whole: 12 };
    const picture = await drawn(pie);
    assert.equal(rim(picture, pie, 3.5 / 12), '#ff0000');
    assert.equal(rim(picture, pie, 11.5 / 12), '#0000ff');
  });

  it('keeps texts of any length and script inside', async () => {
    const label = `${'süß.'.repeat(60)}例え.テスト`;
    const slices = [{ label, value: 1, amount: '1 packet' }];
    for (const width of ['wide', 'narrow'] as const) {
      const pie: Pie = { title: label, about: label.replaceAll('.', ' '), slices, whole: 1 };
      const { at } = await drawn(pie, width);
      const layout = pieLayout(pie, width);
      for (let y = 0; y < layout.height; y += 0.5) assert.equal(at(layout.width - 4, y), '#ffffff');
    }
  });

  it('can be read on every default colour', () => {
    for (const colour of defaultConfiguration().pie_colors)
      assert.ok(contrast(inkOn(colour), colour) >= 4.5, `${inkOn(colour)} on ${colour}`);
    for (const { ground, text, lesser } of Object.values(SCHEMES))
      for (const ink of [text, lesser]) assert.ok(contrast(ink, ground) >= 4.5, `${ink} on ${ground}`);
  });
});

describe('a pie chart in words', () => {
  it('has the numbers of all slices', () => {
    assert.equal(
      pieText(PIE),
      'Pie chart, Octets by Source IP. 10.0.0.1: 50 KB, 50.0 %; 10.0.0.2: 25 KB, 25.0 %; 10.0.0.3: 10 KB, 10.0 %; Others (7): 15 KB, 15.0 %.',
    );
    assert.equal(allSlices(PIE).length, 4);
  });

  it('says of shares too small to write that they are', () => {
    assert.match(pieText({ ...PIE, whole: 1e9 }), /10\.0\.0\.1: 50 KB, <0\.1 %/);
  });
});
