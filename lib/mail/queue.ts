/** Messages on their way: one file for each, so that none is lost and none is waited for. */
import { randomBytes } from 'node:crypto';
import { mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { DeliveryError } from './error.js';
import { isMessage, type Message } from './message.js';
import { webhookShown } from './recipient.js';
import type { QueueSettings } from './settings.js';
import { sendMail } from './transport.js';
import { postJson } from './webhook.js';

/** Milliseconds since 1970. */
type Ms = number;

interface Waiting {
  readonly message: Message;
  readonly created: Ms;
  readonly attempts: number;
  /** When it is tried again. */
  readonly next: Ms;
}

/** Pauses after failures; the last one is repeated. */
const PAUSES: readonly Ms[] = [1, 5, 15, 30, 60, 120, 240].map((minutes) => minutes * 60_000);
/** Messages set aside that are kept. */
const MOST_ASIDE = 100;
const ASIDE = 'undeliverable';
const DAY: Ms = 86_400_000;
const NAME = /^\d{13,}-[\da-f]{12}\.json$/;

export interface QueueOptions {
  readonly settings: QueueSettings;
  /** Takes one line. */
  readonly log: (line: string) => void;
  readonly now?: () => Ms;
}

export interface Delivered {
  readonly sent: number;
  /** To be tried again. */
  readonly failed: number;
  readonly setAside: number;
}

function isWaiting(value: unknown): value is Waiting {
  const { message, created, attempts, next } = (value ?? {}) as Partial<Record<keyof Waiting, unknown>>; // looked at below
  return isMessage(message) && [created, attempts, next].every((each) => Number.isFinite(each));
}

const shown = (message: Message): string =>
  message.kind === 'mail' ? `mail to ${message.to}` : `webhook ${webhookShown(message.url)}`;

const said = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** Of one process at a time. Nothing that it does throws: what goes wrong is logged. */
export class MailQueue {
  readonly #directory: string;
  readonly #now: () => Ms;
  #running: Promise<Delivered> | undefined;

  constructor(private readonly options: QueueOptions) {
    this.#directory = options.settings.mail_queue_directory;
    this.#now = options.now ?? Date.now;
  }

  /** Puts a message in the queue; where that is full the oldest is set aside. @returns whether it is there now */
  async add(message: Message): Promise<boolean> {
    try {
      if (!isMessage(message)) throw new Error('its recipient or its parts are not usable');
      await mkdir(this.#directory, { recursive: true, mode: 0o750 });
      const created = this.#now();
      const names = await this.#names();
      const excess = names.length + 1 - this.options.settings.mail_queue_limit;
      for (const name of names.slice(0, Math.max(0, excess))) await this.#setAside(name, 'the queue is full');
      const name = `${String(created).padStart(13, '0')}-${randomBytes(6).toString('hex')}.json`;
      await this.#write(name, { message, created, attempts: 0, next: created });
      return true;
    } catch (error) {
      this.#say(`a message cannot be queued in ${this.#directory} (mail_queue_directory): ${said(error)}`);
      return false;
    }
  }

  /** Tries what is due, one after another; while that goes on a second call waits for the same. */
  deliver(signal?: AbortSignal): Promise<Delivered> {
    this.#running ??= this.#deliver(signal).finally(() => (this.#running = undefined));
    return this.#running;
  }

  /** Messages that wait. */
  async length(): Promise<number> {
    return (await this.#names()).length;
  }

  async #deliver(signal: AbortSignal | undefined): Promise<Delivered> {
    const counts = { sent: 0, failed: 0, setAside: 0 };
    /** Ways that have just failed for a passing reason: the other messages do not each wait for the same. */
    const down = new Set<string>();
    try {
      for (const name of await this.#names()) {
        if (signal?.aborted) break;
        try {
          counts[await this.#deliverOne(name, down, signal)]++;
        } catch (error) {
          counts.failed++; // one file that cannot be read or renamed must not hold up the others
          this.#say(`${join(this.#directory, name)}: ${said(error)}`);
        }
      }
    } catch (error) {
      this.#say(`the queue ${this.#directory} cannot be worked on: ${said(error)}`);
    }
    return counts;
  }

  async #deliverOne(name: string, down: Set<string>, signal: AbortSignal | undefined): Promise<keyof Delivered> {
    const waiting = await this.#read(name);
    if (!waiting) {
      await this.#setAside(name, 'it is not a message');
      return 'setAside';
    }
    const { message, created, attempts, next } = waiting;
    const now = this.#now();
    const way = message.kind === 'mail' ? 'mail' : new URL(message.url).origin;
    // a clock that was set back must not hold a message for ever
    if (next > now && next - now <= Math.max(...PAUSES)) return 'failed';
    if (down.has(way)) return 'failed';
    try {
      if (message.kind === 'mail') await sendMail(this.options.settings, message);
      else await postJson(message.url, message.body, signal);
      await rm(join(this.#directory, name), { force: true });
      return 'sent';
    } catch (error) {
      const isFinal = error instanceof DeliveryError && error.retry === 'never';
      if (isFinal || now - created > this.options.settings.mail_queue_days * DAY) {
        await this.#setAside(name, `${shown(message)}: ${said(error)}`);
        return 'setAside';
      }
      if (!(signal?.aborted ?? false)) {
        down.add(way);
        const pause = PAUSES[Math.min(attempts, PAUSES.length - 1)] ?? DAY;
        this.#say(`${shown(message)} is tried again in ${pause / 60_000} min: ${said(error)}`);
        await this.#write(name, { message, created, attempts: attempts + 1, next: now + pause });
      }
      return 'failed';
    }
  }

  /** Oldest first. */
  async #names(): Promise<string[]> {
    try {
      return (await readdir(this.#directory)).filter((name) => NAME.test(name)).sort();
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
      throw error;
    }
  }

  async #read(name: string): Promise<Waiting | undefined> {
    try {
      const value: unknown = JSON.parse(await readFile(join(this.#directory, name), 'utf8'));
      return isWaiting(value) ? value : undefined;
    } catch (error) {
      if (error instanceof SyntaxError) return undefined;
      throw error;
    }
  }

  /** There as a whole or not at all, readable by nobody else: addresses of webhooks may be passwords. */
  async #write(name: string, waiting: Waiting): Promise<void> {
    const path = join(this.#directory, name);
    const temporary = join(this.#directory, `.${name}.${process.pid}`);
    try {
      const file = await open(temporary, 'w', 0o600);
      try {
        await file.writeFile(JSON.stringify(waiting));
        await file.sync();
      } finally {
        await file.close();
      }
      await rename(temporary, path);
    } finally {
      await rm(temporary, { force: true });
    }
  }

  async #setAside(name: string, why: string): Promise<void> {
    const aside = join(this.#directory, ASIDE);
    await mkdir(aside, { recursive: true, mode: 0o750 });
    await rename(join(this.#directory, name), join(aside, name));
    this.#say(`given up, now in ${join(aside, name)}: ${why}`);
    const old = (await readdir(aside)).sort().slice(0, -MOST_ASIDE);
    for (const each of old) await rm(join(aside, each), { force: true });
  }

  #say(line: string): void {
    this.options.log(line);
  }
}
