/** How far a report is, as its template shows it. */
import { perSecond, timeLeft } from '../command/time-left.js';
import type { Progress } from '../store/store.js';
import { formatNumber } from './format.js';

export interface ReportStep {
  /** `12 of 288 files, 1,234,567 flows read, 410,000 a second, about 8 s left` */
  readonly text: string;
  readonly filesDone: number;
  readonly files: number;
  /** Length of the bar. */
  readonly percent: number;
}

/** @param elapsedMs since the report was begun */
export function reportStep(done: Progress | undefined, elapsedMs: number): ReportStep {
  if (!done) return { text: 'Looking for flow files', filesDone: 0, files: 0, percent: 0 };
  const { filesDone, files, flows } = done;
  const rate = perSecond(flows, elapsedMs);
  const parts =
    filesDone < files
      ? [
          `${formatNumber(flows)} flows read`,
          rate === undefined ? '' : `${formatNumber(rate)} a second`,
          timeLeft(filesDone, files, elapsedMs) ?? '',
        ]
      : [`${formatNumber(flows)} flows read; adding up`];
  return {
    text: [`${formatNumber(filesDone)} of ${formatNumber(files)} files`, ...parts].filter(Boolean).join(', '),
    filesDone,
    files,
    percent: files > 0 ? (100 * filesDone) / files : 0,
  };
}
