import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { openSource } from '../../lib/ftfile/byte-source.js';

/** A stream that has given these pieces and is still open. */
function openStream(...pieces: readonly string[]): Readable {
  const stream = new Readable({ read: () => undefined });
  for (const piece of pieces) stream.push(Buffer.from(piece));
  return stream;
}

describe('openSource of a stream', () => {
  const text = (octets: Uint8Array, count: number) => Buffer.from(octets.subarray(0, count)).toString();

  it('reads what has come together, without waiting for more', async () => {
    const source = await openSource(openStream('one, ', 'two, ', 'three'));
    const target = new Uint8Array(100);
    assert.equal(text(target, await source.read(target)), 'one, two, three');
    await source.close();
  });

  it('gives no more than is asked for, and the rest afterwards', async () => {
    const source = await openSource(Readable.from([Buffer.from('abcdef'), Buffer.from('gh')]));
    const target = new Uint8Array(4);
    assert.equal(text(target, await source.read(target)), 'abcd');
    assert.equal(text(target, await source.read(target)), 'efgh');
    assert.equal(await source.read(target), 0);
  });

  it('closes while octets are waited for', async () => {
    const stream = openStream('one');
    const source = await openSource(stream);
    assert.equal(await source.read(new Uint8Array(100)), 3);
    await source.close();
    assert.ok(stream.destroyed);
  });

  it('gives what came before an error, and then the error', async () => {
    const stream = openStream('one');
    const source = await openSource(stream);
    const target = new Uint8Array(100);
    const reading = source.read(target);
    setImmediate(() => stream.destroy(new Error('connection lost')));
    assert.equal(text(target, await reading), 'one');
    await assert.rejects(source.read(target), /connection lost/);
  });
});
