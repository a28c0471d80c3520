import assert from 'node:assert/strict';
import { reportStep } from '../../lib/web/reportstep.js';

describe('how far a report is', () => {
  it('is said in files and flows, with pace and time left', () => {
    assert.deepEqual(reportStep({ filesDone: 12, files: 36, flows: 1_234_567 }, 4000), {
      text: '12 of 36 files, 1,234,567 flows read, 310,000 a second, about 8 s left',
      filesDone: 12,
      files: 36,
      percent: 100 / 3,
    });
    assert.equal(reportStep({ filesDone: 0, files: 36, flows: 0 }, 100).text, '0 of 36 files, 0 flows read');
  });

  it('has words for the time before the first file and after the last', () => {
    assert.deepEqual(reportStep(undefined, 1000), {
      text: 'Looking for flow files',
      filesDone: 0,
      files: 0,
      percent: 0,
    });
    assert.equal(reportStep({ filesDone: 2, files: 2, flows: 5 }, 9000).text, '2 of 2 files, 5 flows read; adding up');
    assert.equal(reportStep({ filesDone: 0, files: 0, flows: 0 }, 9000).percent, 0);
  });
});
