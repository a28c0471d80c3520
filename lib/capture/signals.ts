/** Signals of a daemon. */

export interface Signals {
  /** Resolves at TERM, QUIT or INT, also when that came before anybody waited. */
  readonly ended: Promise<NodeJS.Signals>;
  /** What to do at HUP; before it is set, HUP does nothing. */
  readonly onHangup: (action: () => void) => void;
}

/** Takes the signals over. A second TERM, QUIT or INT ends the process at once, with status 1. */
export function onSignals(): Signals {
  let hangup = (): void => undefined;
  process.on('SIGHUP', () => {
    hangup();
  });
  const ended = new Promise<NodeJS.Signals>((resolve) => {
    let seen = 0;
    for (const signal of ['SIGTERM', 'SIGQUIT', 'SIGINT'] as const)
      process.on(signal, () => {
        if (++seen > 1) process.exit(1);
        resolve(signal);
      });
  });
  return {
    ended,
    onHangup: (action) => {
      hangup = action;
    },
  };
}
