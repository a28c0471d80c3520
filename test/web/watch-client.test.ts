import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { connectionState, watchClient } from '../../lib/web/watch-client.js';

const tables = (): string => readFileSync('/proc/net/tcp', 'latin1') + readFileSync('/proc/net/tcp6', 'latin1');

describe('whether the client of a CGI script is there', () => {
  const line = (local: string, remote: string, state: string): string =>
    `   1: ${local} ${remote} ${state} 00000000:00000000 00:00000000 00000000     0        0 12345 1 0 20 4 30 10 -1\n`;

  it('is told by the state of its connection, whichever table that is in', () => {
    const client = { REMOTE_ADDR: '192.0.2.7', REMOTE_PORT: '40000', SERVER_ADDR: '192.0.2.1' };
    const [here, there] = ['010200C0:0050', '070200C0:9C40'];
    assert.equal(connectionState(line(here, there, '01'), client), 'open');
    assert.equal(connectionState(line(here, there, '08'), client), 'closed');
    assert.equal(connectionState(line(here, '070200C0:9C41', '01'), client), undefined);
    assert.equal(connectionState(line('020200C0:0050', there, '01'), client), undefined, 'another address of ours');
    const mapped = '0000000000000000FFFF0000';
    assert.equal(connectionState(line(`${mapped}${here}`, `${mapped}${there}`, '01'), client), 'open');
    const six = { REMOTE_ADDR: '2001:db8::7', REMOTE_PORT: '443' };
    const [nobody, asked] = ['0'.repeat(32), 'B80D0120000000000000000007000000'];
    assert.equal(connectionState(line(`${nobody}:0050`, `${asked}:01BB`, '01'), six), 'open');
    assert.equal(connectionState('', { REMOTE_ADDR: 'unknown', REMOTE_PORT: '1' }), undefined);
  });

  it('is seen on a real connection, and called once when that ends', async () => {
    // as a web server that waits for a script, it does nothing when its client goes
    const server = createServer({ allowHalfOpen: true }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const socket = connect((server.address() as AddressInfo).port, '127.0.0.1'); // it listens on TCP
    const [accepted] = await Promise.all([
      once(server, 'connection').then(([each]) => each as Socket), // what the event carries
      once(socket, 'connect'),
    ]);
    const client = { REMOTE_ADDR: '127.0.0.1', REMOTE_PORT: String(socket.localPort), SERVER_ADDR: '127.0.0.1' };
    assert.equal(connectionState(tables(), client), 'open');
    let calls = 0;
    const gone = new Promise<void>((resolve) => {
      const keep = setInterval(() => undefined, 1000); // the watch itself keeps no process
      watchClient(client, () => {
        calls++;
        clearInterval(keep);
        resolve();
      });
    });
    socket.destroy();
    await gone;
    assert.equal(calls, 1);
    accepted.destroy();
    server.close();
  });

  it('is not asked where nothing says who the client is', () => {
    watchClient({}, () => assert.fail('nobody can have gone'))();
  });
});
