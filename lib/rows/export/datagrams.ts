/** flow-export -f 4: NetFlow datagrams one after another. */
import type { RecordLayout } from '../../flow/layout.js';
import { warn } from '../../command/run.js';
import { translator } from '../../flow/translate.js';
import { noLosses } from '../../flow/translate-extended.js';
import { DatagramEncoder } from '../../netflow/encode.js';
import { isWireVersion } from '../../netflow/wire.js';
import { defects } from '../defects.js';
import type { ExportFormat } from './format.js';

/** Versions 1005 and 1009 exist in files only; their datagrams are those of version 5, as far as it reaches. */
export function datagramFormat({ version }: RecordLayout): ExportFormat {
  const losses = noLosses();
  const wire = isWireVersion(version) ? version : '5';
  const translate = wire === version ? undefined : translator(version, wire, { losses });
  const encoder = new DatagramEncoder(wire, { defects: defects() });
  return {
    start: '',
    records: (batch) => Buffer.concat([...encoder.add(translate?.(batch) ?? batch)]),
    end() {
      if (losses.ipv6 > 0) warn(`${losses.ipv6} flows of IPv6 were left out: version ${wire} has no place for them`);
      return encoder.flush();
    },
  };
}
