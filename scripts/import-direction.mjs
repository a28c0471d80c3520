/**
 * ESLint rule: a folder of lib/ imports only itself and folders of the rows above its own; lib/ imports nothing outside
 * lib/. Covers `import`, `export … from` and `import()`; packages are not its business.
 */
import { dirname, relative, resolve, sep } from 'node:path';

/** @type {import('eslint').Rule.RuleModule} */
export default {
  meta: {
    type: 'problem',
    schema: [{ type: 'array', items: { type: 'array', items: { type: 'string' } } }],
    messages: {
      unknown: 'lib/{{folder}} has no row in the table of import directions (eslint.config.js).',
      outside: 'lib/ must not import {{target}}, which lies outside it.',
      upward: 'lib/{{folder}} must not import lib/{{target}}: it may import {{allowed}}.',
    },
  },
  create(context) {
    /** @type {string[][]} */
    const rows = context.options[0];
    const place = (path) => relative(context.cwd, path).split(sep);
    const [top, folder] = place(context.filename);
    if (top !== 'lib') return {};
    const row = rows.findIndex((folders) => folders.includes(folder));
    const allowed = rows.slice(0, row).flat();

    function check(source) {
      if (typeof source?.value !== 'string' || !source.value.startsWith('.')) return;
      const path = place(resolve(dirname(context.filename), source.value));
      const target = path[1];
      if (row < 0) context.report({ node: source, messageId: 'unknown', data: { folder } });
      else if (path[0] !== 'lib') {
        context.report({ node: source, messageId: 'outside', data: { target: path.join('/') } });
      } else if (target !== folder && !allowed.includes(target)) {
        const data = { folder, target, allowed: allowed.map((name) => `lib/${name}`).join(', ') || 'nothing of lib/' };
        context.report({ node: source, messageId: 'upward', data });
      }
    }

    const checkSource = (node) => check(node.source);
    return {
      ImportDeclaration: checkSource,
      ExportNamedDeclaration: checkSource,
      ExportAllDeclaration: checkSource,
      ImportExpression: checkSource,
      TSImportType: checkSource,
    };
  },
};
