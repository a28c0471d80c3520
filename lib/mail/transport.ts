/** Mail by nodemailer: to a server, or by the program sendmail. */
import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import type { SendMailOptions, Transporter } from 'nodemailer';
import type SMTPTransport from 'nodemailer/lib/smtp-transport/index.js';
import { DeliveryError } from './error.js';
import { headerText, type MailMessage } from './message.js';
import { isAddress } from './recipient.js';
import type { MailSettings } from './settings.js';

/** For each step of the exchange. */
const PATIENCE_MS = 20_000;

const LOOPBACK = /^(?:localhost|127\.[\d.]+|\[?::1\]?)$/i;

function fileText(parameter: string, path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    const why = cause instanceof Error && 'code' in cause ? String(cause.code) : String(cause);
    throw new DeliveryError('later', `${path} (${parameter}) cannot be read (${why})`, { cause });
  }
}

function login({ mail_user: user, mail_password_file: file }: MailSettings): SMTPTransport.Options['auth'] {
  if (user === '') return undefined;
  if (file === '') throw new DeliveryError('later', 'mail_user is set, but not mail_password_file');
  const [pass = ''] = fileText('mail_password_file', file).split(/\r?\n/);
  return { type: 'LOGIN', user, pass };
}

/** How nodemailer reaches the server. A password is never sent in the clear but to this machine. */
function smtpOptions(settings: MailSettings): SMTPTransport.Options {
  const { mail_server, mail_port, mail_ca_file: authorities, mail_user: user } = settings;
  const [, host = mail_server, port] = /^(.*?)(?::(\d+))?$/.exec(mail_server) ?? [];
  const name = host.replace(/^\[|\]$/g, '');
  const tls = settings.mail_tls === 'if offered' && user !== '' ? 'starttls' : settings.mail_tls;
  if (tls === 'no' && user !== '' && !LOOPBACK.test(host))
    throw new DeliveryError(
      'later',
      'mail_tls is "no": the password of mail_user is not sent in the clear; set it to "starttls"',
    );
  const auth = login(settings);
  return {
    host: name,
    port: port === undefined ? mail_port : Number(port),
    secure: tls === 'always',
    requireTLS: tls === 'starttls',
    ignoreTLS: tls === 'no',
    ...(auth && { auth }),
    tls: {
      rejectUnauthorized: tls !== 'if offered',
      ...(authorities !== '' && { ca: fileText('mail_ca_file', authorities) }),
    },
    connectionTimeout: PATIENCE_MS,
    greetingTimeout: PATIENCE_MS,
    socketTimeout: PATIENCE_MS,
    dnsTimeout: PATIENCE_MS,
  };
}

async function transporter(settings: MailSettings): Promise<Transporter> {
  const { mail_transport: kind, sendmail_path: path } = settings;
  if (kind === 'none') throw new DeliveryError('never', 'mail_transport is "none": no mail is sent');
  const { createTransport } = await import('nodemailer');
  return kind === 'sendmail'
    ? createTransport({ sendmail: true, path, newline: 'unix' })
    : createTransport(smtpOptions(settings));
}

/** Answers of 500 and above will not change (RFC 5321 section 4.2.1), unless it is the login or the encryption that is refused: those an operator mends. */
function deliveryError(error: unknown): DeliveryError {
  if (error instanceof DeliveryError) return error;
  const { message } = error instanceof Error ? error : { message: String(error) };
  const { code = '', responseCode = 0 } = error as { code?: string; responseCode?: number }; // as nodemailer adds them
  const isFinal = responseCode >= 500 && !['EAUTH', 'ETLS', 'ENOAUTH'].includes(code);
  return new DeliveryError(isFinal ? 'never' : 'later', headerText(message), { cause: error });
}

/** The address that mail comes from. */
export function sender({ mail_from: from }: Pick<MailSettings, 'mail_from'>): string {
  if (from !== '' && !isAddress(from))
    throw new DeliveryError('later', `mail_from: "${headerText(from)}" is not a mail address`);
  return from === '' ? `flowviewer@${hostname()}` : from;
}

/**
 * Sends one mail.
 * @throws DeliveryError
 */
export async function sendMail(settings: MailSettings, message: MailMessage): Promise<void> {
  const { to, subject, text, html, pictures } = message;
  if (!isAddress(to)) throw new DeliveryError('never', `"${headerText(to)}" is not a mail address`);
  let transport: Transporter | undefined;
  try {
    const address = sender(settings);
    transport = await transporter(settings);
    const mail: SendMailOptions = {
      from: { name: 'FlowTracker', address },
      to: { name: '', address: to },
      subject: headerText(subject),
      text,
      html,
      attachments: pictures.map(({ cid, png }) => ({
        cid,
        filename: `${cid}.png`,
        contentType: 'image/png',
        contentDisposition: 'inline',
        content: Buffer.from(png, 'base64'),
      })),
      headers: { 'Auto-Submitted': 'auto-generated' }, // RFC 3834: no absence notes in return
      disableFileAccess: true,
      disableUrlAccess: true,
    };
    await transport.sendMail(mail);
  } catch (error) {
    throw deliveryError(error);
  } finally {
    transport?.close();
  }
}

/**
 * Greets the server, and logs in if that is configured, but sends nothing. Of sendmail nothing is tried.
 * @throws DeliveryError
 */
export async function tryServer(settings: MailSettings): Promise<void> {
  let transport: Transporter | undefined;
  try {
    sender(settings);
    transport = await transporter(settings);
    if (settings.mail_transport === 'smtp') await transport.verify();
  } catch (error) {
    throw deliveryError(error);
  } finally {
    transport?.close();
  }
}
