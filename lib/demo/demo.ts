/** `make demo`: capture, web server and traffic on this machine, from one command to a page in the browser. */
import { existsSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { CommandError } from '../command/run.js';
import { defaultConfiguration } from '../config/configuration.js';
import { enterData } from './data-directory.js';
import { demoConfiguration, demoParameters, interfaceNames } from './demo-file.js';
import { placesIn, PROGRAMS, ROOT } from './places.js';
import { readSettings, type DemoSource } from './settings.js';
import { softflowd } from './softflowd.js';
import type { TrafficSource } from './source.js';
import { stopOnSignals } from './stop.js';
import { startTrackers } from './trackers.js';
import { synthetic } from './synthetic.js';
import { startWeb } from './web.js';
import { welcome } from './welcome.js';

const SOURCES: Readonly<Record<DemoSource, TrafficSource>> = { synthetic, softflowd };

/**
 * Runs until INT, TERM or HUP.
 * @returns the exit status
 * @throws CommandError that says what to do, ChildEndedError
 */
export async function demo(): Promise<number> {
  const settings = readSettings(process.env, ROOT);
  for (const program of Object.values(PROGRAMS)) {
    if (!existsSync(program)) throw new CommandError(`${program} is missing: run "make build" first.`);
  }
  const source = SOURCES[settings.source];
  source.check();
  const places = placesIn(settings.data);
  const leave = await enterData(settings.data, places);
  const stop = stopOnSignals();
  const parameters = demoParameters(places, source.devices);
  const configuration = { ...defaultConfiguration(), ...parameters };
  try {
    const web = await startWeb(settings.port, places, configuration);
    try {
      const address = `http://localhost:${web.port}/`;
      await writeFile(places.configuration, demoConfiguration(parameters));
      await writeFile(places.interfaceNames, interfaceNames(source.devices));
      await writeFile(places.address, address);
      const text = welcome(settings, address, configuration.cgi_bin_short);
      const trackers = startTrackers(places);
      try {
        await source.run({ settings, places, welcome: text, stop, output: process.stdout });
      } finally {
        await Promise.all(trackers.map((child) => child.stop()));
      }
    } finally {
      await web.close();
      await rm(places.address, { force: true });
    }
  } catch (error) {
    if (!stop.aborted) throw error;
  } finally {
    leave();
  }
  process.stdout.write('Stopped.\n');
  return 0;
}
