/**
 * What a page of the manual consists of. Texts are English with two marks, `literal` and {placeholder}; name(1), for
 * another page, and options such as -a are found without one.
 */
import type { CommandSyntax } from '../command/option-table.js';

/** A list of terms, each with what it means. */
export type Terms = readonly (readonly [term: string, ...meaning: readonly Block[]])[];

/** A command line and what it prints. */
export interface Example {
  readonly run: string;
  /**
   * What it prints in the setting of the tests (see test/manual/examples.test.ts); a line `...` stands for any lines.
   * Absent where it prints nothing, or is not run.
   */
  readonly prints?: string;
  /** Why the tests do not run it; absent: they do. */
  readonly untested?: string;
}

/** A file that the examples of its page read. */
export interface ExampleFile {
  readonly file: string;
  readonly content: string;
}

/** A paragraph, a list, an example, or lines as they are. */
export type Block = string | { readonly terms: Terms } | Example | ExampleFile | { readonly lines: string };

export interface Section {
  readonly title: string;
  readonly blocks: readonly Block[];
}

interface CommonPage {
  readonly name: string;
  readonly description: readonly Block[];
  /** Between the options and the standard sections. */
  readonly sections?: readonly Section[];
  readonly files?: Terms;
  readonly environment?: Terms;
  readonly examples: readonly Block[];
  /** What the original does otherwise. */
  readonly differences?: readonly Block[];
  /** Each as name(1). */
  readonly seeAlso: readonly string[];
}

/** A command. Name, synopsis and options are those that the command itself reads and prints. */
export interface CommandPage extends CommonPage {
  readonly kind: 'command';
  readonly syntax: CommandSyntax;
  /** What there is to say of an option beyond its line of -h. */
  readonly notes?: Readonly<Record<string, readonly Block[]>>;
  readonly exit: Terms;
  /** The page that lists what can be chosen; absent: this one. */
  readonly choicesIn?: string;
}

/** A kind of files. */
export interface FilePage extends CommonPage {
  readonly kind: 'file';
  /** A phrase that begins with a small letter and has no full stop. */
  readonly purpose: string;
  readonly synopsis: string;
}

/** What belongs together. */
export interface OverviewPage extends CommonPage {
  readonly kind: 'overview';
  /** A phrase without full stop. */
  readonly purpose: string;
}

export type ManualPage = CommandPage | FilePage | OverviewPage;

const SECTIONS = { command: 1, file: 5, overview: 7 } as const;

/** Section of the manual. */
export function sectionOf({ kind }: ManualPage): 1 | 5 | 7 {
  return SECTIONS[kind];
}

/** What the page is about, as a phrase. */
export function purposeOf(page: ManualPage): string {
  return page.kind === 'command' ? page.syntax.purpose : page.purpose;
}

/** Name of the file in docs/man. */
export function fileOf(page: ManualPage): string {
  return `${page.name}.${sectionOf(page)}`;
}
