/** The messages that show that mail and webhooks work: sent at once, past the queue, so that what fails is seen. */
import { hostname } from 'node:os';
import { sendMail } from './transport.js';
import type { MailSettings } from './settings.js';
import { postJson } from './webhook.js';

/** @throws DeliveryError with what the server or program said */
export async function sendTestMail(settings: MailSettings, to: string): Promise<void> {
  const text = `This mail shows that alerts of FlowTracker on ${hostname()} can be mailed to this address.`;
  const html = `<p>${text}</p>`;
  await sendMail(settings, { kind: 'mail', to, subject: 'FlowTracker: test mail', text, html, pictures: [] });
}

/** @throws DeliveryError with what was answered */
export async function sendTestPost(url: string, signal?: AbortSignal): Promise<void> {
  const text = `This shows that alerts of FlowTracker on ${hostname()} can be posted to this address.`;
  await postJson(url, JSON.stringify({ event: 'test', text }), signal);
}
