import { DuckDBInstance, type DuckDBConnection } from '@duckdb/node-api';
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { FLOW_FIELDS, type FieldName } from '../../lib/flow/field.js';
import { compileQuery } from '../../lib/query/compile.js';
import { DUCKDB } from '../../lib/query/duckdb-dialect.js';
import type { Filter } from '../../lib/query/filter.js';
import { neededFields } from '../../lib/query/needed-fields.js';
import { QueryError } from '../../lib/query/query-error.js';
import type { FlowQuery, Groups } from '../../lib/query/query.js';
import { anyFlow, query } from './arbitrary.js';
import { assertAnswer } from './assert-answer.js';
import { answer, fill, RELATION } from './on-duckdb.js';
import { evaluate } from './reference.js';

const BASE: FlowQuery = {
  sources: [],
  filter: { kind: 'and', of: [] },
  share: 'whole flows',
  select: { kind: 'groups', dimensions: [], measures: [{ measure: 'flows' }] },
  order: [],
};

describe('a compiled query', () => {
  let connection: DuckDBConnection;
  before(async () => {
    connection = await (await DuckDBInstance.create(':memory:')).connect();
  });
  after(() => {
    connection.closeSync();
  });

  it('gives what looping over the flows gives, for flows of both families and absent fields', async () => {
    const flows = fc.array(anyFlow, { maxLength: 25 });
    await fc.assert(
      fc.asyncProperty(flows, fc.array(query, { minLength: 1, maxLength: 8 }), async (drawn, queries) => {
        const fields = FLOW_FIELDS.map(({ name }) => name);
        await fill(connection, drawn, fields);
        for (const asked of queries) assertAnswer(asked, await answer(connection, asked), evaluate(asked, drawn));
      }),
      { numRuns: 120, interruptAfterTimeLimit: 20_000 },
    );
  });

  it('spreads counters over buckets however long flows last and short buckets are', async () => {
    const flow = fc.record({
      start_ms: fc.integer({ min: 0, max: 3000 }),
      life: fc.oneof(fc.integer({ min: -1, max: 3 }), fc.integer({ min: 0, max: 4000 })),
      doctets: fc.oneof(fc.nat(100), fc.constantFrom(2 ** 32 - 1, 2 ** 53 - 1)),
      dpkts: fc.nat(9),
      prot: fc.constantFrom(6, 17),
    });
    const bucketed = fc.record({
      start: fc.integer({ min: 0, max: 2000 }),
      length: fc.integer({ min: 1, max: 2500 }),
      bucket: fc.constantFrom(7, 100, 333, 1000),
      split: fc.constantFrom(true, false),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(flow, { maxLength: 30 }), bucketed, async (drawn, { start, length, bucket, split }) => {
        const flows = drawn.map(({ start_ms, life, ...rest }) => ({ ...rest, start_ms, end_ms: start_ms + life }));
        const tcp: Filter = { kind: 'in', field: 'prot', ranges: [{ lo: 6, hi: 6 }] };
        const asked: FlowQuery = {
          ...BASE,
          window: { start, end: start + length, rule: 'any' },
          select: {
            kind: 'groups',
            dimensions: split ? [{ kind: 'field', field: 'prot' }] : [],
            measures: [
              { measure: 'octets' },
              { measure: 'packets', filter: tcp },
              { measure: 'starts' },
              { measure: 'active' },
            ],
            bucket,
          },
        };
        await fill(connection, flows, [...neededFields(asked, 'all flows')]);
        assertAnswer(asked, await answer(connection, asked), evaluate(asked, flows));
      }),
      { numRuns: 150, interruptAfterTimeLimit: 20_000 },
    );
  });

  it('leaves nothing behind where a large flow has ended', async () => {
    const lives = [
      [0, 9000, 2 ** 53 - 1],
      [500, 7001, 1_000_003],
      [20_000, 29_999, 7],
    ];
    const flows = lives.map(([start_ms = 0, end_ms = 0, doctets = 0]) => ({ start_ms, end_ms, doctets }));
    const select: Groups = { kind: 'groups', dimensions: [], measures: [{ measure: 'octets' }], bucket: 1000 };
    await fill(connection, flows, ['start_ms', 'end_ms', 'doctets']);
    const window = { start: 0, end: 40_000, rule: 'any' as const };
    const { rows } = await answer(connection, { ...BASE, window, select });
    const buckets = [...Array(9).keys(), ...Array.from({ length: 10 }, (_, index) => 20 + index)];
    assert.deepEqual(
      rows.map(([time]) => time),
      buckets.map((second) => second * 1000),
    );
    assert.ok(Math.abs(Number(rows[15]?.[1]) - 7000 / 9999) < 1e-12);
  });

  it('takes all flows without an address for one group, whatever prefix length they record', async () => {
    const sources = [7, 64, 0].map((src_mask) => ({ src_mask, srcaddr: null, start_ms: 0, end_ms: 0 }));
    const select: Groups = {
      kind: 'groups',
      dimensions: [{ kind: 'prefix', field: 'srcaddr', bits: 'recorded' }],
      measures: [{ measure: 'records' }],
    };
    await fill(
      connection,
      sources,
      FLOW_FIELDS.map(({ name }) => name),
    );
    assert.deepEqual((await answer(connection, { ...BASE, select })).rows, [[null, 3]]);
  });

  it('needs no other fields than it says', async () => {
    await fc.assert(
      fc.asyncProperty(query, fc.constantFrom('all flows', 'flows of the window'), async (asked, holds) => {
        await fill(connection, [], [...neededFields(asked, holds)]);
        await answer(connection, asked, { ...RELATION, holds });
      }),
      { numRuns: 100, interruptAfterTimeLimit: 10_000 },
    );
  });

  it('does not look at times where the relation holds only flows of the window', () => {
    const window = { start: 1000, end: 2000, rule: 'any' as const };
    assert.deepEqual(neededFields({ ...BASE, window }, 'flows of the window'), new Set(['dflows']));
    assert.deepEqual(neededFields({ ...BASE, window }, 'all flows'), new Set(['dflows', 'start_ms', 'end_ms']));
  });

  it('takes a sample of about one flow in so many', async () => {
    const flows = Array.from({ length: 2000 }, () => ({ doctets: 1 }));
    await fill(connection, flows, ['doctets', 'dflows']);
    const count = async (oneIn: number) =>
      Number((await answer(connection, { ...BASE, filter: { kind: 'sample', oneIn } })).rows[0]?.[0]);
    assert.equal(await count(1), 2000);
    const tenth = await count(10);
    assert.ok(tenth > 100 && tenth < 320, `${tenth} of 2000`);
  });

  it('keeps integers beyond 2^53 exact', async () => {
    const flows = Array.from({ length: 9 }, () => ({ doctets: 2 ** 53 - 1 }));
    await fill(connection, flows, ['doctets', 'dflows']);
    const { rows } = await answer(connection, {
      ...BASE,
      select: { ...(BASE.select as Groups), measures: [{ measure: 'octets' }] },
    });
    assert.deepEqual(rows, [[9n * (2n ** 53n - 1n)]]);
  });
});

describe('a query that cannot be asked', () => {
  const groups = (change: Partial<Groups>): Partial<FlowQuery> => ({
    select: { kind: 'groups', dimensions: [], measures: [{ measure: 'flows' }], ...change },
  });
  const filtered = (filter: Filter): Partial<FlowQuery> => ({ filter });
  const evil = '"; DROP TABLE flows; --';
  // names and numbers as they would come from a file or a URL, unchecked
  const cases: [string, Partial<FlowQuery>, QueryError['code'], string][] = [
    [
      'an unknown field to group by',
      groups({ dimensions: [{ kind: 'field', field: evil as FieldName }] }),
      'unknown-field',
      'select.dimensions[0]',
    ],
    [
      'an unknown field to test',
      filtered({ kind: 'in', field: evil as FieldName, ranges: [] }),
      'unknown-field',
      'filter',
    ],
    [
      'a text as a bound',
      filtered({ kind: 'in', field: 'prot', ranges: [{ lo: 0, hi: evil as unknown as number }] }),
      'bad-number',
      'filter',
    ],
    [
      'a bound that is no number',
      filtered({ kind: 'not', of: { kind: 'compare', field: 'prot', op: 'eq', value: NaN } }),
      'bad-number',
      'filter.of',
    ],
    [
      'an unknown comparison',
      filtered({ kind: 'compare', field: 'prot', op: evil as 'eq', value: 1 }),
      'unknown-field',
      'filter',
    ],
    [
      'a comparison of addresses',
      filtered({ kind: 'compare', field: 'srcaddr', op: 'lt', value: 1 }),
      'not-a-number',
      'filter',
    ],
    [
      'an address test of a port',
      filtered({ kind: 'address', field: 'srcport', v4: [], v6: [] }),
      'not-an-address',
      'filter',
    ],
    [
      'an unknown zone',
      filtered({ kind: 'clock', field: 'start_ms', zone: evil, ranges: [] }),
      'unknown-field',
      'filter',
    ],
    ['an unknown test', filtered({ kind: evil } as unknown as Filter), 'unknown-field', 'filter'],
    [
      'a comparison of texts',
      filtered({ kind: 'compare', field: 'pairs', op: 'lt', value: 1 }),
      'not-a-number',
      'filter',
    ],
    [
      'the sum of texts',
      groups({ measures: [{ measure: 'sum', of: 'pairs', as: 'x' }] }),
      'not-a-number',
      'select.measures[0]',
    ],
    [
      'the largest address',
      groups({ measures: [{ measure: 'max', of: 'srcaddr', as: 'x' }] }),
      'not-a-number',
      'select.measures[0]',
    ],
    [
      'an unknown measure',
      groups({ measures: [{ measure: evil as 'octets' }] }),
      'unknown-field',
      'select.measures[0]',
    ],
    [
      'a prefix of 33 bits',
      groups({ dimensions: [{ kind: 'prefix', field: 'srcaddr', bits: 33 }] }),
      'bad-prefix',
      'select.dimensions[0]',
    ],
    [
      'two columns of one name',
      groups({ measures: [{ measure: 'flows' }, { measure: 'flows' }] }),
      'duplicate-column',
      'select',
    ],
    ['nothing at all', groups({ measures: [] }), 'nothing-asked', 'select'],
    ['no column of flows', { select: { kind: 'flows', columns: [] } }, 'nothing-asked', 'select.columns'],
    ['a bucket without a window', groups({ bucket: 1000 }), 'bad-bucket', 'select.bucket'],
    [
      'a bucket of no length',
      { window: { start: 0, end: 9, rule: 'any' }, ...groups({ bucket: 0 }) },
      'bad-bucket',
      'select.bucket',
    ],
    [
      'more than a million buckets',
      { window: { start: 0, end: 1e7, rule: 'any' }, ...groups({ bucket: 1 }) },
      'bad-bucket',
      'select.bucket',
    ],
    ['a window that ends before it starts', { window: { start: 9, end: 9, rule: 'any' } }, 'bad-window', 'window'],
    ['an unknown window rule', { window: { start: 0, end: 9, rule: evil as 'any' } }, 'bad-window', 'window.rule'],
    [
      'an order by an unknown column',
      { order: [{ by: evil, direction: 'ascending' }] },
      'unknown-column',
      'order[0].by',
    ],
    [
      'a threshold on an unknown column',
      groups({ having: { by: evil, atLeast: 1 } }),
      'unknown-column',
      'select.having.by',
    ],
    [
      'one of several thresholds on an unknown column',
      groups({ having: { anyOf: [{ by: evil, atLeast: 1 }] } }),
      'unknown-column',
      'select.having.anyOf[0].by',
    ],
    ['a negative limit', { limit: -1 }, 'bad-number', 'limit'],
    ['an offset that is no whole number', { offset: 0.5 }, 'bad-number', 'offset'],
  ];
  for (const [what, change, code, place] of cases)
    it(`is refused: ${what}`, () => {
      assert.throws(
        () => compileQuery({ ...BASE, ...change }, RELATION, DUCKDB),
        (error) =>
          error instanceof QueryError && error.code === code && error.place === place && error.message.endsWith('.'),
      );
    });

  it('lets no text into the statement, whatever a column is called', () => {
    const select: Groups = {
      kind: 'groups',
      dimensions: [{ kind: 'field', field: 'prot', as: evil }],
      measures: [{ measure: 'octets', as: `${evil}2` }],
    };
    const compiled = compileQuery(
      { ...BASE, select, order: [{ by: evil, direction: 'descending' }] },
      RELATION,
      DUCKDB,
    );
    assert.ok(!String(compiled.rows).includes('DROP'));
    assert.deepEqual(
      compiled.columns.map(({ key }) => key),
      [evil, `${evil}2`],
    );
  });
});
