/** The datagrams that the original was fed, and what it made of them. */
import { readdirSync, readFileSync } from 'node:fs';
import { fieldReader, type FlowBatch } from '../../lib/flow/batch.js';
import { FLOW_FIELDS } from '../../lib/flow/field.js';
import { ICMP_SHIFTS } from '../../lib/flow/icmp.js';
import { formatIpv4 } from '../../lib/flow/address.js';

export const GOLDEN = 'test/golden/ft';

/** One row of pdu.tsv. */
export interface PduCase {
  readonly name: string;
  /** Options of flow-receive, as words. */
  readonly options: readonly string[];
  readonly datagrams: readonly Buffer[];
  /** CSV without its heading line. */
  readonly records: string;
  readonly header: string;
  readonly log: string;
}

function dataLines(csv: string): string {
  return csv.replace(/^#:.*\n/, '');
}

export const PDU_CASES: readonly PduCase[] = readFileSync(`${GOLDEN}/pdu.tsv`, 'utf8')
  .split('\n')
  .filter((line) => line !== '' && !line.startsWith('#'))
  .map((line) => {
    const [name = '', options = '', , csv = '', header = '', log = ''] = line.split('\t');
    const folder = `${GOLDEN}/pdu/${name}`;
    return {
      name,
      options: options === '-' ? [] : options.split(' '),
      datagrams: readdirSync(folder)
        .sort()
        .map((file) => readFileSync(`${folder}/${file}`)),
      records: dataLines(readFileSync(`${GOLDEN}/${csv}`, 'utf8')),
      header: readFileSync(`${GOLDEN}/${header}`, 'utf8'),
      log: readFileSync(`${GOLDEN}/${log}`, 'utf8'),
    };
  });

/** Records as flow-export -f 2 prints them, without the heading. */
export function csvOf(batch: FlowBatch): string {
  const columns = FLOW_FIELDS.flatMap((field) => {
    const read = fieldReader(batch, field.name);
    const isIcmp = ICMP_SHIFTS.has(field.name) && !batch.layout.slots.has(field.name); // derived
    if (!read || isIcmp) return [];
    return [field.type === 'ip' ? (index: number) => formatIpv4(read(index)) : read];
  });
  let csv = '';
  for (let index = 0; index < batch.count; index++) csv += `${columns.map((read) => read(index)).join(',')}\n`;
  return csv;
}
