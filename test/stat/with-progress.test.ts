import assert from 'node:assert/strict';
import { FLAG, type FlowFileHeader } from '../../lib/ftfile/header.js';
import { openFlowFile } from '../../lib/ftfile/reader.js';
import { progressText } from '../../lib/stat/with-progress.js';
import { INPUT } from '../ftfile/golden.js';

const SOME = { filesDone: 0, files: 1, flows: 1_000_000 };

describe('the progress of a report on a terminal', () => {
  let header: FlowFileHeader;
  before(async () => {
    const file = await openFlowFile(`${INPUT}/v5.z0.le.ft`);
    await file.close();
    header = { ...file.header, flags: FLAG.done, flows: 5_000_000 };
  });

  it('says how many flows are read, of how many where the header tells', () => {
    assert.equal(
      progressText(SOME, header, 2000),
      '1,000,000 of 5,000,000 flows read, 500,000 a second, about 8 s left',
    );
    const stream = { ...header, flags: FLAG.streaming };
    assert.equal(progressText(SOME, stream, 2000), '1,000,000 flows read, 500,000 a second');
    assert.equal(progressText({ ...SOME, flows: 6_000_000 }, header, 1000), '6,000,000 flows read, 6,000,000 a second');
  });

  it('has words for the time before the first flow and after the last', () => {
    assert.equal(progressText(undefined, { ...header, flags: 0 }, 2000), '0 flows read');
    assert.equal(progressText({ ...SOME, filesDone: 1 }, header, 2000), '1,000,000 flows read; adding up');
  });
});
