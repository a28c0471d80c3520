/** flowviewer-check: names the first link between router and page that is broken, and what to do. */
import type { CommandSyntax } from '../../command/option-table.js';
import { readOptions } from '../../command/options.js';
import { CommandError } from '../../command/run.js';
import { ConfigurationError } from '../../config/error.js';
import { configurationFile, configurationText, readConfiguration } from '../../config/load.js';
import { becomeWebUser, WEB_USER } from './become.js';
import { firstBroken, walk, type Link } from './walk.js';
import { STEPS } from './steps.js';

export const CHECK_SYNTAX: CommandSyntax = {
  purpose: 'find the first broken link between the routers and the pages of FlowViewer',
  options: {
    f: { value: 'file', text: 'The configuration file (default that of FLOWVIEWER_CONFIG, else the installed one).' },
    q: { text: 'Print nothing but the first broken link.' },
    u: { value: 'user', text: `Run by root, check with the permissions of this user (default ${WEB_USER}).` },
  },
};

const MARKS = { holds: 'ok', note: 'note', broken: 'BROKEN', 'not checked': '-' } as const;

/** The link on a line, and a line for each finding; with what to do where there is something to do. */
function linkText({ title, state, findings }: Link): string {
  const lines = findings.flatMap((finding) =>
    finding.state === 'holds' ? [finding.text] : [finding.text, `-> ${finding.fix}`],
  );
  return `${MARKS[state].padEnd(7)} ${title}\n${lines.map((line) => `          ${line}\n`).join('')}`;
}

/** The configuration is the first link: the others are what it says. */
function configurationLink(file: string): { link: Link; configuration?: ReturnType<typeof readConfiguration> } {
  const title = 'Configuration';
  try {
    const configuration = readConfiguration(configurationText(file), file);
    const notes = configuration.notes.map(({ text }) => ({ state: 'note' as const, text, fix: 'The line can go.' }));
    const findings = [{ state: 'holds' as const, text: `${file} is right.` }, ...notes];
    return { link: { title, state: notes.length > 0 ? 'note' : 'holds', findings }, configuration };
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error;
    const findings = error.message.split('\n').map((text) => ({
      state: 'broken' as const,
      text,
      fix: 'Correct it; "flowviewer-config show NAME" says what a parameter means.',
    }));
    return { link: { title, state: 'broken', findings } };
  }
}

/** @returns the exit status: 1 if a link is broken */
export async function flowviewerCheck(argv: readonly string[]): Promise<number> {
  const { options } = readOptions(argv, CHECK_SYNTAX);
  const last = (letter: string): string | undefined => options.findLast((option) => option.letter === letter)?.value;
  const user = becomeWebUser(last('u'));
  const quiet = options.some(({ letter }) => letter === 'q');
  const say = (text: string): void => {
    if (!quiet) process.stdout.write(text);
  };
  say(`Checked with the permissions of the user ${user}.\n`);
  const { link, configuration } = configurationLink(last('f') ?? configurationFile());
  say(linkText(link));
  const context = configuration && {
    configuration: configuration.configuration,
    now: Date.now(),
    asker: 'command' as const,
    signal: new AbortController().signal,
  };
  const links = context ? await walk(STEPS, context) : STEPS.map(({ title }) => notChecked(title));
  for (const each of links) say(linkText(each));
  const broken = firstBroken([link, ...links]);
  if (!broken) {
    say('Every link holds.\n');
    return 0;
  }
  throw new CommandError(`the first broken link is "${broken.title}": ${broken.text}\n${broken.fix}`);
}

const notChecked = (title: string): Link => ({ title, state: 'not checked', findings: [] });
