import assert from 'node:assert/strict';
import { clearProgress, ProgressLine, type ProgressOptions } from '../../lib/command/progress-line.js';

function line(options: ProgressOptions, terminal: { isTTY: boolean; columns?: number }) {
  const written: string[] = [];
  let time = 0;
  const target = { ...terminal, write: (text: string) => written.push(text) };
  const progress = new ProgressLine(target, { ...options, now: () => time });
  const at = (ms: number, text: string): void => {
    time = ms;
    progress.update(() => text);
  };
  return { progress, written, at };
}

const SILENT = { elsewhere: 'nothing', notBefore: 1000 } as const;

describe('a line of progress', () => {
  it('is rewritten in place on a terminal, not before its time, and taken away at the end', () => {
    const { progress, written, at } = line(SILENT, { isTTY: true });
    for (const ms of [0, 500, 999]) at(ms, 'early');
    assert.deepEqual(written, []);
    at(1000, 'one');
    at(1050, 'too soon');
    at(1100, 'two');
    progress.clear();
    progress.clear();
    assert.deepEqual(written, ['\r\u001b[Kone', '\r\u001b[Ktwo', '\r\u001b[K']);
  });

  it('is taken away before something else is written', () => {
    const { written, at } = line(SILENT, { isTTY: true });
    at(1000, 'one');
    clearProgress();
    clearProgress();
    assert.deepEqual(written, ['\r\u001b[Kone', '\r\u001b[K']);
  });

  it('is never wider than the terminal, because what wraps cannot be taken back', () => {
    const { progress, written, at } = line(SILENT, { isTTY: true, columns: 20 });
    at(1000, 'x'.repeat(100));
    progress.clear();
    assert.equal(written[0], `\r\u001b[K${'x'.repeat(19)}`);
  });

  it('is nothing, or a line at times, where there is no terminal', () => {
    const silent = line(SILENT, { isTTY: false });
    for (const ms of [0, 1000, 10_000]) silent.at(ms, 'text');
    silent.progress.clear();
    silent.progress.end();
    assert.deepEqual(silent.written, []);
    const logged = line({ elsewhere: 'a line at times' }, { isTTY: false });
    for (const ms of [0, 2999, 3000, 3500, 6000]) logged.at(ms, String(ms));
    logged.progress.end('done');
    assert.deepEqual(logged.written, ['3000\n', '6000\n', 'done\n']);
  });
});
