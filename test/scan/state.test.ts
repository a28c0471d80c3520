import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { Detector } from '../../lib/scan/detector.js';
import { ScanMemory } from '../../lib/scan/memory.js';
import { parseState, stateText, StateError } from '../../lib/scan/state.js';
import { GOLDEN } from '../ftfile/golden.js';

function read(text: string): ScanMemory {
  const memory = new ScanMemory();
  parseState(text, 'x', memory);
  return memory;
}

describe('state of a scan detector', () => {
  it('is read as the original wrote it, and written the same', () => {
    const text = readFileSync(`${GOLDEN}/expect/dscan/state.txt`, 'utf8');
    assert.equal(stateText(read(text)), text);
  });

  it('keeps which source was reported', () => {
    const memory = read('H 2560 0 1 10.0.0.1\n.\n');
    assert.equal(stateText(memory), 'H 2561 0 1 10.0.0.1\n.\n');
    const detector = new Detector({ hosts: 1, ports: 1, age: 0 }, memory);
    assert.equal(detector.see(0x0a000001, 1, 80), undefined);
  });

  it('goes on counting flows where it left off', () => {
    const memory = read('H 2561 1 0 10.0.0.1\nI  900 10.0.0.2\n.\n');
    const detector = new Detector({ hosts: 5, ports: 5, age: 1000 }, memory);
    for (let flow = 0; flow < 500; flow++) detector.count(); // beyond flow 1000, where old ones are forgotten
    assert.equal(memory.entries, 1);
    for (let flow = 0; flow < 1000; flow++) detector.count();
    assert.equal(memory.entries, 0);
  });

  for (const [text, what] of [
    ['H 1 1 0 1.1.1.0\n', 'cut off'],
    ['I  1 10.0.0.1\n.\n', 'line 1'],
    ['H 1 1 0 1.1.1\n.\n', 'line 1'],
    ['H 1 1 0 1.1.1.0\nI  x 10.0.0.1\n.\n', 'line 2'],
    ['H 1 1 0 1.1.1.0\nI  1 10.0.0.1\nP 2 80\n.\n', 'line 3'],
    ['H 1 1 0 1.1.1.0\nI  1 10.0.0.1\nP 1 1024\n.\n', 'line 3'],
    ['X\n.\n', 'line 1'],
  ] as const)
    it(`is refused if it is ${JSON.stringify(text)}`, () => {
      assert.throws(
        () => read(text),
        (error) => error instanceof StateError && error.message.includes(what),
      );
    });
});
