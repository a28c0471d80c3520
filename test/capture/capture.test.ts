import assert from 'node:assert/strict';
import { copyFileSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { Capture, type CaptureSettings } from '../../lib/capture/capture.js';
import { versionOption } from '../../lib/rows/version-option.js';
import { findOrphans } from '../../lib/capture/orphans.js';
import { describeHeader } from '../../lib/ftfile/describe.js';
import { openFlowFile } from '../../lib/ftfile/reader.js';
import { csvOf, PDU_CASES, type PduCase } from '../netflow/golden.js';
import { filesBelow, range, readFlows, v5Datagrams } from './flows.js';
import { until } from './wait.js';

const LOOPBACK = 0x7f000001;

describe('the capture', () => {
  let directory: string;
  let clock: number;
  let lines: string[];
  let closed: string[];
  let drops: number | undefined;
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'capture-'));
    clock = new Date('2025-03-10T10:07:00').getTime();
    lines = [];
    closed = [];
    drops = 0;
  });
  afterEach(() => {
    rmSync(directory, { recursive: true });
  });

  async function start(changes: Partial<CaptureSettings> = {}): Promise<Capture> {
    const settings: CaptureSettings = {
      spool: { directory, byteOrder: 'little', level: 0, nesting: 0 },
      intake: { remote: 0, destination: () => LOOPBACK },
      rotations: 95,
      expiry: { files: 0, octets: 0, mode: 'delete' },
      statistics: 0,
      ...changes,
    };
    const surroundings = {
      log: (text: string) => lines.push(text),
      now: () => clock,
      kernelDrops: () => drops,
      onClosed: (path: string) => closed.push(path),
    };
    return new Capture(settings, surroundings, await findOrphans(directory));
  }

  const names = () => filesBelow(directory).map((path) => basename(path));
  /** `100700` of `ft-v05.2025-03-10.100700+0000`, with what stands before the date. */
  const brief = () => names().map((name) => name.replace(/\.\d{4}-\d\d-\d\d\.(\d{6}).*/, ' $1'));

  describe('fed with the datagrams that the original was fed', () => {
    const header = (text: string) => text.replace(/^# (capture (hostname|start|end|period)|comments):.*\n/gm, '');
    const log = (text: string) => text.replace(/^flow-receive: /gm, '').replace(/time=\d+/g, 'time=<NOW>');
    const masked = (text: string) => log(text).replace(/^Cleaning up\n/m, '');

    async function replay({ options, datagrams }: PduCase) {
      const version = options[0] === '-V' ? versionOption('V', options[1] ?? '') : undefined;
      const capture = await start({
        spool: { directory, byteOrder: options[0] === '-b' ? 'big' : 'little', level: 6, nesting: 0 },
        intake: { remote: 0, destination: () => LOOPBACK, defects: 'original', ...(version && { version }) },
      });
      for (const datagram of datagrams) capture.receive(datagram, LOOPBACK);
      await capture.close();
      const [path = ''] = filesBelow(directory);
      const file = await openFlowFile(path);
      let csv = '';
      for await (const batch of file.batches()) csv += csvOf(batch);
      return {
        csv,
        header: describeHeader(file.header).replace('compress:             on', 'compress:             off'),
      };
    }

    for (const pduCase of PDU_CASES)
      it(`has its records, counters and log lines: ${[pduCase.name, ...pduCase.options].join(' ')}`, async () => {
        const result = await replay(pduCase);
        assert.equal(result.csv, pduCase.records);
        assert.equal(header(result.header), pduCase.header);
        const said = lines.filter((line) => !line.startsWith('SOCKET:'));
        assert.equal(said.map((line) => masked(`${line}\n`)).join(''), masked(pduCase.log));
      });
  });

  it('refuses exporters it was not told of', async () => {
    const capture = await start({ intake: { remote: 0xc0000201, destination: () => 0 } });
    for (const datagram of v5Datagrams(0, 30)) {
      capture.receive(datagram, 0xc0000202);
      capture.receive(datagram, 0xc0000201);
    }
    await capture.close();
    assert.ok(lines.includes('Unexpected PDU: src_ip=192.0.2.2 not configured'));
    const [path = ''] = filesBelow(directory);
    const { header, numbers } = await readFlows(path);
    assert.deepEqual([header.corrupt, header.flows, numbers], [1, 30, range(0, 30)]);
  });

  it('creates no file before the first flow, and one at once when the version is given', async () => {
    await (await start()).close();
    assert.deepEqual(names(), []);
    const capture = await start({ intake: { remote: 0, destination: () => 0, version: '8.1' } });
    await until('file', () => names().length === 1 && /^tmp-v08m01\./.test(names()[0] ?? ''));
    await capture.close();
    assert.match(names()[0] ?? '', /^ft-v08m01\./);
  });

  it('begins a new file at each boundary, with traffic or without', async () => {
    const capture = await start();
    capture.receive(v5Datagrams(0, 30)[0] ?? Buffer.alloc(0), LOOPBACK);
    await until('file', () => names().length === 1);
    assert.ok(capture.turn() <= 1000);
    for (const time of ['10:14:59.5', '10:15:00', '10:15:01', '10:29:59.999', '10:30:00.001']) {
      clock = new Date(`2025-03-10T${time}`).getTime();
      const next = capture.turn();
      if (time === '10:14:59.5') assert.equal(next, 500);
      if (time === '10:15:00' || time === '10:30:00.001')
        await until(
          `rotation at ${time}`,
          () =>
            names().some((name) => name.includes(`tmp-v05.2025-03-10.${time.slice(0, 8).replace(/:/g, '')}`)) &&
            closed.length === (time === '10:15:00' ? 1 : 2),
        );
    }
    await capture.close();
    assert.deepEqual(brief(), ['ft-v05 100700', 'ft-v05 101500', 'ft-v05 103000']);
    assert.deepEqual(closed, names());
    const flows = await Promise.all(filesBelow(directory).map(async (path) => (await readFlows(path)).header.flows));
    assert.deepEqual(flows, [30, 0, 0]);
    const [first = ''] = filesBelow(directory);
    assert.equal((await readFlows(first)).header.captureEnd, new Date('2025-03-10T10:15:00').getTime() / 1000);
  });

  it('writes one file a day with -n 0', async () => {
    const capture = await start({ rotations: 0, intake: { remote: 0, destination: () => 0, version: '5' } });
    await until('file', () => names().length === 1);
    for (const time of ['2025-03-10T12:00:00', '2025-03-10T23:59:59', '2025-03-11T00:00:00']) {
      clock = new Date(time).getTime();
      capture.turn();
    }
    await until('rotation', () => names().length === 2 && names().some((name) => name.startsWith('ft-')));
    await capture.close();
    assert.deepEqual(brief(), ['ft-v05 100700', 'ft-v05 000000']);
  });

  it('loses and doubles nothing while files change', async () => {
    const capture = await start();
    // a file that is being made, or gets its last name, may be there under two names for a moment
    const visible = () => names().filter((name) => !name.startsWith('.'));
    const made = () => new Set(visible().map((name) => name.replace(/^(tmp|ft)-/, ''))).size;
    const datagrams = v5Datagrams(0, 30_000);
    for (const [index, datagram] of datagrams.entries()) {
      capture.receive(datagram, LOOPBACK);
      if (index % 50 !== 0) continue;
      clock += 1000;
      const before = made();
      capture.rotate();
      await setTimeout(5);
      if (index < 200) await until('another file', () => made() > before);
    }
    await capture.close();
    const files = await Promise.all(filesBelow(directory).map((path) => readFlows(path)));
    assert.ok(files.length > 3);
    assert.deepEqual(
      files.flatMap(({ numbers }) => numbers),
      range(0, 30_000),
    );
    for (const { header, numbers, path } of files) assert.equal(header.flows, numbers.length, path);
  });

  it('never writes over a file when it rotates twice in a second', async () => {
    const capture = await start();
    for (const [index, datagram] of v5Datagrams(0, 90).entries()) {
      capture.receive(datagram, LOOPBACK);
      await until('file', () => names().length === index + 1);
      capture.rotate();
      await until('next file', () => closed.length === index + 1);
    }
    await capture.close();
    assert.deepEqual(brief(), ['ft-v05 100700', 'ft-v05 100701', 'ft-v05 100702', 'ft-v05 100703']);
    const files = await Promise.all(filesBelow(directory).map((path) => readFlows(path)));
    assert.deepEqual(
      files.map(({ numbers }) => numbers.length),
      [30, 30, 30, 0],
    );
  });

  it('counts per file in the header and per exporter since the start', async () => {
    const capture = await start({ statistics: 5 });
    const [first, , third, , fifth] = v5Datagrams(0, 150);
    assert.ok(first && third && fifth);
    capture.receive(first, 0xc0000201);
    capture.receive(third, 0xc0000201);
    capture.receive(Buffer.from('junk'), 0xc0000201);
    await until('file', () => names().length === 1);
    capture.rotate();
    await until('rotation', () => closed.length === 1); // records go on into the first file until then
    capture.receive(fifth, 0xc0000201);
    drops = 12;
    clock = new Date('2025-03-10T10:10:00').getTime();
    capture.turn();
    capture.turn();
    const said = lines.filter((line) => /^(STAT|SOCKET)/.test(line));
    const [now, startup] = [clock / 1000, clock / 1000 - 180];
    assert.deepEqual(said, [
      `STAT: now=${now} startup=${startup} src_ip=192.0.2.1 dst_ip=127.0.0.1 d_ver=5 pkts=3 flows=90 lost=60 reset=0 filter_drops=0`,
      `SOCKET: now=${now} startup=${startup} pkts=4 corrupt=1 lost=60 misordered=0 duplicates=0 kernel_drops=12 write_drops=0 less_compressed=0`,
    ]);
    await capture.close();
    const headers = await Promise.all(filesBelow(directory).map(async (path) => (await readFlows(path)).header));
    assert.deepEqual(
      headers.map(({ lost, corrupt, flows }) => [lost, corrupt, flows]),
      [
        [30, 1, 60],
        [30, 0, 30],
      ],
    );
    assert.match(lines.join('\n'), /the kernel dropped 12 datagrams for lack of receive buffer/);
    assert.match(lines.at(-1) ?? '', /^SOCKET: .*kernel_drops=12/);
  });

  it('logs a flood of bad datagrams in a few lines, and counts them all', async () => {
    const capture = await start();
    for (let n = 0; n < 5000; n++) capture.receive(Buffer.from([0, 11, 0, 1]), LOOPBACK);
    assert.equal(lines.length, 20);
    clock += 60_000;
    capture.turn();
    assert.equal(lines.length, 21);
    assert.match(lines.at(-1) ?? '', /^refused datagrams \(unknown-version\): 4990 more in 60 seconds/);
    capture.receive(v5Datagrams(0, 1)[0] ?? Buffer.alloc(0), LOOPBACK);
    await capture.close();
    assert.equal((await readFlows(filesBelow(directory)[0] ?? '')).header.corrupt, 5000);
  });

  it('completes what an earlier run left, and then applies the limits', async () => {
    const old = ['100000', '101500', '103000'].map((time) => join(directory, `ft-v05.2025-03-09.${time}+0000`));
    for (const [index, path] of old.entries()) copyFileSync(`test/golden/ft/dir/ft-split.${index}`, path);
    copyFileSync('test/golden/ft/input/big.z6.le.ft', join(directory, 'tmp-v05.2025-03-09.104500+0000'));
    const capture = await start({ expiry: { files: 2, octets: 0, mode: 'delete' } });
    await until('expiry', () => {
      capture.turn();
      return readdirSync(directory).length === 2;
    });
    assert.match(closed.join(), /^ft-v05\.2025-03-09\.104500\+0000$/);
    assert.ok(existsSync(join(directory, 'ft-v05.2025-03-09.103000+0000')));
    capture.receive(v5Datagrams(0, 1)[0] ?? Buffer.alloc(0), LOOPBACK);
    await until('file', () => names().length === 3);
    capture.turn();
    assert.equal(names().filter((name) => name.startsWith('tmp-')).length, 1);
    await capture.close();
    assert.match(lines.join('\n'), /completed .*104500.*: 5000 flows/);
  });

  it('begins files again when it may', async () => {
    rmSync(directory, { recursive: true });
    copyFileSync('test/golden/ft/README.md', directory); // a file where the directory should be
    const capture = await start();
    for (const datagram of v5Datagrams(0, 90)) capture.receive(datagram, LOOPBACK);
    await until('complaint', () => lines.some((line) => line.startsWith('cannot create a file')));
    rmSync(directory);
    await until('file', () => {
      capture.turn();
      return existsSync(directory) && names().length === 1;
    });
    await capture.close();
    assert.deepEqual((await readFlows(filesBelow(directory)[0] ?? '')).numbers, range(0, 90));
  });
});
