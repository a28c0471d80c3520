import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import type { FlowBatch } from '../../lib/flow/batch.js';
import { recordLayout } from '../../lib/flow/layout.js';
import { translator } from '../../lib/flow/translate.js';
import type { ExportVersion } from '../../lib/flow/version.js';
import { csvOf, GOLDEN } from '../netflow/golden.js';

function recordsOf(version: ExportVersion): FlowBatch {
  const bytes = new Uint8Array(readFileSync(`${GOLDEN}/input/v${version}.z0.le.ft`));
  const layout = recordLayout(version);
  const data = bytes.slice(new DataView(bytes.buffer).getUint32(4, true));
  return { layout, bytes: data, count: data.length / layout.size };
}

function expected(name: string): string {
  return readFileSync(`${GOLDEN}/expect/xlate/${name}.txt`, 'utf8').replace(/^#:.*\n/, '');
}

describe('translating between versions', () => {
  for (const from of ['1', '5', '6', '7'] as const)
    for (const to of ['1', '5', '6', '7', '1005'] as const) {
      if (from === to || (from === '1' && to === '1005')) continue;
      it(`${from} to ${to} gives what the original gives`, () => {
        const without = from === '1' ? (['output'] as const) : [];
        const translate = translator(from, to, { without });
        assert.ok(translate);
        assert.equal(csvOf(translate(recordsOf(from))), expected(`v${from}to${to}`));
      });
    }

  it('keeps the output interface of v1, which the original loses', () => {
    const v1 = recordsOf('1');
    const back = translator('5', '1')?.(translator('1', '5')?.(v1) as FlowBatch);
    assert.equal(csvOf(back as FlowBatch), csvOf(v1));
  });

  it('makes a clean 1005 of v1 and drops the tags again', () => {
    const v1 = recordsOf('1');
    const tagged = translator('1', '1005')?.(v1) as FlowBatch;
    assert.equal(tagged.bytes.length, v1.count * 72);
    assert.equal(csvOf(translator('1005', '1')?.(tagged) as FlowBatch), csvOf(v1));
  });

  it('refuses v8 on either side', () => {
    assert.equal(translator('8.1', '5'), undefined);
    assert.equal(translator('5', '8.1'), undefined);
    assert.equal(translator('8.1', '8.9'), undefined);
  });
});
