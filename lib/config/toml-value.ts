/** A value as a TOML file has it. */
import type { Parameter } from './parameter.js';

/** JSON's texts, numbers and lists are TOML's too, but for the one character that TOML wants escaped and JSON does not. */
export function tomlValue(value: Parameter['default']): string {
  const text = Array.isArray(value)
    ? `[${value.map((item) => JSON.stringify(item)).join(', ')}]`
    : JSON.stringify(value);
  return text.replaceAll('\u007f', '\\u007f');
}
