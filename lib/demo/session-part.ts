/** A session's share between two exports, as one flow in each direction. */
import type { RecordWriter } from './record-writer.js';
import type { SessionPart } from './session.js';

const TCP = 6;
const SYN = 0x02;
const DATA = 0x18; // PSH ACK
const FIN = 0x01;
/** Octets of a packet that is as full as it gets, and of one that only acknowledges. */
const FULL = 1400;
const EMPTY = 52;
/** Packets per second from which a sender fills its packets. */
const BUSY = 12;
/** A record's counter has 32 bits. */
const MAXIMUM = 0xffffffff;

/** From 0.9 to 1.1, the same for the same number. */
function unevenness(number: number): number {
  return 0.9 + (Math.imul(number, 0x9e3779b1) >>> 22) / 5115;
}

/** Packets and octets of a rate (octets per second) over some seconds. */
function counters(rate: number, seconds: number, acknowledged: number): { packets: number; octets: number } {
  const octets = Math.min(MAXIMUM, Math.max(EMPTY * 2, Math.round(rate * seconds)));
  const atLeast = Math.ceil(octets / FULL);
  const chatter = Math.min(Math.floor(octets / EMPTY), Math.ceil((BUSY * seconds * rate) / (rate + BUSY * FULL)));
  const acks = Math.min(Math.floor(octets / EMPTY), Math.ceil(acknowledged / FULL / 2));
  return { packets: Math.max(atLeast, chatter, acks, 2), octets };
}

/** Writes the part that the client sent and, if `room` is 2 or more, what it got. */
export function writeSessionPart(part: SessionPart, writer: RecordWriter, room: number): void {
  const { session, start, end } = part;
  const { from, to, ports, prot, tos } = session;
  const seconds = end - start;
  const flags = DATA | (start === session.start ? SYN : 0) | (end === session.end ? FIN : 0);
  const kind = prot | (tos << 8) | (prot === TCP ? flags << 16 : 0);
  const moved = unevenness(start ^ ports);
  const up = counters(session.up * moved, seconds, session.down * seconds);
  const down = counters(session.down * moved, seconds, session.up * seconds);
  const duration = seconds * 1000;
  writer.flow(from, to, ports, kind, up.packets, up.octets, 0, duration);
  if (room < 2) return;
  writer.flow(to, from, (ports << 16) | (ports >>> 16), kind, down.packets, down.octets, 0, duration);
}
