/** Asks name servers many questions at once, and gives up on one that does not answer at all. */
import { exchange } from './dns-exchange.js';
import type { DnsQuestion, DnsReply } from './dns-message.js';
import type { NameServer } from './name-servers.js';

/** What became of a question. */
export type DnsOutcome =
  | Extract<DnsReply, { kind: 'found' | 'none' }>
  /** No server gave an answer; the reason is a phrase. */
  | { readonly kind: 'failed'; readonly reason: string };

export interface DnsClientOptions {
  /** After it a server that has not answered anything is asked nothing more, ms. */
  readonly timeout: number;
  /** Questions on their way at once; each has a socket. */
  readonly parallel: number;
}

const DEFAULTS: DnsClientOptions = { timeout: 1000, parallel: 256 };

/** Times that one question is sent to a server that answers others: a datagram may get lost. */
const ATTEMPTS = 2;

/** A server, and whether it is worth asking. */
class Peer {
  readonly givenUp = new AbortController();
  readonly #timeout: number;
  #timer: NodeJS.Timeout | undefined;
  #state: 'not asked' | 'asked' | 'answers' = 'not asked';

  constructor(
    readonly server: NameServer,
    timeout: number,
  ) {
    this.#timeout = timeout;
  }

  /** The time of the first question counts for all that are asked before the first answer. */
  asked(): void {
    if (this.#state !== 'not asked') return;
    this.#state = 'asked';
    this.#timer = setTimeout(() => {
      this.giveUp('does not answer');
    }, this.#timeout);
  }

  answered(): void {
    this.#state = 'answers';
    clearTimeout(this.#timer);
  }

  giveUp(reason: string): void {
    clearTimeout(this.#timer);
    this.givenUp.abort(new Error(`the name server ${this.server.address} ${reason}`));
  }
}

/** Lets a number of tasks run at once; the others wait for their turn. */
class Turns {
  readonly #waiting: (() => void)[] = [];
  #free: number;

  constructor(parallel: number) {
    this.#free = parallel;
  }

  async take(): Promise<void> {
    if (this.#free > 0) this.#free--;
    else
      await new Promise<void>((go) => {
        this.#waiting.push(go);
      });
  }

  give(): void {
    const next = this.#waiting.shift();
    if (next) next();
    else this.#free++;
  }
}

const codeOf = (error: unknown): unknown => (error instanceof Error && 'code' in error ? error.code : undefined);

/** A client for the time of one page or command. */
export class DnsClient {
  readonly #peers: readonly Peer[];
  readonly #timeout: number;
  readonly #turns: Turns;
  readonly #closed = new AbortController();

  /** @param servers asked in this order */
  constructor(servers: readonly NameServer[], options: Partial<DnsClientOptions> = {}) {
    const { timeout, parallel } = { ...DEFAULTS, ...options };
    this.#timeout = timeout;
    this.#peers = servers.map((server) => new Peer(server, timeout));
    this.#turns = new Turns(parallel);
  }

  /**
   * Asks one server after the other until one answers. A server that is dead costs one time-out for all questions
   * together, and one that refuses datagrams costs none.
   * @returns never rejects
   */
  async ask(question: DnsQuestion): Promise<DnsOutcome> {
    await this.#turns.take();
    try {
      let failed: DnsOutcome = { kind: 'failed', reason: 'no name server is configured' };
      for (const peer of this.#peers) {
        const outcome = await this.#askPeer(peer, question);
        if (outcome.kind !== 'failed' || this.#closed.signal.aborted) return outcome;
        failed = outcome;
      }
      return failed;
    } finally {
      this.#turns.give();
    }
  }

  async #askPeer(peer: Peer, question: DnsQuestion): Promise<DnsOutcome> {
    let reason = `the name server ${peer.server.address} does not answer`;
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      const { signal: closed } = this.#closed;
      const { signal: givenUp } = peer.givenUp;
      if (givenUp.aborted || closed.aborted) break;
      peer.asked();
      const late = new AbortController();
      const timer = setTimeout(() => {
        late.abort(new Error(reason));
      }, this.#timeout);
      try {
        const reply = await exchange(peer.server, question, AbortSignal.any([late.signal, givenUp, closed]));
        peer.answered();
        if (reply.kind !== 'refused') return reply;
        return { kind: 'failed', reason: `the name server ${peer.server.address} answers ${reply.reason}` };
      } catch (error) {
        reason = error instanceof Error ? error.message : String(error);
        if (codeOf(error) === 'ECONNREFUSED') peer.giveUp('refuses datagrams');
        else if (!late.signal.aborted) break; // a socket that cannot be had will not be had a moment later
      } finally {
        clearTimeout(timer);
      }
    }
    const { signal } = peer.givenUp;
    if (signal.aborted && signal.reason instanceof Error) reason = signal.reason.message;
    return { kind: 'failed', reason };
  }

  /** What has no answer yet fails now. */
  close(): void {
    this.#closed.abort(new Error('the time is over'));
    for (const peer of this.#peers) peer.answered();
  }
}
