/** Rates of sampling that the configuration gives for exporters that tell none. */
import { parseAddress, type Address } from '../flow/address.js';

/** Of an exporter, or of one of its interfaces; absent parts mean any. */
export interface ConfiguredRate {
  readonly exporter?: Address;
  /** ifIndex that flows come in by. */
  readonly input?: number;
  /** One packet in so many was looked at. */
  readonly rate: number;
}

const MOST = 0xffff_ffff;

function readNumber(text: string | undefined): number | undefined {
  const value = text !== undefined && /^\d{1,10}$/.test(text) ? Number(text) : NaN;
  return value <= MOST ? value : undefined;
}

/**
 * Reads entries `EXPORTER [IFINDEX] RATE`, `*` for any exporter.
 * @returns the most special first; and what is not understood, a sentence each
 */
export function readSamplingRates(entries: readonly string[]): {
  readonly rates: readonly ConfiguredRate[];
  readonly problems: readonly string[];
} {
  const rates: ConfiguredRate[] = [];
  const problems: string[] = [];
  for (const entry of entries) {
    const words = entry.trim().split(/\s+/);
    const [owner = ''] = words;
    const exporter = owner === '*' ? undefined : parseAddress(owner);
    const input = words.length === 3 ? readNumber(words[1]) : undefined;
    const rate = readNumber(words.at(-1));
    const isRead = (owner === '*' || exporter) && (words.length === 2 || (words.length === 3 && input !== undefined));
    if (!isRead || rate === undefined || rate < 1)
      problems.push(
        `"${entry}" of sampling_rates is not understood: write an exporter's address, perhaps an ifIndex, and a rate, as "192.0.2.1 1000" or "192.0.2.1 7 512".`,
      );
    else rates.push({ ...(exporter && { exporter }), ...(input !== undefined && { input }), rate });
  }
  const special = ({ exporter, input }: ConfiguredRate): number => (exporter ? 2 : 0) + (input === undefined ? 0 : 1);
  return { rates: rates.sort((one, other) => special(other) - special(one)), problems };
}
