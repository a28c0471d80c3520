/** The part of Markdown that the user guide is written in, as HTML for its page: headings, paragraphs, lists, code, links and pictures. */
import { htmlText } from '../command/html-text.js';

/** As GitHub makes the anchor of a heading, so that the same links lead there. */
function anchor(heading: string): string {
  return heading
    .toLowerCase()
    .replaceAll(/[^\w\s-]/g, '')
    .trim()
    .replaceAll(/\s/g, '-');
}

/** `code`, **bold**, [links](#to) and nothing else; what stands in code is left alone. */
function inline(text: string): string {
  return text
    .split(/(`[^`]+`)/)
    .map((part) =>
      part.startsWith('`') && part.length > 1
        ? `<code>${htmlText(part.slice(1, -1))}</code>`
        : htmlText(part)
            .replaceAll(/\*\*([^*]+)\*\*/g, '<strong>$1</strong>')
            .replaceAll(/\[([^\]]+)\]\(([\w#./-]+)\)/g, '<a href="$2">$1</a>'),
    )
    .join('');
}

function list(kind: 'ul' | 'ol', block: string, first: number): string {
  const items = block.split(/^(?:- |\d+\. )/m).slice(1);
  const start = first > 1 ? ` start="${first}"` : '';
  return `<${kind}${start}>\n${items.map((item) => `<li>${inline(oneLine(item))}</li>\n`).join('')}</${kind}>\n`;
}

const oneLine = (text: string): string => text.trim().replaceAll(/\s*\n\s*/g, ' ');

function block(text: string): string {
  const [, marks, heading = ''] = /^(#{1,3}) (.*)$/.exec(text) ?? [];
  if (marks) return `<h${marks.length} id="${anchor(heading)}">${inline(heading)}</h${marks.length}>\n`;
  const [, words, picture] = /^!\[([^\]]*)\]\(([\w./-]+)\)$/.exec(text) ?? [];
  if (picture !== undefined) return `<p class="picture"><img src="${picture}" alt="${htmlText(words ?? '')}"></p>\n`;
  if (text.startsWith('- ')) return list('ul', text, 1);
  const [, number] = /^(\d+)\. /.exec(text) ?? [];
  if (number !== undefined) return list('ol', text, Number(number));
  return `<p>${inline(oneLine(text))}</p>\n`;
}

/** @param markdown blocks are separated by empty lines, those of code are fenced */
export function markdownHtml(markdown: string): string {
  return markdown
    .split(/^```\n([^]*?)^```$/m)
    .map((part, index) =>
      index % 2 === 1
        ? `<pre tabindex="0"><code>${htmlText(part)}</code></pre>\n`
        : part
            .split(/\n{2,}/)
            .map((text) => text.trim())
            .filter((text) => text !== '')
            .map(block)
            .join(''),
    )
    .join('');
}
