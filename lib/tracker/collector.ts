/** Collects what all trackings measured since they were last collected (reference section 5.6). */
import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import type { Configuration } from '../config/configuration.js';
import { DIRECTORY_MODE } from '../config/modes.js';
import { RrdProcess } from '../rrd/rrd-process.js';
import { openStore } from '../store/open.js';
import type { FlowStore } from '../store/store.js';
import { Catalogue } from './catalogue.js';
import { collect, UnaskableError, type Collected, type Followed } from './collect.js';
import { ceilToPeriod, PERIOD, type Seconds } from './period.js';
import { PassLog, type Log, type PassOutcome } from './pass-log.js';
import { trackingSource, type DirectorySource } from './source.js';
import { addValues, createTrackingRrd, growArchives, lastUpdate, rrdFile, type PeriodValue } from './tracking-rrd.js';
import { trackingFilter } from './tracking-filter.js';
import type { Tracking } from './tracking.js';

/** A tracking and how far it has been collected. */
interface Due extends Followed {
  readonly file: string;
  last: Seconds;
}

/** All that is due of one source. */
interface DueOfSource {
  readonly source: DirectorySource;
  due: Due[];
}

export interface CollectorOptions {
  readonly configuration: Configuration;
  readonly log: Log;
  /** Default: that of the configuration. */
  readonly store?: (configuration: Configuration) => Promise<FlowStore>;
  /** Called after each value has been stored, in order: what watches thresholds. Its errors are logged with the tracking's name. */
  readonly onValue?: (tracking: Tracking, value: PeriodValue) => void | Promise<void>;
}

export interface PassControl {
  readonly signal?: AbortSignal;
  /** Asked between blocks of periods long past: true lets the rest wait for the next pass. */
  readonly isLate?: () => boolean;
}

/**
 * One for each process; its passes must not overlap. A pass reads every source once, asks one question for all its
 * trackings that are up to date, and then for the periods that others lack, in blocks, oldest first. What fails for one
 * tracking or source is logged and made up for by a later pass.
 */
export class Collector {
  readonly #catalogue: Catalogue;
  readonly #filters = new WeakMap<Tracking, Followed>();
  /** RRDs whose archives are as long as today's. */
  readonly #grown = new Set<string>();

  constructor(private readonly options: CollectorOptions) {
    this.#catalogue = new Catalogue(options.configuration.filter_directory);
  }

  /**
   * Brings every tracking up to a period.
   * @param end of the period, aligned
   * @returns what came of it
   * @throws DefinitionError if the directory of definitions cannot be read; the signal's reason when it fires
   */
  async pass(end: Seconds, control: PassControl = {}): Promise<PassOutcome> {
    const began = performance.now();
    const { configuration, log, store: open = openStore } = this.options;
    const said = new PassLog(log, configuration);
    said.start(end);
    const rrd = new RrdProcess();
    let store: FlowStore | undefined;
    try {
      const sources = await this.#sources(rrd, end, said);
      if (sources.length > 0) store = await open(configuration);
      if (store) await this.#collectAll({ rrd, store, said, end, control }, sources);
    } finally {
      await store?.close();
      await rrd.close();
    }
    said.end((performance.now() - began) / 1000);
    return said.outcome;
  }

  /** What is due, source by source. */
  async #sources(rrd: RrdProcess, end: Seconds, said: PassLog): Promise<DueOfSource[]> {
    const { configuration } = this.options;
    await mkdir(configuration.rrdtool_directory, { recursive: true, mode: DIRECTORY_MODE });
    const { trackings, problems } = await this.#catalogue.read();
    for (const { message } of problems) said.note(message);
    const asked = trackings
      .filter(({ state }) => state === 'active')
      .map(async (tracking): Promise<Due | undefined> => {
        try {
          const file = rrdFile(configuration.rrdtool_directory, tracking);
          const followed = this.#follow(tracking);
          if (!existsSync(file)) {
            said.problem(tracking, `${file} is missing: a new one is made`);
            await createTrackingRrd(rrd, file, end - PERIOD);
          }
          const last = await lastUpdate(rrd, file);
          if (!this.#grown.has(file)) await growArchives(rrd, file);
          this.#grown.add(file);
          return { ...followed, file, last };
        } catch (error) {
          said.problem(tracking, error);
          return undefined;
        }
      });
    const sources = new Map<string, DueOfSource>();
    for (const due of await Promise.all(asked)) {
      if (!due || due.last >= end) continue;
      const source = trackingSource(due.tracking, configuration);
      const key = JSON.stringify(source);
      const all = sources.get(key) ?? { source, due: [] };
      all.due.push(due);
      sources.set(key, all);
    }
    return [...sources.values()];
  }

  /** @throws DefinitionError if the filter cannot be read */
  #follow(tracking: Tracking): Followed {
    let followed = this.#filters.get(tracking);
    if (!followed) this.#filters.set(tracking, (followed = { tracking, filter: trackingFilter(tracking) }));
    return followed;
  }

  /**
   * Those that are up to date first, then those that one block brings there, then the long past of others: nobody waits
   * for somebody who is further behind.
   */
  async #collectAll(pass: Pass, sources: readonly DueOfSource[]): Promise<void> {
    const { end, control } = pass;
    const length = ceilToPeriod(this.options.configuration.recreate_cat_length);
    for (const since of [end - PERIOD, end - length])
      for (const of of sources) {
        const block = of.due.filter(({ last }) => last >= since && last < end);
        const start = Math.min(end - PERIOD, ...block.map(({ last }) => ceilToPeriod(last)));
        await this.#block(pass, of, block, start, end);
      }
    for (const of of sources)
      for (;;) {
        const behind = of.due.filter(({ last }) => last < end);
        if (behind.length === 0) break;
        if (control.isLate?.()) return;
        const start = Math.min(...behind.map(({ last }) => ceilToPeriod(last)));
        const until = Math.min(end, start + length);
        const block = behind.filter(({ last }) => last < until);
        await this.#block(pass, of, block, start, until);
      }
  }

  /** One question. Trackings that fail are no more due in this pass. */
  async #block(pass: Pass, of: DueOfSource, block: readonly Due[], start: Seconds, end: Seconds): Promise<void> {
    const { said, store, control } = pass;
    const { flow_data_directory: dataDirectory, flow_file_length: fileLength } = this.options.configuration;
    const { signal } = control;
    let asked = block;
    while (asked.length > 0) {
      signal?.throwIfAborted();
      try {
        const request = { source: of.source, followed: asked, start, end, dataDirectory, fileLength };
        const { values, notes } = await collect(store, { ...request, ...(signal && { signal }) });
        for (const { code, text } of notes) if (code !== 'sampling') said.note(`${sourceText(of.source)}: ${text}`);
        if (isUnreadable(values, notes)) {
          of.due = of.due.filter((due) => !asked.includes(due));
          return;
        }
        const outcomes = await Promise.all(asked.map((due, index) => this.#store(pass, due, values[index] ?? [])));
        of.due = of.due.filter((due) => !asked.includes(due) || outcomes[asked.indexOf(due)] === 'stored');
        return;
      } catch (error) {
        signal?.throwIfAborted();
        if (error instanceof UnaskableError) said.problem(error.followed.tracking, error.cause);
        else said.note(`${sourceText(of.source)}: ${error instanceof Error ? error.message : String(error)}`);
        const { failed, left } = without(asked, error);
        of.due = of.due.filter((due) => !failed.includes(due));
        asked = left;
      }
    }
  }

  async #store({ rrd, said }: Pass, due: Due, values: readonly PeriodValue[]): Promise<'stored' | 'failed'> {
    const { tracking, file, last } = due;
    const missing = values.filter(({ end }) => end - PERIOD >= last);
    try {
      const words = await addValues(rrd, file, last, missing);
      due.last = values.at(-1)?.end ?? last;
      said.written(tracking, file, missing, words);
      for (const value of missing) await this.options.onValue?.(tracking, value);
      return 'stored';
    } catch (error) {
      said.problem(tracking, error);
      return 'failed';
    }
  }
}

/** What the parts of a pass share. */
interface Pass {
  readonly rrd: RrdProcess;
  readonly store: FlowStore;
  readonly said: PassLog;
  readonly end: Seconds;
  readonly control: PassControl;
}

/** One tracking that cannot be asked for fails alone, anything else fails all. */
function without(asked: readonly Due[], error: unknown): { failed: readonly Due[]; left: readonly Due[] } {
  if (!(error instanceof UnaskableError)) return { failed: asked, left: [] };
  const { tracking } = error.followed;
  const isWrong = (due: Due): boolean => due.tracking === tracking;
  return { failed: asked.filter(isWrong), left: asked.filter((due) => !isWrong(due)) };
}

/** Nothing is known because files cannot be read: a later pass, when somebody has seen to that, may know. */
function isUnreadable(values: Collected['values'], notes: Collected['notes']): boolean {
  const isUnknown = values.every((each) => each.every(({ value }) => value === undefined));
  return isUnknown && notes.some(({ code }) => code === 'unreadable-file');
}

function sourceText(source: DirectorySource): string {
  return source.kind === 'device' ? source.name : source.path;
}
