/** The daemons that fill and draw trackings: without rrdtool there are none, and the pages of FlowTracker say what is missing. */
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { Child } from './child.js';
import { PROGRAMS, type Places } from './places.js';

function isInstalled(program: string, path: string): boolean {
  return path.split(delimiter).some((directory) => {
    try {
      accessSync(join(directory, program), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

/** Starts both; one that ends says why in its log, and the demonstration goes on. */
export function startTrackers(places: Places): Child[] {
  if (!isInstalled('rrdtool', process.env['PATH'] ?? '')) return [];
  return [PROGRAMS.collector, PROGRAMS.grapher].map((command) => {
    const title = command.replace(/^.*\//, '');
    return new Child({
      title,
      command,
      args: ['-D'],
      log: join(places.logs, `${title}.messages.log`),
      env: { ...process.env, FLOWVIEWER_CONFIG: places.configuration },
    });
  });
}
