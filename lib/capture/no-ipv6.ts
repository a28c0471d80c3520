/** Hosts without IPv6. */

/** What kernels say of `::`, or of any address of the family. */
const CODES: ReadonlySet<unknown> = new Set(['EAFNOSUPPORT', 'EADDRNOTAVAIL', 'EINVAL']);

/** True if a socket of `::` could not be opened or bound because the host has no IPv6. */
export function lacksIpv6(error: unknown): boolean {
  return error instanceof Error && CODES.has((error as NodeJS.ErrnoException).code);
}
