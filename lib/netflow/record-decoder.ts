/** Data sets to extended records: the plan of a template is carried out one field after the other, each for all records. */
import type { FlowBatch } from '../flow/batch.js';
import type { Fill } from './element-table.js';
import { fillIcmp } from './icmp-port.js';
import { loadField } from './load-field.js';
import type { MessageError } from './message.js';
import { fillHeader, fillSampling, type SetContext } from './record-context.js';
import { RecordPairs } from './record-pairs.js';
import { makeRecordPlan, type Load, type RecordPlan } from './record-plan.js';
import { RecordRun } from './record-run.js';
import { CAPACITY, RecordScratch } from './record-scratch.js';
import { findTimes } from './record-times.js';
import { countRecords, locate, makePlaces } from './record-walk.js';
import type { Template } from './template.js';
import type { TimeLoads } from './time-form.js';
import { withPackets } from './with-packets.js';

/** What a data set held. */
export interface DecodedSet {
  /** Data records, as the exporter counts them. */
  readonly records: number;
  /** Flows: of a biflow two, if packets went both ways. */
  readonly flows: number;
}

/**
 * Decodes data sets into scratch memory of its own, and hands the records on as that fills up and at `flush`.
 */
export class RecordDecoder {
  readonly #scratch = new RecordScratch();
  readonly #pairs = new RecordPairs();
  readonly #plans = new WeakMap<Template, RecordPlan>();
  #filled = 0;

  /** @param emit gets batches, in memory that is overwritten after it returns */
  constructor(private readonly emit: (flows: FlowBatch) => void) {}

  /** Elements of flows that had no room among their pairs. */
  get leftOut(): number {
    return this.#pairs.leftOut;
  }

  /** Hands on what is there. */
  flush(): void {
    if (this.#filled === 0) return;
    const { layout, bytes } = this.#scratch;
    const count = this.#filled;
    this.#filled = 0;
    this.emit({ layout, bytes: bytes.subarray(0, count * layout.size), count, ...this.#pairs.take(count) });
  }

  /**
   * Decodes the octets from `at` to `end`; those behind the last whole record are padding.
   * @param template one of flows
   */
  decode(
    view: DataView,
    at: number,
    end: number,
    template: Template,
    context: SetContext,
    errors: MessageError[],
  ): DecodedSet {
    let plan = this.#plans.get(template);
    if (!plan) this.#plans.set(template, (plan = makeRecordPlan(template)));
    if (plan.loads.length === 0) return { records: countRecords(view, at, end, template, errors), flows: 0 };
    const before = this.leftOut;
    const decoded =
      template.form === 'variable'
        ? this.#decodeVariable(view, at, end, plan, context, errors)
        : this.#decodeFixed(view, at, end, plan, context);
    const got = this.leftOut - before;
    if (got > 0) errors.push({ code: 'too-many-pairs', offset: at, got, id: template.id });
    return decoded;
  }

  #decodeFixed(view: DataView, at: number, end: number, plan: RecordPlan, context: SetContext): DecodedSet {
    const { template } = plan;
    const records = Math.floor((end - at) / template.length);
    const most = plan.reverse ? CAPACITY / 2 : CAPACITY;
    let flows = 0;
    for (let done = 0; done < records;) {
      const room = plan.reverse ? (CAPACITY - this.#filled) >> 1 : CAPACITY - this.#filled;
      if (room === 0 || (room < most && room < records - done)) this.flush();
      const count = Math.min(records - done, plan.reverse ? (CAPACITY - this.#filled) >> 1 : CAPACITY - this.#filled);
      flows += this.#take(new RecordRun(view, at + done * template.length, template.length, count), plan, context);
      done += count;
    }
    return { records, flows };
  }

  #decodeVariable(
    view: DataView,
    at: number,
    end: number,
    plan: RecordPlan,
    context: SetContext,
    errors: MessageError[],
  ) {
    const { template } = plan;
    const places = makePlaces(template);
    let [records, flows] = [0, 0];
    while (end - at >= template.length) {
      const next = locate(view, at, end, template, places);
      if (next === undefined) {
        errors.push({ code: 'record-overrun', offset: at, got: end - at, id: template.id });
        break;
      }
      if (CAPACITY - this.#filled < 2) this.flush();
      flows += this.#take(new RecordRun(view, at, template.length, 1, places), plan, context);
      records++;
      at = next;
    }
    return { records, flows };
  }

  /** Decodes records that there is room for. @returns flows */
  #take(run: RecordRun, plan: RecordPlan, context: SetContext): number {
    const { count } = run;
    const { reverse } = plan;
    if (plan.pairs.length > 0) this.#pairs.add(plan.pairs, run, this.#filled);
    this.#fill(plan.loads, plan.times, plan.has, run, context);
    this.#filled += count;
    if (!reverse) return count;
    this.#fill(reverse.loads, reverse.times, plan.has, run, context);
    const kept = withPackets(this.#scratch, this.#filled, count);
    this.#filled += kept;
    return count + kept;
  }

  /** Makes records of the run behind those that are there. */
  #fill(loads: readonly Load[], times: TimeLoads, has: ReadonlySet<Fill>, run: RecordRun, context: SetContext): void {
    const scratch = this.#scratch;
    const first = this.#filled;
    const { count } = run;
    scratch.clear(first, count);
    fillHeader(scratch, context, has, first, count);
    for (const load of loads) loadField(scratch, load, run.column(load), first);
    findTimes(times, run, context, scratch);
    scratch.storeTimes(first, count);
    fillIcmp(scratch, first, count);
    fillSampling(scratch, context, has, first, count);
  }
}
