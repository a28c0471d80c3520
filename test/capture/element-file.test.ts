import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readElementFile } from '../../lib/capture/element-file.js';
import { parseCaptureOptions } from '../../lib/capture/options.js';

describe('a file of information elements', () => {
  let directory: string;
  before(() => {
    directory = mkdtempSync(join(tmpdir(), 'elements-'));
  });
  after(() => {
    rmSync(directory, { recursive: true });
  });

  function fileOf(text: string): string {
    const path = join(directory, 'elements');
    writeFileSync(path, text);
    return path;
  }

  it('adds to those of IANA, and wins where both have a number', () => {
    const registry = readElementFile(
      fileOf(
        '# ours\n\n6871 33 silkAppLabel unsigned16  # of YAF\n0 1 octets unsigned64 doctets\nv9 57590 name string\n',
      ),
    );
    assert.equal(registry.find('ipfix', 6871, 33)?.name, 'silkAppLabel');
    assert.equal(registry.find('ipfix', 0, 1)?.name, 'octets');
    assert.equal(registry.find('ipfix', 0, 2)?.name, 'packetDeltaCount');
    assert.deepEqual([registry.find('v9', 0, 57590)?.name, registry.find('ipfix', 0, 57590)], ['name', undefined]);
    assert.equal(registry.find('ipfix', 29305, 2)?.name, 'reversePacketDeltaCount');
  });

  for (const [text, message] of [
    ['1 a', /line 1: "" is no type of an element/],
    ['\n99999999999 1 a string', /line 2: "99999999999" is no enterprise number/],
    ['9 70000 a string', /line 1: "70000" is no number of an element, 1 to 65535/],
    ['9 7 - string', /line 1: "-" is no name of an element/],
    ['9 7 a string nofield', /line 1: "nofield" is no field of a flow/],
    ['9 7 a unsigned8 tos more', /line 1: "more" is one word too many/],
  ] as const)
    it(`is refused with its line: ${text.trim()}`, () => {
      assert.throws(() => readElementFile(fileOf(text)), message);
    });

  it('is refused where it is not there', () => {
    assert.throws(() => readElementFile(join(directory, 'none')), /-I: cannot read .*none/);
  });

  it('is named by -I, as the port of IPFIX is by -i', async () => {
    const { elements, ipfixPort } = await parseCaptureOptions(['-w', '/x', '-I', 'my.elements', '-i', '4739', '0/0/9']);
    assert.deepEqual([elements, ipfixPort], ['my.elements', 4739]);
    await assert.rejects(parseCaptureOptions(['-w', '/x', '-i', '0', '0/0/9']), /-i/);
  });
});
