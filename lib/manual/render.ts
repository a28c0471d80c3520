/** A page of the manual as roff. */
import { optionRows, synopsis, type CommandSyntax } from '../command/option-table.js';
import { purposeOf, sectionOf, type Block, type CommandPage, type ManualPage, type Terms } from './page.js';
import { bold, italic, literalLines, prose, reference, tableText } from './roff.js';

const heading = (title: string): string => `.SH ${title}\n`;

function example(text: string): string {
  return `.PP\n.RS 4\n.EX\n${literalLines(text)}.EE\n.RE\n`;
}

function terms(list: Terms): string {
  return list.map(([term, ...meaning]) => `.TP\n${prose(term)}${within(meaning)}`).join('');
}

function block(each: Block): string {
  if (typeof each === 'string') return `.PP\n${prose(each)}`;
  if ('terms' in each) return terms(each.terms);
  if ('file' in each && each.content === '') return `.PP\n${prose(`An empty file \`${each.file}\`.`)}`;
  if ('file' in each) return `.PP\n${prose(`The file \`${each.file}\`:`)}${example(each.content)}`;
  if ('lines' in each) return example(each.lines);
  return example(`$ ${each.run}\n${each.prints ?? ''}`);
}

function blocks(list: readonly Block[]): string {
  return list.map(block).join('');
}

/** What belongs to a term: its first paragraph follows directly, others are indented as much. */
function within([first, ...others]: readonly Block[]): string {
  const start = typeof first === 'string' ? prose(first) : first === undefined ? '' : `.RS\n${block(first)}.RE\n`;
  return start + indented(others);
}

/** Blocks under the text of a term. */
function indented(list: readonly Block[]): string {
  return list.length > 0 ? `.RS\n${blocks(list)}.RE\n` : '';
}

/** Kept together, because it stands in brackets. */
function part(option: string | undefined, value: string | undefined): string {
  const words = [option === undefined ? [] : bold(option), value === undefined ? [] : italic(value)].flat();
  return words.join('\\ ');
}

function synopsisText(name: string, syntax: CommandSyntax): string {
  const parts = synopsis(syntax).map(({ option, value, need }) => {
    const text = part(option, value);
    return need === 'optional' ? `[${text}]` : text;
  });
  return `${bold(name)}\n${parts.join('\n')}\n`;
}

function synopsisOf(page: ManualPage): string {
  if (page.kind === 'overview') return '';
  return page.kind === 'command' ? synopsisText(page.name, page.syntax) : blocks([{ lines: page.synopsis }]);
}

function options({ syntax, notes = {} }: CommandPage): string {
  return optionRows(syntax)
    .map(({ letter, value, text }) => {
      const [first, ...more] = notes[letter] ?? [];
      const isSame = typeof first === 'string'; // paragraph
      const rest = isSame || first === undefined ? more : [first, ...more];
      return `.TP\n${part(`-${letter}`, value)}\n${tableText(text)}${isSame ? prose(first) : ''}${indented(rest)}`;
    })
    .join('');
}

/** What a second -h lists. */
function choices({ syntax, choicesIn }: CommandPage): string {
  if (choicesIn !== undefined) return '';
  return (syntax.choices?.() ?? [])
    .map(({ title, rows }) => {
      const list = rows.map(({ name, text }) => `.TP\n${bold(name)}\n${tableText(text)}`).join('');
      return heading(title.toUpperCase()) + list;
    })
    .join('');
}

function section(title: string, content: string): string {
  return content === '' ? '' : heading(title) + content;
}

/**
 * Names of commands and files are not hyphenated and lines not filled up with blanks: what is copied from a page must be
 * what is meant.
 * @param version of the package, for the foot of the page
 */
export function renderPage(page: ManualPage, version: string): string {
  const { name, description, sections = [], files = [], environment = [], examples, differences = [], seeAlso } = page;
  const own = sections.map(({ title, blocks: content }) => section(title, blocks(content)));
  return [
    `.\\" Written by scripts/man-pages.mjs from lib/manual: change it there.\n`,
    `.TH ${name.toUpperCase()} ${sectionOf(page)} "" "FlowViewer ${version}" "FlowViewer Manual"\n.ds AD l\n.ad l\n.nr HY 0\n.nh\n`,
    section('NAME', `${name.replaceAll('-', '\\-')} \\- ${purposeOf(page)}\n`),
    section('SYNOPSIS', synopsisOf(page)),
    section('DESCRIPTION', blocks(description)),
    page.kind === 'command' ? section('OPTIONS', options(page)) + choices(page) : '',
    ...own,
    section('FILES', terms(files)),
    section('ENVIRONMENT', terms(environment)),
    page.kind === 'command' ? section('EXIT STATUS', terms(page.exit)) : '',
    section('EXAMPLES', blocks(examples)),
    section('DIFFERENCES FROM FLOW\\-TOOLS', blocks(differences)),
    section('SEE ALSO', `${seeAlso.map(reference).join(',\n')}\n`),
  ].join('');
}
