/** What people and machines do in the demonstration's network: one row per kind of conversation. */
import type { PoolName } from './endpoints.js';

/** Octets of a packet, the IP header included: in a flow of one packet, and what the mean grows to in long flows. */
export type Sizes = readonly [one: number, many: number];

export interface Service {
  readonly name: string;
  readonly prot: number;
  /** Of the server, 0 where each conversation draws one above 1023; for ICMP type × 256 + code of the request. */
  readonly port: number;
  readonly from: PoolName;
  readonly to: PoolName;
  /** Share of all conversations, in relation to the other rows. */
  readonly weight: number;
  /** Packets from the server, lognormal; a median of 0: nobody answers. */
  readonly down: { readonly median: number; readonly sigma: number; readonly octets: Sizes };
  /** Packets from the client: `perAnswer` for each of the server's, and `least` at least. */
  readonly up: { readonly perAnswer: number; readonly least: number; readonly octets: Sizes };
  /** Milliseconds, lognormal, beyond what the packets take. */
  readonly duration: { readonly median: number; readonly sigma: number };
  readonly tos: number;
}

/** Columns as in the interface: packets and octets of the server, then of the client, then duration and ToS. */
const TABLE = `
prot port  from       to         weight  median sigma octets    perAnswer least octets     ms     sigma tos  name
6    443   users      servers    380     11     1.7   400-1380  0.55      3     60-90      900    2     0    https
17   443   users      servers    120     14     1.8   900-1250  0.35      2     120-140    4000   1.4   0    quic
6    80    users      servers    40      7      1.5   400-1380  0.6       3     60-90      400    1.8   0    http
6    8080  users      proxies    25      10     1.7   400-1380  0.55      3     60-90      1500   1.9   0    http proxy
17   53    users      resolvers  210     1      0     170-170   1         1     66-66      0      0     0    name look-up
17   53    resolvers  servers    70      1      0     240-240   1         1     72-72      0      0     0    name resolution
6    53    resolvers  servers    2       4      0.5   120-700   1         4     52-64      40     1     0    long names
17   123   users      directory  18      1      0     76-76     1         1     76-76      0      0     0    time
6    993   users      mail       28      14     1.4   90-900    0.8       5     70-110     20000  2     0    reading mail
6    587   users      mail       5       12     0.5   80-110    1.8       6     400-1200   1500   1     0    sending mail
6    25    mail       servers    8       11     0.4   70-90     1.6       8     300-1100   3000   1.2   0    outgoing mail
6    25    clients    mail       14      11     0.4   70-90     1.6       8     300-1100   4000   1.3   0    incoming mail
6    445   users      files      34      16     2     150-1200  0.8       6     110-160    8000   2     0    file service
6    389   users      directory  16      5      0.7   120-600   1         4     90-140     150    1.5   0    directory
6    88    users      directory  9       4      0.2   350-500   1         5     200-300    12     0.8   0    logon
6    3389  users      files      5       300    1.6   160-600   0.7       10    70-90      240000 1.4   0    remote desktop
6    22    users      management 4       60     1.6   80-220    0.9       12    70-90      90000  1.6   16   shell inside
6    22    users      servers    4       50     1.7   80-220    0.9       12    70-90      60000  1.8   16   shell outside
6    443   clients    web        90      9      1.4   400-1380  0.6       4     60-90      1200   1.8   0    web site
6    80    clients    web        12      5      0.9   400-1380  0.8       4     60-90      300    1.5   0    web site, plain
17   53    branch     resolvers  30      1      0     170-170   1         1     66-66      0      0     0    branch names
6    445   branch     files      14      16     2     150-1200  0.8       6     110-160    9000   2     0    branch files
6    993   branch     mail       7       14     1.4   90-900    0.8       5     70-110     20000  2     0    branch mail
17   161   management routers    22      3      0.8   120-480   1         1     85-95      60     0.8   64   polling
17   514   routers    management 10      0      0     0-0       0         1     180-180    0      0     64   log messages
17   5060  users      servers    5       4      0.5   480-620   1.2       3     520-640    9000   1.5   104  call set-up
17   0     users      servers    3       3000   1.2   200-200   1         50    200-200    60000  1     184  voice
17   0     users      servers    14      20     2.1   110-700   0.9       1     110-300    15000  2     0    games
6    0     users      servers    16      8      2     120-1100  0.8       3     60-300     3000   2.2   0    other
1    2048  management routers    14      3      0.4   84-84     1         1     84-84      2000   0.2   0    ping
1    2048  users      servers    6       4      0.9   84-84     1         1     84-84      3000   0.6   0    ping outside
6    23    clients    everyone   12      0      0     0-0       0         1     40-40      0      0     0    telnet knocks
6    445   clients    everyone   6       0      0     0-0       0         1     48-48      0      0     0    SMB knocks
6    3389  clients    everyone   5       0      0     0-0       0         1     48-48      0      0     0    RDP knocks
6    22    clients    everyone   7       0      0     0-0       0         1     40-40      0      0     0    SSH knocks
17   0     clients    everyone   6       0      0     0-0       0         1     130-130    0      0     0    probes
`;

function service(line: string): Service {
  const [prot, port, from, to, weight, median, sigma, octets, perAnswer, least, upOctets, ms, msSigma, tos, ...name] =
    line.split(/ +/);
  const sizes = (text = ''): Sizes => [Number(text.split('-')[0]), Number(text.split('-')[1])];
  return {
    name: name.join(' '),
    prot: Number(prot),
    port: Number(port),
    from: from as PoolName, // a name that is none finds no pool, which a test of the table would show
    to: to as PoolName,
    weight: Number(weight),
    down: { median: Number(median), sigma: Number(sigma), octets: sizes(octets) },
    up: { perAnswer: Number(perAnswer), least: Number(least), octets: sizes(upOctets) },
    duration: { median: Number(ms), sigma: Number(msSigma) },
    tos: Number(tos),
  };
}

export const SERVICES: readonly Service[] = TABLE.trim().split('\n').slice(1).map(service);
