import eslint from '@eslint/js';
import { defineConfig } from 'eslint/config';
import tseslint from 'typescript-eslint';
import importDirection from './scripts/import-direction.mjs';

/** Folders of lib/ in the order the data passes them: each imports only itself and folders of rows above its own. */
const IMPORT_ROWS = [
  ['flow', 'config', 'command', 'mail', 'status'],
  ['netflow', 'sflow', 'interfaces', 'ftfile', 'query', 'rrd', 'names'],
  ['cfg'],
  ['store'],
  ['rows'],
  ['capture', 'report', 'twins'],
  ['stat', 'scan', 'save', 'tracker', 'graph'],
  ['web', 'reporttext'],
  ['demo', 'setup'],
  ['httpd'],
  ['manual'],
];

const BOOLEAN_PARAMETER = ':function > Identifier.params[typeAnnotation.typeAnnotation.type="TSBooleanKeyword"]';

/** `a[i]!` says that i is within bounds, which types cannot; any other `!` is a cast. */
const UNCHECKED = 'TSNonNullExpression:not([expression.type="MemberExpression"][expression.computed=true])';

const NODE_GLOBALS = { console: 'readonly', process: 'readonly', URL: 'readonly' };

export default defineConfig(
  { ignores: ['build/', 'coverage/', 'htdocs/', 'test/golden/'] },
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  eslint.configs.recommended,
  { files: ['**/*.js', '**/*.mjs'], languageOptions: { globals: NODE_GLOBALS } },
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.strictTypeChecked],
    plugins: { flowviewer: { rules: { 'import-direction': importDirection } } },
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/consistent-type-imports': ['error', { disallowTypeAnnotations: false }],
      '@typescript-eslint/explicit-module-boundary-types': 'error',
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/no-non-null-assertion': 'off', // see no-restricted-syntax
      '@typescript-eslint/no-unnecessary-type-conversion': 'off', // takes checks of foreign data for conversions
      '@typescript-eslint/no-unused-vars': ['error', { ignoreRestSiblings: true }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      eqeqeq: 'error',
      'flowviewer/import-direction': ['error', IMPORT_ROWS],
      'no-restricted-imports': [
        'error',
        {
          paths: ['child_process', 'node:child_process'].map((name) => ({
            name,
            importNames: ['exec', 'execSync'],
            message: 'Nothing is passed to a shell: use spawn or execFile.',
          })),
        },
      ],
      'no-restricted-syntax': [
        'error',
        {
          selector: BOOLEAN_PARAMETER,
          message: 'Say what it means: a literal union or an options object, not a boolean.',
        },
        {
          selector: UNCHECKED,
          message: 'Only an element whose index is known to be good may be asserted: test for the rest.',
        },
        { selector: 'Property[key.name="shell"]', message: 'Nothing is passed to a shell.' },
      ],
    },
  },
  { files: ['test/**/*.ts'], rules: { 'no-restricted-syntax': 'off' } },
  { files: ['bin/**/*.ts', 'cgi-bin/**/*.ts'], rules: { 'max-lines': ['error', 60] } },
);
