import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import {
  InterfaceBook,
  MOST_APPLICATIONS,
  MOST_INTERFACES,
  MOST_POINTS,
  POINT_EVERY,
} from '../../lib/interfaces/interface-book.js';
import {
  INTERFACES_FILE,
  interfacesText,
  parseInterfaces,
  readInterfaces,
  readTold,
  writeInterfaces,
} from '../../lib/interfaces/interfaces-file.js';

const EXPORTER = '192.0.2.1';
const MINUTE = 60_000;

function pointsOf(book: InterfaceBook, ifIndex = 7) {
  return book.exporters.get(EXPORTER)?.get(ifIndex)?.points ?? [];
}

function counted(...points: readonly (readonly [minute: number, octets: bigint])[]): InterfaceBook {
  const book = new InterfaceBook();
  for (const [minute, octets] of points)
    book.count(EXPORTER, 7, { at: minute * MINUTE, inOctets: octets, outOctets: 2n * octets }, 10n ** 9n);
  return book;
}

describe('what exporters tell of interfaces', () => {
  it('is kept as points some minutes apart, and the newest', () => {
    const book = counted([0, 1n], [1, 2n], [2, 3n], [10, 4n], [12, 5n], [20, 6n], [21, 7n]);
    assert.deepEqual(
      pointsOf(book).map(({ at }) => at / MINUTE),
      [0, 10, 20, 21],
    );
    assert.equal(book.exporters.get(EXPORTER)?.get(7)?.speed, '1000000000');
  });

  it('has so many points and no more', () => {
    const many = Array.from({ length: 5 * MOST_POINTS }, (_, index) => [index * 10, BigInt(index)] as const);
    const points = pointsOf(counted(...many));
    assert.equal(points.length, MOST_POINTS);
    assert.equal(points.at(-1)?.at, (many.length - 1) * POINT_EVERY);
  });

  it('begins anew where counters go backwards', () => {
    assert.deepEqual(
      pointsOf(counted([0, 100n], [5, 200n], [10, 7n])).map(({ inOctets }) => inOctets),
      [7n],
    );
  });

  it('has names as one line of plain text', () => {
    const book = new InterfaceBook();
    book.name(EXPORTER, 7, { name: 'eth0\n\u0000', description: ' to\tthe core ' });
    const { changes } = book;
    book.name(EXPORTER, 7, { name: 'eth0' });
    assert.equal(book.changes, changes);
    assert.deepEqual(book.exporters.get(EXPORTER)?.get(7), { points: [], name: 'eth0', description: 'to the core' });
  });

  it('is bounded over all exporters', () => {
    const book = new InterfaceBook();
    for (let index = 0; index < MOST_INTERFACES + 10; index++)
      book.name(`192.0.2.${index % 250}`, index, { name: 'x' });
    const total = [...book.exporters.values()].reduce((sum, { size }) => sum + size, 0);
    assert.equal(total, MOST_INTERFACES);
    book.name('192.0.2.0', 0, { name: 'y' });
    assert.equal(book.exporters.get('192.0.2.0')?.get(0)?.name, 'y');
  });
});

describe('the file of interfaces', () => {
  let directory: string;
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'interfaces-'));
  });
  afterEach(() => {
    rmSync(directory, { recursive: true });
  });

  it('gives back what was written, and leaves nothing else', async () => {
    const book = counted([0, 2n ** 64n - 1n], [5, 2n ** 64n - 1n]);
    book.name(EXPORTER, 7, { name: 'eth0', description: 'to the core' });
    book.name('2001:db8::1', 2 ** 32 - 1, { name: 'eth1' });
    book.sampled(EXPORTER, 7, { rate: 100, observed: 99.5, samples: 5, lost: 1, dropped: 2 });
    await writeInterfaces(directory, book);
    assert.deepEqual(await readInterfaces(directory), book.exporters);
    assert.deepEqual(readdirSync(directory), [INTERFACES_FILE]);
    assert.equal(statSync(join(directory, INTERFACES_FILE)).mode & 0o044, 0o044);
  });

  it('may be absent, and says what is wrong with it', async () => {
    assert.equal(await readInterfaces(directory), undefined);
    assert.equal(await readInterfaces(join(directory, 'none')), undefined);
    for (const [text, why] of [
      ['{', /\.interfaces\.json cannot be read: .*JSON/],
      ['{"format":2}', /not of format 1/],
      ['[]', /not of format 1/],
    ] as const) {
      writeFileSync(join(directory, INTERFACES_FILE), text);
      await assert.rejects(readInterfaces(directory), why);
    }
  });

  it('has the names of applications besides, so many and no more', async () => {
    const book = counted([0, 1n]);
    book.nameApplication(EXPORTER, 13 * 2 ** 24 + 453, 'http\u001b[2J ');
    book.nameApplication(EXPORTER, 7, ' ');
    const { changes } = book;
    book.nameApplication(EXPORTER, 13 * 2 ** 24 + 453, 'http\u001b[2J');
    assert.equal(book.changes, changes);
    await writeInterfaces(directory, book);
    const told = await readTold(directory);
    assert.deepEqual(told?.applications, new Map([[EXPORTER, new Map([[13 * 2 ** 24 + 453, 'http [2J']])]]));
    const restored = new InterfaceBook();
    restored.restore(told);
    assert.deepEqual(restored.applications, book.applications);
    assert.deepEqual(restored.exporters, book.exporters);
    for (let id = 0; id <= MOST_APPLICATIONS; id++) restored.nameApplication('192.0.2.9', id, 'x');
    assert.equal(restored.applications.get('192.0.2.9')?.size, MOST_APPLICATIONS - 1);
    const odd = JSON.stringify({ format: 1, applications: { [EXPORTER]: { 1: 'a', 2: 3, x: 'b' }, other: [] } });
    assert.deepEqual(parseInterfaces(odd).applications.get(EXPORTER), new Map([[1, 'a']]));
  });

  it('loses what is not as it should be, and nothing else', () => {
    const text = (entry: unknown) =>
      JSON.stringify({ format: 1, exporters: { [EXPORTER]: { 7: entry, x: {} }, other: 3 } });
    const read = (entry: unknown) => parseInterfaces(text(entry)).exporters.get(EXPORTER)?.get(7);
    assert.deepEqual(read({ name: 5, speed: 'fast', points: [[1, '2'], [1, '2', '3'], 'x'], sampling: {} }), {
      points: [{ at: 1, inOctets: 2n, outOctets: 3n }],
    });
    fc.assert(
      fc.property(fc.jsonValue(), (entry) => {
        const parsed = parseInterfaces(text(entry));
        parseInterfaces(interfacesText(parsed));
      }),
    );
  });
});
