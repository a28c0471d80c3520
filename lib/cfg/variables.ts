/** Variables in configuration files: `@NAME`, `@{NAME}`, `@{NAME:-default}` (reference section 5.0). */

export type Variables = ReadonlyMap<string, string>;

const VARIABLE = /@(?:([A-Za-z0-9]+)|\{([^}:]*)(?::-([^}]*))?\})/g;

/**
 * Puts the values in place of the names; an unknown variable without a default becomes nothing.
 * @returns undefined if a brace does not close or an operator other than `:-` follows the name
 */
export function substitute(text: string, variables: Variables): string | undefined {
  if (text.replace(VARIABLE, '').includes('@{')) return undefined;
  return text.replace(
    VARIABLE,
    (_, bare: string | undefined, braced: string | undefined, fallback = '') =>
      variables.get(bare ?? braced ?? '') ?? String(fallback),
  );
}

/**
 * One `-v NAME=VALUE` of a command line.
 * @returns undefined unless both parts are there
 */
export function parseVariable(text: string): [name: string, value: string] | undefined {
  const at = text.indexOf('=');
  return at < 1 || at === text.length - 1 ? undefined : [text.slice(0, at), text.slice(at + 1)];
}
