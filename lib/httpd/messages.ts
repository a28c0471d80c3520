/** What the server and its workers say to each other, by the channel that Node gives a child process. */
import type { Configuration } from '../config/configuration.js';
import type { ScriptName } from './scripts.js';

/** Environment variable that makes a worker of the program; its value is the lane. */
export const WORKER_VARIABLE = 'FLOWVIEWER_WORKER';

/** One request; the next one comes when its end has been said. */
export interface Asked {
  readonly kind: 'asked';
  readonly script: ScriptName;
  /** As a CGI script has it. */
  readonly environment: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
  readonly configuration: Configuration;
}

/** Nobody waits for the answer any longer. */
export interface Stop {
  readonly kind: 'stop';
}

export type ToWorker = Asked | Stop;

/** It can be asked. */
interface Ready {
  readonly kind: 'ready';
}

export interface Head {
  readonly kind: 'head';
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
}

export interface Piece {
  readonly kind: 'piece';
  readonly octets: Uint8Array;
}

export interface End {
  readonly kind: 'end';
  /** `left`: there may be work under way yet, and the worker ends with it. */
  readonly outcome: 'whole' | 'left';
  /** Its resident set, octets. */
  readonly memory: number;
}

export type FromWorker = Ready | Head | Piece | End;
