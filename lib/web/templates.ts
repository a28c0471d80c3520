/**
 * The templates of views/ as functions. In a bundle another module stands here that scripts/bundle.mjs makes of the same
 * files, because compiling them costs every page 15 ms.
 */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import ejs from 'ejs';

/** What it gets is called `it` in the template. */
export type Template = (it: object) => string;

const compiled = new Map<string, Template>();

/** @throws the system's error for a template that does not exist */
export function template(name: string): Template {
  const known = compiled.get(name);
  if (known) return known;
  const filename = fileURLToPath(new URL(`views/${name}.ejs`, import.meta.url));
  const made = ejs.compile(readFileSync(filename, 'utf8'), { filename, strict: true, localsName: 'it', cache: true });
  compiled.set(name, made);
  return made;
}
