/** Times of day as the configuration files write them. */

/** Seconds since midnight of `HH`, `HH:MM` or `HH:MM:SS`, else undefined. */
export function parseTimeOfDay(text: string): number | undefined {
  if (!/^\d{1,2}(:\d{1,2}){0,2}$/.test(text)) return undefined;
  const [hours = 0, minutes = 0, seconds = 0] = text.split(':').map(Number);
  if (hours > 23 || minutes > 59 || seconds > 59) return undefined;
  return (hours * 60 + minutes) * 60 + seconds;
}
