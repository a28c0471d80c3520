/** Information elements of a site, given to a flow-capture that runs. */
import assert from 'node:assert/strict';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fieldReader } from '../../lib/flow/batch.js';
import { isCandidateName } from '../../lib/ftfile/names.js';
import { openFlowFile } from '../../lib/ftfile/reader.js';
import { filesBelow } from '../capture/flows.js';
import { until } from '../capture/wait.js';
import { octets, set, template, v9 } from '../netflow/messages.js';
import { freePort } from '../free-port.js';
import { Running } from './capturing.js';

describe('flow-capture with a file of elements', function () {
  this.timeout(60_000);
  let directory: string;
  let running: Running | undefined;
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'elements-'));
  });
  afterEach(async () => {
    await running?.kill();
    rmSync(directory, { recursive: true });
  });

  /** Octets of each flow, file after file. */
  async function stored(): Promise<number[]> {
    const counted: number[] = [];
    for (const path of filesBelow(directory).filter((each) => isCandidateName(basename(each))))
      for await (const batch of (await openFlowFile(path)).batches()) {
        const count = fieldReader(batch, 'doctets');
        for (let index = 0; index < batch.count; index++) counted.push(count!(index));
      }
    return counted;
  }

  it('reads it again at HUP, for templates that have come before, and keeps to the old one where the new is wrong', async () => {
    const file = join(directory, 'site.elements');
    writeFileSync(file, 'v9 12345 serverBytes unsigned32\n');
    const port = await freePort();
    const words = ['-D', '-N', '0', '-w', directory, '-I', file, `127.0.0.1/0/${port}`];
    const capture = (running = Running.start('flow-capture', words));
    await capture.says(/receive buffer/);
    const exporter = createSocket('udp4').bind(0, '127.0.0.1');
    await once(exporter, 'listening');
    let sequence = 0;
    const say = (...sets: number[][]) =>
      new Promise((sent) => exporter.send(v9(sets, { sequence: sequence++ }), port, '127.0.0.1', sent));
    const data = (count: number) => set(256, [...octets(1, 4), ...octets(count, 4)]);
    const closed = (count: number) =>
      until('files', () => filesBelow(directory).filter((path) => basename(path).startsWith('ft-')).length === count);
    try {
      const described = template(256, [
        [8, 4],
        [12345, 4],
      ]);
      await say(set(0, described), data(7));
      await capture.says(/New exporter/);
      writeFileSync(file, 'v9 12345 serverBytes unsigned32 doctets\n');
      capture.child.kill('SIGHUP');
      await closed(1);
      await say(data(8));
      await until('the second flow', async () => (await stored().catch((): number[] => [])).includes(8));
      writeFileSync(file, 'v9 12345 serverBytes nonsense doctets\n');
      capture.child.kill('SIGHUP');
      await capture.says(/line 1: "nonsense" is no type of an element[^]*the configuration stays as it was/);
      await closed(2);
      await say(data(9));
      await until('the third flow', async () => (await stored().catch((): number[] => [])).includes(9));
      assert.equal(await capture.end(), 0);
    } finally {
      exporter.close();
    }
    assert.deepEqual(await stored(), [0, 8, 9]);
  });
});
