/** The header of a file or stream joined from several (reference section 1.3). */
import { FLAG, type HeaderFields } from '../ftfile/header.js';
import type { Input } from './inputs.js';

function sum(inputs: readonly Input[], key: 'flows' | 'lost' | 'corrupt'): number {
  return inputs.reduce((total, { header }) => total + (header[key] ?? 0), 0);
}

/** First start and last end, seconds; a 0 is no time. */
export function joinedTimes(inputs: readonly Input[]): { captureStart: number; captureEnd: number } {
  const times = (key: 'captureStart' | 'captureEnd') => inputs.flatMap(({ header }) => header[key] || []);
  const starts = times('captureStart');
  return {
    captureStart: starts.length > 0 ? starts.reduce((least, time) => Math.min(least, time)) : 0,
    captureEnd: times('captureEnd').reduce((most, time) => Math.max(most, time), 0),
  };
}

/** Sums over all inputs that a joined file has. */
export function joinedCounts(inputs: readonly Input[]): { flows: number; lost: number; corrupt: number } {
  return { flows: sum(inputs, 'flows'), lost: sum(inputs, 'lost'), corrupt: sum(inputs, 'corrupt') };
}

/** What `flow-cat -p` tells beforehand; comment and resets are those of the last input. */
export function preloadedFields(inputs: readonly Input[]): HeaderFields {
  const { resets, comment } = inputs.at(-1)?.header ?? {};
  return {
    ...joinedTimes(inputs),
    ...joinedCounts(inputs),
    flags: FLAG.preloaded,
    ...(resets !== undefined && { resets }),
    ...(comment !== undefined && { comment }),
  };
}
