/** Numbers of applications (RFC 6759): an engine in the high 8 bits, its own number in the others. */

/** As `13..453`. */
export function formatApplication(id: number): string {
  return `${id >>> 24}..${id & 0xffffff}`;
}
