/** How fast datagrams become records, per version, in processor time of one core: `node build/bench/decode.js`. */
import { createDecoder } from '../lib/netflow/decode.js';
import { DatagramEncoder } from '../lib/netflow/encode.js';
import { WIRE_FORMATS, type WireFormat } from '../lib/netflow/wire.js';
import { benchFlows, median, reportRow, sizeText } from './harness.js';

const RUNS = 5;

/** As many full datagrams as a socket has in flight, so that the numbers are not those of a hot cache line. */
function fullDatagrams({ version, layout, maxCount }: WireFormat): Uint8Array[] {
  const encoder = new DatagramEncoder(version);
  const bytes = new Uint8Array(maxCount * layout.size);
  const [full] = [...encoder.add({ layout, bytes, count: maxCount }), encoder.flush()];
  if (!full) throw new Error(`no datagram of version ${version}`);
  return Array.from({ length: 512 }, () => Uint8Array.from(full));
}

function secondsFor(wanted: number, format: WireFormat): number {
  const datagrams = fullDatagrams(format);
  const decode = createDecoder();
  const before = process.cpuUsage();
  for (let flows = 0; flows < wanted;)
    for (const datagram of datagrams) {
      const result = decode(datagram, 0x7f000001);
      if (!('code' in result)) flows += result.flows.count;
    }
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e6;
}

const flows = benchFlows(1e6);
for (const format of WIRE_FORMATS.values()) {
  secondsFor(flows / 10, format);
  const seconds = median(Array.from({ length: RUNS }, () => secondsFor(flows, format)));
  reportRow({ what: `decode v${format.version} datagrams`, size: sizeText(flows), seconds });
}
