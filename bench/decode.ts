/** Flows per second that the decoder turns into records, per version, on one core: `node build/bench/decode.js`. */
import { createDecoder } from '../lib/netflow/decode.js';
import { DatagramEncoder } from '../lib/netflow/encode.js';
import { WIRE_FORMATS } from '../lib/netflow/wire.js';

const SECONDS = 0.5;

for (const { version, layout, maxCount } of WIRE_FORMATS.values()) {
  const encoder = new DatagramEncoder(version);
  const bytes = new Uint8Array(maxCount * layout.size);
  const [full] = [...encoder.add({ layout, bytes, count: maxCount }), encoder.flush()];
  if (!full) throw new Error(`no datagram of version ${version}`);
  // as many buffers as a socket has in flight, so that the numbers are not those of a hot cache line
  const datagrams = Array.from({ length: 512 }, () => Uint8Array.from(full));
  const decode = createDecoder();
  const run = (seconds: number) => {
    const start = process.hrtime.bigint();
    let flows = 0;
    let elapsed = 0;
    while (elapsed < seconds) {
      for (const datagram of datagrams) {
        const result = decode(datagram, 0x7f000001);
        if (!('code' in result)) flows += result.flows.count;
      }
      elapsed = Number(process.hrtime.bigint() - start) / 1e9;
    }
    return flows / elapsed;
  };
  run(SECONDS / 5);
  console.log(`v${version.padEnd(5)} ${(run(SECONDS) / 1e6).toFixed(1).padStart(6)} M flows/s`);
}
