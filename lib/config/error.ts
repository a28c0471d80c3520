/** What is wrong in a configuration file, and where. */

export interface ConfigurationProblem {
  /** 1 is the first line; absent where it is not known. */
  readonly line?: number;
  /** The parameter concerned, if one is. */
  readonly name?: string;
  /** A whole sentence that says what would be right. */
  readonly text: string;
}

/** A configuration that cannot be used; the message lists every problem, each with file and line. */
export class ConfigurationError extends Error {
  readonly code = 'configuration';

  constructor(
    readonly file: string,
    readonly problems: readonly ConfigurationProblem[],
    options?: ErrorOptions,
  ) {
    super(
      problems.map(({ line, text }) => `${file}${line === undefined ? '' : `:${line}`}: ${text}`).join('\n'),
      options,
    );
  }
}
