/** flow-export -f 4: NetFlow datagrams one after another. */
import type { RecordLayout } from '../../flow/layout.js';
import { translator } from '../../flow/translate.js';
import { DatagramEncoder } from '../../netflow/encode.js';
import { isWireVersion } from '../../netflow/wire.js';
import { defects } from '../defects.js';
import type { ExportFormat } from './format.js';

/** Version 1005 exists in files only; its datagrams are those of version 5, without the tags. */
export function datagramFormat({ version }: RecordLayout): ExportFormat {
  const wire = isWireVersion(version) ? version : '5';
  const translate = wire === version ? undefined : translator(version, wire);
  const encoder = new DatagramEncoder(wire, { defects: defects() });
  return {
    start: '',
    records: (batch) => Buffer.concat([...encoder.add(translate?.(batch) ?? batch)]),
    end: () => encoder.flush(),
  };
}
