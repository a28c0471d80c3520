import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { CRITERIA } from '../../lib/report/criterion.js';
import { Catalogue, readDefinition } from '../../lib/tracker/catalogue.js';
import { DefinitionError } from '../../lib/tracker/definition-error.js';
import { changeDefinition, createDefinition, moveDefinition } from '../../lib/tracker/save.js';
import { slugOf } from '../../lib/tracker/slug.js';
import { STORED_KEYS } from '../../lib/tracker/stored-keys.js';
import { TRACKING_TYPE_NAMES } from '../../lib/tracker/tracking-type.js';
import { multiplierOf, type Component, type Group, type Revision, type Tracking } from '../../lib/tracker/tracking.js';
import { aTracking } from './trackings.js';

/** Written by hand after the format's description: what a site that comes from the original has. */
const OLD_FIL = `filter-primitive source_address
  type ip-address-prefix
  permit 10.0.0.0/8
  default deny
filter-primitive start_flows
  type time-date
  permit ge January 1, 2000 0:00:00
  default deny
filter-definition Flow_Filter
  match ip-source-address source_address
  match end-time start_flows

 input: tracking_type: Individual
 input: device_name: MYROUTER
 input: tracking_label: Uplink: out, "fast"
 input: general_comment: see https://wiki.example/x: 5
 input: source_addresses: 10.0.0.0/8, -10.1.0.0/16
 input: source_ports: 
 input: source_ifs: 3
 input: sif_names: 12 ge-0/0/1, -7
 input: dest_ports: 80, 443
 input: sampling_multiplier: 100
 input: alert_threshold: -5000
 input: alert_frequency: daily3
 input: alert_destination: noc@example.net
 input: alert_last_notified: 1300000000
 input: alert_consecutive: 1300000000^2^99
 input: IPFIX: 0
 input: silk_class: all
 input: revision: Y|1300000000|moved | to ge-0/0/1
 input: revision: N|1400000000|
`;
const OLD_GRP = `101^Uplink: out, "fast"^auto mixed1
201^a^b^red
 input: monitor_label: Both
 input: monitor_type: Group
 input: general_comment: in and out
 input: revision: Y|1500000000|new line
`;

const oneLiner = fc.string({ unit: 'grapheme' }).map((text) => text.replace(/[\p{Cc}\u2028\u2029]+/gu, ' ').trim());
const label = oneLiner.filter((text) => text !== '');
const PLAIN = { noNullPrototype: true } as const;
const revision: fc.Arbitrary<Revision> = fc.record(
  { notate: fc.constantFrom('Y', 'N'), time: fc.nat(2 ** 31), comment: oneLiner },
  PLAIN,
);

describe('definitions of trackings', () => {
  let directory: string;
  beforeEach(() => {
    directory = join(mkdtempSync(join(tmpdir(), 'trackings-')), 'filters');
    mkdirSync(directory);
  });
  afterEach(() => {
    rmSync(join(directory, '..'), { recursive: true });
  });
  const put = (name: string, text: string): string => {
    writeFileSync(join(directory, name), text);
    return join(directory, name);
  };

  it('reads keys and types of older versions, and values with colons', async () => {
    const tracking = (await readDefinition(put('uplink.fil', OLD_FIL))) as Tracking;
    assert.deepEqual(
      [tracking.kind, tracking.id, tracking.state, tracking.type],
      ['tracking', 'uplink', 'active', 'bps'],
    );
    assert.equal(tracking.label, 'Uplink: out, "fast"');
    assert.equal(tracking.comment, 'see https://wiki.example/x: 5');
    assert.equal(tracking.fields.device_name, 'MYROUTER');
    assert.equal(tracking.fields.source_if, '3, 12, -7');
    assert.equal(tracking.fields.dest_port, '80, 443');
    assert.equal(multiplierOf(tracking), 100);
    assert.deepEqual(tracking.alert, {
      threshold: '-5000',
      frequency: 'daily3',
      destination: 'noc@example.net',
      lastNotified: '1300000000',
      consecutive: '1300000000^2^99',
    });
    assert.deepEqual(tracking.revisions, [
      { notate: 'Y', time: 1_300_000_000, comment: 'moved | to ge-0/0/1' },
      { notate: 'N', time: 1_400_000_000, comment: '' },
    ]);
    assert.deepEqual(tracking.others, [
      ['IPFIX', '0'],
      ['silk_class', 'all'],
    ]);
    assert.match(tracking.definition, /^filter-primitive source_address[^]*match end-time start_flows$/);
  });

  it('reads groups, also archived ones', async () => {
    const components: Component[] = [
      { position: 101, label: 'Uplink: out, "fast"', colour: 'auto mixed1' },
      { position: 201, label: 'a^b', colour: 'red' },
    ];
    for (const [name, state] of [
      ['both.grp', 'active'],
      ['both.archive', 'archived'],
    ]) {
      const group = (await readDefinition(put(name!, OLD_GRP))) as Group;
      assert.deepEqual([group.kind, group.state, group.label, group.comment], ['group', state, 'Both', 'in and out']);
      assert.deepEqual(group.components, components);
      assert.equal(group.revisions.length, 1);
    }
  });

  it('keeps every label, comment and list through writing and reading', async () => {
    const fields = fc.record(
      Object.fromEntries(STORED_KEYS.map(([, field]) => [field, oneLiner])) as Record<
        keyof Tracking['fields'],
        typeof oneLiner
      >,
    );
    const made = fc.record(
      {
        label,
        type: fc.constantFrom(...TRACKING_TYPE_NAMES),
        comment: oneLiner,
        fields,
        multiplier: oneLiner,
        revisions: fc.array(revision, { maxLength: 4 }),
      },
      PLAIN,
    );
    await fc.assert(
      fc.asyncProperty(made, async (some) => {
        const tracking = aTracking(some);
        const created = await createDefinition<Tracking>(directory, tracking, new Set());
        const back = (await new Catalogue(directory).read()).trackings.find(({ id }) => id === created.id);
        assert.deepEqual(back, created);
        rmSync(join(directory, `${created.id}.fil`));
      }),
      { numRuns: 50 },
    );
  });

  it('keeps every group through writing and reading', async () => {
    const components = fc.uniqueArray(
      fc.record(
        { position: fc.integer({ min: 101, max: 299 }), label, colour: fc.constantFrom('red', 'auto blue2') },
        PLAIN,
      ),
      { selector: ({ position }) => position, maxLength: 5 },
    );
    await fc.assert(
      fc.asyncProperty(
        label,
        oneLiner,
        components,
        fc.array(revision, { maxLength: 3 }),
        async (name, comment, some, revisions) => {
          const sorted = some.toSorted((one, other) => one.position - other.position);
          const group = { kind: 'group', label: name, comment, components: sorted, revisions, others: [] } as const;
          const created = await createDefinition<Group>(directory, group, new Set());
          const back = (await new Catalogue(directory).read()).groups.find(({ id }) => id === created.id);
          assert.deepEqual(back, created);
          rmSync(join(directory, `${created.id}.grp`));
        },
      ),
      { numRuns: 30 },
    );
  });

  it('writes no second line into a definition, whatever a text holds', async () => {
    const tracking = aTracking({ label: 'x\n input: monitor_type: pps', comment: 'a\r\nfilter-definition b\u2028c' });
    const { id } = await createDefinition<Tracking>(directory, tracking, new Set());
    const { trackings } = await new Catalogue(directory).read();
    assert.deepEqual(
      trackings.map((each) => [each.id, each.type, each.comment]),
      [[id, 'bps', 'a filter-definition b c']],
    );
  });

  it('names files by what is harmless of a label', () => {
    assert.equal(slugOf('  Core & Edge (ge-0/0/1)  v2.1 '), 'core_-_edge_-ge-0-0-1-_v2-1');
    assert.equal(slugOf('../../etc/passwd'), '_------etc-passwd');
    assert.equal(slugOf(`'; rm -rf "$HOME" | <b>#%^:`), `_--_rm_-rf_--home-_-_-b-----`);
    assert.equal(slugOf('Zürich → 東京'), 'zürich_-_東京');
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'binary-ascii' })), (text) => {
        const slug = slugOf(text);
        assert.match(slug, /^[\p{L}\p{N}_][\p{L}\p{N}\p{M}_+=@~-]*$/u);
        assert.ok(Buffer.byteLength(slug) < 200);
      }),
    );
  });

  it('tells labels apart that have one name, and refuses a label that exists', async () => {
    const one = await createDefinition<Tracking>(directory, aTracking({ label: 'A.B' }), new Set());
    const other = await createDefinition<Tracking>(directory, aTracking({ label: 'a-b' }), new Set(['A.B']));
    assert.deepEqual([one.id, other.id], ['a-b', 'a-b~2']);
    await moveDefinition(directory, one, 'archived');
    const third = await createDefinition<Tracking>(directory, aTracking({ label: 'a b.' }), new Set());
    assert.equal(third.id, 'a_b-');
    const fourth = await createDefinition<Tracking>(directory, aTracking({ label: 'a/b' }), new Set());
    assert.equal(fourth.id, 'a-b~3', 'an archive has its name still');
    await assert.rejects(createDefinition<Tracking>(directory, aTracking({ label: 'A.B' }), new Set(['A.B'])), {
      code: 'taken',
      message: /"A\.B" exists already/,
    });
    await assert.rejects(createDefinition<Tracking>(directory, aTracking({ label: ' ' }), new Set()), {
      code: 'no-label',
    });
  });

  it('loses no change of two that are made at once', async () => {
    const { id } = await createDefinition<Tracking>(directory, aTracking({ label: 'busy' }), new Set());
    const [before] = (await new Catalogue(directory).read()).trackings;
    assert.equal(before?.id, id);
    await Promise.all(
      Array.from({ length: 10 }, (_, time) =>
        changeDefinition(directory, before, (current) => ({
          ...current,
          revisions: [...current.revisions, { notate: 'Y', time, comment: 'c' }],
        })),
      ),
    );
    const [after] = (await new Catalogue(directory).read()).trackings;
    assert.equal(after?.revisions.length, 10);
    assert.deepEqual(readdirSync(directory), ['busy.fil']);
  });

  it('reads what changed again, and names what it cannot use beside what it can', async () => {
    put('good.fil', OLD_FIL);
    put('bad.fil', ' input: monitor_type: bps\n');
    put('worse.fil', ' input: monitor_label: x\n input: monitor_type: miles\n');
    put('.hidden.fil', OLD_FIL);
    put('notes.txt', 'no definition');
    mkdirSync(join(directory, 'directory.fil'));
    const catalogue = new Catalogue(directory);
    const first = await catalogue.read();
    assert.deepEqual(
      first.trackings.map(({ id }) => id),
      ['good'],
    );
    assert.deepEqual(
      first.problems.map(({ code }) => code),
      ['no-label', 'unreadable', 'no-type'],
    );
    assert.match(
      first.problems[2]!.message,
      /"miles" is not a type of tracking\. Expected one of: bps, pps, fpsi, fpsa/,
    );
    const second = await catalogue.read();
    assert.equal(second.trackings[0], first.trackings[0], 'not read again');
    put('good.fil', OLD_FIL.replace('tracking_type: Individual', 'tracking_type: Individual-pps-prorated'));
    assert.equal((await catalogue.read()).trackings[0]?.type, 'pps');
    await assert.rejects(new Catalogue(join(directory, 'none')).read(), (error) => {
      assert.ok(error instanceof DefinitionError);
      assert.match(error.message, /set filter_directory/);
      return true;
    });
  });

  it('has a stored key of its own for every field', () => {
    const keys = STORED_KEYS.map(([key]) => key);
    assert.equal(new Set(keys).size, CRITERIA.length + 1);
    assert.ok(
      ['source_addresses', 'dest_ifs', 'nexthop_ips', 'exporter', 'either_address'].every((key) => keys.includes(key)),
    );
  });
});
