/** What the capture and the thread that refines records say to each other: one reply to each request but the last, in order. */
import type { AddressNumber } from '../flow/address-number.js';
import type { FlowBatch } from '../flow/batch.js';
import type { ExportVersion } from '../flow/version.js';
import type { RefinementSource } from './refinement.js';

/** Read the files; with a version, blocks that come are of it. */
export interface Configure {
  readonly kind: 'configure';
  readonly source: RefinementSource;
  readonly version?: ExportVersion;
}

/** Refine these records. */
export interface Refine {
  readonly kind: 'refine';
  readonly bytes: Uint8Array;
  readonly pairs?: FlowBatch['pairs'];
}

export type RefinerRequest = Configure | Refine;

/** Ends the thread after what it is at now; requests before it that have not begun are left. */
export interface End {
  readonly kind: 'end';
}

/** Records that are kept, and how many of each exporter the filter dropped. */
export interface Refined {
  readonly kind: 'refined';
  readonly bytes: Uint8Array;
  readonly pairs?: FlowBatch['pairs'];
  readonly drops: readonly (readonly [exporter: AddressNumber, count: number])[];
}

export type RefinerReply =
  Refined | { readonly kind: 'configured' } | { readonly kind: 'failed'; readonly why: string };
