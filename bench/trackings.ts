/** Trackings as varied as those of a large site: what a Collector is measured with. */
import { FOREIGN_NETWORKS } from '../lib/demo/network.js';
import { noFields, type TrackedField } from '../lib/tracker/stored-keys.js';
import { TRACKING_TYPE_NAMES } from '../lib/tracker/tracking-type.js';
import type { New } from '../lib/tracker/save.js';
import type { Tracking } from '../lib/tracker/tracking.js';

type Fields = Partial<Record<TrackedField, string>>;

const SERVICES = [
  '80',
  '443',
  '53',
  '25',
  '22',
  '123',
  '161',
  '3389',
  '8000:8100',
  '1024:65535',
  '-80, -443',
  '20, 21',
];
const PROTOCOLS = ['6', '17', '1', '6, 17', '-6', '-17, -1'];

/** Kinds of filters in turn; `n` makes them differ. */
const KINDS: readonly ((n: number) => Fields)[] = [
  () => ({}),
  (n) => ({ source_address: network(n) }),
  (n) => ({ dest_address: network(n), dest_port: SERVICES[n % SERVICES.length]! }),
  (n) => ({ source_address: `10.${n % 4}.${n % 250}.0/24`, dest_address: '-10.0.0.0/8' }),
  (n) => ({
    dest_port: SERVICES[n % SERVICES.length]!,
    protocols: PROTOCOLS[n % PROTOCOLS.length]!,
    source_address: network(n),
  }),
  (n) => ({ source_as: String(foreign(n).as) }),
  (n) => ({ dest_as: `${foreign(n).as}, ${foreign(n + 1).as}`, tos_fields: '-184' }),
  (n) => ({ source_if: String((n % 5) + 1), dest_address: `-${network(n)}` }),
  (n) => ({ tcp_flags: '2/18', protocols: '6', dest_if: `-${(n % 5) + 1}` }),
  (n) => ({ either_address: `10.${n % 4}.${n % 250}.0/24`, source_port: '1024:65535' }),
  (n) => ({
    dest_address: Array.from({ length: 20 }, (_, host) => `172.${16 + (host % 8)}.${n % 250}.${host * 7}`).join(', '),
  }),
];

/** A piece of the Internet of the model. */
function network(n: number): string {
  return `172.${16 + (n % 8)}.${(n * 16) % 256}.0/20`;
}

function foreign(n: number): (typeof FOREIGN_NETWORKS)[number] {
  return FOREIGN_NETWORKS[n % FOREIGN_NETWORKS.length]!;
}

/** So many of them; the first follows all traffic in bits. */
export function variedTrackings(count: number, device: string): New<Tracking>[] {
  const alert = { threshold: '', frequency: '', destination: '', lastNotified: '', consecutive: '' };
  return Array.from({ length: count }, (_, n) => ({
    kind: 'tracking',
    label: `Tracking ${n}`,
    type: n < KINDS.length ? 'bps' : TRACKING_TYPE_NAMES[n % TRACKING_TYPE_NAMES.length]!,
    comment: '',
    multiplier: '',
    alert,
    revisions: [],
    others: [],
    definition: '',
    fields: { ...noFields(), device_name: device, ...KINDS[n % KINDS.length]!(Math.floor(n / KINDS.length)) },
  }));
}
