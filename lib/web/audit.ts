/** The log of changes: who made which, from where, one line of JSON each. docs/security.md says what is in it. */
import { appendFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DIRECTORY_MODE } from '../config/modes.js';
import { webhookShown } from '../mail/recipient.js';
import { formatIso } from '../report/zone.js';
import type { Request, Response, Site } from './http.js';

export const AUDIT_LOG = 'audit.log';

/** Fields that say nothing of the change: the form's own, and names of work files. */
const LEFT_OUT: ReadonlySet<string> = new Set(['csrf_token', 'action', 'result']);
/** So that a line stays short enough to be written at once. */
const LONGEST_VALUE = 200;
const MOST_FIELDS = 40;

/** Forms that `refuseForm` has looked at, while their pages are being made. */
const forms = new WeakMap<Request, { readonly action: string; readonly refused: string | undefined }>();

/** Called where a form that changes something is let pass or refused. */
export function noteForm(request: Request, action: string, refused: string | undefined): void {
  forms.set(request, { action, refused });
}

/** The path of a webhook may be its password. */
function shown(value: string): string {
  const text = value.replaceAll(/https?:\/\/[^\s;,]+/gi, (url) => (URL.canParse(url) ? webhookShown(url) : '…'));
  return text.length > LONGEST_VALUE ? `${text.slice(0, LONGEST_VALUE)}…` : text;
}

function fieldsOf({ form }: Request): Record<string, string> {
  const told = [...form].filter(([name, value]) => !LEFT_OUT.has(name) && value !== '').slice(0, MOST_FIELDS);
  return Object.fromEntries(told.map(([name, value]) => [name.slice(0, LONGEST_VALUE), shown(value)]));
}

function outcome(status: number, refused: string | undefined): 'done' | 'refused' | 'failed' {
  if (refused !== undefined) return 'refused';
  return status < 400 ? 'done' : 'failed';
}

function write(request: Request, site: Site, status: number): void {
  const form = forms.get(request);
  if (!form) return;
  forms.delete(request);
  const { action, refused } = form;
  // a form that is shown again, as that of a group after each step, has changed nothing
  if (status === 200 && request.form.get('action') !== action) return;
  const { headers, path, remoteAddress, user } = request;
  const forwarded = headers['x-forwarded-for'];
  const line = JSON.stringify({
    time: formatIso(Math.floor(site.now() / 1000) * 1000),
    user: user ?? null,
    from: remoteAddress,
    ...(forwarded !== undefined && { forwarded: forwarded.slice(0, LONGEST_VALUE) }),
    script: path.slice(path.lastIndexOf('/') + 1),
    action,
    outcome: outcome(status, refused),
    status,
    ...(refused !== undefined && { reason: shown(refused) }),
    fields: fieldsOf(request),
  });
  const { log_directory: directory } = site.configuration;
  const file = join(directory, AUDIT_LOG);
  try {
    mkdirSync(directory, { recursive: true, mode: DIRECTORY_MODE });
    appendFileSync(file, `${line}\n`, { mode: 0o640 });
  } catch (error) {
    // the change is made: the error log of the web server has the line then
    console.error(`cannot write ${file}: ${error instanceof Error ? error.message : String(error)}: ${line}`);
  }
}

/** Makes a page, and writes a line if its request was a form that changes something, whatever came of it. */
export async function audited(request: Request, site: Site, page: () => Promise<Response>): Promise<Response> {
  let status = 500;
  try {
    const response = await page();
    ({ status } = response);
    return response;
  } finally {
    write(request, site, status);
  }
}
