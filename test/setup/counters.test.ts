/** The link of flowviewer-check that sets octets by flows beside those by counters, with flows captured from sFlow. */
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readConfiguration } from '../../lib/config/load.js';
import { INTERFACES_FILE } from '../../lib/interfaces/interfaces-file.js';
import { COUNTERS } from '../../lib/setup/check/counters.js';
import type { Finding } from '../../lib/setup/check/step.js';
import { LOOPBACK, sflowCapture } from '../capture/sflow-capture.js';
import {
  datagram,
  ethernet,
  flowSample,
  interfaceCounters,
  ipv4Packet,
  opaque,
  rawHeader,
  structure,
  tcp,
} from '../sflow/make-datagram.js';

const MINUTE = 60_000;
/** Frames of 1000 octets, of which the packet has 982. */
const PACKET = rawHeader(ethernet('0800', ipv4Packet(tcp(), { length: 982 })), 1000);
const PERIOD = 20;
const RATE = 100;
const SAMPLES = 1000;
/** What SAMPLES stand for. */
const OCTETS = BigInt(SAMPLES * RATE * 1000);

interface Agent {
  /** What its samples say. */
  readonly rate?: number;
  readonly drops?: number;
  /** Interface that samples each packet that comes in by 3 and goes out by 4; both for both. */
  readonly sources?: readonly number[];
  /** What it samples and counts: one in so many. */
  readonly pool?: number;
  /** Octets that interface 3 counts in and 4 out, during the period. */
  readonly octets?: bigint;
  /** What flow-capture stores as. */
  readonly version?: '5';
}

describe('octets by flows, and by counters of interfaces', () => {
  let folder: string;
  let now: number;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'counters-'));
    mkdirSync(join(folder, 'flows/R1'), { recursive: true });
    now = Math.floor(Date.now() / 1000) * 1000 - PERIOD * MINUTE;
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  /** Captures twenty minutes of an agent's datagrams. */
  async function capture({
    rate = RATE,
    drops = 0,
    sources = [3],
    pool = RATE,
    octets = OCTETS,
    version,
  }: Agent): Promise<void> {
    const directory = join(folder, 'flows/R1');
    const running = await sflowCapture({ directory, now: () => now, ...(version && { version }) });
    let sequence = 0;
    for (let minute = 0; minute <= PERIOD; minute++, now += MINUTE) {
      const counted = (octets * BigInt(minute)) / BigInt(PERIOD);
      const counters = [
        interfaceCounters(3, { input: 7n + counted, output: 1n }),
        interfaceCounters(4, { input: 1n, output: 9n + counted }),
      ].map((generic, index) =>
        structure(2, minute + 1, 3 + index, 2, generic, structure(1005, opaque(Buffer.from(`eth${3 + index}`)))),
      );
      const perMinute = minute === PERIOD ? 0 : SAMPLES / PERIOD;
      const samples = Array.from({ length: perMinute }, () => {
        sequence++;
        const common = { sequence, rate, pool: sequence * pool, drops: Math.round((drops * sequence) / SAMPLES) };
        return sources.map((source) => flowSample([PACKET], { ...common, source }));
      });
      running.receive(datagram([...counters, ...samples.flat()], { sequence: minute + 1 }), LOOPBACK);
      running.turn();
      if (minute === PERIOD) break;
    }
    await running.close();
  }

  async function findings(more = ''): Promise<readonly Finding[]> {
    const text = `${more}\nflow_data_directory = "${folder}/flows"\nwork_directory = "${folder}"\nstate_directory = "${folder}"\n`;
    const { configuration } = readConfiguration(text, 'test.toml');
    return COUNTERS.check({ configuration, now, asker: 'command', signal: new AbortController().signal });
  }

  const texts = (found: readonly Finding[]) => found.map(({ state, text }) => `${state}: ${text}`).sort();

  it('stand beside each other for each interface, with its name', async () => {
    await capture({});
    assert.deepEqual(texts(await findings()), [
      'holds: R1, exporter 192.0.2.1, interface 3 (eth3), octets of 20 minutes: in 100,000,000 by flows, 100,000,000 by counters; out 0 by flows, 0 by counters.',
      'holds: R1, exporter 192.0.2.1, interface 4 (eth4), octets of 20 minutes: in 0 by flows, 0 by counters; out 100,000,000 by flows, 100,000,000 by counters.',
    ]);
  });

  it('agree where packets are sampled as they come in and again as they go out', async () => {
    await capture({ sources: [3, 4] });
    assert.deepEqual(
      (await findings()).map(({ state }) => state),
      ['holds', 'holds'],
    );
  });

  it('count by the rate of the configuration where the stored flows have none', async () => {
    await capture({ version: '5' });
    assert.match(texts(await findings()).join('\n'), /note: .*interface 3 .*: the sampling is not applied/);
    const found = await findings('sampling_rates = ["192.0.2.1 100"]');
    assert.match(texts(found).join('\n'), /holds: .*interface 3 .*: in 100,000,000 by flows, 100,000,000 by counters/);
  });

  const causes: readonly (readonly [string, Agent, RegExp])[] = [
    [
      'no rate is told',
      { rate: 0 },
      /in 1,000,000 by flows, 100,000,000 by counters; .*: the sampling is not applied: its flows tell no rate, and counters say about 1 in 100\./,
    ],
    [
      'the exporter drops samples',
      { drops: 1000, octets: 2n * OCTETS },
      /the exporter dropped 50 % of its samples itself\./,
    ],
    [
      'the exporter samples less than it says',
      { pool: 400, octets: 4n * OCTETS },
      /it says that it samples 1 in 100, and by its count of packets it is 1 in 400\./,
    ],
    ['packets are counted twice', { octets: OCTETS / 2n }, /its packets seem to be counted twice\./],
    ['traffic is not in the flows', { octets: 3n * OCTETS }, /much of its traffic is not in the flows\./],
  ];
  for (const [cause, agent, text] of causes)
    it(`differ with the likely cause: ${cause}`, async () => {
      await capture(agent);
      const found = await findings();
      const ofThree = found.find((finding) => finding.text.includes('interface 3 '));
      assert.equal(ofThree?.state, 'note');
      assert.match(ofThree.text, text);
      assert.notEqual(ofThree.fix, '');
    });

  it('differ where an interface is missing in the flows', async () => {
    await capture({ sources: [] });
    const found = await findings();
    assert.match(texts(found).join('\n'), /note: .*interface 3 .*: no flow has it as its input\./);
  });

  it('are not compared where no exporter counts, or the file cannot be read', async () => {
    assert.deepEqual(texts(await findings()), [
      'holds: No exporter has sent counters of interfaces lately, as sFlow agents do.',
    ]);
    writeFileSync(join(folder, 'flows/R1', INTERFACES_FILE), '{');
    const [first] = await findings();
    assert.equal(first?.state, 'note');
    assert.match(first.text, /interfaces\.json cannot be read/);
  });

  it('are not compared once the counters are old', async () => {
    await capture({});
    now += 2 * 60 * MINUTE;
    assert.match(texts(await findings()).join(), /No exporter has sent counters/);
  });
});
