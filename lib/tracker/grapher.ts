/** Draws the graphs of all trackings and groups (reference section 5.7). */
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { dirname, join } from 'node:path';
import type { Configuration } from '../config/configuration.js';
import { DIRECTORY_MODE } from '../config/modes.js';
import { shareWithGroup } from '../config/share.js';
import { RrdProcess } from '../rrd/rrd-process.js';
import { Catalogue, type Definitions } from './catalogue.js';
import { Drawn } from './drawn.js';
import { frameOptions, span } from './graph-frame.js';
import { GRAPH_WINDOWS, type GraphWindow } from './graph-windows.js';
import { groupElements } from './group-graph.js';
import { oneLine } from './input-lines.js';
import { membersOf, trackingsByLabel } from './members.js';
import type { Log } from './pass-log.js';
import type { Seconds } from './period.js';
import { knownValues, trackingElements, type Known } from './tracking-graph.js';
import { lastUpdate, rrdFile } from './tracking-rrd.js';
import { TRACKING_TYPES } from './tracking-type.js';
import type { Group, Tracking } from './tracking.js';

/** Processes of rrdtool at a time, at most. */
const MOST_PROCESSES = 4;

export interface GrapherOptions {
  readonly configuration: Configuration;
  readonly log: Log;
  /** Told of each tracking or group that failed. */
  readonly onProblem?: () => void;
}

/** A tracking or group whose graphs may be due. */
interface Subject {
  readonly definition: Tracking | Group;
  readonly axis: string;
  /** Of the last value that the graphs show. */
  readonly last: Seconds;
  readonly elements: (window: GraphWindow, now: Seconds, known: Known) => string[];
  /** The RRD of a tracking: a group prints no statistics. */
  readonly file?: string;
}

interface Job {
  readonly subject: Subject;
  readonly window: GraphWindow;
  readonly mark: string;
}

/** The picture of one window. */
export function graphFile(directory: string, id: string, window: Pick<GraphWindow, 'name'>): string {
  return join(directory, id, `${window.name}.png`);
}

/** One for each process; its passes must not overlap. */
export class Grapher {
  readonly #catalogue: Catalogue;
  readonly #drawn: Drawn;

  constructor(private readonly options: GrapherOptions) {
    this.#catalogue = new Catalogue(options.configuration.filter_directory);
    this.#drawn = new Drawn(options.configuration.tracker_directory);
  }

  /**
   * Draws what has changed since it was drawn: a new value that shows at the window's resolution, the definition, or how
   * graphs look. What fails is logged and tried again in the next pass.
   * @param now end of the graphs
   * @param which `all` draws also what has not changed
   * @returns how many pictures were drawn
   * @throws DefinitionError if the directory of definitions cannot be read; the signal's reason when it fires
   */
  async pass(now: Seconds, signal?: AbortSignal, which: 'changed' | 'all' = 'changed'): Promise<number> {
    const began = performance.now();
    const { configuration } = this.options;
    const processes = Array.from({ length: Math.min(MOST_PROCESSES, availableParallelism()) }, () => new RrdProcess());
    const [first] = processes as [RrdProcess]; // there is one at least
    try {
      this.#say('start');
      const definitions = await this.#catalogue.read();
      for (const { message } of definitions.problems) this.options.log(oneLine(message));
      await this.#drawn.read();
      const subjects = await this.#subjects(first, definitions);
      const jobs = subjects.flatMap((subject) => this.#due(subject, which));
      const queue = jobs.values();
      const done = new Map<Subject, number>();
      await Promise.all(
        processes.map(async (rrd) => {
          for (const job of queue) {
            signal?.throwIfAborted();
            if (await this.#draw(rrd, job, now)) done.set(job.subject, (done.get(job.subject) ?? 0) + 1);
          }
        }),
      );
      await this.#drawn.write(
        new Set([...definitions.trackings, ...definitions.groups].map(({ id, kind }) => kind + id)),
      );
      const pictures = [...done.values()].reduce((sum, one) => sum + one, 0);
      if (configuration.log_grapher_long)
        for (const [{ definition }, number] of done) this.options.log(`${oneLine(definition.label)}: ${number} drawn`);
      const seconds = ((performance.now() - began) / 1000).toFixed(2);
      this.#say(`finish: ${pictures} pictures of ${done.size} graph sets, took: ${seconds} seconds`);
      return pictures;
    } finally {
      await Promise.all(processes.map((rrd) => rrd.close()));
    }
  }

  #say(line: string): void {
    if (this.options.configuration.log_grapher_short) this.options.log(line);
  }

  #problem({ label }: Tracking | Group, error: unknown): void {
    this.options.onProblem?.();
    this.options.log(`${oneLine(label)}: ${oneLine(error instanceof Error ? error.message : String(error))}`);
  }

  /** Active trackings with an RRD, and active groups. */
  async #subjects(rrd: RrdProcess, { trackings, groups }: Definitions): Promise<Subject[]> {
    const { configuration } = this.options;
    const files = new Map(trackings.map((each) => [each, rrdFile(configuration.rrdtool_directory, each)]));
    const lasts = new Map<Tracking, Seconds>();
    const asked = trackings.map(async (tracking) => {
      try {
        lasts.set(tracking, await lastUpdate(rrd, files.get(tracking) ?? ''));
      } catch (error) {
        if (tracking.state === 'active') this.#problem(tracking, error);
      }
    });
    await Promise.all(asked);
    const subjects: Subject[] = [];
    for (const tracking of trackings) {
      const [file, last] = [files.get(tracking), lasts.get(tracking)];
      if (tracking.state !== 'active' || file === undefined || last === undefined) continue;
      const elements: Subject['elements'] = (window, now, known) =>
        trackingElements(tracking, file, window, now, configuration, known);
      subjects.push({ definition: tracking, axis: TRACKING_TYPES[tracking.type].axis, last, elements, file });
    }
    const byLabel = trackingsByLabel([...lasts.keys()]);
    for (const group of groups) {
      if (group.state !== 'active') continue;
      const members = membersOf(group, byLabel, configuration.rrdtool_directory);
      const known = members.flatMap(({ tracking }) => tracking ?? []);
      const type = known.at(-1)?.type;
      if (!type) continue; // an empty group has no graph
      const elements: Subject['elements'] = (window, now) => groupElements(group, members, window, now, configuration);
      const last = Math.max(...known.map((tracking) => lasts.get(tracking) ?? 0));
      subjects.push({ definition: group, axis: TRACKING_TYPES[type].axis, last, elements });
    }
    return subjects;
  }

  #due(subject: Subject, which: 'changed' | 'all'): Job[] {
    const { tracker_directory: directory } = this.options.configuration;
    const { definition, last } = subject;
    return GRAPH_WINDOWS.flatMap((window) => {
      const value = Math.floor(last / window.resolution) * window.resolution;
      const mark = createHash('sha256')
        .update(JSON.stringify(this.#words(subject, window, value)))
        .digest('base64url');
      const isThere = existsSync(graphFile(directory, definition.id, window));
      const isDrawn = isThere && this.#drawn.is(definition.kind + definition.id, window.name, mark);
      return isDrawn && which === 'changed' ? [] : [{ subject, window, mark }];
    });
  }

  #words({ definition, axis, elements }: Subject, window: GraphWindow, now: Seconds, known: Known = 'some'): string[] {
    const { start, end } = span(window, now);
    const options = frameOptions(definition, window, axis, this.options.configuration);
    return ['--start', String(start), '--end', String(end), ...options, ...elements(window, now, known)];
  }

  /** A picture is there as a whole or not at all. @returns whether it was drawn */
  async #draw(rrd: RrdProcess, { subject, window, mark }: Job, now: Seconds): Promise<boolean> {
    const { definition } = subject;
    const { configuration } = this.options;
    const file = graphFile(configuration.tracker_directory, definition.id, window);
    const temporary = file.replace(/[^/]*$/, (name) => `.${name}`);
    try {
      if ((await mkdir(dirname(file), { recursive: true, mode: DIRECTORY_MODE })) !== undefined)
        shareWithGroup(dirname(file));
      const { file: values } = subject;
      const known = values === undefined ? 'some' : await knownValues(rrd, values, window, now, configuration);
      await rrd.run('graph', temporary, ...this.#words(subject, window, now, known));
      await rename(temporary, file);
      this.#drawn.set(definition.kind + definition.id, window.name, mark);
      return true;
    } catch (error) {
      this.#problem(definition, error);
      await rm(temporary, { force: true });
      return false;
    }
  }
}
