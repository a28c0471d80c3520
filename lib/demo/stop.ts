/** How the demonstration learns that it is to end. */

/** Fires at the first INT, TERM or HUP; the second ends the process at once, and the kernel its children. */
export function stopOnSignals(): AbortSignal {
  const controller = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      if (controller.signal.aborted) process.exit(130);
      process.stdout.write('\nStopping. Once more ends it the hard way.\n');
      controller.abort();
    });
  }
  return controller.signal;
}
