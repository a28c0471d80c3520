import assert from 'node:assert/strict';
import { cellView, type CellStyle } from '../../lib/web/cellview.js';
import { tableNames } from '../../lib/web/shownnames.js';
import {
  formatFlags,
  formatLength,
  formatNumber,
  formatOctets,
  formatReal,
  formatPercent,
} from '../../lib/web/format.js';

describe('values on pages', () => {
  it('have thousands grouped, decimals and signs untouched', () => {
    const shown = [0, 999, 1000, 1234567, -123, -1234, 1234.5678, 1e15].map((value) => formatNumber(value, 2));
    assert.deepEqual(shown, ['0', '999', '1,000', '1,234,567', '-123', '-1,234', '1,234.57', '1,000,000,000,000,000']);
    assert.equal(formatNumber(12345678901234567890n), '12,345,678,901,234,567,890');
  });

  it('have two places always where they stand in a column of decimals', () => {
    const shown = [0, 1.8, 7431, -0.001, 1234.567, 2n ** 64n].map((value) => formatReal(value));
    assert.deepEqual(shown, ['0.00', '1.80', '7,431.00', '0.00', '1,234.57', '18,446,744,073,709,551,616.00']);
  });

  it('have octets in units above 1024, each step 1024 times the last', () => {
    const shown = [0, 1024, 1025, 1536, 1048576, 1048577, 21360989492, 2 ** 50 + 2 ** 40].map((value) =>
      formatOctets(value),
    );
    assert.deepEqual(shown, ['0', '1,024', '1.00 KB', '1.50 KB', '1024.00 KB', '1.00 MB', '19.89 GB', '1.00 PB']);
  });

  it('tell little from nothing', () => {
    assert.deepEqual([0, 0.004, 0.005, 12.345, 100].map(formatPercent), ['0.00', '<0.01', '0.01', '12.35', '100.00']);
  });

  it('have their own zone where it is not that of the heading', () => {
    const before = process.env['TZ'];
    process.env['TZ'] = 'Europe/Berlin';
    try {
      const style: CellStyle = {
        presentation: { multiplier: 1, names: 'shown', octets: 'plain', perFlow: 'shown', pie: 'none' },
        format: 'YMD',
        shown: tableNames([], { interfaces: new Map(), exporters: new Map() }),
        widths: { dns_column_width: 60, asn_width: 60 },
        zoneOf: Date.UTC(2025, 9, 26, 0, 0),
      };
      const column = { key: 'start', title: 'Start', kind: 'time' } as const;
      const show = (hour: number) => {
        const { text, aside } = cellView(column, Date.UTC(2025, 9, 26, hour, 30), style);
        return [text, aside];
      };
      assert.deepEqual(show(0), ['2025-10-26 02:30:00.000', undefined]);
      assert.deepEqual(show(1), ['2025-10-26 02:30:00.000', 'UTC+01:00']);
    } finally {
      if (before === undefined) delete process.env['TZ'];
      else process.env['TZ'] = before;
    }
  });

  it('show TCP flags by their letters and times by their largest units', () => {
    assert.deepEqual([0, 2, 0x1b, 255].map(formatFlags), ['........', '......S.', '...AP.SF', 'CEUAPRSF']);
    const lengths = [1000, 90_000, 3_600_000, 5_400_000, 90_061_000].map(formatLength);
    assert.deepEqual(lengths, ['1 s', '1 min 30 s', '1 h', '1 h 30 min', '1 d 1 h']);
  });
});
