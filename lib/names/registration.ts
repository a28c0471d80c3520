/** Texts that tell who has an AS number or a network, as Team Cymru's zone gives them: fields between ` | `. */

/** Of an AS number: `64500 | DE | ripencc | 2010-01-01 | EXAMPLE-AS - Example Networks, DE`. */
export interface AsRegistration {
  /** First word of the description (reference section 2.9). */
  readonly name: string;
  readonly description: string;
  readonly country: string | undefined;
}

const fields = (text: string): string[] => text.split('|').map((field) => field.trim());

const countryOf = (field: string | undefined): string | undefined =>
  field !== undefined && /^[A-Z]{2}$/.test(field) ? field : undefined;

export function parseAsRegistration(text: string): AsRegistration | undefined {
  const [, country, , , description = ''] = fields(text);
  const [name = ''] = description.split(' ');
  return name === '' ? undefined : { name, description, country: countryOf(country) };
}

/** AS that announces a network, of `64500 64501 | 192.0.2.0/24 | …`: the first, where several do. */
export function parseOriginAs(text: string): number | undefined {
  const [number = ''] = (fields(text)[0] ?? '').split(/\s+/);
  return /^\d{1,10}$/.test(number) ? Number(number) : undefined;
}

/** The country of a network's registration, of `64500 | 192.0.2.0/24 | DE | ripencc | 2010-01-01`: two capital letters. */
export function parseOriginCountry(text: string): string | undefined {
  return countryOf(fields(text)[2]);
}
