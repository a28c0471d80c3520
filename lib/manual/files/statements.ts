/** What all configuration files have in common. */
import type { Section } from '../page.js';

export const STATEMENTS: Section = {
  title: 'SYNTAX',
  blocks: [
    'One statement per line, words with blanks or tabs between; indentation means nothing. Empty lines and lines whose first word begins with `#` are passed over; what is left over at the end of a line is an error. Keywords and names may be written in small or capital letters. Names are unique among things of one kind, and a definition may refer to what comes later in the file.',
    'Numbers are decimal, hexadecimal after 0x, or octal after 0. Addresses may lack zeros at their end: 10.1 is 10.1.0.0.',
    'Before a line is read, variables are put in: `@NAME` for a name of letters and digits, `@{NAME}`, and `@{NAME:-DEFAULT}`. Their values come from -v of the command; a variable without a value and default becomes nothing.',
    'A mistake is told with file and line, and the command ends with status 1 before it reads any flow. All definitions of a file are read, also those that nobody asks for.',
  ],
};
