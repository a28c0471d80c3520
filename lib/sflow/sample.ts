/** What an sFlow datagram is made of, read: samples without the packets in them. */
import type { Address } from '../flow/address.js';
import type { InterfaceCounters } from './counter-records.js';

/** What an agent samples: class 0 is an interface, by its ifIndex; 1 a VLAN, 2 an entity. */
export interface DataSource {
  readonly class: number;
  readonly index: number;
}

/** Head of a flow sample. */
export interface FlowSample extends DataSource {
  readonly sequence: number;
  /** One packet in so many is sampled. */
  readonly rate: number;
  /** Packets that could have been sampled so far, modulo 2³². */
  readonly pool: number;
  /** Samples lost in the agent for want of resources so far, modulo 2³². */
  readonly drops: number;
}

export interface CounterSample extends DataSource, InterfaceCounters {
  readonly sequence: number;
}

/** A packet that the agent reports because it was discarded: not a sample of the traffic. */
export interface Discard extends DataSource {
  readonly sequence: number;
  /** Reports lost in the agent so far. */
  readonly drops: number;
  /** ifIndex of the interfaces, 0 if unknown. */
  readonly input: number;
  readonly output: number;
  /** Up to 255 a code of ICMP Destination Unreachable. */
  readonly reason: number;
}

export interface SflowHeader {
  /** The agent, which need not be what the datagram came from; undefined if it does not say. */
  readonly agent: Address | undefined;
  readonly subAgent: number;
  /** Number of the datagram of this agent and sub-agent. */
  readonly sequence: number;
  /** Milliseconds since the agent started. */
  readonly uptime: number;
  /** Samples that the datagram says it has. */
  readonly samples: number;
}
