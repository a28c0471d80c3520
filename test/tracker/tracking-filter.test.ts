import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { readFilterFile } from '../../lib/cfg/filter-file.js';
import { flowField, isFieldName } from '../../lib/flow/field.js';
import { readFieldList } from '../../lib/query/fieldlist.js';
import type { Filter } from '../../lib/query/filter.js';
import { paintNumbers } from '../../lib/query/ranges.js';
import { CRITERIA } from '../../lib/report/criterion.js';
import { readFilter } from '../../lib/report/filterform.js';
import { DEFINITION, withoutTimes } from '../../lib/tracker/definition-text.js';
import { trackingSource } from '../../lib/tracker/source.js';
import { definitionOf, trackingFilter } from '../../lib/tracker/tracking-filter.js';
import { GOLDEN } from '../web/site.js';
import { aTracking } from './trackings.js';

/** The lists of every request of the golden set. */
function lists(): Record<string, string>[] {
  const [, ...rows] = readFileSync(`${GOLDEN}requests.tsv`, 'utf8').split('\n').filter(Boolean);
  return rows.map((row) => Object.fromEntries(new URLSearchParams(row.split('\t')[2])));
}

/** With ranges instead of what they leave: a definition has both. */
function plain(filter: Filter): Filter {
  if (filter.kind === 'and' || filter.kind === 'or') return { ...filter, of: filter.of.map(plain) };
  if (filter.kind !== 'not' || filter.of.kind !== 'in' || !isFieldName(filter.of.field)) return filter;
  const { field, ranges } = filter.of;
  const hi = { u8: 0xff, u16: 0xffff, u32: 0xffffffff, u64: NaN, ip: NaN, mac: NaN, ms: NaN }[flowField(field).type];
  const elements = ranges.map((range) => ({ ...range, include: false }));
  return { kind: 'in', field, ranges: paintNumbers(elements, { lo: 0, hi }, 'pass') };
}

describe('the filter of a tracking', () => {
  it('is written as a definition that means the same', () => {
    const tried = new Set<string>();
    for (const fields of lists()) {
      const own = CRITERIA.filter(({ name }) => fields[name] !== undefined);
      const tracking = aTracking({ fields: Object.fromEntries(own.map(({ name }) => [name, fields[name]!])) });
      const text = definitionOf(tracking);
      if (tried.has(text)) continue;
      tried.add(text);
      const filter = plain(readFilterFile({ file: 'x', text: withoutTimes(text).text }).filter(DEFINITION));
      const expected = own.map(({ name, fields: [field] }) => readFieldList(field ?? assert.fail(name), fields[name]!));
      assert.deepEqual(filter, { kind: 'or', of: expected.length === 0 ? [] : [{ kind: 'and', of: expected }] }, text);
    }
    assert.ok(tried.size > 50);
  });

  it('writes lists that hold for either side as alternatives', () => {
    const { text } = withoutTimes(
      definitionOf(aTracking({ fields: { either_port: '80', either_as: '-7', protocols: 'tcp' } })),
    );
    const port = (field: 'srcport' | 'dstport') => readFieldList(field, '80');
    const others = [readFieldList('src_as', '-7'), readFieldList('dst_as', '-7'), readFieldList('prot', '6')];
    assert.deepEqual(plain(readFilterFile({ file: 'x', text }).filter(DEFINITION)), {
      kind: 'or',
      of: [
        { kind: 'and', of: [port('srcport'), ...others] },
        { kind: 'and', of: [port('dstport'), ...others] },
      ],
    });
  });

  it('is written with the primitives that only newer exports need', () => {
    const fields = { src_vlan: '100:199', dst_mac: '02:00:5e:00:53:01', forwarding_status: '-dropped' };
    const { text } = withoutTimes(definitionOf(aTracking({ fields })));
    assert.match(text, /type number\n {2}permit 100-199\n {2}default deny/);
    assert.match(text, /type mac-address\n {2}permit 02:00:5e:00:53:01\n {2}default deny/);
    assert.match(text, /type number\n {2}deny 128-191\n {2}default permit/);
    const { filter } = readFilter(aTracking({ fields: { forwarding_status: '-dropped' } }).fields);
    const only = withoutTimes(definitionOf(aTracking({ fields: { forwarding_status: '-dropped' } })));
    assert.deepEqual(readFilterFile({ file: 'x', text: only.text }).filter(DEFINITION), { kind: 'or', of: [filter] });
  });

  it('writes no definition of what flow-nfilter has no words for', () => {
    for (const fields of [
      { packet_size: '40:64' },
      { src_mac: '02:00:5e:00:00:00/24' },
      { either_port: Array(7).fill('80').join(' & ') },
    ])
      assert.match(definitionOf(aTracking({ fields })), /^# flow-nfilter cannot say/);
    const both = definitionOf(aTracking({ fields: { dest_port: '1:100 & -80' } }));
    const { filter } = readFilter(aTracking({ fields: { dest_port: '1:100 & -80' } }).fields);
    assert.equal(filter.kind, 'and');
    assert.equal(both.match(/^ {2}match dst-ip-port/gm)?.length, 2);
  });

  it('is that of the fields, whatever the definition says that the original made of them', () => {
    const definition =
      'filter-primitive p\n type ip-port\n permit 1-9\nfilter-definition Flow_Filter\n match ip-source-port p\n';
    const filter = trackingFilter(aTracking({ fields: { dest_port: '80' }, definition }));
    assert.deepEqual(filter, { kind: 'and', of: [readFieldList('dstport', '80')] });
  });

  it('is that of the definition where the fields say nothing, or what only flow-nfilter understands', () => {
    const definition =
      'filter-primitive p\n type ip-port\n permit 1-9\nfilter-primitive t\n type time-date\n permit ge January 1, 2000 0:00:00\nfilter-definition Flow_Filter\n match ip-source-port p\n match end-time t\n';
    const expected = { kind: 'or', of: [{ kind: 'and', of: [readFieldList('srcport', '1:9')] }] };
    assert.deepEqual(trackingFilter(aTracking({ definition })), expected);
    assert.deepEqual(trackingFilter(aTracking({ fields: { source_port: 'tcpmux' }, definition })), expected);
    assert.deepEqual(trackingFilter(aTracking({ definition: definitionOf(aTracking()) })), { kind: 'and', of: [] });
  });

  it('names the field that cannot be read', () => {
    assert.throws(() => trackingFilter(aTracking({ label: 'mine', fields: { source_address: '10.0.0.256' } })), {
      code: 'bad-filter',
      place: 'mine',
      message: /^Source IPs: .*10\.0\.0\.256/,
    });
  });

  it('comes with the directory of the device, or of all exporters', () => {
    const directories = { exporter_directory: '/all', flow_data_directory: '/flows' };
    const source = (fields: Record<string, string>) => trackingSource(aTracking({ fields }), directories);
    assert.deepEqual(source({ device_name: 'r1' }), { kind: 'device', name: 'r1' });
    assert.deepEqual(source({ exporter: '192.0.2.1' }), { kind: 'directory', path: '/all' });
    assert.deepEqual(source({}), { kind: 'directory', path: '/flows' });
  });
});
