import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { recordLayout } from '../../lib/flow/layout.js';
import { EXPORT_VERSIONS } from '../../lib/flow/version.js';
import { PRINT_FORMATS } from '../../lib/rows/print/formats.js';
import { missingFields } from '../../lib/rows/print/printer.js';
import { GOLDEN } from '../ftfile/golden.js';

describe('flow-print', () => {
  it('refuses the formats whose fields a version lacks, and no others', () => {
    const refused = [...readFileSync(`${GOLDEN}/unsupported.tsv`, 'utf8').matchAll(/^print\/v(\S+?)\.f(\d+)\t/gm)].map(
      ([, version, format]) => `${version} ${format}`,
    );
    const lacking = EXPORT_VERSIONS.flatMap((version) =>
      Object.entries(PRINT_FORMATS)
        .filter(([, format]) => missingFields(format, recordLayout(version)).length > 0)
        .map(([number]) => `${version} ${number}`),
    );
    assert.deepEqual(lacking.sort(), refused.sort());
  });
});
