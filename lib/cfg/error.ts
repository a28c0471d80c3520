/** What is wrong with a configuration file, and where. */

/** `missing-field`: the definition is sound but needs a field that the flows at hand do not have. */
export type CfgErrorCode = 'unreadable' | 'syntax' | 'unresolved' | 'no-definition' | 'missing-field';

/**
 * `text` is the complaint with its place, as `FILE line N: TEXT`. `message` adds one line `NAME(): failed` for each step
 * that could not be done because of it, innermost first: scripts know these names from the original's messages.
 */
export class CfgError extends Error {
  override readonly name = 'CfgError';
  constructor(
    readonly code: CfgErrorCode,
    readonly text: string,
    readonly steps: readonly string[] = [],
    options?: ErrorOptions,
  ) {
    super([text, ...steps.map((step) => `${step}(): failed`)].join('\n'), options);
  }
}

/** Runs one step of reading; a CfgError that it throws leaves with the step's name added. */
export function inStep<T>(step: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof CfgError)) throw error;
    throw new CfgError(error.code, error.text, [...error.steps, step], { cause: error });
  }
}
