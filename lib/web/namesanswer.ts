/** FlowViewer_Names.cgi: names of addresses and AS numbers as JSON, for a page that came before they were known. */
import { formatAddress, parseAddress } from '../flow/address.js';
import type { Column } from '../report/column.js';
import { countryOf, describe, namesOf, originAsOf } from '../report/names.js';
import type { LookUp } from '../names/name-cache.js';
import { cutName } from './cutname.js';
import type { Handler } from './http.js';
import { lookUpNames } from './lookup.js';
import { respond } from './respond.js';
import { MOST_VALUES } from './pendingnames.js';

/** How long the answer may take, ms. */
const PATIENCE_MS = 4000;

const TYPE = 'application/json; charset=utf-8';

/** Column kinds by parameter, which is the word before the value in a page's marks. */
const KINDS = ['address', 'as'] as const satisfies readonly Column['kind'][];

/** Values of a parameter in their usual form, each once; undefined where one is none. */
function valuesOf(kind: (typeof KINDS)[number], texts: readonly string[]): string[] | undefined {
  const values = texts.map((text) => {
    if (kind === 'as') return /^\d{1,10}$/.test(text) ? String(Number(text)) : undefined;
    const address = text.length > 64 ? undefined : parseAddress(text);
    return address && formatAddress(address);
  });
  return values.some((value) => value === undefined) ? undefined : [...new Set(values.flatMap((value) => value ?? []))];
}

const NO_TABLES = { interfaces: new Map<string, string>(), exporters: new Map<string, string>() };

/**
 * `{"names": {"address 192.0.2.1": {"text": …, "title": …}}, "countries": {"192.0.2.1": "DE"}, "origins": {"192.0.2.1":
 * 64500}}`, with the AS numbers of networks: what has no name is not in it. The text is as long as a table shows it; the title is there where it says more.
 */
export const namesAnswer: Handler = async ({ query }, site) => {
  const asked = KINDS.map((kind) => ({ kind, values: valuesOf(kind, query.getAll(kind)) }));
  const number = asked.reduce((sum, { values }) => sum + (values?.length ?? 0), 0);
  if (asked.some(({ values }) => !values) || number > MOST_VALUES) {
    const error = `Ask for addresses and AS numbers, as address=192.0.2.1&as=64500, at most ${MOST_VALUES} at once.`;
    return respond(400, TYPE, `${JSON.stringify({ error })}\n`);
  }
  const isCountryWanted = query.get('country') === 'Y';
  const lookUps = asked.flatMap(({ kind, values = [] }) =>
    values.flatMap((key): LookUp[] => {
      if (kind === 'as') return [{ kind: 'as', key }];
      return isCountryWanted
        ? [
            { kind: 'host', key },
            { kind: 'origin', key },
          ]
        : [{ kind: 'host', key }];
    }),
  );
  const { found } = await lookUpNames(lookUps, site, { within: PATIENCE_MS, most: lookUps.length });
  const nameOf = namesOf([], NO_TABLES, found);
  const names: Record<string, { text: string; title?: string }> = {};
  const countries: Record<string, string> = {};
  const origins: Record<string, number> = {};
  for (const { kind, values = [] } of asked)
    for (const value of values) {
      const name = nameOf(kind, value);
      if (name !== undefined)
        names[`${kind} ${value}`] = cutName(kind, name, describe(found, kind, value), site.configuration);
      const country = kind === 'address' ? countryOf(found, value) : undefined;
      if (country !== undefined) countries[value] = country;
      const origin = kind === 'address' ? originAsOf(found, value) : undefined;
      if (origin !== undefined) origins[value] = origin;
    }
  return respond(200, TYPE, `${JSON.stringify({ names, countries, origins })}\n`);
};
