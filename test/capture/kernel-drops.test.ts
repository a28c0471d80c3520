import assert from 'node:assert/strict';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { dropsIn, kernelDrops } from '../../lib/capture/kernel-drops.js';

const TABLE = `   sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode ref pointer drops
  100: 0100007F:2707 00000000:0000 07 00000000:00000000 00:00000000 00000000     0        0 15262 2 0000000000000000 17
  101: 00000000:2707 00000000:0000 07 00000000:00000000 00:00000000 00000000     0        0 15263 2 0000000000000000 4
 9436: 0A0200C0:0807 00000000:0000 07 00000000:00000000 00:00000000 00000000     0        0 13615 2 0000000000000000 0
`;

const TABLE6 = `  sl  local_address                         remote_address                        st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode ref pointer drops
   14: 00000000000000000000000000000000:2707 00000000000000000000000000000000:0000 07 00000000:00000000 00:00000000 00000000     0        0 11 2 0000000000000000 5
   15: 00000000000000000000000001000000:2707 00000000000000000000000000000000:0000 07 00000000:00000000 00:00000000 00000000     0        0 12 2 0000000000000000 6
   16: 000000FD00000000B200000001000000:2707 00000000000000000000000000000000:0000 07 00000000:00000000 00:00000000 00000000     0        0 13 2 0000000000000000 7
`;

describe('drops in the kernel', () => {
  it("are read from the socket's line", () => {
    assert.equal(dropsIn(TABLE, 0x7f000001, 9991), 17);
    assert.equal(dropsIn(TABLE, 0, 9991), 4);
    assert.equal(dropsIn(TABLE, 0xc000020a, 2055), 0);
    assert.equal(dropsIn(TABLE, 0xc000020a, 2056), undefined);
    assert.equal(dropsIn(TABLE6, 0n, 9991), 5);
    assert.equal(dropsIn(TABLE6, 1n, 9991), 6);
    assert.equal(dropsIn(TABLE6, (0xfd00n << 112n) | 0xb200000001n, 9991), 7);
    assert.equal(dropsIn(TABLE6, 1n, 9992), undefined);
  });

  it('are counted while nobody reads', async function () {
    if (!existsSync('/proc/net/udp')) this.skip(); // only Linux tells
    const receiver = createSocket('udp4');
    const sender = createSocket('udp4');
    try {
      receiver.bind(0, '127.0.0.1');
      await once(receiver, 'listening');
      const { port } = receiver.address();
      assert.equal(kernelDrops(0x7f000001, port), 0);
      receiver.setRecvBufferSize(4096);
      // a burst within one turn of the loop, which the receiver therefore cannot read in time
      const sent = Array.from(
        { length: 200 },
        () =>
          new Promise((resolve) => {
            sender.send(Buffer.alloc(1400), port, '127.0.0.1', resolve);
          }),
      );
      await sent[0];
      assert.ok((kernelDrops(0x7f000001, port) ?? 0) > 0);
      await Promise.all(sent);
    } finally {
      receiver.close();
      sender.close();
    }
  });
});
