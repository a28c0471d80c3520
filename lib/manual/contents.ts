/** The list of all pages, as Markdown. */
import { fileOf, purposeOf, sectionOf, type ManualPage } from './page.js';

const TITLES = { 7: 'Where to begin', 1: 'Commands', 5: 'Files' } as const;

/** A table for each section of the manual, with a link to each page. */
export function contents(pages: readonly ManualPage[]): string {
  const tables = ([7, 1, 5] as const).map((section) => {
    const rows = pages
      .filter((page) => sectionOf(page) === section)
      .map((page) => `| [${page.name}(${section})](${fileOf(page)}) | ${purposeOf(page)} |\n`);
    return `## ${TITLES[section]}\n\n| page | what it is for |\n| --- | --- |\n${rows.join('')}`;
  });
  return `# Manual

Written by \`make man\` from the tables of the commands and \`lib/manual\`: change it there. A page is read with
\`man -l docs/man/flow-cat.1\`, once installed with \`man flow-cat\`.

${tables.join('\n')}`;
}
