import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadSymbols, parseSymbols } from '../../lib/cfg/symbols.js';

describe('cfg/symbols', () => {
  it('reads values in C notation and names with blanks in them', () => {
    const table = parseSymbols('# comment\n  # another\n\n0x10001\tCUSTOMER ONE \n010 eight\n  6  tcp\n', 'tag.sym');
    assert.equal(table.name(0x10001), 'CUSTOMER ONE ');
    assert.equal(table.name(8), 'eight');
    assert.equal(table.value('TCP'), 6);
    assert.equal(table.name(7), undefined);
  });

  it('lets the last of several names win', () => {
    const table = parseSymbols('80 www\n80 http\n', 'tcp-port.sym');
    assert.equal(table.name(80), 'http');
    assert.equal(table.value('www'), 80);
  });

  it('refuses a line without a name', () => {
    assert.throws(() => parseSymbols('80 http\n443\n', 'tcp-port.sym'), {
      code: 'symbols',
      message: /^tcp-port.sym line 2: Missing field/,
    });
  });

  it('finds the tables in FLOW_TOOLS_SYMDIR, and none where there is no file', () => {
    const directory = mkdtempSync(join(tmpdir(), 'symbols-'));
    const before = process.env['FLOW_TOOLS_SYMDIR'];
    process.env['FLOW_TOOLS_SYMDIR'] = directory;
    try {
      writeFileSync(join(directory, 'asn.sym'), '64500 PRIVATE\n');
      assert.equal(loadSymbols('asn')?.name(64500), 'PRIVATE');
      assert.equal(loadSymbols('tag'), undefined);
    } finally {
      if (before === undefined) delete process.env['FLOW_TOOLS_SYMDIR'];
      else process.env['FLOW_TOOLS_SYMDIR'] = before;
      rmSync(directory, { recursive: true });
    }
  });
});
