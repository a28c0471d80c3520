/** The mail that shows that mail works. */
import { hostname } from 'node:os';
import { sendMail } from './transport.js';
import type { MailSettings } from './settings.js';

/**
 * Sends it now, past the queue, so that what fails is seen.
 * @throws DeliveryError with what the server or program said
 */
export async function sendTestMail(settings: MailSettings, to: string): Promise<void> {
  const text = `This mail shows that alerts of FlowTracker on ${hostname()} can be mailed to this address.`;
  const html = `<p>${text}</p>`;
  await sendMail(settings, { kind: 'mail', to, subject: 'FlowTracker: test mail', text, html, pictures: [] });
}
