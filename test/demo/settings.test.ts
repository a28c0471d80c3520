import assert from 'node:assert/strict';
import { CommandError } from '../../lib/command/run.js';
import { readSettings } from '../../lib/demo/settings.js';

describe('settings of make demo', () => {
  it('have defaults, also for empty variables', () => {
    const expected = { port: 8080, data: '/checkout/data/demo', hours: 24, flows: 100, source: 'synthetic' };
    assert.deepEqual(readSettings({}, '/checkout'), expected);
    assert.deepEqual(readSettings({ PORT: '', DATA: '', HOURS: '', FLOWS: '', SOURCE: '' }, '/checkout'), expected);
  });

  it('come from the environment', () => {
    const environment = { PORT: '0', DATA: '/tmp/x', HOURS: '1', FLOWS: '20', SOURCE: 'softflowd' };
    const expected = { port: 0, data: '/tmp/x', hours: 1, flows: 20, source: 'softflowd' };
    assert.deepEqual(readSettings(environment, '/checkout'), expected);
  });

  it('take DATA relative to the current directory', () => {
    assert.equal(readSettings({ DATA: 'there' }, '/checkout').data, `${process.cwd()}/there`);
  });

  for (const [name, text, expected] of [
    ['PORT', '65536', 'a whole number from 0 to 65535'],
    ['PORT', 'http', 'a whole number from 0 to 65535'],
    ['HOURS', '-1', 'a whole number from 0 to 8760'],
    ['HOURS', '1.5', 'a whole number from 0 to 8760'],
    ['FLOWS', '0', 'a whole number from 1 to 20000'],
    ['FLOWS', '1e3', 'a whole number from 1 to 20000'],
    ['SOURCE', 'tcpdump', 'synthetic or softflowd'],
    ['DATA', 'a\0b', 'the path of a directory'],
  ] as const) {
    it(`refuse ${name}=${JSON.stringify(text)} and say what would be right`, () => {
      assert.throws(
        () => readSettings({ [name]: text }, '/checkout'),
        new CommandError(`${name} must be ${expected}, not "${text}".`),
      );
    });
  }

  it('name every bad variable at once', () => {
    assert.throws(() => readSettings({ PORT: 'x', FLOWS: 'y' }, '/'), /PORT must be .*\nFLOWS must be /);
  });
});
