/** What can be wrong with a flow file: errors that leave nothing to read, and damage behind readable records. */

export type FlowFileErrorCode =
  'unreadable' | 'short-header' | 'magic' | 'byte-order' | 'stream-version' | 'header-length' | 'export-version';

/** A file or stream that cannot be read as flows at all. */
export class FlowFileError extends Error {
  /**
   * @param file path, or a name for a stream
   * @param offset octets from the start of the file to the fault
   * @param text what is wrong there and what would be right
   */
  constructor(
    readonly code: FlowFileErrorCode,
    readonly file: string,
    readonly offset: number,
    text: string,
    options?: ErrorOptions,
  ) {
    super(`${file}: ${text}`, options);
    this.name = 'FlowFileError';
  }
}

/** A fault in the data part. Every whole record before it has been delivered; nothing after it is. */
export interface Damage {
  /**
   * `partial-record` the file ends inside a record; `cut` the zlib stream has no end; `corrupt` it cannot be inflated, or
   * its checksum is wrong; `trailing` octets follow its end; `unreadable` the system refused to read on;
   * `continuation` what stands before a flow for its pairs is not what it can be
   */
  readonly code: 'partial-record' | 'cut' | 'corrupt' | 'trailing' | 'unreadable' | 'continuation';
  readonly file: string;
  /** Octets from the start of the file. */
  readonly offset: number;
  /** One line for people: file, what, and where. */
  readonly text: string;
}
