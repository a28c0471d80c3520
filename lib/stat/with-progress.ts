/** How far a report is, on the terminal of whoever waits for it. */
import { ProgressLine, type ProgressTarget } from '../command/progress-line.js';
import { programName } from '../command/run.js';
import { perSecond, timeLeft } from '../command/time-left.js';
import { hasFlag, type FlowFileHeader } from '../ftfile/header.js';
import type { FlowFile } from '../ftfile/reader.js';
import type { Progress } from '../store/store.js';

/** What is over sooner shows nothing, ms. */
const PATIENCE = 1000;
/** Also while nothing is reported: what is read is being added up, or the input waits. ms */
const REDRAW = 200;

/** Flows that a header promises; a stream's need not say. */
function promised(header: FlowFileHeader): number | undefined {
  const { flows } = header;
  return hasFlag(header, 'done') || hasFlag(header, 'preloaded') ? flows : undefined;
}

/** `1,234,567 of 5,000,000 flows read, 410,000 a second, about 9 s left`: what of it can be said. */
export function progressText(done: Progress | undefined, header: FlowFileHeader, elapsedMs: number): string {
  const { flows = 0, filesDone = 0, files = 1 } = done ?? {};
  const number = (value: number): string => value.toLocaleString('en');
  if (filesDone === files) return `${number(flows)} flows read; adding up`;
  const all = promised(header);
  const rate = perSecond(flows, elapsedMs);
  const parts = [
    all === undefined || all < flows ? `${number(flows)} flows read` : `${number(flows)} of ${number(all)} flows read`,
    rate === undefined ? '' : `${number(rate)} a second`,
    (all !== undefined && timeLeft(flows, all, elapsedMs)) || '',
  ];
  return parts.filter(Boolean).join(', ');
}

/**
 * Runs what reads a whole file. On a terminal one line says how far it is if that takes longer than a second, and is gone
 * when it has ended; nothing is written elsewhere.
 */
export async function withProgress<T>(
  { header }: FlowFile,
  run: (progress: (done: Progress) => void) => Promise<T>,
  target: ProgressTarget = process.stderr,
): Promise<T> {
  if (!target.isTTY || process.env['TERM'] === 'dumb') return run(() => undefined);
  const line = new ProgressLine(target, { elsewhere: 'nothing', notBefore: PATIENCE });
  const began = Date.now();
  let latest: Progress | undefined;
  const redraw = setInterval(() => {
    line.update(() => `${programName()}: ${progressText(latest, header, Date.now() - began)}`);
  }, REDRAW);
  try {
    return await run((done) => {
      latest = done;
    });
  } finally {
    clearInterval(redraw);
    line.clear();
  }
}
