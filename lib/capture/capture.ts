/** The capture without its socket: datagrams and the time of day in, files and log lines out. */
import { relative } from 'node:path';
import type { AddressNumber } from '../flow/address-number.js';
import type { Ms } from '../flow/time.js';
import type { ExportVersion } from '../flow/version.js';
import type { ElementRegistry } from '../netflow/element-registry.js';
import type { Exporter } from '../netflow/exporters.js';
import type { Values } from '../status/metrics.js';
import { Expiry, type ExpiryLimits } from './expiry.js';
import type { Clients } from './clients.js';
import { Intake, type IntakeSettings } from './intake.js';
import type { InterfaceKeeper } from './interface-keeper.js';
import { LimitedLog, type Log } from './limited-log.js';
import { completeOrphans } from './orphans.js';
import { RefinedOutput } from './refined-output.js';
import type { Refinement } from './refinement.js';
import type { RefinerThread } from './refiner-thread.js';
import { RotationClock } from './rotation.js';
import { SflowIntake } from './sflow-intake.js';
import { Spool, type ClosedFile, type SpoolSettings } from './spool.js';
import {
  agentLine,
  exporterLine,
  isDue,
  socketLine,
  statisticsLines,
  templateText,
  type SocketCounters,
} from './statistics.js';
import { receivedValues } from './status-values.js';
import { TemplateFile } from './template-file.js';
import { teeOutput } from './tee-output.js';

export interface CaptureSettings {
  readonly spool: SpoolSettings;
  readonly intake: IntakeSettings;
  /** Rotations a day minus one. */
  readonly rotations: number;
  readonly expiry: ExpiryLimits;
  /** Minutes between statistics lines; 0 = none. */
  readonly statistics: number;
  /** File that templates of v9 and IPFIX are kept in; absent for none. */
  readonly templates?: string;
  /** What is done to the records before they are kept, and the thread that does it; absent for nothing. */
  readonly refining?: { readonly refinement: Refinement; readonly thread: RefinerThread };
}

/** Makes twins of files that are closed; `close` when no more will be. */
export interface TwinMaker {
  /** Files that wait for theirs. */
  readonly waiting: number;
  add(path: string): void;
  close(): void;
}

/** What the capture needs from outside. */
export interface Surroundings {
  readonly log: Log;
  readonly now: () => Ms;
  /** Datagrams the kernel has dropped so far; undefined where it does not tell. */
  readonly kernelDrops: () => number | undefined;
  /** Given each file that is closed, to make its twin. */
  readonly twins?: TwinMaker;
  /** Called with the path, relative to the working directory, of each file that is closed. */
  readonly onClosed: (path: string) => void;
  /** Get every record that is kept. */
  readonly clients?: Clients;
  /** Keeps what exporters tell of their interfaces; without it sFlow is refused. */
  readonly interfaces?: InterfaceKeeper;
}

/** How long a disk that refuses may delay the end. */
const PATIENCE: Ms = 3000;
const SECOND: Ms = 1000;

/** `receive` and `turn` never throw; `turn` has to be called at each boundary, and about once a second. */
export class Capture {
  readonly #log: LimitedLog;
  readonly #spool: Spool;
  readonly #intake: Intake;
  readonly #sflow: SflowIntake | undefined;
  readonly #refined: RefinedOutput | undefined;
  readonly #templates: TemplateFile | undefined;
  readonly #expiry: Expiry;
  readonly #clock: RotationClock;
  readonly #ending = new AbortController();
  readonly #startup: Ms;
  /** Settled when the orphans of an earlier run are completed and the old files known. */
  readonly #tidied: Promise<void>;
  #statisticsAt: Ms | undefined;
  #closedFiles = 0;
  #dropsTold = 0;

  /** @param orphans files of an earlier run (`findOrphans`); they are completed in the background */
  constructor(
    private readonly settings: CaptureSettings,
    private readonly surroundings: Surroundings,
    orphans: readonly string[],
  ) {
    const { log, now } = surroundings;
    this.#log = new LimitedLog(log, now);
    this.#startup = now();
    this.#expiry = new Expiry(settings.expiry, log);
    this.#clock = new RotationClock(now(), settings.rotations);
    this.#spool = new Spool(
      settings.spool,
      this.#log,
      now,
      (file) => {
        this.#closed(file);
      },
      () => void this.#expire(),
    );
    const { clients } = surroundings;
    const { refining } = settings;
    const output = clients ? teeOutput(this.#spool, clients) : this.#spool;
    const refined = refining && new RefinedOutput(refining.refinement, refining.thread, output, this.#log);
    this.#refined = refined;
    const obstacle = refined && ((version: ExportVersion) => refined.obstacle(version));
    const { interfaces } = surroundings;
    const named = interfaces && interfaces.book.name.bind(interfaces.book);
    const applicationNamed = interfaces && interfaces.book.nameApplication.bind(interfaces.book);
    const sflow = interfaces && new SflowIntake(interfaces.book, now);
    this.#sflow = sflow;
    const intake = {
      ...settings.intake,
      ...(obstacle && { obstacle }),
      ...(sflow && { sflow }),
      ...(named && { named }),
      ...(applicationNamed && { applicationNamed }),
    };
    this.#intake = new Intake(intake, refined ?? output, this.#log, now);
    const { messages } = this.#intake;
    if (messages && settings.templates !== undefined)
      this.#templates = new TemplateFile(settings.templates, messages, this.#log, now());
    this.#tidied = this.#tidy(orphans);
  }

  /** Datagrams received so far. */
  get datagrams(): number {
    return this.#intake.datagrams;
  }

  /** What its status tells. @param free octets on the disk */
  values(free: number | undefined): Values<'flow-capture'> {
    const { kernelDrops, dropped, lessCompressed } = this.#counters();
    return {
      ...receivedValues(this.#intake, this.#sflow?.agents() ?? [], kernelDrops, this.#refined?.filtered.total ?? 0),
      writeDrops: dropped,
      lessCompressed,
      waiting: this.#spool.waiting,
      closedFiles: this.#closedFiles,
      twinsWaiting: this.surroundings.twins?.waiting ?? 0,
      free,
    };
  }

  /** Takes one datagram from an address, as a number, and a port. */
  receive(datagram: Uint8Array, source: AddressNumber, port?: number): void {
    this.#intake.receive(datagram, source, port);
  }

  /** Takes one message of a connection. */
  receiveStreamed(message: Uint8Array, source: AddressNumber, port: number): void {
    this.#intake.receiveStreamed(message, source, port);
  }

  /** Forgets the templates of a connection that has ended. */
  ended(source: AddressNumber, port: number): void {
    this.#intake.messages?.store.close({ protocol: 'tcp', address: source, port });
  }

  /** Begins a new file, once the records that came before are in the present one. */
  rotate(): void {
    if (this.#refined)
      void this.#refined.settled().then(() => {
        this.#spool.rotate();
      });
    else this.#spool.rotate();
  }

  /** Takes these elements of NetFlow v9 and IPFIX from now on. */
  useRegistry(registry: ElementRegistry): void {
    this.#intake.messages?.useRegistry(registry);
  }

  /** Treats what comes from now on in another way, if it can be treated so. */
  refine(refinement: Refinement): void {
    this.#refined?.replace(refinement);
  }

  /** Does what the time asks for. @returns ms until the next call is needed, at most a second */
  turn(): Ms {
    const now = this.surroundings.now();
    if (this.#clock.turn(now) === 'passed') this.rotate();
    this.#spool.turn();
    void this.#tidied.then(() => this.#expire());
    this.#log.tick();
    this.surroundings.clients?.turn();
    this.surroundings.interfaces?.turn(now);
    this.#intake.turn();
    this.#templates?.turn(now);
    if (isDue(now, this.settings.statistics, this.#statisticsAt)) {
      this.#statisticsAt = now;
      this.#statistics(now);
    }
    return Math.min(SECOND, Math.max(1, this.#clock.ahead(this.surroundings.now())));
  }

  /** Closes the files and says what was lost. Nothing may be received afterwards. */
  async close(): Promise<void> {
    this.#ending.abort();
    await this.#tidied;
    await this.#refined?.close();
    await this.#templates?.close();
    await this.#spool.close(PATIENCE);
    this.surroundings.twins?.close();
    await this.surroundings.interfaces?.close();
    this.#log.flush();
    const now = this.surroundings.now();
    if (this.settings.statistics > 0) this.#statistics(now);
    else this.surroundings.log(socketLine(this.#time(now), this.#counters(), this.#intake.exporters.exporters()));
  }

  /** Counts the twins that files have got. */
  async twinned(paths: readonly string[]): Promise<void> {
    for (const path of paths) await this.#expiry.twinned(path);
  }

  async #tidy(orphans: readonly string[]): Promise<void> {
    const { directory } = this.settings.spool;
    const { log } = this.surroundings;
    for (const { path } of await completeOrphans(orphans, log, this.#ending.signal)) {
      this.surroundings.onClosed(relative(directory, path));
      this.surroundings.twins?.add(path);
    }
    await this.#expiry.load(directory, this.#ending.signal);
  }

  async #expire(): Promise<void> {
    if (!this.#ending.signal.aborted) await this.#expiry.enforce(this.#spool.current?.size ?? 0);
  }

  #closed({ path, start, size }: ClosedFile): void {
    this.#closedFiles++;
    this.#expiry.add({ path, start, size });
    this.surroundings.onClosed(relative(this.settings.spool.directory, path));
    this.surroundings.twins?.add(path);
    const drops = this.surroundings.kernelDrops() ?? 0;
    if (drops > this.#dropsTold)
      this.surroundings.log(`the kernel dropped ${drops - this.#dropsTold} datagrams for lack of receive buffer`);
    this.#dropsTold = drops;
  }

  #time(now: Ms): { now: number; startup: number } {
    return { now: Math.floor(now / SECOND), startup: Math.floor(this.#startup / SECOND) };
  }

  #statistics(now: Ms): void {
    const time = this.#time(now);
    const { destination } = this.settings.intake;
    const line = (exporter: Exporter) =>
      exporterLine(time, exporter, destination(exporter.source), this.#refined?.filtered.of(exporter.source) ?? 0) +
      templateText(exporter, this.#intake.messages, now);
    for (const text of statisticsLines(time, this.#intake.exporters.exporters(), this.#counters(), line))
      this.surroundings.log(text);
    for (const agent of this.#sflow?.agents() ?? [])
      this.surroundings.log(agentLine(time, agent, destination(agent.source)));
  }

  #counters(): SocketCounters {
    const { datagrams, corrupt } = this.#intake;
    const { lessCompressed } = this.#spool;
    const dropped = this.#spool.dropped + (this.#refined?.dropped ?? 0);
    const kernelDrops = this.surroundings.kernelDrops();
    const { losses, messages } = this.#intake;
    const elementsLeftOut = messages?.leftOut ?? 0;
    return { datagrams, corrupt, kernelDrops, dropped, lessCompressed, losses, elementsLeftOut };
  }
}
