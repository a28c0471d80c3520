/** Watches the values that the Collector stores, and puts messages in the queue. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Configuration } from '../config/configuration.js';
import type { Picture } from '../mail/message.js';
import { MailQueue, type Delivered } from '../mail/queue.js';
import { readRecipients } from '../mail/recipient.js';
import { RrdProcess } from '../rrd/rrd-process.js';
import { knownFor, observe } from './alert-history.js';
import { nextAlert } from './alert-machine.js';
import { AlertMemory } from './alert-memory.js';
import { alertJson, alertMail, type AlertNews } from './alert-message.js';
import { alertRule } from './alert-rule.js';
import { frameOptions, span } from './graph-frame.js';
import { GRAPH_WINDOWS } from './graph-windows.js';
import { oneLine } from './input-lines.js';
import type { Log } from './pass-log.js';
import { PERIOD, type Seconds } from './period.js';
import { trackingElements } from './tracking-graph.js';
import { rrdFile, type PeriodValue } from './tracking-rrd.js';
import { TRACKING_TYPES } from './tracking-type.js';
import type { Tracking } from './tracking.js';

/** What was collected later than this after it was due is history: nobody is woken for it. */
const LATEST: Seconds = 3600;

/** What the graph is called within the mail. */
const CID = 'graph';

export interface AlertWatchOptions {
  readonly configuration: Configuration;
  readonly log: Log;
  /** Milliseconds since 1970; default: the system's clock. */
  readonly now?: () => number;
}

/** One for each Collector. Neither of its functions throws. */
export class AlertWatch {
  readonly #memory: AlertMemory;
  readonly #queue: MailQueue;
  #rrd: RrdProcess | undefined;

  constructor(private readonly options: AlertWatchOptions) {
    const { configuration, log, now } = options;
    this.#memory = new AlertMemory(configuration.rrdtool_directory);
    this.#queue = new MailQueue({
      settings: configuration,
      log: (line) => {
        log(oneLine(line));
      },
      ...(now && { now }),
    });
  }

  /** Takes a value that has been stored; those of one tracking in order. */
  async value(tracking: Tracking, value: PeriodValue): Promise<void> {
    try {
      await this.#judge(tracking, value);
    } catch (error) {
      this.#say(tracking, `its alert: ${error instanceof Error ? error.message : String(error)}`);
    }
  }

  /** Delivers what waits; with time-outs, so that it ends. @returns what came of it, and how many messages wait then */
  async deliver(signal?: AbortSignal): Promise<Delivered & { readonly waiting: number | undefined }> {
    const rrd = this.#rrd;
    this.#rrd = undefined;
    await rrd?.close();
    const delivered = await this.#queue.deliver(signal);
    // what is wrong with its directory has been logged
    return { ...delivered, waiting: await this.#queue.length().catch(() => undefined) };
  }

  async #judge(tracking: Tracking, value: PeriodValue): Promise<void> {
    const { configuration } = this.options;
    const rule = alertRule(tracking.alert, configuration);
    if (!rule || value.value === undefined) return;
    const file = rrdFile(configuration.rrdtool_directory, tracking);
    const known = await knownFor(rule, this.#process(), file, { start: value.end - PERIOD, end: value.end });
    const before = this.#memory.recall(tracking);
    const { state, event } = nextAlert(rule, before, observe(rule, value, known));
    if (state !== before) this.#memory.keep(tracking, state);
    if (event) await this.#tell({ tracking, rule, event });
  }

  async #tell(news: AlertNews): Promise<void> {
    const { configuration, now = Date.now } = this.options;
    const { tracking, event } = news;
    const due = event.end + configuration.collection_offset + PERIOD;
    if (now() / 1000 - due > LATEST) {
      this.#say(tracking, `alert (${event.kind}) of a period long past: not sent`);
      return;
    }
    const { mail, webhooks, problems } = readRecipients(tracking.alert.destination);
    for (const problem of problems) this.#say(tracking, `its alert cannot be sent: ${problem}`);
    const picture = mail.length > 0 ? await this.#graph(news) : undefined;
    for (const to of mail) await this.#queue.add(alertMail(to, news, configuration, picture));
    for (const url of webhooks) await this.#queue.add({ kind: 'webhook', url, body: alertJson(news, configuration) });
    this.#say(tracking, `alert: ${event.kind}, mail: ${mail.length}, webhooks: ${webhooks.length}`);
  }

  /** The graph of the 24 hours that end with the event; a mail goes without it where it cannot be drawn. */
  async #graph({ tracking, event }: AlertNews): Promise<Picture | undefined> {
    const { configuration } = this.options;
    const [window] = GRAPH_WINDOWS;
    if (!window) return undefined;
    const directory = await mkdtemp(join(tmpdir(), 'flowtracker-alert-'));
    try {
      const picture = join(directory, 'graph.png');
      const { start, end } = span(window, event.end);
      await this.#process().run(
        'graph',
        picture,
        ...['--start', String(start), '--end', String(end)],
        ...frameOptions(tracking, window, TRACKING_TYPES[tracking.type].axis, configuration),
        ...trackingElements(
          tracking,
          rrdFile(configuration.rrdtool_directory, tracking),
          window,
          event.end,
          configuration,
        ),
      );
      return { cid: CID, png: (await readFile(picture)).toString('base64') };
    } catch (error) {
      this.#say(tracking, `the graph for its alert: ${error instanceof Error ? error.message : String(error)}`);
      return undefined;
    } finally {
      await rm(directory, { recursive: true, force: true });
    }
  }

  #process(): RrdProcess {
    return (this.#rrd ??= new RrdProcess());
  }

  #say({ label }: Pick<Tracking, 'label'>, text: string): void {
    this.options.log(`${oneLine(label)}: ${oneLine(text)}`);
  }
}
