/** One question to one name server: over UDP from a socket of its own, and again over TCP where the reply was cut off. */
import { createSocket } from 'node:dgram';
import { connect } from 'node:net';
import { encodeQuestion, readReply, type DnsQuestion, type DnsReply } from './dns-message.js';
import type { NameServer } from './name-servers.js';

type WholeReply = Exclude<DnsReply, { kind: 'truncated' }>;

function randomId(): number {
  const [id = 0] = crypto.getRandomValues(new Uint16Array(1));
  return id;
}

/** Runs `start` until it settles the promise or the signal fires; `end` is called once either way. */
function until<T>(
  signal: AbortSignal,
  start: (done: (value: T) => void, fail: (reason: unknown) => void) => () => void,
): Promise<T> {
  return new Promise((resolve, reject) => {
    const fail = (reason: unknown): void => {
      settle();
      reject(reason instanceof Error ? reason : new Error(String(reason)));
    };
    const abort = (): void => {
      fail(signal.reason);
    };
    const settle = (): void => {
      signal.removeEventListener('abort', abort);
      end();
    };
    const end = start((value) => {
      settle();
      resolve(value);
    }, fail);
    if (signal.aborted) abort();
    else signal.addEventListener('abort', abort);
  });
}

/** The kernel gives each socket a port at random, and a connected one takes datagrams from its server alone. */
function askUdp({ address, port, family }: NameServer, question: DnsQuestion, signal: AbortSignal): Promise<DnsReply> {
  return until(signal, (done, fail) => {
    const id = randomId();
    const socket = createSocket(family === 4 ? 'udp4' : 'udp6');
    let state: 'open' | 'closed' = 'open';
    socket.on('error', fail);
    socket.on('message', (octets) => {
      const reply = readReply(octets, id, question);
      if (reply) done(reply); // anything else may be forged: the true one can still come
    });
    socket.connect(port, address, () => {
      if (state === 'open') socket.send(encodeQuestion(id, question));
    });
    return () => {
      if (state === 'open') socket.close();
      state = 'closed';
    };
  });
}

/** Messages have their length in two octets before them (RFC 1035 section 4.2.2). */
function askTcp({ address, port }: NameServer, question: DnsQuestion, signal: AbortSignal): Promise<DnsReply> {
  return until(signal, (done, fail) => {
    const id = randomId();
    const socket = connect({ host: address, port });
    let octets = Buffer.alloc(0);
    const broken = new Error('the server closed the connection before its reply was complete');
    socket.on('connect', () => {
      const message = encodeQuestion(id, question);
      socket.end(Buffer.concat([Buffer.from([message.length >>> 8, message.length & 255]), message]));
    });
    socket.on('data', (piece: Buffer) => {
      octets = Buffer.concat([octets, piece]);
      if (octets.length < 2) return;
      const length = octets.readUInt16BE(0);
      if (octets.length < 2 + length) return;
      const reply = readReply(octets.subarray(2, 2 + length), id, question);
      if (reply) done(reply);
      else fail(new Error('the reply belongs to another question'));
    });
    socket.on('error', fail);
    socket.on('close', () => {
      fail(broken);
    });
    return () => socket.destroy();
  });
}

/**
 * The server's whole reply.
 * @throws the signal's reason, the system's error (ECONNREFUSED), or an Error at what is no reply
 */
export async function exchange(server: NameServer, question: DnsQuestion, signal: AbortSignal): Promise<WholeReply> {
  const reply = await askUdp(server, question, signal);
  if (reply.kind !== 'truncated') return reply;
  const whole = await askTcp(server, question, signal);
  if (whole.kind === 'truncated') throw new Error('the reply is cut off over TCP too');
  return whole;
}
