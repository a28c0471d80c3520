/** Where alerts go: mail addresses and addresses of webhooks, in one list. */

/** `local@host.example` in ASCII without quotes or comments (RFC 5321 section 4.1.2, `Dot-string`); nothing that a command would take for an option. */
const ADDRESS =
  /^(?=.{3,254}$)(?=[^@]{1,64}@)[\w!#$%&'*+/=?^`{|}~][\w!#$%&'*+/=?^`{|}~-]*(?:\.[\w!#$%&'*+/=?^`{|}~-]+)*@[a-z\d](?:[a-z\d-]*[a-z\d])?(?:\.[a-z\d](?:[a-z\d-]*[a-z\d])?)*$/i;

/** Longest address of a webhook, in characters. */
const LONGEST_URL = 2000;

export function isAddress(text: string): boolean {
  return ADDRESS.test(text);
}

/** True for the address of a webhook: http or https. */
export function isWebhook(text: string): boolean {
  if (!/^https?:\/\/[^\s\\]+$/i.test(text) || text.length > LONGEST_URL) return false;
  return URL.canParse(text);
}

export interface Recipients {
  readonly mail: readonly string[];
  readonly webhooks: readonly string[];
  /** A sentence for each element that is neither. */
  readonly problems: readonly string[];
}

/** Elements are separated by blanks, semicolons, or commas before a blank or another element. */
export function readRecipients(text: string): Recipients {
  const words = [...new Set(text.split(/[\s;]+|,(?=\s|$|https?:|[^,\s;]+@)/i).filter((word) => word !== ''))];
  const mail = words.filter(isAddress);
  const webhooks = words.filter(isWebhook);
  const problems = words
    .filter((word) => !isAddress(word) && !isWebhook(word))
    .map(
      (word) =>
        `"${word}" is neither a mail address, as noc@example.net, nor the address of a webhook, as https://example.net/hook.`,
    );
  return { mail, webhooks, problems };
}

/** The webhook for a log: its path and query may be its password. */
export function webhookShown(url: string): string {
  return `${new URL(url).origin}/…`;
}
