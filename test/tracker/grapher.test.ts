import assert from 'node:assert/strict';
import { readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Configuration } from '../../lib/config/configuration.js';
import { RrdProcess } from '../../lib/rrd/rrd-process.js';
import { drawRrd } from '../../lib/rrd/rrdtool.js';
import { Grapher, graphFile } from '../../lib/tracker/grapher.js';
import { GRAPH_WINDOWS } from '../../lib/tracker/graph-windows.js';
import { frameOptions, legend, remark } from '../../lib/tracker/graph-frame.js';
import { groupElements } from '../../lib/tracker/group-graph.js';
import { drawLive } from '../../lib/tracker/live-graph.js';
import { parseColours } from '../../lib/tracker/colour-table.js';
import { colourOf } from '../../lib/tracker/palette.js';
import { PERIOD } from '../../lib/tracker/period.js';
import { changeDefinition, createDefinition, moveDefinition } from '../../lib/tracker/save.js';
import { knownValues, trackingElements } from '../../lib/tracker/tracking-graph.js';
import { addValues, rrdFile } from '../../lib/tracker/tracking-rrd.js';
import type { Group, Tracking } from '../../lib/tracker/tracking.js';
import { inUtc } from '../web/site.js';
import { TrackerSite } from './site.js';
import { aTracking } from './trackings.js';

const DAY = 86_400;
/** The end of a day in UTC. */
const NOW = 1_749_945_600;
const ODD_LABEL = `it's "so": $HOME \\ 100% | <b>#^;~ → 東京`;
const [DAILY, WEEKLY] = GRAPH_WINDOWS as [(typeof GRAPH_WINDOWS)[0], (typeof GRAPH_WINDOWS)[0]];

/** Width and height of a PNG. */
function size(file: string): readonly [number, number] {
  const octets = readFileSync(file);
  assert.equal(octets.toString('latin1', 1, 4), 'PNG');
  return [octets.readUInt32BE(16), octets.readUInt32BE(20)];
}

describe('the Grapher', () => {
  inUtc();
  let site: TrackerSite;
  let rrd: RrdProcess;
  beforeEach(() => {
    site = new TrackerSite();
    rrd = new RrdProcess();
  });
  afterEach(async () => {
    await rrd.close();
    site.remove();
  });

  /** Two days of values up to NOW. */
  async function drawable(some: Parameters<typeof aTracking>[0]): Promise<Tracking> {
    const tracking = await site.add(some, NOW - 2 * DAY);
    const ends = Array.from({ length: 576 }, (_, index) => NOW - 2 * DAY + (index + 1) * PERIOD);
    const values = ends.map((end) => ({ end, value: end % 7200 === 0 ? undefined : 1e6 + (end % 3600) * 100 }));
    await addValues(rrd, rrdFile(site.configuration.rrdtool_directory, tracking), NOW - 2 * DAY, values);
    return tracking;
  }
  const grapher = (): Grapher => new Grapher(site);
  const pictures = (id: string) => readdirSync(join(site.configuration.tracker_directory, id)).sort();
  const times = (id: string) =>
    Object.fromEntries(
      GRAPH_WINDOWS.map((window) => [
        window.name,
        statSync(graphFile(site.configuration.tracker_directory, id, window)).mtimeMs,
      ]),
    );

  it('draws five windows of every active tracking, whatever its label holds', async () => {
    const threshold = { threshold: '-1200000' };
    const one = await drawable({
      label: ODD_LABEL,
      alert: threshold,
      revisions: [{ notate: 'Y', time: NOW - 4000, comment: ODD_LABEL }],
    });
    const gone = await drawable({ label: 'archived' });
    await moveDefinition(site.configuration.filter_directory, gone, 'archived');
    assert.equal(await grapher().pass(NOW), 5);
    assert.deepEqual(site.lines.slice(1, -1), []);
    assert.deepEqual(pictures(one.id), ['daily.png', 'monthly.png', 'threeyears.png', 'weekly.png', 'yearly.png']);
    for (const window of GRAPH_WINDOWS) {
      const [width, height] = size(graphFile(site.configuration.tracker_directory, one.id, window));
      assert.ok(width > 600 && height > 150);
    }
    assert.deepEqual(readdirSync(site.configuration.tracker_directory).sort(), ['.drawn.json', one.id]);
  });

  it('draws only what shows something new', async () => {
    const one = await drawable({ label: 'one' });
    const two = await drawable({ label: 'two' });
    const running = grapher();
    assert.equal(await running.pass(NOW), 10);
    const before = times(one.id);
    assert.equal(await running.pass(NOW + PERIOD), 0);
    assert.equal(await grapher().pass(NOW + PERIOD), 0, 'also another process');
    const file = rrdFile(site.configuration.rrdtool_directory, one);
    await addValues(rrd, file, NOW, [{ end: NOW + PERIOD, value: 5 }]);
    assert.equal(await running.pass(NOW + PERIOD), 1);
    const after = times(one.id);
    assert.deepEqual(
      Object.keys(after).filter((name) => after[name] !== before[name]),
      ['daily'],
    );
    const half = Array.from({ length: 5 }, (_, index) => ({ end: NOW + (index + 2) * PERIOD, value: 5 }));
    await addValues(rrd, file, NOW + PERIOD, half);
    assert.equal(await running.pass(NOW + 6 * PERIOD), 2, 'daily and weekly');
    const { filter_directory } = site.configuration;
    await changeDefinition(filter_directory, two, (current) => ({
      ...current,
      revisions: [{ notate: 'Y', time: NOW - 100, comment: 'new' }],
    }));
    assert.equal(await running.pass(NOW + 6 * PERIOD), 5, 'the mark of a revision');
    rmSync(graphFile(site.configuration.tracker_directory, two.id, DAILY));
    assert.equal(await running.pass(NOW + 6 * PERIOD), 1, 'a picture that is gone');
    const wide = { configuration: { ...site.configuration, rrd_width: 500 }, log: site.log };
    assert.equal(await new Grapher(wide).pass(NOW + 6 * PERIOD), 10, 'another look');
    assert.equal(await running.pass(NOW + 6 * PERIOD, undefined, 'all'), 10, 'all that are asked for');
    writeFileSync(join(site.configuration.tracker_directory, '.drawn.json'), '{"one": [');
    assert.equal(await running.pass(NOW + 6 * PERIOD), 10, 'what was drawn is not known');
  });

  it('draws groups with active, archived and missing components', async () => {
    await drawable({ label: ODD_LABEL });
    const archived = await drawable({ label: 'archived', type: 'pps' });
    await moveDefinition(site.configuration.filter_directory, archived, 'archived');
    const rrds = site.configuration.rrdtool_directory;
    writeFileSync(join(rrds, 'archived.archive'), readFileSync(join(rrds, 'archived.rrd')));
    rmSync(join(rrds, 'archived.rrd'));
    const group = await createDefinition<Group>(
      site.configuration.filter_directory,
      {
        kind: 'group',
        label: 'all: of it',
        comment: '',
        revisions: [],
        others: [],
        components: [
          { position: 101, label: ODD_LABEL, colour: 'auto mixed1' },
          { position: 102, label: 'archived', colour: 'no such colour' },
          { position: 201, label: ODD_LABEL, colour: 'dark red' },
          { position: 202, label: 'gone', colour: 'red' },
        ],
      },
      new Set(),
    );
    assert.equal(await grapher().pass(NOW), 10);
    assert.deepEqual(site.lines.slice(1, -1), []);
    assert.ok(size(graphFile(site.configuration.tracker_directory, group.id, DAILY))[1] > 200);
  });

  it('lets no broken tracking stop the others, and names it', async () => {
    await drawable({ label: 'good' });
    const bad = await drawable({ label: 'bad' });
    writeFileSync(rrdFile(site.configuration.rrdtool_directory, bad), 'no RRD');
    assert.equal(await grapher().pass(NOW), 5);
    assert.match(site.lines.join('\n'), /^bad: rrdtool last: /m);
    assert.match(site.lines.at(-1)!, /^finish: 5 pictures of 1 graph sets, took: [\d.]+ seconds$/);
  });

  it('prints maximum, 95th percentile, average, minimum and current value of what it shows', async () => {
    const tracking = await drawable({ label: 'one' });
    const file = rrdFile(site.configuration.rrdtool_directory, tracking);
    const words = trackingElements(tracking, file, DAILY, NOW, site.configuration)
      .filter((word) => /^(DEF|VDEF|GPRINT)/.test(word))
      .map((word) => word.replace('GPRINT', 'PRINT').replace('%6.2lf%s', '%.6lf '));
    const times = ['--start', String(NOW - DAY), '--end', String(NOW)];
    const [, ...printed] = await rrd.run('graph', join(site.directory, 'x.png'), ...times, ...words);
    const shown = Array.from({ length: 288 }, (_, index) => NOW - DAY + (index + 1) * PERIOD)
      .filter((end) => end % 7200 !== 0)
      .map((end) => 1e6 + (end % 3600) * 100)
      .sort((one, other) => one - other);
    const value = (title: string): number => {
      const line = printed.find((each) => each.startsWith(title));
      return Number(/ ([\d.]+) bps$/.exec(line ?? '')?.[1]);
    };
    assert.equal(value('Maximum'), shown.at(-1));
    assert.equal(value('Minimum'), shown[0]);
    assert.ok(Math.abs(value('Average') - shown.reduce((sum, one) => sum + one, 0) / shown.length) < 1e-3);
    assert.ok(shown.includes(value('95thPct')));
    const below = shown.filter((one) => one <= value('95thPct')).length / shown.length;
    assert.ok(below >= 0.94 && shown.filter((one) => one < value('95thPct')).length / shown.length <= 0.95);
    assert.equal(value('Current'), 1e6 + ((NOW - PERIOD) % 3600) * 100, 'the last that is known');
  });

  it('says that there is no data instead of statistics, where nothing is known of the time that a graph shows', async () => {
    const tracking = await drawable({ label: 'one' });
    const file = rrdFile(site.configuration.rrdtool_directory, tracking);
    const long = NOW + 30 * DAY;
    for (const [window, now, known] of [
      [DAILY, NOW, 'some'],
      [DAILY, long, 'none'],
      [WEEKLY, NOW + 4 * DAY, 'some'],
      [WEEKLY, long, 'none'],
    ] as const)
      assert.equal(await knownValues(rrd, file, window, now, site.configuration), known, `${window.name} ${now}`);
    const said = (known: 'some' | 'none'): string =>
      trackingElements(tracking, file, DAILY, long, site.configuration, known).join('\n');
    assert.match(said('none'), /^COMMENT:There is no data of this time\.$/m);
    assert.doesNotMatch(said('none'), /^GPRINT/m);
    assert.match(said('some'), /^GPRINT:value0:Maximum/m);
    // the same picture as without a word of statistics: by the pages, and by the Grapher
    const window = DAILY;
    const graph = { window, now: long, configuration: site.configuration };
    const live = await drawLive(tracking, { trackings: [tracking] }, graph);
    await grapher().pass(long, undefined, 'all');
    const drawn = readFileSync(graphFile(site.configuration.tracker_directory, tracking.id, DAILY));
    const { start, end } = { start: long - DAY, end: long };
    const words = trackingElements(tracking, file, DAILY, long, site.configuration, 'none');
    const frame = frameOptions(tracking, DAILY, 'Bits per Second', site.configuration);
    const expected = await drawRrd(['--start', String(start), '--end', String(end), ...frame, ...words]);
    assert.ok(live?.equals(expected));
    assert.ok(drawn.equals(expected));
  });

  it('puts peaks, the threshold and the latest three marks into the longer graphs', () => {
    const revisions = [1, 2, 3, 4, 5].map((day) => ({
      notate: day === 5 ? ('N' as const) : ('Y' as const),
      time: NOW - day * DAY,
      comment: `c${day}`,
    }));
    const tracking = aTracking({ type: 'pps', alert: { threshold: '-7.5' }, revisions });
    const words = trackingElements(tracking, '/r/a:b.rrd', WEEKLY, NOW, site.configuration);
    assert.ok(words.includes('DEF:peak=/r/a\\:b.rrd:flowbits:MAX'));
    assert.ok(words.includes('HRULE:7.5#FF0000'));
    assert.deepEqual(
      words.filter((word) => word.startsWith('VRULE')).map((word) => /c\d/.exec(word)?.[0]),
      ['c3', 'c2', 'c1'],
    );
    assert.match(
      words.find((word) => word.startsWith('COMMENT'))!,
      /averaged over 30 minute periods\. .*06\/15\/2025 00\\:00\\:00 UTC\\l$/,
    );
    assert.ok(
      !trackingElements(aTracking(), '/x', DAILY, NOW, site.configuration).some((word) => /peak|HRULE/.test(word)),
    );
  });

  it('cuts a label, not its period, where a title has no room, and has small letters and few words in thumbnails', () => {
    const label = 'Köln 😀 '.repeat(20).trim();
    const title = (rrd_width: number): string => {
      const words = frameOptions(aTracking({ label }), WEEKLY, 'Bits', { ...site.configuration, rrd_width });
      assert.equal(words.includes('DEFAULT:6'), rrd_width < 400);
      return words[words.indexOf('--title') + 1] ?? '';
    };
    for (const width of [250, 600, 1200]) {
      assert.match(title(width), /^Köln 😀 .*: Last 7 Days$/u);
      assert.ok(Array.from(title(width)).length <= (width + 100) / 5.5, title(width));
    }
    assert.ok(title(250).includes('…: ') && title(600).length > title(250).length);
    const said = (rrd_width: number): string => remark(WEEKLY, NOW, { ...site.configuration, rrd_width });
    assert.match(said(250), /^COMMENT:Updated/);
    assert.match(said(600), /averaged over 30 minute periods.*Graph Last Updated/);
  });

  it('takes the label in the title, slopes, colours, sizes and the lower limit from the configuration', () => {
    const options = (changes: Partial<Configuration>) =>
      frameOptions(aTracking({ label: 'a b' }), WEEKLY, 'Packets per Second', { ...site.configuration, ...changes });
    const after = (words: string[], word: string) => words[words.indexOf(word) + 1];
    const usual = options({});
    assert.equal(after(usual, '--title'), 'a b: Last 7 Days');
    assert.deepEqual([after(usual, '--width'), after(usual, '--height')], ['600', '150']);
    assert.ok(['--slope-mode', '--interlaced', 'FONT#000000AA', 'SHADEA#FFFFFF'].every((word) => usual.includes(word)));
    const other = options({
      labels_in_titles: 0,
      rrd_slope_mode: '',
      rrd_width: 300,
      rrd_canvas: '123456',
      rrd_frame: 'ABCDEF',
      rrd_lower_limit: -5,
    });
    assert.equal(after(other, '--title'), 'Last 7 Days');
    assert.equal(after(other, '--vertical-label'), 'Packets per Second');
    assert.deepEqual([after(other, '--width'), after(other, '--lower-limit')], ['300', '-5']);
    assert.ok(['CANVAS#123456', 'FRAME#ABCDEF', 'SHADEB#ABCDEF'].every((word) => other.includes(word)));
    assert.ok(!other.includes('--slope-mode'));
  });

  it('draws groups of packets and of flows with their unit at the axis', async () => {
    const rates = [
      ['pps', 'Packets per Second'],
      ['fpsi', 'Flows per Second'],
    ] as const;
    for (const [type, axis] of rates) {
      const tracking = await drawable({ label: type, type });
      const components = [{ position: 101, label: type, colour: 'auto red1' }];
      const group: Group = {
        kind: 'group',
        id: 'g',
        state: 'active',
        label: 'g',
        comment: '',
        components,
        revisions: [],
        others: [],
      };
      const { configuration } = site;
      const file = rrdFile(configuration.rrdtool_directory, tracking);
      const picture = await drawLive(group, { trackings: [tracking] }, { window: DAILY, now: NOW, configuration });
      const elements = groupElements(group, [{ component: components[0]!, tracking, file }], DAILY, NOW, configuration);
      const times = ['--start', String(NOW - DAILY.length), '--end', String(NOW)];
      const drawn = (unit: string): Promise<Buffer> =>
        drawRrd([...times, ...frameOptions(group, DAILY, unit, configuration), ...elements]);
      assert.ok(picture);
      assert.ok(picture.equals(await drawn(axis)), type);
      assert.ok(!picture.equals(await drawn('Bits per Second')), type);
    }
  });

  it('stacks the two sides of a group apart, and takes colours by name', () => {
    const components = [101, 102, 201, 202].map((position) => ({
      position,
      label: `p${position}`,
      colour: 'auto red10',
    }));
    const group: Group = {
      kind: 'group',
      id: 'g',
      state: 'active',
      label: 'g',
      comment: '',
      components,
      revisions: [],
      others: [],
    };
    const members = components.map((component) => ({ component, tracking: aTracking(), file: '/f' }));
    const areas = groupElements(group, members, DAILY, NOW, site.configuration).filter((word) =>
      word.startsWith('AREA'),
    );
    assert.deepEqual(areas, [
      'AREA:value0#FFFF55:p101\\l',
      'AREA:value1#FFFF55:p102\\l:STACK',
      'AREA:negative2#FFFF55:p201\\l',
      'AREA:negative3#FFFF55:p202\\l:STACK',
    ]);
    assert.deepEqual(
      ['auto_mixed1', 'Standard', 'dark red', '#00ff00', 'auto red99', '__proto__'].map((name) =>
        colourOf(name, 'FFE0C0', 1),
      ),
      ['6622EE', 'FFE0C0', '900000', '00FF00', '33DDFF', '33DDFF'],
    );
    const own = parseColours('255 0 16  Uplink Red\r\n1 2 3 auto_mixed 1\n# 1 2 3 x\n999 0 0 wrong\n\n  8 9 10 x');
    assert.deepEqual(
      ['uplink red', 'Uplink_Red', 'auto mixed1', 'auto_mixed1', 'x', 'wrong'].map((name) =>
        colourOf(name, 'FFE0C0', 1, own),
      ),
      ['FF0010', 'FF0010', '010203', '010203', '08090A', '33DDFF'],
    );
    assert.equal(legend('a:b\\c\nd'), 'a\\:b\u2216c d');
  });
});
