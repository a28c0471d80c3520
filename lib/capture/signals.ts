/** Signals of the receiving commands. */

export interface Signals {
  /** Resolves at the first signal that ends the command, also when that came before anybody waited. */
  readonly ended: Promise<NodeJS.Signals>;
  /** What to do at HUP; before it is set, HUP does nothing. */
  readonly onHangup: (action: () => void) => void;
}

/**
 * Ends the process as it stands. An exit would tear down what DuckDB works for, which then aborts the process, or waits forever for
 * answers that nobody gives any more.
 */
function endAtOnce(): void {
  process.kill(process.pid, 'SIGKILL');
}

const ENDING = ['SIGTERM', 'SIGQUIT', 'SIGINT'] as const;

/**
 * Takes the signals over: TERM, QUIT and INT end the command; the second of them kills the process at once.
 * @param hangup what HUP does: `ends` the command as they do, or calls what `onHangup` sets
 */
export function onSignals(hangup: 'ends' | 'calls'): Signals {
  let call = (): void => undefined;
  if (hangup === 'calls')
    process.on('SIGHUP', () => {
      call();
    });
  const ended = new Promise<NodeJS.Signals>((resolve) => {
    let seen = 0;
    for (const signal of hangup === 'ends' ? [...ENDING, 'SIGHUP' as const] : ENDING)
      process.on(signal, () => {
        if (++seen > 1) endAtOnce();
        resolve(signal);
      });
  });
  return {
    ended,
    onHangup: (action) => {
      call = action;
    },
  };
}
