/** What only FlowTracker's form has: fields that no other tool knows, and what came of a try. */
import type { FieldView } from './fieldview.js';

/** When something would have happened. */
export interface Tried {
  /** Sentences. */
  readonly text: string;
  /** The newest first. */
  readonly rows: readonly {
    readonly from: string;
    /** Absent while it lasts. */
    readonly to?: string;
    readonly what: string;
    readonly worst: string;
    readonly messages: number;
  }[];
}

export interface OwnFields {
  readonly first: readonly FieldView[];
  /** In the place of the time span; absent where there is one. */
  readonly times?: readonly FieldView[];
  readonly settings: readonly FieldView[];
  readonly hidden: Readonly<Record<string, string>>;
  /** A button that tries what is typed, and saves nothing. */
  readonly tries?: { readonly name: string; readonly label: string };
  /** Of the filter, where the form does not show it: sentences. */
  readonly note?: string;
  /** What its fields mean, below them. */
  readonly help?: string;
  /** What came of it. */
  readonly preview?: Tried;
  /** Pages beside the form. */
  readonly links: readonly { readonly label: string; readonly href: string }[];
}

export const NO_OWN_FIELDS: OwnFields = { first: [], settings: [], hidden: {}, links: [] };
