/** FlowViewer_CleanHostCache(1) and FlowViewer_CleanASCache(1). */
import { CLEAN_AS_SYNTAX, CLEAN_HOSTS_SYNTAX } from '../../setup/clean-command.js';
import type { CommandPage } from '../page.js';

const COMMON = {
  kind: 'command',
  environment: [['`FLOWVIEWER_CONFIG`', 'The configuration file, instead of the installed one.']],
  files: [['`names.mdb`', 'The cache, in `work_directory` of the configuration. It may be deleted at any time.']],
  exit: [
    ['0', 'Done.'],
    ['1', 'There is no such entry or no cache, or an argument is wrong. A message says what.'],
  ],
} as const;

/** What both do, of one kind of entries. */
const does = (what: string): string =>
  `The pages keep ${what} for as long as the name servers allow, at most a day, and that there is none for at most an hour. What no server answered is asked again after a minute. So nothing needs to be cleaned regularly, and the cache is bounded. Use this command where a name has changed and is to be seen at once. It may run while pages are made.`;

export const CLEAN_HOST_CACHE: CommandPage = {
  ...COMMON,
  name: 'FlowViewer_CleanHostCache',
  syntax: CLEAN_HOSTS_SYNTAX,
  description: [
    does('names of hosts, and the registrations of their networks,'),
    'An operand is an address, IPv4 or IPv6, or a whole name: all entries that have it are removed.',
  ],
  examples: [
    'What is kept, and forget one host:',
    { run: 'FlowViewer_CleanHostCache -l', untested: 'needs a cache' },
    { run: 'FlowViewer_CleanHostCache 192.0.2.1', untested: 'needs a cache' },
  ],
  differences: [
    'The original kept failed look-ups for ever, and had `FixLong` to shorten names; widths are now those of the page (`dns_column_width`).',
  ],
  seeAlso: ['FlowViewer_CleanASCache(1)', 'FlowViewer.toml(5)'],
};

export const CLEAN_AS_CACHE: CommandPage = {
  ...COMMON,
  name: 'FlowViewer_CleanASCache',
  syntax: CLEAN_AS_SYNTAX,
  description: [
    does('names of autonomous systems'),
    'An operand is an AS number, or a name: the first word of the description that is kept.',
  ],
  examples: [
    'What is kept, and forget one autonomous system:',
    { run: 'FlowViewer_CleanASCache -l', untested: 'needs a cache' },
    { run: 'FlowViewer_CleanASCache AS64500', untested: 'needs a cache' },
  ],
  differences: ['The original kept names for ever, and had `FixLong` to shorten them.'],
  seeAlso: ['FlowViewer_CleanHostCache(1)', 'FlowViewer.toml(5)'],
};
