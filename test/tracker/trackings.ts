/** Trackings for tests: what is not named is empty. */
import { noFields } from '../../lib/tracker/stored-keys.js';
import type { Tracking } from '../../lib/tracker/tracking.js';

type Some = Partial<Omit<Tracking, 'fields' | 'alert'>> & {
  readonly fields?: Partial<Tracking['fields']>;
  readonly alert?: Partial<Tracking['alert']>;
};

export function aTracking(some: Some = {}): Tracking {
  const alert = { threshold: '', frequency: '', destination: '', lastNotified: '', consecutive: '' };
  return {
    kind: 'tracking',
    id: 'one',
    state: 'active',
    label: 'one',
    type: 'bps',
    comment: '',
    multiplier: '',
    revisions: [],
    others: [],
    definition: '',
    ...some,
    fields: { ...noFields(), ...some.fields },
    alert: { ...alert, ...some.alert },
  };
}
