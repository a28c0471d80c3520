import assert from 'node:assert/strict';
import fc from 'fast-check';
import { AccessLists } from '../../lib/cfg/access-list.js';
import { parseDate } from '../../lib/cfg/date.js';
import { CfgError } from '../../lib/cfg/error.js';
import { readFilterFile } from '../../lib/cfg/filter-file.js';
import { readMask } from '../../lib/cfg/mask-file.js';
import { readTagger } from '../../lib/cfg/tag-file.js';
import { readXlate } from '../../lib/cfg/xlate-file.js';

const WORDS =
  'filter-primitive filter-definition type permit deny default mask match or invert ip-port ip-address-prefix counter time ' +
  'time-date rate tag-mask double ip-source-port start-time random-sample P Q lt ge 1 0 08 0x1f 1-5 5-1 !80,443 -1 99999999999 ' +
  '10.1/16 10.1.0.0/33 1.2.3.4.5 ::/0 255.255.0.0 12:30 25:99 2025-03-30 # @ @{ @{X:-y} @X constructor __proto__ toString ' +
  'tag-action tag-definition term action set-src or-dst exporter input-filter xlate-action xlate-definition scale as key stop ' +
  'mask-definition prefix ip access-list standard extended any host eq range established \u00e9 \0';

const word = fc.oneof(fc.constantFrom(...WORDS.split(' ')), fc.string({ maxLength: 6 }));
const text = fc
  .array(fc.array(word, { maxLength: 5 }), { maxLength: 12 })
  .map((lines) => lines.map((words) => words.join(' ')).join('\n'));

const READERS: Readonly<Record<string, (text: string) => unknown>> = {
  filter: (content) => readFilterFile({ file: 'f', text: content }, { symbols: () => undefined }),
  mask: (content) => readMask({ file: 'f', text: content }, 'P'),
  tag: (content) => readTagger({ file: 'f', text: content }, 'P'),
  xlate: (content) => readXlate({ file: 'f', text: content }, 'P'),
  'access list': (content) => new AccessLists({ file: 'f', text: content }, () => undefined),
};

describe('cfg: hostile texts', () => {
  for (const [name, read] of Object.entries(READERS))
    it(`never make the ${name} reader fail with anything but a CfgError`, () => {
      fc.assert(
        fc.property(text, (content) => {
          try {
            read(content);
          } catch (error) {
            assert.ok(error instanceof CfgError, String(error));
          }
        }),
        { numRuns: 500 },
      );
    });

  it('never make the date reader throw, or name a moment beyond what flows can have', () => {
    const part = fc.constantFrom(
      ...'2025 3 30 -3 +0200 : / , mar sunday ago next last hour days UTC dst am pm yesterday ( ) 20250330 00 59 99999'.split(
        ' ',
      ),
    );
    const date = fc.oneof(
      fc.string(),
      fc.array(part, { maxLength: 8 }).map((parts) => parts.join(' ')),
    );
    fc.assert(
      fc.property(date, (content) => {
        const moment = parseDate(content, Date.UTC(2025, 2, 30));
        assert.ok(moment === undefined || (Number.isInteger(moment / 1000) && moment >= 0 && moment < 2 ** 32 * 1000));
      }),
      { numRuns: 2_000 },
    );
  });
});
