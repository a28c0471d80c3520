/** What is sent: a mail or a webhook's JSON, as it waits in the queue. */
import { isAddress, isWebhook } from './recipient.js';

export interface Picture {
  /** Name within the message: the HTML shows it as `cid:NAME`. */
  readonly cid: string;
  /** PNG as base64. */
  readonly png: string;
}

export interface MailMessage {
  readonly kind: 'mail';
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  readonly pictures: readonly Picture[];
}

export interface WebhookMessage {
  readonly kind: 'webhook';
  readonly url: string;
  /** JSON text. */
  readonly body: string;
}

export type Message = MailMessage | WebhookMessage;

const isText = (value: unknown): value is string => typeof value === 'string';

function isPicture(value: unknown): value is Picture {
  const { cid, png } = (value ?? {}) as Partial<Record<keyof Picture, unknown>>; // looked at below
  return isText(cid) && /^[\w.-]+$/.test(cid) && isText(png);
}

/** Whether a value that was read is a message. */
export function isMessage(value: unknown): value is Message {
  if (typeof value !== 'object' || value === null) return false;
  const message = value as Record<string, unknown>; // an object that is no array has its own keys
  if (message['kind'] === 'webhook')
    return isText(message['url']) && isWebhook(message['url']) && isText(message['body']);
  const { to, subject, text, html, pictures } = message;
  return (
    message['kind'] === 'mail' &&
    isText(to) &&
    isAddress(to) &&
    [subject, text, html].every(isText) &&
    Array.isArray(pictures) &&
    pictures.every(isPicture)
  );
}

/** A text that stays within its header: what could end the line, or hide what it says, becomes a blank. */
export function headerText(text: string): string {
  return text
    .replace(/[\p{Cc}\p{Cf}\u2028\u2029]+/gu, ' ')
    .trim()
    .slice(0, 200);
}
