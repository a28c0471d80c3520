/** A POST of JSON to an address that an operator entered. */
import { DeliveryError } from './error.js';
import { isWebhook, webhookShown } from './recipient.js';

/** For the whole exchange. */
const PATIENCE_MS = 15_000;

/** Answers that a repetition may change: those of the server's side, and two that ask for patience (RFC 9110 section 15.5.9, RFC 6585 section 4). */
const isPassing = (status: number): boolean => status >= 500 || status === 408 || status === 429;

/**
 * Delivers; a redirection is not followed, because nobody entered where it leads.
 * @throws DeliveryError
 */
export async function postJson(url: string, body: string, signal?: AbortSignal): Promise<void> {
  if (!isWebhook(url)) throw new DeliveryError('never', 'the address is neither http nor https');
  const { request } = await (url.toLowerCase().startsWith('https:') ? import('node:https') : import('node:http'));
  const shown = webhookShown(url);
  const patience = AbortSignal.timeout(PATIENCE_MS);
  const status = await new Promise<number>((resolve, reject) => {
    const headers = {
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(body),
      connection: 'close',
    };
    const sent = request(url, {
      method: 'POST',
      headers,
      agent: false,
      signal: signal ? AbortSignal.any([signal, patience]) : patience,
    });
    sent.on('error', (cause) => {
      const why = patience.aborted ? `no answer within ${PATIENCE_MS / 1000} s` : cause.message;
      reject(new DeliveryError('later', `${shown}: ${why}`, { cause }));
    });
    sent.on('response', (response) => {
      resolve(response.statusCode ?? 0);
      response.destroy(); // what it says besides is of no use
    });
    sent.end(body);
  });
  if (status >= 200 && status < 300) return;
  throw new DeliveryError(isPassing(status) ? 'later' : 'never', `${shown}: answered with status ${status}`);
}
