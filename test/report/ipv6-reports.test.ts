/** The IPv6 prefix aggregations, from the form to the data base; flows as exports with IPv6 give them. */
import { DuckDBInstance, type DuckDBConnection } from '@duckdb/node-api';
import assert from 'node:assert/strict';
import { defaultConfiguration, type Configuration } from '../../lib/config/configuration.js';
import { parseIpv6 } from '../../lib/flow/address.js';
import { neededFields } from '../../lib/query/needed-fields.js';
import type { Cell } from '../../lib/query/cell.js';
import { blankForm } from '../../lib/report/blankform.js';
import { readForm } from '../../lib/report/form.js';
import { readQuestion } from '../../lib/report/question.js';
import { answer, fill } from '../query/on-duckdb.js';
import type { ReferenceFlow } from '../query/reference.js';

const NOW = Date.UTC(2025, 5, 15, 12);

const v6 = (text: string) => {
  const value = parseIpv6(text);
  assert.ok(value !== undefined, text);
  return { family: 6, value } as const;
};

const flow = (src: string, dst: string, octets: number): ReferenceFlow => ({
  ...{ srcaddr: v6(src), dstaddr: v6(dst), src_as: 64620, dst_as: 64700, input: 1, output: 2, prot: 6 },
  ...{ dpkts: 1, doctets: octets, start_ms: NOW - 60_000, end_ms: NOW - 59_000 },
});

const FLOWS: readonly ReferenceFlow[] = [
  flow('2001:db8:1:10::1', '2001:db8:ffff::1', 100),
  flow('2001:db8:1:10::2', '2001:db8:ffff::2', 20),
  flow('2001:db8:1:11::1', '2001:db8:ffff:1::3', 3),
  { ...flow('::', '::', 1000), srcaddr: { family: 4, value: 1 }, dstaddr: { family: 4, value: 2 } },
];

describe('the IPv6 prefix aggregations', () => {
  let connection: DuckDBConnection;
  before(async () => {
    connection = await (await DuckDBInstance.create(':memory:')).connect();
  });
  after(() => {
    connection.closeSync();
  });

  async function ask(report: number, changes: Partial<Configuration> = {}): Promise<readonly (readonly Cell[])[]> {
    const configuration = { ...defaultConfiguration(), ...changes };
    const query = new URLSearchParams(`device_name=edge1&start_date=-1h&print_report=${report}`);
    const form = readForm(query, blankForm(configuration, ['edge1'], NOW));
    const asked = readQuestion(form, { configuration, devices: ['edge1'], now: NOW });
    assert.ok('question' in asked, 'errors' in asked ? JSON.stringify(asked.errors) : '');
    await fill(connection, FLOWS, [...neededFields(asked.question.query, 'all flows')]);
    return (await answer(connection, asked.question.query)).rows;
  }

  it('add up by source prefix, and leave IPv4 out', async () => {
    assert.deepEqual(await ask(15), [
      ['2001:db8:1:10::/64', 64620, 1, 2, 120, 2],
      ['2001:db8:1:11::/64', 64620, 1, 1, 3, 1],
    ]);
  });

  it('add up by destination prefix', async () => {
    assert.deepEqual(await ask(16), [
      ['2001:db8:ffff::/64', 64700, 2, 2, 120, 2],
      ['2001:db8:ffff:1::/64', 64700, 2, 1, 3, 1],
    ]);
  });

  it('add up by both prefixes', async () => {
    assert.deepEqual(await ask(17), [
      ['2001:db8:1:10::/64', 64620, '2001:db8:ffff::/64', 64700, 1, 2, 2, 120, 2],
      ['2001:db8:1:11::/64', 64620, '2001:db8:ffff:1::/64', 64700, 1, 2, 1, 3, 1],
    ]);
  });

  it('have prefixes as long as the configuration says', async () => {
    assert.deepEqual(await ask(15, { ipv6_prefix_length: 48 }), [['2001:db8:1::/48', 64620, 1, 3, 123, 3]]);
    assert.equal((await ask(15, { ipv6_prefix_length: 128 })).length, 3);
  });
});
