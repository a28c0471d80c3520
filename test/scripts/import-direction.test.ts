import assert from 'node:assert/strict';
import { existsSync, readdirSync } from 'node:fs';
import { ESLint } from 'eslint';
import tseslint from 'typescript-eslint';

describe('import direction', () => {
  // The snippets are in no project, so the rules that need types stay off; all else is the project's configuration.
  const eslint = new ESLint({ overrideConfig: [tseslint.configs.disableTypeChecked] });

  async function complaints(filePath: string, code: string): Promise<string[]> {
    const [result] = await eslint.lintText(code, { filePath });
    assert.ok(result);
    return result.messages
      .filter(({ ruleId, fatal }) => ruleId === 'flowviewer/import-direction' || fatal)
      .map(({ message }) => message);
  }

  const REFUSED = [
    ['lib/flow/bad.ts', "import { a } from '../query/query.js'; export const b = a;"],
    ['lib/flow/bad.ts', "import { a } from '../config/configuration.js'; export const b = a;"],
    ['lib/query/bad.ts', "import type { A } from '../store/store.js'; export type B = A;"],
    ['lib/ftfile/bad.ts', "export * from '../netflow/decode.js';"],
    ['lib/store/bad.ts', "export const a = await import('../web/http.js');"],
    ['lib/report/deep/bad.ts', "export { a } from '../../web/http.js';"],
    ['lib/web/bad.ts', "import { a } from '../../bin/flow-cat.js'; export const b = a;"],
    ['lib/unheard-of/bad.ts', "export { a } from '../flow/field.js';"],
  ] as const;
  for (const [file, code] of REFUSED) {
    it(`refuses ${code.match(/'.*?'/)?.[0]} in ${file}`, async () => {
      assert.equal((await complaints(file, code)).length, 1);
    });
  }

  const ACCEPTED = [
    [
      'lib/store/good.ts',
      "export { a } from '../query/query.js'; export { b } from './store.js'; export * from 'ejs';",
    ],
    ['lib/web/page/good.ts', "export { a } from '../http.js'; export { b } from '../../store/store.js';"],
    ['bin/good.ts', "import { a } from '../lib/web/http.js'; a();"],
    ['test/flow/good.test.ts', "import { a } from '../../lib/flow/field.js'; a();"],
  ] as const;
  for (const [file, code] of ACCEPTED) {
    it(`accepts the imports of ${file}`, async () => {
      assert.deepEqual(await complaints(file, code), []);
    });
  }

  it('has a row for every folder of lib/', async () => {
    assert.ok(existsSync('lib/flow'), 'run from the top of the tree');
    for (const folder of readdirSync('lib')) {
      assert.deepEqual(await complaints(`lib/${folder}/any.ts`, "export * from './other.js';"), [], folder);
    }
  });
});
