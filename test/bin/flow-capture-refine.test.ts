/** What flow-capture does to records before it keeps them: -T, -F, -X (reference section 4.4). */
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fieldReader } from '../../lib/flow/batch.js';
import { openFlowFile } from '../../lib/ftfile/reader.js';
import { filesBelow, range, readFlows, v5Datagrams } from '../capture/flows.js';
import { until } from '../capture/wait.js';
import { GOLDEN } from '../netflow/golden.js';
import { freePort } from '../free-port.js';
import { runToEnd, Running, send } from './capturing.js';

/** Permits sources 0.0.N.0/24 of the variable N: flows numbered from N × 256 on. */
const FILTER = `filter-primitive net
  type ip-address-prefix
  permit 0.0.@{N:-1}.0/24
filter-definition net
  match ip-source-address net
filter-primitive tagged
  type tag
  permit 7
filter-definition tagged
  match source-tag tagged
filter-primitive port
  type ip-port
  permit 0-65535
filter-definition ports
  match ip-source-port port
`;

const TAG = `tag-action net
  type src-prefix
  match 0.0.@{N:-1}.0/24 set-src 7
tag-definition net
  term
    action net
`;

const XLATE = `xlate-action hide
  type ip-address-privacy-mask
  mask 0xFFFFFF00 0xFFFFFFFF
xlate-definition hide
  term
    action hide
`;

describe('flow-capture', () => {
  let directory: string;
  let port: number;
  let running: Running | undefined;
  beforeEach(async () => {
    directory = mkdtempSync(join(tmpdir(), 'flow-capture-'));
    port = await freePort();
    for (const [name, text] of Object.entries({ filter: FILTER, tag: TAG, xlate: XLATE }))
      writeFileSync(join(directory, `${name}.cfg`), text);
  });
  afterEach(async () => {
    await running?.kill();
    running = undefined;
    rmSync(directory, { recursive: true });
  });

  const argv = (options: readonly string[]) => ['-D', '-z', '0', '-w', directory, ...options, `127.0.0.1/0/${port}`];
  async function start(...options: string[]): Promise<Running> {
    running = Running.start('flow-capture', argv(options), { FLOW_TOOLS_CFGDIR: directory });
    await running.says(/receive buffer/);
    return running;
  }
  const files = () => filesBelow(directory).filter((path) => /^(ft|tmp)-/.test(basename(path)));
  const numbers = async () => (await Promise.all(files().map(readFlows))).flatMap((file) => file.numbers);

  it('keeps the flows that -F permits, with variables of -v, and counts the others', async () => {
    const capture = await start('-f', 'filter.cfg', '-F', 'net', '-v', 'N=2', '-S', '60');
    await send(v5Datagrams(0, 900), port);
    await send(v5Datagrams(700, 90), port, '127.0.0.2');
    assert.equal(await capture.end(), 0);
    assert.deepEqual(await numbers(), [...range(512, 256), ...range(700, 68)]);
    assert.match(capture.stderr, /STAT: .* src_ip=127\.0\.0\.1 .* flows=900 lost=0 reset=0 filter_drops=644\n/);
    assert.match(capture.stderr, /STAT: .* src_ip=127\.0\.0\.2 .* flows=90 lost=0 reset=0 filter_drops=22\n/);
    assert.match(capture.stderr, /write_drops=0/);
  });

  it('shows the filtered flows to readers within seconds', async () => {
    await start('-F', 'net');
    await send(v5Datagrams(0, 300), port);
    await until('flows', async () => files().length === 1 && (await numbers()).length === 44);
  });

  it('sets tags with -T in records of version 1005', async () => {
    const capture = await start('-t', 'tag.cfg', '-T', 'net', '-b', 'big');
    await until('file, before anything came', () => files().length === 1);
    await send(v5Datagrams(200, 100), port);
    assert.equal(await capture.end(), 0);
    const [path = ''] = files();
    assert.match(basename(path), /^ft-v1005\./);
    const file = await openFlowFile(path);
    const tags: (number | undefined)[] = [];
    for await (const batch of file.batches())
      for (let record = 0; record < batch.count; record++) tags.push(fieldReader(batch, 'src_tag')?.(record));
    assert.deepEqual(
      tags,
      range(200, 100).map((number) => (number >= 256 ? 7 : 0)),
    );
  });

  it('sets tags, then filters, then rewrites', async () => {
    const capture = await start('-T', 'net', '-F', 'tagged', '-X', 'hide', '-V', '1005');
    await send(v5Datagrams(0, 900), port);
    assert.equal(await capture.end(), 0);
    assert.deepEqual(
      await numbers(),
      range(256, 256).map(() => 256),
    );
  });

  it('rewrites with -X of a file of -x', async () => {
    writeFileSync(join(directory, 'other.cfg'), XLATE.replace('0xFFFFFF00', '0xFFFFFFF0'));
    const capture = await start('-x', 'other.cfg', '-X', 'hide');
    await send(v5Datagrams(0, 100), port);
    assert.equal(await capture.end(), 0);
    assert.deepEqual(
      await numbers(),
      range(0, 100).map((number) => number & ~15),
    );
  });

  it('reads its configuration again at HUP, and keeps the old one if the new one is wrong', async () => {
    const capture = await start('-F', 'net', '-N', '0');
    const flows = async (count: number) =>
      until('flows', async () => {
        try {
          return (await numbers()).length === count;
        } catch {
          return false; // renamed meanwhile
        }
      });
    await send(v5Datagrams(0, 1024), port);
    await flows(256);
    writeFileSync(join(directory, 'filter.cfg'), FILTER.replace(':-1', ':-3'));
    capture.child.kill('SIGHUP');
    await until('next file', () => files().length === 2);
    await send(v5Datagrams(0, 1024), port);
    await flows(512);
    for (const [wrong, says] of [
      ['filter-primitive net\n type nonsense\n', /filter\.cfg line 2: Unrecognized type\./],
      [FILTER.replace(/net$/gm, 'web'), /ftfil_def_find\(\): failed/],
    ] as const) {
      writeFileSync(join(directory, 'filter.cfg'), wrong);
      const known = files().length;
      capture.child.kill('SIGHUP');
      await capture.says(says);
      await until('next file', () => files().length === known + 1);
    }
    await capture.says(/the configuration stays as it was/);
    await send(v5Datagrams(0, 1024), port);
    await flows(768);
    assert.equal(await capture.end(), 0);
    const kept = (await Promise.all(files().map(readFlows))).map((file) => file.numbers);
    assert.deepEqual(
      kept.filter((part) => part.length > 0),
      [range(256, 256), range(768, 256), range(768, 256)],
    );
  });

  it('takes no version that its definitions cannot be applied to', async () => {
    const capture = await start('-F', 'ports');
    await send([readFileSync(`${GOLDEN}/pdu/v8.1/000.bin`), ...v5Datagrams(0, 60)], port);
    assert.equal(await capture.end(), 0);
    assert.deepEqual(await numbers(), range(0, 60));
    assert.match(
      capture.stderr,
      /Unexpected PDU: src_ip=127\.0\.0\.1 version 8\.1: Filter references a field not in flow\./,
    );
    assert.match(capture.stderr, /corrupt=1 /);
  });

  it('loads DuckDB for filters only', async () => {
    const loaded = (pid = 0) => readFileSync(`/proc/${pid}/maps`, 'latin1').includes('duckdb');
    const plain = await start('-T', 'net', '-X', 'hide', '-c', '2');
    await send(v5Datagrams(0, 60), port);
    await plain.says(/New exporter/);
    assert.equal(loaded(plain.child.pid), false);
    assert.equal(await plain.end(), 0);
    const filtering = await start('-F', 'net');
    assert.equal(loaded(filtering.child.pid), true, 'before the first flow comes');
  });

  const refused: [options: string, message: RegExp][] = [
    ['-F none', /flow-capture: ftfil_def_find\(\): failed/],
    ['-f none.cfg -F net', /none\.cfg: cannot be read: ENOENT/],
    ['-T none', /fttag_def_find\(\): failed/],
    ['-X none', /ftxlate_def_find\(\): failed/],
    ['-F ports -V 8.1', /Filter references a field not in flow\. Records of version 8\.1 cannot be kept so\./],
    ['-F tagged -V 5', /Filter references a field not in flow/],
    ['-T net -V 5', /-V 5: with -T it must be 1005/],
    ['-F net -v N', /-v N: it must be NAME=VALUE/],
  ];
  for (const [options, message] of refused)
    it(`says at the start what is wrong with ${options}`, async () => {
      process.env['FLOW_TOOLS_CFGDIR'] = directory;
      try {
        const { status, stderr } = await runToEnd('flow-capture', argv(options.split(' ')));
        assert.equal(status, 1);
        assert.match(stderr, message);
        assert.deepEqual(files(), []);
      } finally {
        delete process.env['FLOW_TOOLS_CFGDIR'];
      }
    });
});
