/** Counters of interfaces that agents send by themselves, every half minute or so. */
import type { XdrReader } from './xdr-reader.js';

/** Octets of each counter of a block, in the block's order; IF-MIB names them. */
const GENERIC = {
  ifIndex: 4,
  ifType: 4,
  /** Bits/s. */
  ifSpeed: 8,
  ifDirection: 4,
  /** Bit 0: up as wanted; bit 1: up in fact. */
  ifStatus: 4,
  ifInOctets: 8,
  ifInUcastPkts: 4,
  ifInMulticastPkts: 4,
  ifInBroadcastPkts: 4,
  ifInDiscards: 4,
  ifInErrors: 4,
  ifInUnknownProtos: 4,
  ifOutOctets: 8,
  ifOutUcastPkts: 4,
  ifOutMulticastPkts: 4,
  ifOutBroadcastPkts: 4,
  ifOutDiscards: 4,
  ifOutErrors: 4,
  ifPromiscuousMode: 4,
} as const;

/** Likewise, as EtherLike-MIB names them. */
const ETHERNET = {
  dot3StatsAlignmentErrors: 4,
  dot3StatsFCSErrors: 4,
  dot3StatsSingleCollisionFrames: 4,
  dot3StatsMultipleCollisionFrames: 4,
  dot3StatsSQETestErrors: 4,
  dot3StatsDeferredTransmissions: 4,
  dot3StatsLateCollisions: 4,
  dot3StatsExcessiveCollisions: 4,
  dot3StatsInternalMacTransmitErrors: 4,
  dot3StatsCarrierSenseErrors: 4,
  dot3StatsFrameTooLongs: 4,
  dot3StatsInternalMacReceiveErrors: 4,
  dot3StatsSymbolErrors: 4,
} as const;

export type GenericCounters = Readonly<Record<keyof typeof GENERIC, bigint>>;
export type EthernetCounters = Readonly<Record<keyof typeof ETHERNET, bigint>>;

/** What one counter sample says of one interface; the parts that the agent sent. */
export interface InterfaceCounters {
  generic?: GenericCounters;
  ethernet?: EthernetCounters;
  /** What the agent calls the interface. */
  name?: string;
}

/** Counters that agents do not have are sent as all ones: of 64 or of 32 bits. */
export const UNKNOWN_COUNTERS: ReadonlySet<bigint> = new Set([2n ** 64n - 1n, 2n ** 32n - 1n]);

const LONGEST_NAME = 255;

function readBlock<Name extends string>(
  record: XdrReader,
  block: Readonly<Record<Name, 4 | 8>>,
): Readonly<Record<Name, bigint>> | undefined {
  const entries = Object.entries(block).map(([name, octets]) => [
    name,
    octets === 8 ? record.u64() : BigInt(record.u32()),
  ]);
  // Object.fromEntries does not keep the names' type
  return record.isShort() ? undefined : (Object.fromEntries(entries) as Record<Name, bigint>);
}

type ReadCounters = (record: XdrReader, into: InterfaceCounters) => void;

const RECORDS: ReadonlyMap<number, ReadCounters> = new Map<number, ReadCounters>([
  [
    1,
    (record, into) => {
      const generic = readBlock(record, GENERIC);
      if (generic) into.generic = generic;
    },
  ],
  [
    2,
    (record, into) => {
      const ethernet = readBlock(record, ETHERNET);
      if (ethernet) into.ethernet = ethernet;
    },
  ],
  [
    1005,
    (record, into) => {
      const name = record.text(LONGEST_NAME);
      if (name !== undefined && name !== '') into.name = name;
    },
  ],
]);

/** Reads a record of a counter sample by its data format; what is short leaves its part absent. */
export function readCounterRecord(format: number, record: XdrReader, into: InterfaceCounters): void {
  RECORDS.get(format)?.(record, into);
}
