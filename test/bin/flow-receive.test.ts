import assert from 'node:assert/strict';
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { kernelDrops } from '../../lib/capture/kernel-drops.js';
import { describeHeader } from '../../lib/ftfile/describe.js';
import { openFlowFile } from '../../lib/ftfile/reader.js';
import { range, readFlows, v5Datagrams } from '../capture/flows.js';
import { until } from '../capture/wait.js';
import { csvOf, PDU_CASES } from '../netflow/golden.js';
import { freePort } from '../free-port.js';
import { runToEnd, Running, send } from './capturing.js';

describe('flow-receive', () => {
  let directory: string;
  let port: number;
  let output: string;
  let running: Running | undefined;
  beforeEach(async () => {
    directory = mkdtempSync(join(tmpdir(), 'flow-receive-'));
    output = join(directory, 'flows');
    port = await freePort();
  });
  afterEach(async () => {
    await running?.kill();
    running = undefined;
    rmSync(directory, { recursive: true });
  });

  async function start(options: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Running> {
    const process = (running = Running.start('flow-receive', [...options, `0/0/${port}`], env));
    await until(
      `socket: ${process.stderr}`,
      () => kernelDrops(0, port) !== undefined || process.child.exitCode !== null,
    );
    return process;
  }

  describe('with the faults of the original, fed what the original was fed', () => {
    for (const { name, options, datagrams, records, header, log } of PDU_CASES)
      it(`writes its file and its log: ${[name, ...options].join(' ')}`, async () => {
        const process = await start([...options, '-z', '0', '-o', output], { FLOW_TOOLS_DEFECTS: 'original' });
        await send(datagrams, port);
        assert.equal(await process.end(), 0);
        const file = await openFlowFile(output);
        let csv = '';
        for await (const batch of file.batches()) csv += csvOf(batch);
        assert.equal(csv, records);
        assert.equal(describeHeader(file.header).replace(/^# capture (hostname|start|end|period):.*\n/gm, ''), header);
        assert.equal(process.stderr.replace(/time=\d+/g, 'time=<NOW>'), log);
      });
  });

  it('gives the records of a stream to its reader as they come', async () => {
    const process = await start(['-C', 'to a pipe']);
    await send(v5Datagrams(0, 100), port);
    const copy = join(directory, 'copy');
    await until('records', async () => {
      if (process.stdout.length < 100) return false;
      writeFileSync(copy, process.stdout);
      return (await readFlows(copy)).numbers.length === 100;
    });
    await send(v5Datagrams(100, 100), port);
    assert.equal(await process.end('SIGHUP'), 0);
    writeFileSync(copy, process.stdout);
    const { header, numbers } = await readFlows(copy);
    assert.deepEqual(numbers, range(0, 200));
    assert.deepEqual(
      [header.flags, header.comment, header.flows, header.captureStart],
      [8, 'to a pipe', undefined, undefined],
    );
    assert.match(process.stderr, /Cleaning up\n$/);
  });

  for (const signal of ['SIGINT', 'SIGQUIT', 'SIGHUP'] as const)
    it(`completes its file at ${signal}`, async () => {
      const process = await start(['-o', output, '-z', '9']);
      await send(v5Datagrams(0, 100), port);
      assert.equal(await process.end(signal), 0);
      const { header, numbers, damage } = await readFlows(output);
      assert.deepEqual([numbers, damage, header.flags, header.flows], [range(0, 100), [], 3, 100]);
      assert.ok((header.captureEnd ?? 0) >= (header.captureStart ?? Infinity));
    });

  it('keeps every field without the faults', async () => {
    const process = await start(['-o', output]);
    const [wire = Buffer.alloc(0)] = PDU_CASES.find(({ name }) => name === 'engine-v7')?.datagrams ?? [];
    wire[20] = 3;
    await send([wire], port);
    assert.equal(await process.end(), 0);
    const file = await openFlowFile(output);
    for await (const { bytes, layout } of file.batches())
      assert.deepEqual(
        (['engine_type', 'engine_id'] as const).map((field) => bytes[layout.slots.get(field)?.offset ?? -1]),
        [3, wire[21]],
      );
  });

  for (const [group, source] of [
    ['239.255.77.1', '0'],
    ['239.255.77.1', '127.0.0.1'],
    ['232.255.77.1', '127.0.0.1'],
  ] as const)
    it(`joins the group ${group}, and believes ${source === '0' ? 'anyone' : source} there`, async () => {
      const process = (running = Running.start('flow-receive', ['-o', output, `${source}/${group}/${port}`]));
      const [a = 0, b = 0, c = 0, d = 0] = group.split('.').map(Number);
      const address = ((a << 24) | (b << 16) | (c << 8) | d) >>> 0;
      await until('socket', () => kernelDrops(address, port) !== undefined);
      const flows = Running.start(
        'flow-send',
        ['-x', '100', `127.0.0.1/${group}/${port}`],
        {},
        'test/golden/ft/input/v5.z0.le.ft',
      );
      assert.equal(await flows.ended(), 0, flows.stderr);
      assert.equal(await process.end(), 0);
      assert.equal(
        (await readFlows(output)).numbers.length,
        (await readFlows('test/golden/ft/input/v5.z0.le.ft')).numbers.length,
      );
      assert.match(process.stderr, new RegExp(`src_ip=127\\.0\\.0\\.1 dst_ip=${group} `));
    });

  it('writes statistics lines', async () => {
    const process = await start(['-S', '1', '-o', output]);
    await process.says(/^flow-receive: SOCKET: now=\d+ startup=\d+ pkts=0 /m);
    assert.equal(await process.end(), 0);
  });

  it('ends with a message when it cannot write', async () => {
    const process = await start(['-o', join(directory, 'none', 'flows')]);
    await send(v5Datagrams(0, 1), port);
    assert.equal(await process.ended(), 1);
    assert.match(process.stderr, /flow-receive: ENOENT.*none\/flows/);
  });

  it('writes nothing when nothing came', async () => {
    copyFileSync('test/golden/ft/README.md', output);
    const process = await start(['-o', output]);
    assert.equal(await process.end(), 0);
    assert.deepEqual(readFileSync(output), readFileSync('test/golden/ft/README.md'));
  });

  it('says what is wrong with its options, or how to use it', async () => {
    for (const [argv, message] of [
      [['-R', 'x', '0'], /invalid option -- 'R'\nUsage: flow-receive/],
      [[], /Specify localip\/remoteip\/port\./],
      [['-S', '61', '0'], /-S 61: it must be a whole number from 0 to 60/],
    ] as const) {
      const { status, stderr } = await runToEnd('flow-receive', argv);
      assert.equal(status, 1);
      assert.match(stderr, message);
    }
    assert.equal((await runToEnd('flow-receive', ['-h'])).status, 0);
  });
});
