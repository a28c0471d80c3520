/** What happens to a datagram before its records are kept: checked, decoded, accounted for, translated. */
import { formatIpv4 } from '../flow/address.js';
import type { FlowBatch } from '../flow/batch.js';
import type { Ms } from '../flow/time.js';
import { translator, type Translate } from '../flow/translate.js';
import { versionNumbers, type ExportVersion } from '../flow/version.js';
import { createDecoder } from '../netflow/decode.js';
import { ExporterTable, type Heard } from '../netflow/exporters.js';
import { refusalText, type Defects, type Refusal } from '../netflow/refusal.js';
import { sflowErrorText } from '../sflow/error.js';
import type { FileCounters } from './capture-file.js';
import type { LimitedLog } from './limited-log.js';
import { isSflow, type SflowIntake } from './sflow-intake.js';

/** Where the records go. */
export interface FlowOutput {
  /** Called once, before the first records, with the version they all have. */
  begin(version: ExportVersion): void;
  append(batch: FlowBatch): void;
  /** Adds to a counter of the output's header. */
  count(counter: keyof FileCounters, by: number): void;
}

export interface IntakeSettings {
  /** The only exporter to believe, as a number; 0 = any. */
  readonly remote: number;
  /** What to store as; absent for the version of the first acceptable datagram. */
  readonly version?: ExportVersion;
  /** `'original'` decodes and logs with the original's faults. */
  readonly defects?: Defects;
  /** The address that an exporter sends to. */
  readonly destination: (source: number) => number;
  /** Why the output cannot take records of a version; undefined, as without this, if it can. */
  readonly obstacle?: (version: ExportVersion) => string | undefined;
  /** Takes datagrams of sFlow; without it they are refused. */
  readonly sflow?: SflowIntake;
}

export class Intake {
  readonly exporters = new ExporterTable();
  /** Datagrams that arrived, and those of them that were refused. */
  datagrams = 0;
  corrupt = 0;
  #version: ExportVersion | undefined;
  readonly #decode;
  readonly #translators = new Map<ExportVersion, Translate | undefined>();

  constructor(
    private readonly settings: IntakeSettings,
    private readonly output: FlowOutput,
    private readonly log: LimitedLog,
    private readonly now: () => Ms,
  ) {
    this.#decode = createDecoder(settings.defects ? { defects: settings.defects } : {});
    if (settings.version) this.#begin(settings.version);
  }

  /**
   * Takes one datagram (reference sections 3.3 to 3.6); never throws.
   * @param source IPv4 address as a number
   */
  receive(datagram: Uint8Array, source: number): void {
    this.datagrams++;
    if (this.settings.remote !== 0 && source !== this.settings.remote) {
      this.#refuse('not configured', `Unexpected PDU: src_ip=${formatIpv4(source)} not configured`);
      return;
    }
    const { sflow } = this.settings;
    if (sflow && this.settings.defects !== 'original' && isSflow(datagram)) {
      this.#receiveSflow(sflow, datagram, source);
      return;
    }
    const result = this.#decode(datagram, source);
    if ('code' in result) {
      this.#refuseRefusal(result, source);
      return;
    }
    const flows = this.#stored(result.header.format.version, result.flows, source);
    if (!flows) return;
    this.#account(this.exporters.hear(source, result.header), source);
    this.output.append(flows);
  }

  /** What of a datagram is damaged is logged, and what is whole is kept. */
  #receiveSflow(sflow: SflowIntake, datagram: Uint8Array, source: number): void {
    const result = sflow.receive(datagram, source);
    const from = `src_ip=${formatIpv4(source)}`;
    if ('code' in result) {
      this.#refuse(result.code, `Unexpected PDU: ${from} ${sflowErrorText(result)}`);
      return;
    }
    const { agent, flows, lost, resets, errors } = result;
    const names = `${from} agent=${agent.exporter}/${agent.subAgent} d_version=sflow5`;
    if (result.known === 'new')
      this.log.say('exporters', `New exporter: time=${Math.floor(this.now() / 1000)} ${names}`);
    for (const error of errors) this.log.say(`sFlow: ${error.code}`, `${names}: ${sflowErrorText(error)}`);
    const stored = flows.count > 0 ? this.#stored(flows.layout.version, flows, source) : undefined;
    if (lost > 0) this.output.count('lost', lost);
    if (resets > 0) this.output.count('resets', resets);
    if (lost > 0) this.log.say('sequence', `${names}: ${lost} samples lost on the way`);
    if (stored) this.output.append(stored);
  }

  #begin(version: ExportVersion): void {
    this.#version = version;
    this.output.begin(version);
  }

  /** The records in the version of the output; undefined if they cannot be. */
  #stored(version: ExportVersion, flows: FlowBatch, source: number): FlowBatch | undefined {
    const obstacle = this.#version ? undefined : this.settings.obstacle?.(version);
    if (obstacle !== undefined) {
      this.#refuse(
        'unsuitable version',
        `Unexpected PDU: src_ip=${formatIpv4(source)} version ${version}: ${obstacle}`,
      );
      return undefined;
    }
    if (!this.#version) this.#begin(version);
    if (this.#version === version) return flows;
    const translate = this.#translator(version);
    if (translate) return translate(flows);
    this.#refuse('other version', this.#mixed(version, source));
    return undefined;
  }

  #translator(from: ExportVersion): Translate | undefined {
    if (!this.#translators.has(from) && this.#version) this.#translators.set(from, translator(from, this.#version));
    return this.#translators.get(from);
  }

  #mixed(version: ExportVersion, source: number): string {
    const [have, got] = [versionNumbers(this.#version ?? version), versionNumbers(version)];
    const unexpected = `Unexpected PDU: src_ip=${formatIpv4(source)}`;
    return have.dVersion === 8 && got.dVersion === 8
      ? `${unexpected} multi v8 oagg=${have.aggregationMethod ?? 0} agg=${got.aggregationMethod ?? 0} over=2 ver=2`
      : `${unexpected} no v8 translation`;
  }

  #refuseRefusal(refusal: Refusal, source: number): void {
    const reason = refusalText(refusal, this.settings.defects);
    const failed = `ftpdu_verify(): src_ip=${formatIpv4(source)} failed.`;
    this.#refuse(refusal.code, ...(reason === '' ? [failed] : [reason, failed]));
  }

  #refuse(kind: string, ...lines: string[]): void {
    this.corrupt++;
    this.output.count('corrupt', 1);
    this.log.say(`refused datagrams (${kind})`, ...lines);
  }

  #account({ exporter, known, verdict }: Heard, source: number): void {
    const names = () =>
      `src_ip=${formatIpv4(source)} dst_ip=${formatIpv4(this.settings.destination(source))} d_version=${exporter.dVersion}`;
    if (known === 'new') {
      const seconds = Math.floor(this.now() / 1000);
      this.log.say('exporters', `New exporter: time=${seconds} ${names()}`);
    }
    if (!verdict || verdict.step === 'first' || verdict.step === 'in order') return;
    this.output.count(verdict.step === 'lost' ? 'lost' : 'resets', verdict.step === 'lost' ? verdict.missing : 1);
    const { expected, received, missing } = verdict;
    this.log.say(
      'sequence',
      `ftpdu_seq_check(): ${names()} expecting=${expected} received=${received} lost=${missing}`,
    );
  }
}
