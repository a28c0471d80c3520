/** A router that never rests: numbered flows of this moment, in datagrams of ten. */
import { createSocket } from 'node:dgram';
import { DatagramEncoder } from '../../lib/netflow/encode.js';
import { batchOf, timedRecord } from '../store/row-files.js';

const FLOWS = 10;
const PAUSE_MS = 50;

export class Exporter {
  /** Flows so far; their numbers stand in `srcaddr`. */
  sent = 0;
  readonly #socket = createSocket('udp4');
  readonly #timer: NodeJS.Timeout;

  constructor(port: number) {
    this.#timer = setInterval(() => {
      const now = Date.now();
      const records = Array.from({ length: FLOWS }, () =>
        timedRecord(now - 2000, now - 1000, 1e6, {
          srcaddr: this.sent++,
          dstaddr: 1,
          doctets: 1000,
          dpkts: 1,
          prot: 6,
        }),
      );
      const encoder = new DatagramEncoder('5');
      const datagrams = [...encoder.add(batchOf('5', records)), encoder.flush()];
      // a capture that is not there is told by an error, which is no affair of a router
      for (const datagram of datagrams) if (datagram) this.#socket.send(datagram, port, '127.0.0.1', () => undefined);
    }, PAUSE_MS);
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#socket.close();
  }
}
