/** The lengths of time that a graph's values are means of (reference section 4.1, "Bucket Size", once "Sample Time"). */
import type { Ms } from '../flow/time.js';

export interface BucketSize {
  /** Of the parameter `bucket_size`: seconds, with E for values that are drawn where their bucket ends, as trackings are. */
  readonly value: string;
  readonly label: string;
  readonly length: Ms;
  readonly drawnAt: 'start' | 'end';
}

const SECONDS = [1, 2, 3, 4, 5, 10, 15, 30, 60, 300, 600, 1800, 3600, 21_600, 86_400];

function label(seconds: number): string {
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3600) return `${seconds / 60} min`;
  return `${seconds / 3600} h`;
}

export const BUCKET_SIZES: readonly BucketSize[] = SECONDS.flatMap((seconds): BucketSize[] => {
  const size = { value: String(seconds), label: label(seconds), length: seconds * 1000, drawnAt: 'start' } as const;
  const ended = { ...size, value: '300E', label: '5 min, drawn at their end', drawnAt: 'end' } as const;
  return seconds === 300 ? [size, ended] : [size];
});

/** A graph of fewer buckets is refused, as in the original (reference section 4.3). */
export const LEAST_BUCKETS = 9;

/** More are no graph any more, and too many to send. */
export const MOST_BUCKETS = 200_000;
