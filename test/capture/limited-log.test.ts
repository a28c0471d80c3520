import assert from 'node:assert/strict';
import { LimitedLog } from '../../lib/capture/limited-log.js';

function setUp() {
  const lines: string[] = [];
  const clock = { now: 0 };
  const log = new LimitedLog(
    (text) => lines.push(text),
    () => clock.now,
  );
  return { lines, clock, log };
}

describe('the limited log', () => {
  it('writes the first at once and the rest of a minute as one line', () => {
    const { lines, clock, log } = setUp();
    for (let n = 1; n <= 1000; n++) log.say('bad', `bad ${n}`, 'more');
    assert.deepEqual(lines.slice(0, 2), ['bad 1', 'more']);
    assert.equal(lines.length, 20);
    clock.now = 59_999;
    log.tick();
    assert.equal(lines.length, 20);
    clock.now = 60_000;
    log.tick();
    assert.equal(lines.at(-1), 'bad: 990 more in 60 seconds, the last: bad 1000 more');
    log.tick();
    assert.equal(lines.length, 21);
    log.say('bad', 'again');
    assert.equal(lines.at(-1), 'again');
  });

  it('counts each kind by itself', () => {
    const { lines, log } = setUp();
    for (let n = 1; n <= 20; n++) log.say('one', 'one');
    log.say('two', 'two');
    assert.equal(lines.at(-1), 'two');
  });

  it('says nothing of a kind that kept within the limit', () => {
    const { lines, clock, log } = setUp();
    log.say('bad', 'bad');
    clock.now = 60_000;
    log.tick();
    log.flush();
    assert.deepEqual(lines, ['bad']);
  });

  it('tells what is left over at the end', () => {
    const { lines, clock, log } = setUp();
    for (let n = 1; n <= 12; n++) log.say('bad', `bad ${n}`);
    clock.now = 2000;
    log.flush();
    assert.equal(lines.at(-1), 'bad: 2 more in 2 seconds, the last: bad 12');
  });
});
