/** The once-a-second turn of a command that receives to one place, and its statistics lines when they are due. */
import type { Exporter } from '../netflow/exporters.js';
import type { Intake } from './intake.js';
import { kernelDrops } from './kernel-drops.js';
import type { LimitedLog } from './limited-log.js';
import type { Listening } from './endpoints.js';
import { isDue, socketLine, type StatisticsTime } from './statistics.js';

export interface TurnSettings {
  readonly listen: Listening;
  /** Minutes between statistics lines; 0 = none. */
  readonly statistics: number;
  readonly intake: Intake;
  readonly limited: LimitedLog;
  /** What else a turn does, before anything is logged. */
  readonly turn?: () => void;
  /** The line of one exporter. */
  readonly line: (time: StatisticsTime, exporter: Exporter) => string;
  /** Records or datagrams that could not be passed on so far. */
  readonly dropped: () => number;
}

/** Starts the turns; `clearInterval` ends them. */
export function everySecond({
  listen,
  statistics,
  intake,
  limited,
  turn,
  line,
  dropped,
}: TurnSettings): NodeJS.Timeout {
  const startup = Math.floor(Date.now() / 1000);
  let written: number | undefined;
  return setInterval(() => {
    const now = Date.now();
    turn?.();
    limited.tick();
    if (!isDue(now, statistics, written)) return;
    written = now;
    const time = { now: Math.floor(now / 1000), startup };
    const exporters = intake.exporters.exporters();
    for (const exporter of exporters) limited.log(line(time, exporter));
    const { datagrams, corrupt } = intake;
    const drops = kernelDrops(listen.bind, listen.port);
    limited.log(socketLine(time, { datagrams, corrupt, kernelDrops: drops, dropped: dropped() }, exporters));
  }, 1000);
}
