/** Exports the model's traffic as it happens: NetFlow v5 over UDP. */
import { createSocket, type Socket } from 'node:dgram';
import { setTimeout as sleep } from 'node:timers/promises';
import { fieldReader } from '../flow/batch.js';
import type { Ms } from '../flow/time.js';
import { DatagramEncoder } from '../netflow/encode.js';
import type { Traffic } from './traffic.js';

export interface ExporterOptions {
  readonly traffic: Traffic;
  /** Local address: what the collector sees as the exporter. */
  readonly address: string;
  readonly collector: { readonly address: string; readonly port: number };
  /** First second since 1970 to export. */
  readonly from: number;
  readonly signal: AbortSignal;
  readonly now?: () => Ms;
}

/** Where the clock has jumped, or the machine slept, by more than this, export goes on from the present, seconds. */
const LEAP_S = 60;
/** Datagrams sent without a pause when there is a backlog: far fewer than a receive buffer holds. */
const BURST = 64;

interface Due {
  readonly at: Ms;
  readonly datagram: Buffer;
}

/** The datagrams of one second with their times of export. */
function* datagramsOf(traffic: Traffic, encoder: DatagramEncoder, second: number): Generator<Due, void> {
  for (const batch of traffic.batches(second, second + 1)) {
    const nsecs = fieldReader(batch, 'unix_nsecs');
    let sent = 0;
    const due = (datagram: Buffer): Due => {
      const at = second * 1000 + (nsecs?.(sent) ?? 0) / 1e6;
      sent += datagram.readUInt16BE(2); // the header's number of records
      return { at, datagram };
    };
    for (const datagram of encoder.add(batch)) yield due(datagram);
    const last = encoder.flush();
    if (last) yield due(last);
  }
}

async function openSocket(address: string, collector: ExporterOptions['collector']): Promise<Socket> {
  const socket = createSocket('udp4');
  await new Promise<void>((resolve, reject) => {
    socket.once('error', reject);
    socket.bind(0, address, () => {
      socket.connect(collector.port, collector.address, () => {
        socket.off('error', reject);
        resolve();
      });
    });
  });
  return socket;
}

/**
 * Sends every datagram when its time has come; those of the past at once.
 * @returns when the signal fires
 * @throws Error if the socket cannot be opened. A collector that does not listen is no error.
 */
export async function exportFlows(options: ExporterOptions): Promise<void> {
  const { traffic, signal, now = Date.now } = options;
  const socket = await openSocket(options.address, options.collector);
  socket.on('error', () => undefined); // ECONNREFUSED: whoever runs the collector learns of its end sooner
  const encoder = new DatagramEncoder('5');
  try {
    for (let second = options.from; ; second++) {
      const ahead = second * 1000 - now();
      if (Math.abs(ahead) > LEAP_S * 1000) second = Math.floor(now() / 1000);
      else if (ahead > 0) await sleep(ahead, undefined, { signal });
      let burst = 0;
      for (const { at, datagram } of datagramsOf(traffic, encoder, second)) {
        const wait = at - now();
        if (wait > LEAP_S * 1000) break; // the clock was put back
        if (wait > 0 || ++burst % BURST === 0) await sleep(Math.max(1, wait), undefined, { signal });
        socket.send(datagram);
      }
      signal.throwIfAborted();
    }
  } catch (error) {
    if (!signal.aborted) throw error;
  } finally {
    await new Promise<void>((resolve) => socket.close(resolve));
  }
}
