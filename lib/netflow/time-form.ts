/** The many elements that tell when a flow began and ended: how each of them tells it, and which is trusted before others. */
import type { Element } from './element-table.js';
import type { FieldPlace } from './record-run.js';

/** How a time is told: by the calendar, in units since boot, or before the export. */
export type TimeForm = 'seconds' | 'milliseconds' | 'ntp' | 'uptime' | 'delta' | 'duration ms' | 'duration us';

/** Forms that the type does not tell. */
const FORMS: Readonly<Record<number, TimeForm>> = {
  158: 'delta',
  159: 'delta',
  161: 'duration ms',
  162: 'duration us',
};

/** Best first: what the fewest assumptions lead from. */
const PREFERRED: readonly TimeForm[] = ['ntp', 'milliseconds', 'seconds', 'delta', 'uptime'];

/** A time element of a template. */
export interface TimeLoad extends FieldPlace {
  readonly form: TimeForm;
}

/** What a template may tell of times. */
export const TIMES = ['start', 'end', 'duration', 'observed', 'system_init'] as const;
export type TimeLoads = Readonly<Partial<Record<(typeof TIMES)[number], TimeLoad>>>;

/** The form of a time element. */
export function timeForm({ owner, id, type, fill }: Element): TimeForm {
  switch (type) {
    case 'dateTimeSeconds':
      return 'seconds';
    case 'dateTimeMilliseconds':
      return 'milliseconds';
    case 'dateTimeMicroseconds':
    case 'dateTimeNanoseconds':
      return 'ntp';
    default: {
      const form = typeof owner === 'number' && fill?.way === 'forward' ? undefined : FORMS[id];
      return form ?? (fill?.field === 'duration' ? 'duration ms' : 'uptime');
    }
  }
}

/** The lower the better. */
export function timeRank(element: Element): number {
  const rank = PREFERRED.indexOf(timeForm(element));
  return rank < 0 ? PREFERRED.length : rank;
}
