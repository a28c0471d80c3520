/** NetFlow datagrams one after another, as flow-export -f 4 writes them (reference section 5.8). */
import type { RecordLayout } from '../../flow/layout.js';
import { createDecoder } from '../../netflow/decode.js';
import { refusalText } from '../../netflow/refusal.js';
import { isWireVersion, wireFormat } from '../../netflow/wire.js';
import { defects } from '../defects.js';
import { ImportError, type ImportFormat } from './format.js';
import { Octets } from './octets.js';

/** Where one datagram ends and the next begins follows from their counts; all must be of the version asked for. */
export function datagramImport({ version }: RecordLayout): ImportFormat {
  if (!isWireVersion(version)) throw new ImportError(`datagrams cannot have version ${version}`);
  const format = wireFormat(version);
  const decode = createDecoder({ defects: defects() });
  return async function* (input) {
    const octets = new Octets(input);
    for (;;) {
      const start = octets.position;
      const head = await octets.peek(4);
      if (head.length === 0) return;
      if (head.length < 4) throw new ImportError(`octet ${start}: the input ends inside a datagram`);
      if (head.readUInt16BE() !== format.dVersion) {
        const what = `octet ${start}: a datagram of version ${head.readUInt16BE()} instead of ${format.dVersion}`;
        throw new ImportError(what);
      }
      const size = format.headerSize + head.readUInt16BE(2) * format.recordSize;
      const decoded = decode(await octets.take(size), 0);
      if ('code' in decoded) throw new ImportError(`octet ${start + decoded.offset}: ${refusalText(decoded)}`);
      if (decoded.header.format !== format) {
        const what = `octet ${start + 22}: a datagram of version ${decoded.header.format.version} instead of ${version}`;
        throw new ImportError(what);
      }
      yield decoded.flows;
    }
  };
}
