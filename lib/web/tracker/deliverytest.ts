/** Forms that send a message at once, past the queue, so that an operator sees whether alerts can arrive. */
import { DeliveryError } from '../../mail/error.js';
import { isAddress, isWebhook, webhookShown } from '../../mail/recipient.js';
import { sendTestMail, sendTestPost } from '../../mail/test-message.js';
import { guardForm, TOKEN_FIELD } from '../csrf.js';
import type { Request, Site } from '../http.js';
import { checkForm, parameter, trackerLink } from './trackers.js';

interface DeliveryTest {
  readonly label: string;
  readonly hint: string;
  readonly submit: string;
  /** Whether something is a recipient, and what to say where it is not. */
  readonly takes: (to: string) => boolean;
  readonly wrong: string;
  readonly send: (to: string, site: Site) => Promise<void>;
  /** What is said of a message that was taken, or refused. */
  readonly sent: (to: string) => string;
  readonly failed: string;
}

/** By what the form does. */
export const DELIVERY_TESTS = {
  test_mail: {
    label: 'Mail address',
    hint: 'noc@example.net',
    submit: 'Send test mail',
    takes: isAddress,
    wrong: 'is not a mail address, such as noc@example.net',
    send: (to, { configuration }) => sendTestMail(configuration, to),
    sent: (to) => `A test mail for ${to} has been handed over.`,
    failed: 'The test mail was not sent',
  },
  test_webhook: {
    label: 'Webhook',
    hint: 'https://example.net/hook',
    submit: 'Send test to webhook',
    takes: isWebhook,
    wrong: 'is not the address of a webhook, such as https://example.net/hook',
    send: (to, { signal }) => sendTestPost(to, signal),
    sent: (to) => `The webhook ${webhookShown(to)} has taken a test.`,
    failed: 'The test was not taken',
  },
} as const satisfies Readonly<Record<string, DeliveryTest>>;

type TestName = keyof typeof DELIVERY_TESTS;

export function isDeliveryTest(action: string): action is TestName {
  return Object.hasOwn(DELIVERY_TESTS, action);
}

/** What came of a test. */
export interface Tested {
  readonly test: TestName;
  readonly status: number;
  readonly to: string;
  readonly sent?: string;
  readonly error?: string;
}

/** The forms, and what came of the one that was sent. */
export interface DeliveryTests {
  readonly sent?: string;
  readonly forms: readonly {
    readonly id: string;
    readonly action: string;
    readonly hidden: Readonly<Record<string, string>>;
    readonly label: string;
    readonly hint: string;
    readonly submit: string;
    readonly to: string;
    readonly error?: string;
  }[];
}

/** One purpose for both: who may send the one may send the other. */
const PURPOSE = 'test-delivery';

export function deliveryTests(
  request: Request,
  site: Site,
  tested?: Tested,
): { readonly tests: DeliveryTests; readonly headers: Readonly<Record<string, string>> } {
  const { token, headers } = guardForm(request, site, PURPOSE);
  const forms = Object.entries(DELIVERY_TESTS).map(([name, { label, hint, submit }]) => {
    const own = tested?.test === name ? tested : undefined;
    return {
      id: `f-${name}`,
      action: trackerLink(site, 'FlowTracker_Management.cgi'),
      hidden: { action: name, [TOKEN_FIELD]: token },
      ...{ label, hint, submit, to: own?.to ?? '' },
      ...(own?.error !== undefined && { error: own.error }),
    };
  });
  return { tests: { forms, ...(tested?.sent !== undefined && { sent: tested.sent }) }, headers };
}

/** @throws HttpError 403 */
export async function testDelivery(test: TestName, request: Request, site: Site): Promise<Tested> {
  checkForm(request, site, PURPOSE);
  const row: DeliveryTest = DELIVERY_TESTS[test];
  const to = parameter(request, 'to').trim();
  if (!row.takes(to)) return { test, status: 400, to, error: `"${to}" ${row.wrong}.` };
  try {
    await row.send(to, site);
    return { test, status: 200, to, sent: row.sent(to) };
  } catch (error) {
    if (!(error instanceof DeliveryError)) throw error;
    return { test, status: 502, to, error: `${row.failed}: ${error.message}.` };
  }
}
