/** The once-a-second turn of a command that receives to one place, and its statistics lines when they are due. */
import type { Exporter } from '../netflow/exporters.js';
import type { Intake } from './intake.js';
import { kernelDrops } from './kernel-drops.js';
import type { LimitedLog } from './limited-log.js';
import type { Listening } from './endpoints.js';
import { isDue, statisticsLines, type StatisticsTime } from './statistics.js';

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

export interface Turns {
  /** Ends them, with the last statistics lines if there are any. */
  readonly stop: () => void;
}

/** Starts the turns. */
export function everySecond(settings: TurnSettings): Turns {
  const { listen, statistics, intake, limited, turn, line, dropped } = settings;
  const startup = Math.floor(Date.now() / 1000);
  let written: number | undefined;
  const say = () => {
    const time = { now: Math.floor(Date.now() / 1000), startup };
    const { datagrams, corrupt, exporters, losses, messages } = intake;
    const elementsLeftOut = messages?.leftOut ?? 0;
    const drops = kernelDrops(listen.bind, listen.port);
    const socket = { datagrams, corrupt, kernelDrops: drops, dropped: dropped(), losses, elementsLeftOut };
    for (const text of statisticsLines(time, exporters.exporters(), socket, (exporter) => line(time, exporter)))
      limited.log(text);
  };
  const timer = setInterval(() => {
    turn?.();
    intake.turn();
    limited.tick();
    if (!isDue(Date.now(), statistics, written)) return;
    written = Date.now();
    say();
  }, 1000);
  return {
    stop: () => {
      clearInterval(timer);
      if (statistics > 0) say();
    },
  };
}
