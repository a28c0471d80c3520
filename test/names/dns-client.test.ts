import assert from 'node:assert/strict';
import dnsPacket from 'dns-packet';
import fc from 'fast-check';
import { parseAddress, type Address } from '../../lib/flow/address.js';
import { DnsClient, type DnsOutcome } from '../../lib/names/dns-client.js';
import { readReply, type DnsQuestion } from '../../lib/names/dns-message.js';
import { hostAddresses, isHostName } from '../../lib/names/host-addresses.js';
import { reverseName } from '../../lib/names/reverse-name.js';
import { killPrograms } from '../e2e/program.js';
import { fakeServer, Nsd } from './name-server.js';
import { temporaryFolder } from '../temporary-folder.js';

const address = (text: string): Address => parseAddress(text) ?? assert.fail(text);
const LONG = Array.from({ length: 12 }, (_, at) => `"${String(at).padStart(2, '0').repeat(60)}"`).join(' ');
const QUESTION: DnsQuestion = { name: '1.2.0.192.in-addr.arpa', type: 'PTR' };

/** The reply to a question with one PTR record, changed. */
function reply(octets: Buffer, change: Record<string, unknown> = {}, data = 'host.example'): Buffer {
  const { id, questions } = dnsPacket.decode(octets);
  return dnsPacket.encode({
    type: 'response',
    ...(id !== undefined && { id }),
    ...(questions && { questions }),
    answers: [{ type: 'PTR', name: questions?.[0]?.name ?? '', ttl: 300, data }],
    ...change,
  });
}

/** Time-out of a server that answers, ms: a busy machine is slow. */
const PATIENT = 20_000;

describe('names/dns-client', () => {
  const folder = temporaryFolder('names');
  let nsd: Nsd;
  let client: DnsClient;

  before(async () => {
    nsd = await Nsd.start(folder, {
      '2.0.192.in-addr.arpa': [
        '1 1234 IN PTR host1.example.',
        '2 IN CNAME 2.sub', // as RFC 2317 delegates
        '2.sub 60 IN PTR host2.example.',
        ...Array.from({ length: 100 }, (_, at) => `${at + 100} IN PTR host${at + 100}.example.`),
      ],
      '8.b.d.0.1.0.0.2.ip6.arpa': [`${reverseName(address('2001:db8::53'))}. IN PTR six.example.`],
      example: ['www IN A 192.0.2.80', 'www IN A 192.0.2.81', 'www IN AAAA 2001:db8::80', `long IN TXT ${LONG}`],
    });
  });
  after(async () => {
    await nsd.stop();
    killPrograms();
  });
  beforeEach(() => {
    client = new DnsClient([nsd.server], { timeout: PATIENT });
  });
  afterEach(() => {
    client.close();
  });

  /** The outcome with one server that answers as given; an answer that is right may take its time. */
  const answerOf = (...args: Parameters<typeof fakeServer>) => outcomeOf(PATIENT, ...args);
  /** The same, where no answer is right. */
  const refusalOf = (...args: Parameters<typeof fakeServer>) => outcomeOf(300, ...args);

  async function outcomeOf(timeout: number, ...args: Parameters<typeof fakeServer>): Promise<DnsOutcome> {
    const fake = await fakeServer(...args);
    const asking = new DnsClient([fake.server], { timeout });
    try {
      return await asking.ask(QUESTION);
    } finally {
      asking.close();
      await fake.close();
    }
  }

  it('finds names of addresses of both families', async () => {
    const ask = (text: string) => client.ask({ name: reverseName(address(text)), type: 'PTR' });
    assert.deepEqual(await ask('192.0.2.1'), { kind: 'found', data: ['host1.example'], ttl: 1234 });
    assert.deepEqual(await ask('2001:db8::53'), { kind: 'found', data: ['six.example'], ttl: 600 });
  });

  it('follows aliases, with the shortest time to live of the chain', async () => {
    const outcome = await client.ask({ name: reverseName(address('192.0.2.2')), type: 'PTR' });
    assert.deepEqual(outcome, { kind: 'found', data: ['host2.example'], ttl: 60 });
  });

  it('says how long a name that is not there stays so', async () => {
    const outcome = await client.ask({ name: reverseName(address('192.0.2.99')), type: 'PTR' });
    assert.deepEqual(outcome, { kind: 'none', ttl: 120 });
    assert.equal((await client.ask({ name: 'www.example', type: 'TXT' })).kind, 'none');
  });

  it('takes what does not fit a datagram over TCP', async () => {
    const outcome = await client.ask({ name: 'long.example', type: 'TXT' });
    assert.deepEqual(outcome, { kind: 'found', data: [LONG.replace(/[" ]/g, '')], ttl: 600 });
  });

  it('asks a hundred questions at once', async () => {
    const wanted = Array.from({ length: 100 }, (_, at) => at + 100);
    const outcomes = await Promise.all(
      wanted.map((at) => client.ask({ name: reverseName(address(`192.0.2.${at}`)), type: 'PTR' })),
    );
    assert.deepEqual(
      outcomes.map((outcome) => outcome.kind === 'found' && outcome.data[0]),
      wanted.map((at) => `host${at}.example`),
    );
  });

  it('finds all addresses of a host, also below a search domain', async () => {
    const all = { kind: 'found', addresses: ['192.0.2.80', '192.0.2.81', '2001:db8::80'] };
    const sorted = async (name: string, search: readonly string[]) => {
      const found = await hostAddresses(name, client, search);
      return found.kind === 'found' ? { ...found, addresses: [...found.addresses].sort() } : found;
    };
    assert.deepEqual(await sorted('www.example', []), all);
    assert.deepEqual(await sorted('www', ['nowhere.example', 'example']), all);
    assert.deepEqual(await hostAddresses('nobody.example', client, []), {
      kind: 'none',
      reason: 'has no address in the DNS',
    });
  });

  it('loses one time-out to a server that is dead, for all questions together, and asks the next', async () => {
    const dead = await fakeServer(() => []);
    const asking = new DnsClient([dead.server, nsd.server], { timeout: 1000, parallel: 8 });
    const outcomes = await Promise.all(
      Array.from({ length: 40 }, (_, at) =>
        asking.ask({ name: reverseName(address(`192.0.2.${at + 100}`)), type: 'PTR' }),
      ),
    );
    assert.deepEqual(new Set(outcomes.map(({ kind }) => kind)), new Set(['found']));
    assert.equal(dead.asked.length, 8, 'none after the first time-out');
    await dead.close();
  });

  it('gives up where no server answers, and says which', async () => {
    const dead = await fakeServer(() => []);
    const asking = new DnsClient([dead.server], { timeout: 100 });
    const outcomes = await Promise.all(Array.from({ length: 20 }, () => asking.ask(QUESTION)));
    const outcome = { kind: 'failed', reason: 'the name server 127.0.0.1 does not answer' };
    assert.deepEqual(outcomes, Array(20).fill(outcome));
    assert.deepEqual(await asking.ask(QUESTION), outcome);
    assert.equal(dead.asked.length, 20);
    await dead.close();
  });

  it('does not wait for a port where nobody listens', async () => {
    const gone = await fakeServer(() => []);
    await gone.close();
    const asking = new DnsClient([gone.server, nsd.server], { timeout: 1_000_000 });
    assert.equal((await asking.ask(QUESTION)).kind, 'found');
    asking.close();
  });

  it('asks again what was lost on its way to a server that answers', async () => {
    let asked = 0;
    const outcome = await refusalOf((octets) => (++asked === 2 ? [reply(octets)] : []));
    assert.equal(outcome.kind, 'failed', 'a server that has not answered anything gets no second question');
    const fake = await fakeServer((octets) => (++asked === 5 ? [] : [reply(octets)]));
    const asking = new DnsClient([fake.server], { timeout: 1000 });
    asked = 3;
    for (const expected of [4, 6]) assert.deepEqual([(await asking.ask(QUESTION)).kind, asked], ['found', expected]);
    asking.close();
    await fake.close();
  });

  it('takes no reply of another id, to another question, or that is a question', async () => {
    const forged = (octets: Buffer): Buffer[] => {
      const { id = 0 } = dnsPacket.decode(octets);
      const other = [{ type: 'PTR', name: '9.2.0.192.in-addr.arpa', class: 'IN' }];
      return [
        reply(octets, { id: id ^ 1 }, 'forged.example'),
        reply(octets, { questions: other }, 'forged.example'),
        reply(octets, { questions: [] }, 'forged.example'),
        reply(octets, { type: 'query' }, 'forged.example'),
        reply(octets).subarray(0, 20),
        Buffer.alloc(0),
        Buffer.alloc(600, 0xc0),
      ];
    };
    assert.equal((await refusalOf(forged)).kind, 'failed');
    const outcome = await answerOf((octets) => [...forged(octets), reply(octets)]);
    assert.deepEqual(outcome, { kind: 'found', data: ['host.example'], ttl: 300 });
  });

  it('asks from a port and with an id of its own each time', async () => {
    const fake = await fakeServer((octets) => [reply(octets)]);
    const asking = new DnsClient([fake.server], { timeout: PATIENT });
    await Promise.all(Array.from({ length: 50 }, () => asking.ask(QUESTION)));
    const of = (what: (one: (typeof fake.asked)[number]) => number) => new Set(fake.asked.map(what)).size;
    assert.equal(
      of(({ from }) => from.port),
      50,
    );
    assert.ok(of(({ octets }) => octets.readUInt16BE(0)) > 45, 'ids of 16 bits, of which few are the same by chance');
    await fake.close();
  });

  it('takes no reply from another server', async () => {
    const other = await fakeServer(() => []);
    const fake = await fakeServer(() => []);
    const asking = new DnsClient([fake.server], { timeout: 300 });
    const outcome = asking.ask(QUESTION);
    while (fake.asked.length === 0) await new Promise((go) => setTimeout(go, 5));
    const [{ octets, from } = assert.fail()] = fake.asked;
    other.send(reply(octets), from.port);
    assert.equal((await outcome).kind, 'failed');
    await Promise.all([fake.close(), other.close()]);
  });

  it('does not trust what comes over TCP more than the rest', async () => {
    const truncated = (octets: Buffer): Buffer[] => [
      reply(octets, { answers: [], flags: dnsPacket.TRUNCATED_RESPONSE }),
    ];
    const framed = (octets: Buffer, length = octets.length): Buffer =>
      Buffer.concat([Buffer.from([length >>> 8, length & 255]), octets]);
    const good = await answerOf(truncated, (octets) => framed(reply(octets.subarray(2))));
    assert.equal(good.kind, 'found');
    const streams: ((octets: Buffer) => Uint8Array)[] = [
      () => Buffer.alloc(0),
      (octets) => framed(reply(octets.subarray(2)), 4000),
      (octets) => framed(reply(octets.subarray(2), { id: 7 })),
      (octets) => framed(truncated(octets.subarray(2))[0] ?? assert.fail()),
      () => Buffer.alloc(70_000, 0xff),
    ];
    for (const stream of streams) assert.equal((await refusalOf(truncated, stream)).kind, 'failed');
  });

  it('is not stopped by loops of aliases, nor by any octets at all', async () => {
    const alias = (name: string, data: string) => ({ type: 'CNAME', name, ttl: 9, data });
    const loop = [alias(QUESTION.name, 'a.example'), alias('a.example', QUESTION.name)];
    assert.deepEqual(await answerOf((octets) => [reply(octets, { answers: loop })]), { kind: 'none', ttl: undefined });
    const question = dnsPacket.encode({ type: 'response', id: 1, questions: [{ ...QUESTION, class: 'IN' }] });
    const anything = fc.tuple(
      fc.uint8Array({ maxLength: 300 }),
      fc.array(fc.tuple(fc.nat(600), fc.nat(255)), { maxLength: 8 }),
    );
    fc.assert(
      fc.property(anything, fc.boolean(), ([octets, changes], behind) => {
        const message = Buffer.concat([behind ? question : Buffer.alloc(0), octets]);
        for (const [at, value] of changes) if (at < message.length) message[at] = value;
        const read = readReply(message, 1, QUESTION);
        if (read?.kind === 'found') for (const data of read.data) assert.equal(typeof data, 'string');
      }),
      { numRuns: 2000 },
    );
  });

  it('asks the next server where one refuses', async () => {
    const fake = await fakeServer((octets) => [reply(octets, { answers: [], flags: 5 })]); // REFUSED
    const asking = new DnsClient([fake.server, nsd.server], { timeout: PATIENT });
    assert.equal((await asking.ask(QUESTION)).kind, 'found');
    const alone = new DnsClient([fake.server], { timeout: PATIENT });
    assert.deepEqual(await alone.ask(QUESTION), {
      kind: 'failed',
      reason: 'the name server 127.0.0.1 answers REFUSED',
    });
    await fake.close();
  });

  it('knows a host name from what is none', () => {
    for (const good of ['www', 'www.example', 'www.example.', '_dmarc.example', '3com.example', 'a-b.c_d'])
      assert.ok(isHostName(good), good);
    for (const bad of ['', '.', '-a.b', 'a..b', 'a b', 'a/b', 'ä.example', `${'a'.repeat(64)}.b`, 'a.'.repeat(130)])
      assert.ok(!isHostName(bad), bad);
  });
});
