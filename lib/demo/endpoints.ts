/** The hosts of one device's world as columns: what a flow record says about an end depends on the end alone. */
import { parseIpv4 } from '../flow/address.js';
import type { ForeignNetwork, GroupName, HostGroup, Device } from './network.js';
import { FOREIGN_NETWORKS, OUTSIDE } from './network.js';
import { weighted, zipf } from './quantiles.js';
import { Random } from './random.js';

export type PoolName = GroupName | 'servers' | 'clients';

/** A range of endpoints, the busiest first, and the table that draws from it: `first + table[bits & (table.length − 1)]`. */
export interface Pool {
  readonly first: number;
  readonly count: number;
  readonly table: Uint16Array;
}

/** Of the whole Internet a few servers have most of the traffic. */
const SERVER_SKEW = 1.05;
const CLIENT_SKEW = 0.6;
const FIRST_HOST = 10;

/** First address and number of addresses of `a.b.c.d/n`. */
function block(text: string): { base: number; size: number } {
  const [address = '', length = ''] = text.split('/');
  const base = parseIpv4(address);
  if (base === undefined) throw new RangeError(`the table of networks has a bad prefix "${text}"`);
  return { base, size: 2 ** (32 - Number(length)) };
}

export class Endpoints {
  /** IPv4 addresses, as signed 32-bit numbers. */
  readonly address: Int32Array;
  readonly nexthop: Int32Array;
  readonly ifIndex: Uint16Array;
  readonly as: Uint16Array;
  readonly mask: Uint8Array;
  readonly #pools = new Map<PoolName, Pool>();
  #count = 0;

  constructor(device: Device, random = new Random().seed(device.number)) {
    const groups = Object.entries(device.groups) as [GroupName, HostGroup][]; // the keys of the record's type
    const { servers, clients } = device.outside ?? OUTSIDE;
    const size = groups.reduce((sum, [, { hosts }]) => sum + hosts, servers + clients);
    this.address = new Int32Array(size);
    this.nexthop = new Int32Array(size);
    this.ifIndex = new Uint16Array(size);
    this.as = new Uint16Array(size);
    this.mask = new Uint8Array(size);
    for (const [name, group] of groups) this.#addGroup(name, group);
    this.#addForeign('servers', servers, SERVER_SKEW, device, random);
    this.#addForeign('clients', clients, CLIENT_SKEW, device, random);
  }

  pool(name: PoolName): Pool | undefined {
    return this.#pools.get(name);
  }

  #add(address: number, way: Pick<HostGroup, 'ifIndex' | 'as' | 'mask'>, nexthop: number): void {
    const index = this.#count++;
    this.address[index] = address;
    this.nexthop[index] = nexthop;
    this.ifIndex[index] = way.ifIndex;
    this.as[index] = way.as;
    this.mask[index] = way.mask;
  }

  #addPool(name: PoolName, count: number, skew: number): void {
    const size = 2 ** Math.ceil(Math.log2(Math.max(256, count * 6)));
    this.#pools.set(name, { first: this.#count - count, count, table: weighted(zipf(count, skew), size) });
  }

  /** Hosts take turns in the group's networks, so that the busiest are not all in one. */
  #addGroup(name: GroupName, group: HostGroup): void {
    const nexthop = parseIpv4(group.nexthop) ?? 0;
    const networks = group.networks.map(block);
    for (let host = 0; host < group.hosts; host++) {
      const { base, size } = networks[host % networks.length]!;
      const number = Math.floor(host / networks.length);
      const first = size > 2 * FIRST_HOST ? FIRST_HOST : 2;
      this.#add(base + first + (number % (size - first - 1)), group, nexthop);
    }
    this.#addPool(name, group.hosts, group.skew);
  }

  #addForeign(name: 'servers' | 'clients', count: number, skew: number, device: Device, random: Random): void {
    const table = weighted(FOREIGN_NETWORKS.map((network) => network[name] * 10));
    for (let host = 0; host < count; host++) {
      const network: ForeignNetwork = FOREIGN_NETWORKS[table[random.below(table.length)]!]!;
      const { base, size } = block(network.block);
      const uplink = device.uplinks[network.uplink % device.uplinks.length]!;
      const way = { ifIndex: uplink.ifIndex, as: network.as, mask: network.mask };
      this.#add(base + 1 + random.below(size - 2), way, parseIpv4(uplink.nexthop) ?? 0);
    }
    this.#addPool(name, count, skew);
  }
}
