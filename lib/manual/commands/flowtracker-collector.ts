/** FlowTracker_Collector(1). */
import { backgroundSyntax } from '../../tracker/background.js';
import { COLLECTOR } from '../../tracker/collector-command.js';
import type { CommandPage } from '../page.js';

export const FLOWTRACKER_COLLECTOR: CommandPage = {
  kind: 'command',
  name: 'FlowTracker_Collector',
  syntax: backgroundSyntax(COLLECTOR),
  description: [
    'FlowTracker_Collector stores in the RRD file of every active tracking what it measured in each period of 5 minutes. A period is collected half an hour after its end (collection_offset), because flows that began in it may last that long. The definitions are the `.fil` files in filter_directory; those of the original are read as they are.',
    'The octets and packets of a flow are spread evenly over its life: each period gets the part that lies in it. Trackings of flows initiated count a flow where it starts, those of flows active how many live at a time. Values are means over exactly 300 seconds, with decimals.',
    'A value is unknown, not 0, where no flow of the device (or of the exporter that the tracking names) has a part in the period, or where flow-capture(1) was not running for half of it: the headers of the flow files tell when it was.',
    'All trackings of a device that are up to date are answered by one question, which reads the files once. Periods that were missed while the Collector was down are made up for, oldest first, in blocks of recreate_cat_length. What goes wrong with one tracking is written to the log with its label, and the others go on; a later pass makes up for it.',
    'Without -D and -o the command goes into the background as soon as it runs. Two never work on one rrdtool_directory.',
  ],
  sections: [
    {
      title: 'SIGNALS',
      blocks: [
        {
          terms: [
            [
              'TERM, INT, QUIT',
              'End; a question that is under way is given up, and its periods are left to the next start.',
            ],
            ['HUP', 'Read the configuration again.'],
          ],
        },
      ],
    },
  ],
  files: [
    ['filter_directory`/*.fil`', 'Definitions of trackings.'],
    ['rrdtool_directory`/*.rrd`', 'Their values; one that is missing is made.'],
    [
      'rrdtool_directory`/.FlowTracker_Collector.status.json`',
      'What it has counted, written every 15 seconds; gone when it has ended in good order.',
    ],
    [
      'log_directory`/FlowTracker_Collector.log`',
      'What it does, as log_collector_short, log_collector_med and log_collector_long say.',
    ],
  ],
  environment: [
    ['`FLOWVIEWER_CONFIG`', 'The configuration file, instead of the installed one.'],
    ['`PATH`', 'Where rrdtool is found.'],
  ],
  exit: [
    ['0', 'Ended by a signal, or with -o done, or in the background.'],
    ['1', 'Could not start; a message says why.'],
  ],
  examples: [
    { run: 'FlowTracker_Collector -p /run/FlowTracker_Collector.pid', untested: 'starts a daemon' },
    'What is due now, with what it says:',
    { run: 'FlowTracker_Collector -o', untested: 'needs an installation' },
  ],
  differences: [
    'The original counts 301 seconds as 300, cuts rates to integers, stores 0 where nothing is known and for flows active always, and loses periods that it does not come to.',
    'Alerts are not sent.',
  ],
  seeAlso: ['FlowTracker_Grapher(1)', 'FlowViewer.toml(5)', 'flow-capture(1)'],
};
