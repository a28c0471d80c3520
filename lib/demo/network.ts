/**
 * The network of the demonstration: a head office behind MYROUTER with two uplinks, and a branch behind MYSECONDROUTER.
 * Every address is private (RFC 1918) or for documentation (RFC 5737), every AS number too (RFC 5398, RFC 6996). The
 * Internet is played by 172.16.0.0/12 and the documentation networks.
 */

export interface Interface {
  readonly ifIndex: number;
  readonly name: string;
}

/** Hosts of one kind: which addresses, how unequal they are, and how the router reaches them. */
export interface HostGroup {
  /** Prefixes `a.b.c.d/n` over which the hosts are spread evenly; the first host of a prefix is its `.10`. */
  readonly networks: readonly string[];
  readonly hosts: number;
  /** Exponent of Zipf's law for how often each is drawn; 0: all alike. */
  readonly skew: number;
  readonly ifIndex: number;
  readonly nexthop: string;
  readonly as: number;
  /** Length of the route to them. */
  readonly mask: number;
}

export type GroupName =
  | 'users'
  | 'branch'
  | 'resolvers'
  | 'mail'
  | 'files'
  | 'directory'
  | 'proxies'
  | 'management'
  | 'routers'
  | 'web'
  | 'gateways'
  | 'offsite'
  | 'everyone';

export interface Device {
  readonly name: string;
  /** Distinguishes the devices' random numbers. */
  readonly number: number;
  /** Part of all flows that this device exports; the devices' parts add up to 1. */
  readonly share: number;
  readonly interfaces: readonly Interface[];
  /** Groups missing here do not exist at the device, nor do the services between them. */
  readonly groups: Readonly<Partial<Record<GroupName, HostGroup>>>;
  /** Interface and next hop towards each upstream provider. */
  readonly uplinks: readonly { readonly ifIndex: number; readonly nexthop: string }[];
  /** Hosts of the Internet that it has to do with, at most 65,536 of each; {@link OUTSIDE} unless given. */
  readonly outside?: { readonly servers: number; readonly clients: number };
}

/** The Internet as an office sees it in a day. */
export const OUTSIDE = { servers: 2500, clients: 6000 } as const;

/** A piece of the Internet. `servers` and `clients` weigh how many of each live there. */
export interface ForeignNetwork {
  readonly as: number;
  readonly block: string;
  /** Length of the routes that the AS announces. */
  readonly mask: number;
  /** Index of the uplink by which it is reached, where there are two. */
  readonly uplink: 0 | 1;
  readonly servers: number;
  readonly clients: number;
}

export const FOREIGN_NETWORKS: readonly ForeignNetwork[] = [
  { as: 64496, block: '198.51.100.0/24', mask: 24, uplink: 0, servers: 10, clients: 1 },
  { as: 64497, block: '203.0.113.0/24', mask: 24, uplink: 1, servers: 10, clients: 1 },
  { as: 64498, block: '172.16.0.0/16', mask: 20, uplink: 0, servers: 22, clients: 0 },
  { as: 64499, block: '172.17.0.0/16', mask: 19, uplink: 1, servers: 16, clients: 0 },
  { as: 64500, block: '172.18.0.0/17', mask: 20, uplink: 1, servers: 12, clients: 0 },
  { as: 64501, block: '172.18.128.0/17', mask: 21, uplink: 0, servers: 8, clients: 1 },
  { as: 64502, block: '172.19.0.0/16', mask: 18, uplink: 0, servers: 6, clients: 2 },
  { as: 64503, block: '172.20.0.0/15', mask: 17, uplink: 1, servers: 3, clients: 20 },
  { as: 64504, block: '172.22.0.0/15', mask: 16, uplink: 0, servers: 3, clients: 25 },
  { as: 64505, block: '172.24.0.0/15', mask: 18, uplink: 0, servers: 2, clients: 15 },
  { as: 64506, block: '172.26.0.0/16', mask: 16, uplink: 1, servers: 2, clients: 12 },
  { as: 64507, block: '172.27.0.0/16', mask: 17, uplink: 0, servers: 2, clients: 10 },
  { as: 64508, block: '172.28.0.0/16', mask: 20, uplink: 1, servers: 1, clients: 6 },
  { as: 64509, block: '172.29.0.0/16', mask: 22, uplink: 0, servers: 1, clients: 4 },
  { as: 64510, block: '172.30.0.0/16', mask: 16, uplink: 1, servers: 1, clients: 2 },
  { as: 64511, block: '172.31.0.0/16', mask: 24, uplink: 0, servers: 1, clients: 1 },
];

/** A router gives AS 0 for its own. */
const OWN_AS = 0;
const BRANCH_AS = 65002;
const HEAD_OFFICE_AS = 65001;
const CONNECTED = '0.0.0.0';

const third = (from: number, to: number, prefix: string): string[] =>
  Array.from({ length: to - from + 1 }, (_, index) => `${prefix}.${from + index}.0/24`);

/** Servers of the head office, alike seen from both devices but for the way there. */
function officeServers(way: Pick<HostGroup, 'ifIndex' | 'nexthop' | 'as' | 'mask'>): Device['groups'] {
  const servers = (block: string, hosts: number, skew: number): HostGroup => ({
    networks: [block],
    hosts,
    skew,
    ...way,
  });
  return {
    resolvers: servers('10.1.2.48/28', 2, 0.5),
    mail: servers('10.1.2.64/28', 2, 0.3),
    files: servers('10.1.2.80/28', 5, 0.9),
    directory: servers('10.1.2.96/28', 3, 0.4),
    proxies: servers('10.1.2.112/28', 2, 0.2),
    management: servers('10.1.2.128/28', 2, 1),
  };
}

const HEAD_OFFICE: Device = {
  name: 'MYROUTER',
  number: 1,
  share: 0.7,
  interfaces: [
    { ifIndex: 1, name: 'Gi0/0 Users' },
    { ifIndex: 2, name: 'Gi0/1 Servers' },
    { ifIndex: 3, name: 'Gi0/2 DMZ' },
    { ifIndex: 4, name: 'Gi0/3 Uplink A' },
    { ifIndex: 5, name: 'Te1/0 Uplink B' },
    { ifIndex: 6, name: 'Tunnel0 Branch' },
  ],
  uplinks: [
    { ifIndex: 4, nexthop: '198.51.100.1' },
    { ifIndex: 5, nexthop: '203.0.113.1' },
  ],
  groups: {
    users: {
      networks: third(10, 17, '10.1'),
      hosts: 480,
      skew: 0.8,
      ifIndex: 1,
      nexthop: CONNECTED,
      as: OWN_AS,
      mask: 24,
    },
    branch: {
      networks: third(10, 13, '10.2'),
      hosts: 120,
      skew: 0.7,
      ifIndex: 6,
      nexthop: '10.255.0.2',
      as: BRANCH_AS,
      mask: 16,
    },
    ...officeServers({ ifIndex: 2, nexthop: CONNECTED, as: OWN_AS, mask: 24 }),
    routers: { networks: ['10.255.1.0/24'], hosts: 12, skew: 0.2, ifIndex: 2, nexthop: '10.1.2.1', as: 0, mask: 24 },
    web: { networks: ['192.0.2.0/27'], hosts: 4, skew: 1, ifIndex: 3, nexthop: CONNECTED, as: OWN_AS, mask: 27 },
    gateways: {
      networks: ['192.0.2.32/29'],
      hosts: 2,
      skew: 0.5,
      ifIndex: 3,
      nexthop: CONNECTED,
      as: OWN_AS,
      mask: 27,
    },
    offsite: {
      networks: ['203.0.113.224/28'],
      hosts: 2,
      skew: 1,
      ifIndex: 5,
      nexthop: '203.0.113.1',
      as: 64497,
      mask: 24,
    },
    everyone: { networks: third(8, 23, '10.1'), hosts: 3000, skew: 0, ifIndex: 1, nexthop: CONNECTED, as: 0, mask: 24 },
  },
};

const BRANCH: Device = {
  name: 'MYSECONDROUTER',
  number: 2,
  share: 0.3,
  interfaces: [
    { ifIndex: 1, name: 'Gi0/0 LAN' },
    { ifIndex: 2, name: 'Gi0/1 Uplink' },
    { ifIndex: 3, name: 'Tunnel0 Head office' },
  ],
  uplinks: [{ ifIndex: 2, nexthop: '198.51.100.129' }],
  groups: {
    users: {
      networks: third(10, 13, '10.2'),
      hosts: 120,
      skew: 0.7,
      ifIndex: 1,
      nexthop: CONNECTED,
      as: OWN_AS,
      mask: 24,
    },
    ...officeServers({ ifIndex: 3, nexthop: '10.255.0.1', as: HEAD_OFFICE_AS, mask: 16 }),
    // the router itself: traffic for it leaves by no interface
    gateways: { networks: ['198.51.100.128/29'], hosts: 1, skew: 0, ifIndex: 0, nexthop: CONNECTED, as: 0, mask: 32 },
    everyone: { networks: third(8, 15, '10.2'), hosts: 1500, skew: 0, ifIndex: 1, nexthop: CONNECTED, as: 0, mask: 24 },
  },
};

/** The exporting routers. */
export const DEVICES: readonly [Device, Device] = [HEAD_OFFICE, BRANCH];
