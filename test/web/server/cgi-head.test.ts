import assert from 'node:assert/strict';
import fc from 'fast-check';
import { CgiOutputError, findHeadEnd, parseCgiHead } from '../../../lib/web/server/cgi-head.js';

describe('CGI header', () => {
  it('ends at the first blank line, whatever the line ends', () => {
    for (const [output, body] of [
      ['A: b\n\nbody', 'body'],
      ['A: b\r\n\r\nbody', 'body'],
      ['A: b\n\r\nbody', 'body'],
      ['A: b\n\n\nbody', '\nbody'],
    ] as const) {
      assert.equal(output.slice(findHeadEnd(Buffer.from(output))?.body), body);
    }
    assert.equal(findHeadEnd(Buffer.from('A: b\nC: d\n')), undefined);
  });

  it('has status 200 unless it says otherwise', () => {
    assert.equal(parseCgiHead('Content-Type: text/html').status, 200);
    assert.equal(parseCgiHead('Status: 503\nContent-Type: text/html').status, 503);
    assert.equal(parseCgiHead('Location: https://example.net/').status, 302);
    assert.equal(parseCgiHead('Status: 303 See Other\nLocation: /x').status, 303);
  });

  it('tells a local redirect from one for the client', () => {
    assert.equal(parseCgiHead('Location: /x?y=1').local, '/x?y=1');
    assert.equal(parseCgiHead('Location: //example.net/x').local, undefined);
    assert.equal(parseCgiHead('Status: 303 See Other\nLocation: /x').local, undefined);
  });

  it('drops what only the server may say about the connection', () => {
    const { headers } = parseCgiHead('Content-Type: a/b\nTransfer-Encoding: chunked\nConnection: close');
    assert.deepEqual(headers, [['Content-Type', 'a/b']]);
  });

  for (const text of [
    '',
    'X: y',
    'Status: 99\nX: y',
    'Status: OK',
    'Content Type: a',
    ': a',
    'Content-Type: a\u0000b',
  ]) {
    it(`refuses ${JSON.stringify(text)}`, () => {
      assert.throws(() => parseCgiHead(text), CgiOutputError);
    });
  }

  it('gives a header that can be sent, or an error, for any octets', () => {
    fc.assert(
      fc.property(fc.uint8Array(), (octets) => {
        const text = Buffer.from(octets).toString('latin1');
        try {
          const { headers } = parseCgiHead(`Content-Type: a/b\n${text}`);
          for (const [name, value] of headers) assert.doesNotMatch(name + value, /[\r\n\0]/);
        } catch (error) {
          assert.ok(error instanceof CgiOutputError);
        }
      }),
    );
  });
});
