/** `10.1.0.0/16` as flow-tools shortens it: `10.1/16`; IPv6 as it is; a length beyond the address's is shown as 0. */
export function shortPrefix(text: string): string {
  const [address = '', length = ''] = text.split('/');
  if (address.includes(':')) return `${address}/${Number(length) > 128 ? 0 : length}`;
  return `${address.replace(/(?:\.0){1,3}$/, '')}/${Number(length) > 32 ? 0 : length}`;
}
