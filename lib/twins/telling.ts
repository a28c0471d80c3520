/** What flow-parquet says: a line that changes on a terminal, one for each file with -v. All on standard error. */
import { ProgressLine, roughly } from '../command/progress-line.js';
import { warn } from '../command/run.js';
import type { Written } from '../store/twin/write.js';
import type { RowFile } from './jobs.js';

/** `38.2 MB`. */
function megabytes(octets: number): string {
  return `${(octets / 1e6).toFixed(1)} MB`;
}

/** Progress is judged by octets of row files. */
export class Telling {
  readonly #line: ProgressLine | undefined;
  readonly #octetsInAll: number;
  #files = 0;
  #flows = 0;
  #octets = 0;
  #twinOctets = 0;
  #done = 0;

  constructor(
    private readonly files: readonly RowFile[],
    private readonly detail: 'each file' | 'summary',
    private readonly now: () => number = Date.now,
  ) {
    if (process.stderr.isTTY && detail === 'summary')
      this.#line = new ProgressLine(process.stderr, { elsewhere: 'nothing' });
    this.#octetsInAll = files.reduce((sum, { size }) => sum + size, 0);
    this.began = now();
  }

  private readonly began: number;

  made({ path, size }: RowFile, { flows, rowSize, twinSize }: Written): void {
    this.#files++;
    this.#flows += flows;
    this.#octets += rowSize;
    this.#twinOctets += twinSize;
    this.#done += size;
    if (this.detail === 'each file') warn(`${path}: ${flows} flows, ${rowSize} octets, twin of ${twinSize}`);
    this.#line?.update(() => this.#progress());
  }

  refused({ size }: RowFile, error: Error): void {
    this.#done += size;
    this.#line?.end();
    warn(error.message);
  }

  /** On a terminal, or with -v. */
  end(): void {
    if (this.#files === 0) this.#line?.end();
    else if (this.#line) this.#line.end(this.#summary());
    else if (this.detail === 'each file') warn(this.#summary());
  }

  #progress(): string {
    const ms = Math.max(1, this.now() - this.began);
    const left = Math.ceil((ms * (this.#octetsInAll - this.#done)) / Math.max(1, this.#done) / 1000);
    const rate = roughly((1000 * this.#flows) / ms);
    return `Making twins: ${this.#files} of ${this.files.length} files, ${roughly(this.#flows)} flows, ${rate} a second, ${left} s left`;
  }

  #summary(): string {
    const seconds = ((this.now() - this.began) / 1000).toFixed(1);
    const sizes = `${megabytes(this.#octets)} of flow files, ${megabytes(this.#twinOctets)} of twins`;
    return `made twins of ${this.#files} files: ${this.#flows} flows, ${sizes}, ${seconds} s`;
  }
}
