/** Tags, filters and rewrites blocks of records, as the messages that it gets say. */
import { recordLayout, type RecordLayout } from '../flow/layout.js';
import { duckDb } from '../store/duckdb.js';
import { FilterDrops } from './filter-drops.js';
import { Refinement, type Stages } from './refinement.js';
import type { Configure, Refine, Refined, RefinerReply, RefinerRequest } from './refiner-messages.js';

export class Refiner {
  #use: { readonly layout: RecordLayout; readonly stages: Stages } | undefined;

  /** Never throws. Calls must not overlap. */
  async reply(request: RefinerRequest): Promise<RefinerReply> {
    try {
      if (request.kind === 'refine') return await this.#refine(request);
      await this.#configure(request);
      return { kind: 'configured' };
    } catch (error) {
      return { kind: 'failed', why: error instanceof Error ? error.message : String(error) };
    }
  }

  /** What runs filters is loaded before the first records wait for it. A failure leaves everything as it was. */
  async #configure({ source, version }: Configure): Promise<void> {
    const refinement = Refinement.read(source, () => undefined); // the capture has read them too, and told
    if (refinement.filters) duckDb();
    if (version === undefined) return;
    const layout = recordLayout(version);
    const stages = await refinement.open(layout);
    this.#use?.stages.close();
    this.#use = { layout, stages };
  }

  async #refine({ bytes, pairs }: Refine): Promise<Refined> {
    if (!this.#use) throw new Error('nothing is configured');
    const { layout, stages } = this.#use;
    const { tag, filter, xlate } = stages;
    const drops = new FilterDrops();
    const block = { layout, bytes, count: bytes.length / layout.size, ...(pairs && { pairs }) };
    tag?.(block);
    const kept = filter ? await drops.through(block, (batch) => filter.process(batch)) : block;
    const rewritten = xlate && kept.count > 0 ? await xlate.process(kept) : kept;
    return {
      kind: 'refined',
      bytes: rewritten.bytes,
      ...(rewritten.pairs && { pairs: rewritten.pairs }),
      drops: drops.entries(),
    };
  }
}
