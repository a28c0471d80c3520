/** What the page of the check shows. */

export interface CheckView {
  /** Whose permissions count. */
  readonly user: string;
  /** The first broken link; absent where all hold. */
  readonly broken?: { readonly title: string; readonly text: string; readonly fix: string };
  readonly links: readonly {
    readonly title: string;
    readonly state: 'holds' | 'note' | 'broken' | 'not checked';
    readonly findings: readonly { readonly text: string; readonly fix?: string }[];
  }[];
}
