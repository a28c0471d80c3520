/** The lines that -S writes (reference section 4.6); flow-log2rrd reads them. */
import { formatAddressNumber, type AddressNumber } from '../flow/address-number.js';
import type { Ms } from '../flow/time.js';
import { noLosses, type Losses } from '../flow/translate-extended.js';
import type { Exporter } from '../netflow/exporters.js';
import type { SflowAgent } from './sflow-intake.js';
import type { MessageIntake } from '../netflow/message-intake.js';

/** What concerns the socket rather than an exporter; counters since the start. */
export interface SocketCounters {
  /** Datagrams that arrived. */
  readonly datagrams: number;
  /** Datagrams refused. */
  readonly corrupt: number;
  /** Datagrams the kernel dropped; undefined where it does not tell. */
  readonly kernelDrops: number | undefined;
  /** Records that could not be written. */
  readonly dropped: number;
  /** Records that were compressed less than asked, to keep up; absent where nothing is compressed in files. */
  readonly lessCompressed?: number;
  /** Extended flows that a classic version had no room for. */
  readonly losses?: Losses;
  /** Elements of extended flows that had no room in files. */
  readonly elementsLeftOut?: number;
}

/** Times in Unix seconds. */
export interface StatisticsTime {
  readonly now: number;
  readonly startup: number;
}

/**
 * All lines: one per exporter, and one for the socket.
 * @param line that of one exporter: {@link exporterLine} with what the command adds
 */
export function statisticsLines(
  time: StatisticsTime,
  exporters: readonly Exporter[],
  socket: SocketCounters,
  line: (exporter: Exporter) => string,
): string[] {
  return [...exporters.map(line), socketLine(time, socket, exporters)];
}

/** One exporter's line. `filterDrops` is absent for flow-receive, which has no filter. */
export function exporterLine(
  { now, startup }: StatisticsTime,
  { source, dVersion, datagrams, flows, lost, resets }: Exporter,
  destination: AddressNumber,
  filterDrops?: number,
): string {
  const counter = (value: number) => value % 2 ** 32; // 32 bits in the original, which RRDs allow for
  const line =
    `STAT: now=${now} startup=${startup} src_ip=${formatAddressNumber(source)} dst_ip=${formatAddressNumber(destination)} ` +
    `d_ver=${dVersion} pkts=${counter(datagrams)} flows=${counter(flows)} lost=${counter(lost)} reset=${counter(resets)}`;
  return filterDrops === undefined ? line : `${line} filter_drops=${filterDrops}`;
}

/** One sFlow agent's line: `lost` are flow samples lost on the way, `agent_drops` those that the agent had to drop. */
export function agentLine({ now, startup }: StatisticsTime, agent: SflowAgent, destination: AddressNumber): string {
  const { source, exporter, subAgent, datagrams, flows, lost, resets, lostDatagrams, dropped, notIp } = agent;
  return (
    `STAT: now=${now} startup=${startup} src_ip=${formatAddressNumber(source)} dst_ip=${formatAddressNumber(destination)} d_ver=sflow5 ` +
    `pkts=${datagrams} flows=${flows} lost=${lost} reset=${resets} agent=${exporter} sub_agent=${subAgent} ` +
    `lost_pkts=${lostDatagrams} agent_drops=${dropped} not_ip=${notIp} counters=${agent.counters} discards=${agent.discards}`
  );
}

/** Versions whose records are described by templates. */
const TEMPLATED: ReadonlySet<number> = new Set([9, 10]);

/**
 * What a line says of an exporter's templates: how many it has sent, seconds since that one came that did not come for the
 * longest time, how many came again with other fields, data sets that wait for their template and such that were given up,
 * and elements that nobody knows. Empty for versions without templates.
 */
export function templateText({ source, dVersion }: Exporter, messages: MessageIntake | undefined, now: Ms): string {
  if (!messages || !TEMPLATED.has(dVersion)) return '';
  const { templates, oldest, changed, waiting, dropped, unknown } = messages.templatesOf(source);
  const age = oldest === undefined ? '' : ` template_age=${Math.max(0, Math.floor((now - oldest) / 1000))}`;
  return ` templates=${templates}${age} templates_changed=${changed} sets_waiting=${waiting} sets_dropped=${dropped} unknown_elements=${unknown}`;
}

/** The line that the original lacks: what was lost on this host, and what came out of order or twice. */
export function socketLine(
  { now, startup }: StatisticsTime,
  socket: SocketCounters,
  exporters: readonly Exporter[],
): string {
  const sum = (counter: 'lost' | 'misordered' | 'duplicates') =>
    exporters.reduce((total, exporter) => total + exporter[counter], 0);
  const { lessCompressed, losses = noLosses(), elementsLeftOut = 0 } = socket;
  const less = lessCompressed === undefined ? '' : ` less_compressed=${lessCompressed}`;
  const ipv6 = losses.ipv6 === 0 ? '' : ` ipv6_left_out=${losses.ipv6}`;
  const saturated = losses.saturated === 0 ? '' : ` saturated=${losses.saturated}`;
  const elements = elementsLeftOut === 0 ? '' : ` elements_left_out=${elementsLeftOut}`;
  return (
    `SOCKET: now=${now} startup=${startup} pkts=${socket.datagrams} corrupt=${socket.corrupt} lost=${sum('lost')} ` +
    `misordered=${sum('misordered')} duplicates=${sum('duplicates')} kernel_drops=${socket.kernelDrops ?? 'unknown'} ` +
    `write_drops=${socket.dropped}${less}${ipv6}${saturated}${elements}`
  );
}

/** True if the local minute is a multiple of `minutes` and `written`, the last time, was before it. */
export function isDue(now: Ms, minutes: number, written: Ms | undefined): boolean {
  if (minutes === 0 || (written !== undefined && Math.floor(now / 60_000) === Math.floor(written / 60_000)))
    return false;
  return new Date(now).getMinutes() % minutes === 0;
}
