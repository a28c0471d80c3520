/** What the options -T, -F and -X make of records before they are kept (reference section 4.4). */
import { cfgFile } from '../cfg/cfg-file.js';
import { readFilterFile } from '../cfg/filter-file.js';
import { cfgSource } from '../cfg/read.js';
import { readTagger, type Tagger } from '../cfg/tag-file.js';
import type { Variables } from '../cfg/variables.js';
import { readXlate, type Xlate } from '../cfg/xlate-file.js';
import { recordLayout, type RecordLayout } from '../flow/layout.js';
import { taggedVersion, type ExportVersion } from '../flow/version.js';
import type { Filter } from '../query/filter.js';
import { filterStage } from '../rows/filter-stage.js';
import type { RowStage } from '../rows/row-stream.js';
import { suits, xlateStage } from '../rows/xlate-stage.js';
import { missingFields } from '../store/row-filter.js';

/** The version of records with tags. */
export const TAGGED: ExportVersion = '1005';

/** A definition of a configuration file. */
export interface Named {
  /** Absent: the file of the installation. */
  readonly file?: string;
  readonly definition: string;
}

/** Where each part is to be read from; a part that is absent is left out. */
export interface RefinementSource {
  readonly tag?: Named;
  readonly filter?: Named;
  readonly xlate?: Named;
  readonly variables: Variables;
}

/** Sets tags, then filters, then rewrites. */
export interface Stages {
  readonly tag?: Tagger;
  readonly filter?: RowStage;
  readonly xlate?: RowStage;
  readonly close: () => void;
}

/** The definitions of the files as they were when they were read. */
export class Refinement {
  private constructor(
    readonly source: RefinementSource,
    private readonly tag: Tagger | undefined,
    private readonly filter: Filter | undefined,
    private readonly xlate: Xlate | undefined,
  ) {}

  /**
   * Reads the files.
   * @param warn takes what a file says that is odd, but not wrong
   * @throws CfgError
   */
  static read(from: RefinementSource, warn: (text: string) => void): Refinement {
    const { tag, filter, xlate, variables } = from;
    const source = (kind: 'tag' | 'filter' | 'xlate', { file }: Named) => cfgSource(file ?? cfgFile(kind), variables);
    return new Refinement(
      from,
      tag && readTagger(source('tag', tag), tag.definition),
      filter && readFilterFile(source('filter', filter), { warn }).filter(filter.definition),
      xlate && readXlate(source('xlate', xlate), xlate.definition, { warn }),
    );
  }

  /** Whether it takes DuckDB. */
  get filters(): boolean {
    return this.filter !== undefined || (this.xlate?.terms.some((term) => term.filter) ?? false);
  }

  /** Why records of a version cannot be refined; undefined if they can. */
  obstacle(version: ExportVersion): string | undefined {
    const layout = recordLayout(version);
    if (this.tag && version !== taggedVersion(version)) return 'Flow record missing required field for tagging.';
    if (this.filter && missingFields(this.filter, layout).length > 0) return 'Filter references a field not in flow.';
    if (this.xlate && !suits(this.xlate, layout)) return 'Xlate references a field not in flow.';
    return undefined;
  }

  /** @throws CommandError for records that there is an obstacle to */
  async open(layout: RecordLayout): Promise<Stages> {
    const filter = this.filter && (await filterStage(this.filter, layout));
    const xlate = this.xlate && (await xlateStage(this.xlate, layout));
    return {
      ...(this.tag && { tag: this.tag }),
      ...(filter && { filter }),
      ...(xlate && { xlate }),
      close: () => {
        filter?.close?.();
        xlate?.close?.();
      },
    };
  }
}
