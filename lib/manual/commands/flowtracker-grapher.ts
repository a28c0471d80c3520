/** FlowTracker_Grapher(1). */
import { backgroundSyntax } from '../../tracker/background.js';
import { GRAPHER } from '../../tracker/grapher-command.js';
import { GRAPH_WINDOWS } from '../../tracker/graph-windows.js';
import type { CommandPage } from '../page.js';

export const FLOWTRACKER_GRAPHER: CommandPage = {
  kind: 'command',
  name: 'FlowTracker_Grapher',
  syntax: backgroundSyntax(GRAPHER),
  description: [
    'FlowTracker_Grapher draws the graphs of every active tracking and group with rrdtool: PNG files in a directory for each below tracker_directory. Every graphing_period it looks for what has changed: a picture is drawn anew when a value has come that it shows, its tracking or group has been changed, or graphs are to look otherwise.',
    'A graph of a tracking has its averages as an area, in the longer graphs the highest 5 minutes as a line, marks of the latest three revisions, a line at the threshold of its alert, and maximum, 95th percentile, average, minimum and current value. These are of the values that the graph shows; in the longer graphs that is averages. A group has its trackings stacked above and below the axis.',
    'What goes wrong with one picture is written to the log with the label, and tried again in the next pass.',
    'Without -D and -o the command goes into the background as soon as it runs. Two never work on one tracker_directory.',
  ],
  sections: [
    {
      title: 'SIGNALS',
      blocks: [
        {
          terms: [
            ['TERM, INT, QUIT', 'End after the pictures that are being drawn.'],
            ['HUP', 'Read the configuration again.'],
          ],
        },
      ],
    },
  ],
  files: [
    ['filter_directory`/*.fil`, `*.grp`', 'Definitions of trackings and groups.'],
    ...GRAPH_WINDOWS.map(({ name, title }) => [`tracker_directory\`/\`{name}\`/${name}.png\``, `${title}.`] as const),
    ['tracker_directory`/.drawn.json`', 'What was drawn; without it everything is drawn anew.'],
    [
      'tracker_directory`/.FlowTracker_Grapher.status.json`',
      'What it has counted, written every 15 seconds; gone when it has ended in good order.',
    ],
    ['log_directory`/FlowTracker_Grapher.log`', 'What it does, as log_grapher_short and log_grapher_long say.'],
  ],
  environment: [
    ['`FLOWVIEWER_CONFIG`', 'The configuration file, instead of the installed one.'],
    ['`PATH`', 'Where rrdtool is found.'],
    ['`TZ`', 'Zone of the time axis.'],
  ],
  exit: [
    ['0', 'Ended by a signal, or with -o done, or in the background.'],
    ['1', 'Could not start; a message says why.'],
  ],
  examples: [
    { run: 'FlowTracker_Grapher -p /run/FlowTracker_Grapher.pid', untested: 'starts a daemon' },
    'Everything anew, once:',
    { run: 'FlowTracker_Grapher -o -f', untested: 'needs an installation' },
  ],
  differences: [
    'The current value is printed as well. The text [List Values] is not in the picture.',
    'Thumbnails and the public list are not made.',
  ],
  seeAlso: ['FlowTracker_Collector(1)', 'FlowViewer.toml(5)'],
};
