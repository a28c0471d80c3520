/** The command flow-send: flows from standard input as NetFlow datagrams (reference section 5.9). */
import { createSocket, type Socket } from 'node:dgram';
import { setTimeout } from 'node:timers/promises';
import { readOptions, numberOption } from '../command/options.js';
import { CommandError } from '../command/run.js';
import { formatIpv4 } from '../flow/address.js';
import type { FlowBatch } from '../flow/batch.js';
import { translator } from '../flow/translate.js';
import type { ExportVersion } from '../flow/version.js';
import { DatagramEncoder } from '../netflow/encode.js';
import { isWireVersion, type WireVersion } from '../netflow/wire.js';
import { defects } from '../rows/defects.js';
import { openInput } from '../rows/input.js';
import { hasOption, lastValue } from '../rows/output-options.js';
import { versionOption } from '../rows/version-option.js';
import { endpointsOperand, isMulticast, parseShortIpv4, type Endpoints } from './endpoints.js';

const USAGE = `[-h] [-d debug_level] [-m privacy_mask] [-V pdu_version] [-x xmit_delay]
         localip/remoteip/port[/ttl]`;

/** Microseconds below which a timer is too coarse: the process sleeps instead. */
const SHORT_PAUSE = 5000;

/** @returns the exit status */
export async function flowSend(argv: readonly string[]): Promise<number> {
  const parsed = readOptions(argv, { letters: 'd:m:sV:x:', usage: USAGE, operands: 'any' });
  if (hasOption(parsed, 's'))
    throw new CommandError('option -s is not supported: sending from addresses of others takes a raw socket');
  numberOption('d', lastValue(parsed, 'd') ?? '0', 0, 100);
  const pause = numberOption('x', lastValue(parsed, 'x') ?? '0', 0, 60_000_000);
  const mask = maskOption(lastValue(parsed, 'm'));
  const wanted = lastValue(parsed, 'V');
  const endpoints = await endpointsOperand(parsed.operands);
  if (endpoints.remote === 0) throw new CommandError('the remote address is where to send to: it must not be 0');

  const file = await openInput();
  const from = file.layout.version;
  const version = wireVersion(wanted === undefined ? from : versionOption('V', wanted), wanted);
  const translate = from === version ? undefined : translator(from, version);
  if (from !== version && !translate) throw new CommandError(`flows of version ${from} cannot be sent as ${version}`);
  const encoder = new DatagramEncoder(version, { defects: defects() });
  const socket = await openSender(endpoints);
  try {
    for await (const batch of file.batches()) {
      if (mask !== undefined) maskAddresses(batch, mask);
      for (const datagram of encoder.add(translate?.(batch) ?? batch)) await send(socket, datagram, pause);
    }
    const last = encoder.flush();
    if (last) await send(socket, last, 0);
    return 0;
  } finally {
    socket.close();
  }
}

/** Version 1005 exists in files only; without -V its flows are sent as 5. */
function wireVersion(version: ExportVersion, wanted: string | undefined): WireVersion {
  if (isWireVersion(version)) return version;
  if (wanted === undefined) return '5';
  throw new CommandError(`-V ${wanted}: datagrams carry no tags`);
}

function maskOption(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const mask = /^0x[0-9a-f]{1,8}$/i.test(text) ? Number(text) : parseShortIpv4(text);
  if (mask === undefined) throw new CommandError(`-m ${text}: it must be a dotted quad`);
  return mask;
}

/** Hides hosts; multicast destinations, which are no hosts, stay. */
function maskAddresses({ layout, bytes, count }: FlowBatch, mask: number): void {
  const words = new Uint32Array(bytes.buffer, bytes.byteOffset, bytes.length >> 2);
  for (const field of ['srcaddr', 'dstaddr'] as const) {
    const slot = layout.slots.get(field);
    if (!slot) continue;
    for (let index = 0; index < count; index++) {
      const at = (index * layout.size + slot.offset) >> 2;
      const address = words[at] ?? 0;
      if (field === 'srcaddr' || !isMulticast(address)) words[at] = address & mask;
    }
  }
}

async function openSender({ local, remote, port, ttl }: Endpoints): Promise<Socket> {
  const socket = createSocket('udp4');
  try {
    await new Promise<void>((resolve, reject) => {
      socket.once('error', reject);
      socket.bind({ address: formatIpv4(local) }, () => {
        if (isMulticast(remote)) {
          socket.setMulticastTTL(ttl ?? 1);
          if (local !== 0) socket.setMulticastInterface(formatIpv4(local));
        } else {
          socket.setTTL(ttl ?? 255);
        }
        socket.connect(port, formatIpv4(remote), resolve);
      });
    });
    return socket;
  } catch (cause) {
    socket.close();
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new CommandError(`cannot send from ${formatIpv4(local)}: ${why}`, 1, { cause });
  }
}

/** Sends, and pauses for some microseconds. A receiver that does not listen, or not yet, is no error. */
async function send(socket: Socket, datagram: Uint8Array, pause: number): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    socket.send(datagram, (error) => {
      if (error && (error as NodeJS.ErrnoException).code !== 'ECONNREFUSED') reject(error);
      else resolve();
    });
  });
  if (pause >= SHORT_PAUSE) await setTimeout(pause / 1000);
  else if (pause > 0) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, pause / 1000);
}
