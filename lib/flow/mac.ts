/** MAC addresses, kept as numbers of 48 bits. */

/** As `02:00:5e:00:53:01`. */
export function formatMac(value: number): string {
  const digits = value.toString(16).padStart(12, '0');
  return digits.replace(/(..)(?=.)/g, '$1:');
}

/** The number of a MAC address, with `:` or `-` between its octets or in three groups with dots; else undefined. */
export function parseMac(text: string): number | undefined {
  const isMac = /^[0-9a-f]{2}([:-][0-9a-f]{2}){5}$/i.test(text) || /^[0-9a-f]{4}(\.[0-9a-f]{4}){2}$/i.test(text);
  return isMac ? parseInt(text.replace(/[:.-]/g, ''), 16) : undefined;
}
