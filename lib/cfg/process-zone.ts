/** The name of the process's time zone. */

function isKnown(zone: string): boolean {
  try {
    new Intl.DateTimeFormat('en-US', { timeZone: zone });
    return true;
  } catch {
    return false;
  }
}

/**
 * The IANA name of the zone that `TZ` or the system sets. A zone without one, as `TZ=XYZ-3` makes it, is named by its whole
 * hours from UTC.
 */
export function processZone(): string {
  // undefined for zones that have no name, whatever the types say
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone as string | undefined;
  if (zone !== undefined && isKnown(zone)) return zone;
  const behind = Math.round(new Date().getTimezoneOffset() / 60);
  return `Etc/GMT${behind < 0 ? '-' : '+'}${Math.abs(behind)}`;
}
