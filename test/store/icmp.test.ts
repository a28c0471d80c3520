/** Questions about types and codes of ICMP: of old archives and newer exports together. */
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fieldReader } from '../../lib/flow/batch.js';
import { recordLayout } from '../../lib/flow/layout.js';
import { translator } from '../../lib/flow/translate.js';
import { CLASSIC_VERSIONS, EXTENDED, type ExportVersion } from '../../lib/flow/version.js';
import type { Filter } from '../../lib/query/filter.js';
import type { FlowQuery } from '../../lib/query/query.js';
import { DuckDbStore } from '../../lib/store/duckdb-store.js';
import { runProgram } from '../bin/program.js';
import { batchOf, timedRecord, writeRowFile, type RawRecord } from './row-files.js';
import { makeTwins } from './twins.js';

const S = Date.UTC(2026, 10, 20, 12);
const HOUR = 3_600_000;

/** An echo request, a port that is unreachable, and what has such a port and is no ICMP; what records have no place for is left out. */
const RECORDS: readonly RawRecord[] = [
  { prot: 1, dstport: 0x0800, icmp_type: 8, icmp_code: 0 },
  { prot: 1, dstport: 0x0303, icmp_type: 3, icmp_code: 3 },
  { prot: 17, dstport: 0x0800 },
].map((fields, index) => timedRecord(S, S + 1000, 5_000_000, { ...fields, dpkts: 1, doctets: 10 ** index }));
const VERSIONS: readonly ExportVersion[] = ['1', '5', '8.8', '8.14', '8.10', EXTENDED];
const WITHOUT: ExportVersion = '8.5';

const is = (field: 'icmp_type' | 'icmp_code', value: number): Filter => ({
  kind: 'in',
  field,
  ranges: [{ lo: value, hi: value }],
});

describe('types and codes of ICMP', () => {
  let folder = '';
  let store: DuckDbStore;
  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'icmp-'));
    mkdirSync(join(folder, 'edge'));
    for (const [index, version] of [...VERSIONS, WITHOUT].entries())
      await writeRowFile(join(folder, 'edge'), { version, start: S + 1000 * index, records: RECORDS });
    store = new DuckDbStore({ dataDirectory: folder, threads: 1 });
  });
  after(async () => {
    await store.close();
    rmSync(folder, { recursive: true });
  });

  const ask = (change: Partial<FlowQuery>) =>
    store.run({
      sources: [{ kind: 'device', name: 'edge' }],
      window: { start: S, end: S + HOUR, rule: 'any' },
      filter: { kind: 'and', of: [] },
      share: 'whole flows',
      select: { kind: 'groups', dimensions: [], measures: [{ measure: 'records' }] },
      order: [],
      ...change,
    });

  for (const what of ['row files', 'twins'] as const)
    it(`are those of the destination port in classic ${what}, beside extended ones`, async () => {
      if (what === 'twins') await makeTwins(join(folder, 'edge'), 'alone');
      const counted = async (filter: Filter): Promise<unknown> => (await ask({ filter })).totals['records'];
      assert.equal(await counted(is('icmp_type', 8)), VERSIONS.length);
      assert.equal(await counted({ kind: 'and', of: [is('icmp_type', 3), is('icmp_code', 3)] }), VERSIONS.length);
      assert.equal(await counted(is('icmp_type', 17)), 0);
      const { rows, notes } = await ask({
        select: {
          kind: 'groups',
          dimensions: [
            { kind: 'field', field: 'icmp_type' },
            { kind: 'field', field: 'icmp_code' },
          ],
          measures: [{ measure: 'records' }],
        },
        order: [{ by: 'icmp_type', direction: 'ascending' }],
      });
      assert.deepEqual(rows, [
        [3, 3, VERSIONS.length],
        [8, 0, VERSIONS.length],
        [null, null, VERSIONS.length + RECORDS.length],
      ]);
      assert.deepEqual(
        notes.map(({ text }) => /version ([\d., ]+) have no field (.*): they/.exec(text)?.slice(1)),
        [[WITHOUT, '"icmp_type" (ICMP Type), "icmp_code" (ICMP Code)']],
      );
    });

  it('are read of each classic record that has a protocol and a destination port, and kept when it is widened', () => {
    for (const version of CLASSIC_VERSIONS) {
      const { slots } = recordLayout(version);
      const batch = batchOf(version, RECORDS);
      const [type, code] = (['icmp_type', 'icmp_code'] as const).map((field) => fieldReader(batch, field));
      const told = type && code && [0, 1, 2].map((index) => [type(index), code(index)]);
      const expected = [
        [8, 0],
        [3, 3],
        [255, 255],
      ];
      assert.deepEqual(told, slots.has('prot') && slots.has('dstport') ? expected : undefined, version);
    }
    const widened = translator('5', EXTENDED)?.(batchOf('5', RECORDS));
    assert.ok(widened);
    const type = fieldReader(widened, 'icmp_type');
    assert.deepEqual(
      [0, 1, 2].map((index) => type?.(index)),
      [8, 3, 255],
    );
  });

  it('are what flow-nfilter selects classic flows by, and refuses those without', async () => {
    const config = join(folder, 'filter.cfg');
    writeFileSync(config, 'filter-primitive p\n type number\n permit 8\nfilter-definition d\n match icmp-type p\n');
    const flows = (version: string) => runProgram('flow-gen', ['-V', version, '-n', '3']).then(({ stdout }) => stdout);
    const csv = '#:dpkts,doctets,dstport,prot\n1,1,2048,1\n1,10,771,1\n1,100,2048,17\n';
    const { stdout } = await runProgram('flow-import', ['-f', '2', '-V', '5'], csv);
    const passed = await runProgram('flow-nfilter', ['-f', config, '-F', 'd'], stdout);
    const left = await runProgram('flow-export', ['-f', '2', '-m', 'doctets,prot'], passed.stdout);
    assert.equal(left.stdout.toString(), '#:doctets,prot\n1,1\n');
    const refused = await runProgram('flow-nfilter', ['-f', config, '-F', 'd'], await flows('8.5'));
    assert.notEqual(refused.status, 0);
    assert.match(refused.stderr, /Filter references a field not in flow/);
  });
});
