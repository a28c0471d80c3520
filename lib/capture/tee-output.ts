/** One output after the other gets the same records. */
import type { FlowOutput } from './intake.js';

/** @param outputs none may change what it is given */
export function teeOutput(...outputs: readonly FlowOutput[]): FlowOutput {
  return {
    begin: (version) => {
      for (const output of outputs) output.begin(version);
    },
    ...(outputs.every((output) => 'change' in output) && {
      change: (version) => {
        for (const output of outputs) output.change?.(version);
      },
    }),
    append: (batch) => {
      for (const output of outputs) output.append(batch);
    },
    count: (counter, by) => {
      for (const output of outputs) output.count(counter, by);
    },
  };
}
