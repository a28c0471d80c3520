import assert from 'node:assert/strict';
import { reportType, REPORT_TYPES } from '../../../lib/stat/report/types.js';

describe('types of flow-report', () => {
  it('are 78, each name once', () => {
    assert.equal(REPORT_TYPES.length, 78);
    assert.equal(new Set(REPORT_TYPES.map(({ name }) => name)).size, 78);
  });

  it('stand in the order that -h -h has always listed', () => {
    const at = (number: number) => REPORT_TYPES[number - 1]?.name;
    assert.equal(at(1), 'summary-detail');
    assert.equal(at(15), 'ip-source-address');
    assert.equal(at(45), 'input/output-interface/source/destination-as');
    assert.equal(at(64), 'ip-address');
    assert.equal(at(75), 'linear-interpolated-flows-octets-packets');
    assert.equal(at(78), 'duration');
  });

  it('are found whatever the case', () => {
    assert.equal(reportType('IP-Source-Address')?.name, 'ip-source-address');
    assert.equal(reportType('nothing'), undefined);
  });
});
