/** The command FlowTracker_Recreate (reference section 5.12). */
import type { CommandSyntax } from '../command/option-table.js';
import { readOptions } from '../command/options.js';
import { CommandError, warn } from '../command/run.js';
import { loadConfiguration } from '../config/load.js';
import { Catalogue } from './catalogue.js';
import { recreateWithState } from './recreate-background.js';

export const RECREATE_SYNTAX: CommandSyntax = {
  purpose: 'fill the values of a tracking from flow files of the past',
  options: {},
  operands: 'tracking start',
};

/** @returns the exit status: 0 when the past is there, 1 when it was stopped or failed */
export async function flowTrackerRecreate(argv: readonly string[]): Promise<number> {
  const { operands } = readOptions(argv, RECREATE_SYNTAX);
  const [name = '', start = '', ...rest] = operands;
  if (rest.length > 0 || !/^\d{1,12}$/.test(start))
    throw new CommandError('expected a tracking, and the start in seconds since 1970');
  const configuration = loadConfiguration();
  const { trackings } = await new Catalogue(configuration.filter_directory).read();
  const tracking = trackings.find(({ id }) => id === name) ?? trackings.find(({ label }) => label === name);
  if (!tracking) throw new CommandError(`there is no tracking "${name}" in ${configuration.filter_directory}`);
  const ready = (): void => {
    if (process.connected) process.send?.('running', undefined, undefined, () => process.disconnect());
  };
  const { state, notes } = await recreateWithState(tracking, Number(start), configuration, Date.now, ready);
  for (const note of notes) warn(note);
  return state === 'done' ? 0 : 1;
}
