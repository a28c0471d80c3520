/** FlowViewer_CleanFiles(1). */
import { CLEAN_FILES_SYNTAX } from '../../setup/clean-files.js';
import type { CommandPage } from '../page.js';

export const CLEAN_FILES: CommandPage = {
  kind: 'command',
  name: 'FlowViewer_CleanFiles',
  syntax: CLEAN_FILES_SYNTAX,
  description: [
    'FlowViewer_CleanFiles removes from work_directory what is older than remove_workfiles_time: results of reports that are kept so that they can be saved, work files that the original has left, and at any age what killed queries have left. Filter lists that were too long for an address go when nobody has used them for long_list_days.',
    'Only files with the names that FlowViewer gives are removed, no links are followed, and each file is named. Saved reports, trackings, graphs, flow files and the cache of names are never touched. The script `cron/cleanup` runs it once a day and writes `cleanup.log` in log_directory.',
  ],
  environment: [['`FLOWVIEWER_CONFIG`', 'The configuration file, instead of the installed one.']],
  exit: [
    ['0', 'Done.'],
    ['1', 'Something could not be read or removed, or an argument is wrong. A message says what.'],
  ],
  examples: ['What would be removed now:', { run: 'FlowViewer_CleanFiles -n', untested: 'needs a configuration' }],
  differences: [
    'The original removed everything in its work directory, and old pictures in its graphs directory, where ours keeps none.',
  ],
  seeAlso: ['FlowViewer_CleanHostCache(1)', 'FlowViewer.toml(5)'],
};
