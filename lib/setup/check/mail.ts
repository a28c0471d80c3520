/** Mail, for alerts: the program is there, or the server answers and takes the login. */
import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import type { Configuration } from '../../config/configuration.js';
import { runningUser } from '../../config/running-user.js';
import { DeliveryError } from '../../mail/error.js';
import { readRecipients } from '../../mail/recipient.js';
import { tryServer } from '../../mail/transport.js';
import { findAlertFrequency } from '../../tracker/alert-frequency.js';
import { Catalogue } from '../../tracker/catalogue.js';
import type { Finding, Step } from './step.js';

/** Whether any tracking sends alerts by mail; what cannot be read sends none. */
async function isWanted({ filter_directory }: Configuration): Promise<boolean> {
  try {
    const { trackings } = await new Catalogue(filter_directory).read();
    return trackings.some(
      ({ state, alert: { frequency, destination } }) =>
        state === 'active' && findAlertFrequency(frequency) && readRecipients(destination).mail.length > 0,
    );
  } catch {
    return false;
  }
}

async function codeOf(path: string, mode: number): Promise<string | undefined> {
  try {
    await access(path, mode);
    return undefined;
  } catch (error) {
    return error instanceof Error && 'code' in error ? String(error.code) : String(error);
  }
}

interface Wrong {
  readonly text: string;
  readonly fix: string;
}

async function sendmailFault({ sendmail_path: path }: Configuration): Promise<Wrong | undefined> {
  const code = await codeOf(path, constants.X_OK);
  if (code === undefined) return undefined;
  const fix = 'Install a mail server that has it (apt-get install postfix), or set mail_transport to "smtp" or "none".';
  return { text: `${path} (sendmail_path) cannot be run (${code}).`, fix };
}

async function serverFault(configuration: Configuration): Promise<Wrong | undefined> {
  const { mail_server, mail_port } = configuration;
  try {
    await tryServer(configuration);
    return undefined;
  } catch (error) {
    if (!(error instanceof DeliveryError)) throw error;
    const fix = 'See that it runs, and correct mail_server, mail_port, mail_tls and the login.';
    return { text: `The mail server ${mail_server}, port ${mail_port}, cannot be used: ${error.message}.`, fix };
  }
}

export const MAIL: Step = {
  id: 'mail',
  title: 'Mail, for alerts',
  needs: [],
  check: async ({ configuration }): Promise<readonly Finding[]> => {
    const { mail_transport, mail_user, mail_password_file: file, mail_server } = configuration;
    const wanted = await isWanted(configuration);
    const found = ({ text, fix }: Wrong): readonly Finding[] => [
      { state: wanted ? 'broken' : 'note', text: wanted ? text : `${text} No tracking mails its alert yet.`, fix },
    ];
    if (mail_transport === 'none') {
      if (!wanted) return [{ state: 'holds', text: 'No mail is sent (mail_transport).' }];
      const text = 'mail_transport is "none", but trackings are to send mail.';
      return found({ text, fix: 'Set it to "sendmail" or "smtp", or take the addresses out of the alerts.' });
    }
    if (mail_transport === 'sendmail') {
      const fault = await sendmailFault(configuration);
      return fault ? found(fault) : [{ state: 'holds', text: `${configuration.sendmail_path} can be run.` }];
    }
    const hidden = mail_user !== '' && file !== '' && (await codeOf(file, constants.R_OK)) === 'EACCES';
    if (hidden) {
      const text = `The login at ${mail_server} was not tried: the user ${runningUser()} may not read ${file}, and need not.`;
      return [{ state: 'note', text, fix: 'Run flowviewer-check -u with the user of the Collector.' }];
    }
    const fault = await serverFault(configuration);
    return fault ? found(fault) : [{ state: 'holds', text: `The mail server ${mail_server} answers.` }];
  },
};
