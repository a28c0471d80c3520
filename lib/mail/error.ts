/** Why a message was not delivered. */

/** `later` may succeed, `never` will not. */
export class DeliveryError extends Error {
  readonly code = 'delivery';

  constructor(
    readonly retry: 'later' | 'never',
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
