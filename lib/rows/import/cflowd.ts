/** Raw flows of cflowd 2 (reference section 5.8). */
import type { RecordLayout } from '../../flow/layout.js';
import { CFLOWD_FIELDS, cflowdFields } from '../cflowd.js';
import { RecordBuilder } from '../record-builder.js';
import { ImportError, type ImportFormat } from './format.js';
import { Octets } from './octets.js';

const ALL = 2 ** CFLOWD_FIELDS.length - 1;

/**
 * The flow's start, in whole seconds, becomes the export time of an exporter that booted at that moment: uptime and first
 * are 0, last is the duration.
 */
export function cflowdImport(layout: RecordLayout): ImportFormat {
  return async function* (input) {
    const builder = new RecordBuilder(layout);
    const octets = new Octets(input);
    for (;;) {
      const start = octets.position;
      const index = await octets.take(4);
      if (index.length === 0) break;
      const mask = index.length === 4 ? index.readUInt32BE() : 0;
      if (mask === 0 || mask > ALL)
        throw new ImportError(`octet ${start}: no mask of cflowd fields (1 to 0x${ALL.toString(16)})`);
      const fields = cflowdFields(mask);
      const size = fields.reduce((sum, { bytes }) => sum + bytes, 0);
      const record = await octets.take(size);
      if (record.length < size) throw new ImportError(`octet ${octets.position}: the input ends inside a record`);
      const seconds = { first: 0, last: 0 };
      let at = 0;
      for (const { field, bytes } of fields) {
        const value = record.readUIntBE(at, bytes);
        at += bytes;
        if (field === 'first' || field === 'last') seconds[field] = value;
        else builder.set(field, value);
      }
      builder.set('unix_secs', seconds.first);
      builder.set('last', Math.max(0, seconds.last - seconds.first) * 1000);
      const batch = builder.next();
      if (batch) yield batch;
    }
    const rest = builder.flush();
    if (rest) yield rest;
  };
}
