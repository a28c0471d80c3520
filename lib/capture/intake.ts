/** What happens to a datagram before its records are kept: checked, decoded, accounted for, translated. */
import { formatAddressNumber, type AddressNumber } from '../flow/address-number.js';
import type { FlowBatch } from '../flow/batch.js';
import type { Ms } from '../flow/time.js';
import { noLosses } from '../flow/translate-extended.js';
import { translator, type Translate } from '../flow/translate.js';
import { EXTENDED, versionNumbers, type ExportVersion } from '../flow/version.js';
import { createDecoder, type Datagram } from '../netflow/decode.js';
import { ExporterTable, type Heard } from '../netflow/exporters.js';
import { datagramVersion, isMessageVersion, messageErrorText } from '../netflow/message.js';
import type { ElementRegistry } from '../netflow/element-registry.js';
import type { InterfaceFacts } from '../netflow/exporter-facts.js';
import { MessageIntake } from '../netflow/message-intake.js';
import type { SessionKey } from '../netflow/template-store.js';
import { refusalText, type Defects, type Refusal } from '../netflow/refusal.js';
import { sflowErrorText } from '../sflow/error.js';
import type { FileCounters } from './capture-file.js';
import { saysMore, tellHeader } from './header-in-records.js';
import type { LimitedLog } from './limited-log.js';
import { isSflow, type SflowIntake } from './sflow-intake.js';

/** Where the records go. */
export interface FlowOutput {
  /** Called once, before the first records, with the version they all have. */
  begin(version: ExportVersion): void;
  /** Called when what comes from now on has another version than what came before; absent where that cannot be. */
  change?(version: ExportVersion): void;
  append(batch: FlowBatch): void;
  /** Adds to a counter of the output's header. */
  count(counter: keyof FileCounters, by: number): void;
}

export interface IntakeSettings {
  /** The only exporter to believe, as a number; 0 = any. */
  readonly remote: AddressNumber;
  /** What to store as; absent for the version of the first acceptable datagram. */
  readonly version?: ExportVersion;
  /** `'original'` decodes and logs with the original's faults. */
  readonly defects?: Defects;
  /** The address that an exporter sends to. */
  readonly destination: (source: AddressNumber) => AddressNumber;
  /** Why the output cannot take records of a version; undefined, as without this, if it can. */
  readonly obstacle?: (version: ExportVersion) => string | undefined;
  /** Takes datagrams of sFlow; without it they are refused. */
  readonly sflow?: SflowIntake;
  /** Takes the names of interfaces that options data have; texts as the exporter sent them. */
  readonly named?: (exporter: string, ifIndex: number, texts: InterfaceFacts) => void;
  /** Takes the names of applications, likewise. */
  readonly applicationNamed?: (exporter: string, id: number, name: string) => void;
  /** Elements of NetFlow v9 and IPFIX; absent for those that are built in. */
  readonly registry?: ElementRegistry;
  /** Takes datagrams of NetFlow v9, IPFIX and sFlow as they are; absent for their flows to be taken. */
  readonly forward?: (datagram: Uint8Array) => void;
  /** Takes flows of NetFlow v9, IPFIX and sFlow, extended ones; absent for them to become what the others are, or these what they are. */
  readonly takeNewer?: (flows: FlowBatch) => void;
}

const MINUTE: Ms = 60_000;

/** Of v9, IPFIX and sFlow. */
function isNewer(datagram: Uint8Array): boolean {
  return isMessageVersion(datagramVersion(datagram)) || isSflow(datagram);
}

export class Intake {
  readonly exporters = new ExporterTable();
  /** Datagrams that arrived, and those of them that were refused. */
  datagrams = 0;
  corrupt = 0;
  /** Flows that do not fit the version that is stored: those of IPv6, which are left out, and those with too large numbers. */
  readonly losses = noLosses();
  /** What is known of the templates of v9 and IPFIX; absent where these are refused, as the original does. */
  readonly messages: MessageIntake | undefined;
  #version: ExportVersion | undefined;
  #expired: Ms = 0;
  readonly #decode;
  readonly #translators = new Map<ExportVersion, Translate | undefined>();

  constructor(
    private readonly settings: IntakeSettings,
    private readonly output: FlowOutput,
    private readonly log: LimitedLog,
    private readonly now: () => Ms,
  ) {
    this.#decode = createDecoder(settings.defects ? { defects: settings.defects } : {});
    const { registry, defects, named, applicationNamed } = settings;
    const take = (flows: FlowBatch) => {
      this.#take(flows);
    };
    const onInterface =
      named &&
      ((from: AddressNumber, ifIndex: number, facts: InterfaceFacts) =>
        named(formatAddressNumber(from), ifIndex, facts));
    const onApplication =
      applicationNamed &&
      ((from: AddressNumber, id: number, name: string) => {
        applicationNamed(formatAddressNumber(from), id, name);
      });
    const kinds = {
      ...(registry && { registry }),
      ...(onInterface && { onInterface }),
      ...(onApplication && { onApplication }),
    };
    this.messages = defects === 'original' ? undefined : new MessageIntake(take, kinds);
    if (settings.version) this.#begin(settings.version);
  }

  /**
   * Takes one datagram (reference sections 3.3 to 3.6); never throws.
   * @param source address as a number
   * @param port of the sender; templates hold for it
   */
  receive(datagram: Uint8Array, source: AddressNumber, port = 0): void {
    this.datagrams++;
    if (this.settings.remote !== 0 && source !== this.settings.remote) {
      this.#refuse('not configured', `Unexpected PDU: src_ip=${formatAddressNumber(source)} not configured`);
      return;
    }
    const { forward, sflow, defects } = this.settings;
    if (forward && isNewer(datagram)) {
      forward(datagram);
      return;
    }
    if (sflow && defects !== 'original' && isSflow(datagram)) {
      this.#receiveSflow(sflow, datagram, source);
      return;
    }
    if (isMessageVersion(datagramVersion(datagram)) && this.messages) {
      this.#receiveMessage(this.messages, datagram, { protocol: 'udp', address: source, port });
      return;
    }
    const result = this.#decode(datagram, typeof source === 'number' ? source : 0);
    if ('code' in result) {
      this.#refuseRefusal(result, source);
      return;
    }
    const flows =
      (saysMore(result.header, source) ? this.#extended(result, source) : undefined) ??
      this.#stored(result.header.format.version, result.flows, source);
    if (!flows) return;
    this.#account(this.exporters.hear(source, result.header), source);
    this.output.append(flows);
  }

  /** What of a datagram is damaged is logged, and what is whole is kept. */
  #receiveSflow(sflow: SflowIntake, datagram: Uint8Array, source: AddressNumber): void {
    const result = sflow.receive(datagram, source);
    const from = `src_ip=${formatAddressNumber(source)}`;
    if ('code' in result) {
      this.#refuse(result.code, `Unexpected PDU: ${from} ${sflowErrorText(result)}`);
      return;
    }
    const { agent, flows, lost, resets, errors } = result;
    const names = `${from} agent=${agent.exporter}/${agent.subAgent} d_version=sflow5`;
    if (result.known === 'new')
      this.log.say('exporters', `New exporter: time=${Math.floor(this.now() / 1000)} ${names}`);
    for (const error of errors) this.log.say(`sFlow: ${error.code}`, `${names}: ${sflowErrorText(error)}`);
    if (flows.count > 0) this.#take(flows);
    if (lost > 0) this.output.count('lost', lost);
    if (resets > 0) this.output.count('resets', resets);
    if (lost > 0) this.log.say('sequence', `${names}: ${lost} samples lost on the way`);
  }

  /** Takes one message of IPFIX from a connection; never throws. */
  receiveStreamed(message: Uint8Array, address: AddressNumber, port: number): void {
    this.datagrams++;
    if (this.messages) this.#receiveMessage(this.messages, message, { protocol: 'tcp', address, port });
  }

  /** Forgets what has become too old; about once a second. */
  turn(): void {
    const now = this.now();
    if (now - this.#expired < MINUTE) return;
    this.#expired = now;
    this.messages?.expire(now);
  }

  #receiveMessage(messages: MessageIntake, octets: Uint8Array, from: SessionKey): void {
    const message = messages.receive(octets, from, this.now());
    if ('code' in message) {
      const source = formatAddressNumber(from.address);
      this.#refuse(message.code, `Unexpected PDU: src_ip=${source} ${messageErrorText(message)}`);
      return;
    }
    const { header, errors, flows, verdict } = message;
    const dVersion = header.dialect === 'v9' ? 9 : 10;
    this.#account(this.exporters.hearMessage(from.address, dVersion, flows, verdict), from.address);
    for (const error of errors)
      this.log.say(
        'messages',
        `src_ip=${formatAddressNumber(from.address)} d_version=${dVersion} domain=${header.domain}: ${messageErrorText(error)}`,
      );
  }

  /** Takes extended records. */
  #take(flows: FlowBatch): void {
    const { takeNewer } = this.settings;
    if (takeNewer) {
      takeNewer(flows);
      return;
    }
    if (this.#version === EXTENDED || this.#widen()) {
      this.output.append(flows);
      return;
    }
    const narrow = this.#version && this.#translator(EXTENDED);
    if (!narrow) return;
    const before = { ...this.losses };
    const narrowed = narrow(flows);
    const [ipv6, saturated] = [this.losses.ipv6 - before.ipv6, this.losses.saturated - before.saturated];
    if (ipv6 > 0) this.log.say('IPv6', `flows of IPv6 have no room in version ${this.#version}: ${ipv6} left out`);
    if (saturated > 0)
      this.log.say(
        'large numbers',
        `${saturated} flows have the largest numbers of version ${this.#version} in place of their own`,
      );
    this.output.append(narrowed);
  }

  /** Makes extended records what is stored, if that is still open. @returns whether they are */
  #widen(): 'extended' | undefined {
    const { version, obstacle } = this.settings;
    const why = version ? undefined : obstacle?.(EXTENDED);
    if (why !== undefined)
      this.log.say('unsuitable version', `flows of NetFlow v9, IPFIX and sFlow are left out: ${why}`);
    else if (!this.#version) {
      this.#begin(EXTENDED);
      return 'extended';
    } else if (!version && this.output.change) {
      this.log.log(`flows are stored as version ${EXTENDED} from now on, in place of ${this.#version}`);
      this.#version = EXTENDED;
      this.#translators.clear();
      this.output.change(EXTENDED);
      return 'extended';
    } else if (!this.#translator(EXTENDED)) {
      this.log.say(
        'other version',
        `flows of NetFlow v9, IPFIX and sFlow cannot be stored as version ${this.#version}`,
      );
    }
    return undefined;
  }

  #begin(version: ExportVersion): void {
    this.#version = version;
    this.output.begin(version);
  }

  /** The records in the version of the output; undefined if they cannot be. */
  #stored(version: ExportVersion, flows: FlowBatch, source: AddressNumber): FlowBatch | undefined {
    const obstacle = this.#version ? undefined : this.settings.obstacle?.(version);
    if (obstacle !== undefined) {
      this.#refuse(
        'unsuitable version',
        `Unexpected PDU: src_ip=${formatAddressNumber(source)} version ${version}: ${obstacle}`,
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

  /**
   * What came over IPv6, or was sampled, is kept as extended records, which have room for the exporter's address and the rate.
   * @returns undefined where only classic ones can be kept: there the exporter is 0.0.0.0, and the rate is not known
   */
  #extended({ header, flows }: Datagram, source: AddressNumber): FlowBatch | undefined {
    const { version } = header.format;
    const canBe = this.#takesExtended() && translator(version, EXTENDED) !== undefined;
    if (canBe && (this.#version === EXTENDED || this.#widen())) {
      const extended = this.#translator(version)?.(flows);
      if (extended) return tellHeader(extended, header, source);
    }
    const from = `src_ip=${formatAddressNumber(source)}`;
    const kept = `records of version ${this.#version ?? version}`;
    if (typeof source === 'bigint') this.log.say('exporters over IPv6', `${from} is 0.0.0.0 in ${kept}`);
    if (header.samplingRate > 1)
      this.log.say(
        'sampling',
        `${from} samples 1 in ${header.samplingRate}: ${kept} have no room for that, set sampling_rates`,
      );
    return undefined;
  }

  /** Whether extended records are kept, or could be from now on. */
  #takesExtended(): boolean {
    const { version, forward, takeNewer, obstacle, defects } = this.settings;
    if (this.#version === EXTENDED) return true;
    if (version || forward || takeNewer || defects === 'original') return false;
    if (obstacle?.(EXTENDED) !== undefined) return false;
    return !this.#version || this.output.change !== undefined;
  }

  #translator(from: ExportVersion): Translate | undefined {
    if (!this.#translators.has(from) && this.#version)
      this.#translators.set(from, translator(from, this.#version, { losses: this.losses }));
    return this.#translators.get(from);
  }

  #mixed(version: ExportVersion, source: AddressNumber): string {
    const [have, got] = [versionNumbers(this.#version ?? version), versionNumbers(version)];
    const unexpected = `Unexpected PDU: src_ip=${formatAddressNumber(source)}`;
    return have.dVersion === 8 && got.dVersion === 8
      ? `${unexpected} multi v8 oagg=${have.aggregationMethod ?? 0} agg=${got.aggregationMethod ?? 0} over=2 ver=2`
      : `${unexpected} no v8 translation`;
  }

  #refuseRefusal(refusal: Refusal, source: AddressNumber): void {
    const reason = refusalText(refusal, this.settings.defects);
    const failed = `ftpdu_verify(): src_ip=${formatAddressNumber(source)} failed.`;
    this.#refuse(refusal.code, ...(reason === '' ? [failed] : [reason, failed]));
  }

  #refuse(kind: string, ...lines: string[]): void {
    this.corrupt++;
    this.output.count('corrupt', 1);
    this.log.say(`refused datagrams (${kind})`, ...lines);
  }

  #account({ exporter, known, verdict }: Heard, source: AddressNumber): void {
    const names = () =>
      `src_ip=${formatAddressNumber(source)} dst_ip=${formatAddressNumber(this.settings.destination(source))} d_version=${exporter.dVersion}`;
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
