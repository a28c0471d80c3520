/** The configuration as the program sees it: one property per row of the parameter table. */
import { PARAMETERS, type ParameterType } from './parameter.js';

type Row = (typeof PARAMETERS)[number];

/** The value that a parameter of one type has once it is read. */
type Value<T extends ParameterType> = T extends 'yes or no'
  ? boolean
  : T extends 'texts' | 'colours'
    ? readonly string[]
    : T extends string
      ? string
      : T extends { readonly oneOf: readonly (infer V)[] }
        ? V
        : number;

export type Configuration = { readonly [R in Row as R['name']]: Value<R['type']> };

/** Every parameter at its default. */
export function defaultConfiguration(): Configuration {
  const values = Object.fromEntries<unknown>(PARAMETERS.map((row) => [row.name, row.default]));
  return values as Configuration; // the table's defaults have the table's types; a test reads them back through check()
}
