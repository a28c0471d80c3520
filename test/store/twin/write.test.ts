import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, truncateSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { tmpdir } from 'node:os';
import type { DuckDBInstance } from '@duckdb/node-api';
import { makeFlows } from '../../../lib/demo/make-flows.js';
import { createFlowFile } from '../../../lib/ftfile/writer.js';
import { openEngine } from '../../../lib/store/duckdb.js';
import { isTwinOf, readFooter } from '../../../lib/store/twin/footer.js';
import { twinPath } from '../../../lib/store/twin/path.js';
import { verifyTwin } from '../../../lib/store/twin/verify.js';
import { writeTwin } from '../../../lib/store/twin/write.js';

const START = Date.UTC(2025, 5, 14, 12) / 1000;

describe('writeTwin', () => {
  let folder = '';
  let engine: DuckDBInstance;
  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'twin-'));
    mkdirSync(join(folder, 'core'));
    engine = await openEngine({ temporaryDirectory: join(folder, 'spill'), threads: 2, rowOrder: 'kept' });
  });
  after(() => {
    engine.closeSync();
    rmSync(folder, { recursive: true });
  });

  async function rowFile(name: string, flows: number): Promise<string> {
    const path = join(folder, 'core', name);
    const writer = await createFlowFile(path, { version: '5', level: 1, header: { captureStart: START, flows: 0 } });
    for (const batch of makeFlows({ flows, start: START, end: START + 60 })) await writer.append(batch);
    await writer.close();
    return path;
  }

  it('says in the footer what the twin is of, and when its flows were', async () => {
    const row = await rowFile('ft-v05.2025-06-14.120000+0000', 1000);
    const twin = twinPath(row);
    const written = await writeTwin(engine, row, twin);
    assert.deepEqual(written, { flows: 1000, rowSize: statSync(row).size, twinSize: statSync(twin).size });
    const footer = await readFooter(twin);
    assert.ok(isTwinOf(footer, statSync(row, { bigint: true })));
    assert.deepEqual([footer.source, footer.version, footer.flows], ['ft-v05.2025-06-14.120000+0000', '5', 1000]);
    const { start = 0, end = 0 } = footer.range ?? {};
    assert.ok(
      start > (START - 3600) * 1000 && start < START * 1000 + 60_000 && end >= start && end <= (START + 61) * 1000,
    );
    assert.deepEqual(readdirSync(dirname(twin)), ['ft-v05.2025-06-14.120000+0000.parquet']);
  });

  for (const memory of [0, 2_000_000, 64 * 2 ** 20])
    it(`holds every record in its place when ${memory} octets of them may be kept in memory`, async () => {
      const row = await rowFile(`ft-v05.2025-06-14.12${memory % 7}000+0000`, 150_000);
      const { flows } = await writeTwin(engine, row, twinPath(row), { memory });
      assert.equal(flows, 150_000);
      await verifyTwin(row, twinPath(row));
    });

  it('makes none of a damaged file, and leaves nothing behind', async () => {
    const row = await rowFile('ft-v05.2025-06-14.130000+0000', 1000);
    truncateSync(row, statSync(row).size - 100);
    const before = readdirSync(dirname(twinPath(row)));
    await assert.rejects(writeTwin(engine, row, twinPath(row)), {
      code: 'not-whole',
      message: /compressed data are cut off at octet/,
    });
    assert.deepEqual(readdirSync(dirname(twinPath(row))), before);
  });
});
