import assert from 'node:assert/strict';
import fc from 'fast-check';
import { fileStem, LONGEST_NAME, readName } from '../../lib/save/name.js';

describe('a name for something saved', () => {
  it('is free text in any script, in one form, with single blanks', () => {
    assert.equal(readName('  Büro  – Köln\t(alt) '), 'Büro – Köln (alt)');
    assert.equal(readName('Bu\u0308ro'), 'Büro');
    assert.equal(readName('流量 報告'), '流量 報告');
  });

  it('has no characters that hide, turn text round or end lines', () => {
    assert.equal(readName('a\u202Eb\u0000c\nd\u200Be\uD800f'), 'a b c d e f');
  });

  it('is refused where it is empty or too long, with the reason', () => {
    for (const typed of ['', '   ', '\u0000\n', '\u202E']) assert.throws(() => readName(typed), /A name is missing/);
    assert.equal(readName('💡'.repeat(LONGEST_NAME)), '💡'.repeat(LONGEST_NAME));
    assert.throws(() => readName('x'.repeat(81)), /has 81 characters, and at most 80/);
  });

  it('stays readable in its file name', () => {
    assert.equal(fileStem('Uplink-2026.1'), 'Uplink-2026.1');
    assert.match(fileStem('Köln: Uplink'), /^Köln__Uplink~[\da-f]{12}$/);
  });

  it('gives a file name that is no path, is not hidden, is short enough, and no other name has', () => {
    const name = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 80 }),
      fc.constantFrom('..', '.', '../../etc/passwd', '/etc/passwd', 'a/b', 'a\\b', '~', '-rf', 'a\0b', '💡'.repeat(80)),
    );
    const seen = new Map<string, string>();
    fc.assert(
      fc.property(name, (typed) => {
        let read: string;
        try {
          read = readName(typed);
        } catch {
          return;
        }
        const stem = fileStem(read);
        assert.match(stem, /^[^./-][^/\\\0]*$|^~/u);
        assert.ok(Buffer.byteLength(stem) <= 200, stem);
        assert.equal(seen.get(stem) ?? read, read);
        seen.set(stem, read);
      }),
    );
  });
});
