import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate, setTimeout } from 'node:timers/promises';
import { fileSink, syslogSink } from '../../lib/capture/log-sink.js';
import { until } from './wait.js';

describe('the log of a daemon', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'log-'));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });
  const fakeLogger = (body: string) => {
    const path = join(folder, 'logger');
    writeFileSync(path, `#!/bin/sh\ncd ${folder}\n${body}\n`, { mode: 0o755 });
    return path;
  };

  it('goes to LOCAL6 with name and process id', async () => {
    const { log, close } = syslogSink('flow-capture', fakeLogger('echo "$@" > arguments; cat > lines'));
    log('first');
    log('%s second $(id)');
    await close();
    assert.equal(readFileSync(join(folder, 'arguments'), 'utf8'), `-p local6.info -t flow-capture[${process.pid}]\n`);
    assert.equal(readFileSync(join(folder, 'lines'), 'utf8'), 'first\n%s second $(id)\n');
  });

  it('outlives its logger', async () => {
    const { log, close } = syslogSink('flow-capture', fakeLogger('echo $$ > pid; head -n 1 >> lines'));
    log('first');
    await until('the line', () => existsSync(join(folder, 'lines')));
    await until(
      'the end of the logger',
      () => !existsSync(`/proc/${readFileSync(join(folder, 'pid'), 'utf8').trim()}`),
    );
    await setImmediate(); // who has waited for it hears of its end in the same turn
    log('second');
    await close();
    assert.equal(readFileSync(join(folder, 'lines'), 'utf8'), 'first\nsecond\n');
  });

  it('is harmless without a logger', async () => {
    const { log, close } = syslogSink('flow-capture', join(folder, 'none'));
    log('lost');
    await setTimeout(50);
    log('lost too');
    await close();
  });

  it('can be a file, with times that have their zone', () => {
    const { log } = fileSink('flow-capture', join(folder, 'log'));
    log('text');
    assert.match(
      readFileSync(join(folder, 'log'), 'utf8'),
      /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z flow-capture\[\d+\]: text\n$/,
    );
    fileSink('flow-capture', join(folder, 'no/such/folder')).log('lost');
  });
});
