/** FlowTracker_Recreate(1). */
import { RECREATE_SYNTAX } from '../../tracker/recreate-command.js';
import type { CommandPage } from '../page.js';

export const FLOWTRACKER_RECREATE: CommandPage = {
  kind: 'command',
  name: 'FlowTracker_Recreate',
  syntax: RECREATE_SYNTAX,
  description: [
    'FlowTracker_Recreate computes the values of a tracking from flow files of the past, from the start (seconds since 1970) until what the Collector has, and puts them in the place of what was stored for that time. Earlier values stay. The tracking is named by its label, or by its file in filter_directory without the ending.',
    'The page of FlowTracker starts it when a tracking is to begin in the past, and shows how far it is; that page can stop it. What was stored is replaced when all is done, not before.',
  ],
  files: [
    ['rrdtool_directory`/.NAME.recreate-progress`', 'How far it is, for the page.'],
    ['rrdtool_directory`/NAME.rrd`', 'The values.'],
  ],
  environment: [
    ['`FLOWVIEWER_CONFIG`', 'The configuration file, instead of the installed one.'],
    ['`PATH`', 'Where rrdtool is found.'],
  ],
  exit: [
    ['0', 'The values are there.'],
    ['1', 'It was stopped or failed; the values are as before.'],
  ],
  examples: [{ run: 'FlowTracker_Recreate uplink 1749942000', untested: 'needs an installation' }],
  differences: ['The original neither shows how far it is nor can be stopped, and two may work on one tracking.'],
  seeAlso: ['FlowTracker_Collector(1)', 'FlowViewer.toml(5)'],
};
