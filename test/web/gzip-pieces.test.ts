import assert from 'node:assert/strict';
import { createGunzip, gunzipSync } from 'node:zlib';
import { acceptsGzip, gzipPieces } from '../../lib/web/gzip-pieces.js';

describe('a compressed body in pieces', () => {
  it('can be read up to each piece as soon as that has come', async () => {
    const gunzip = createGunzip().setEncoding('utf8');
    let read = '';
    gunzip.on('data', (text: string) => (read += text));
    const whole: Buffer[] = [];
    const pieces = ['the head of the page', 'step 1', 'step 2', 'ä'.repeat(100_000)];
    let sent = '';
    const source = async function* (): AsyncGenerator<string, void, void> {
      for (const piece of pieces) {
        // what was sent must be readable before the next piece is made
        for (let turns = 0; read !== sent && turns < 10_000; turns++) await new Promise(setImmediate);
        assert.equal(read, sent);
        sent += piece;
        yield piece;
      }
    };
    for await (const octets of gzipPieces(source())) {
      whole.push(octets);
      gunzip.write(octets);
    }
    assert.equal(gunzipSync(Buffer.concat(whole)).toString(), pieces.join(''));
  });

  it('fails as its source does, and leaves it when it is left', async () => {
    let left = 0;
    const source = async function* (): AsyncGenerator<string, void, void> {
      try {
        yield await Promise.resolve('one');
        throw new Error('no more');
      } finally {
        left++;
      }
    };
    await assert.rejects(async () => {
      for await (const octets of gzipPieces(source())) assert.ok(octets.length > 0);
    }, /no more/);
    const endless = async function* (): AsyncGenerator<string, void, void> {
      try {
        for (;;) yield await Promise.resolve('more');
      } finally {
        left++;
      }
    };
    for await (const octets of gzipPieces(endless())) if (octets.length > 0) break;
    for (let turns = 0; left < 2 && turns < 10_000; turns++) await new Promise(setImmediate);
    assert.equal(left, 2);
  });

  it('is for clients that say that they take it', () => {
    for (const header of ['gzip', 'gzip, deflate, br', 'br;q=1.0, GZIP;q=0.8']) assert.ok(acceptsGzip(header), header);
    for (const header of ['', 'br', 'gzip;q=0', 'gzip; q=0.0, br', 'xgzip']) assert.ok(!acceptsGzip(header), header);
  });
});
