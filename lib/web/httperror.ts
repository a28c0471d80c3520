/** A request that is refused before any page sees it. */
export class HttpError extends Error {
  readonly code = 'http';

  constructor(
    readonly status: number,
    message: string,
    readonly headers: Readonly<Record<string, string>> = {},
  ) {
    super(message);
  }
}
