import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';

describe('docs/security.md', () => {
  it('names tests that are there, by their titles', () => {
    const rows = readFileSync('docs/security.md', 'utf8')
      .split('\n')
      .filter((line) => line.startsWith('| ') && line.includes('`test/'));
    assert.ok(rows.length > 15);
    for (const row of rows) {
      const proof = row.split(' | ').at(-1)?.replace(/ \|$/, '') ?? '';
      let text = '';
      for (const part of proof.split('; ')) {
        const [, file, title = part] = /^`(test\/[^`]+)`(?:: (.*))?$/.exec(part) ?? [];
        if (file !== undefined) {
          assert.ok(existsSync(file), file);
          text = readFileSync(file, 'utf8');
          if (!part.includes(': ')) continue;
        }
        assert.ok(text.includes(title.replaceAll("'", "\\'")) || text.includes(title), `${part} is no title`);
      }
    }
  });
});
