import assert from 'node:assert/strict';
import fc from 'fast-check';
import { htmlText, imageNames } from '../../lib/save/original/html-text.js';
import { readOldBody } from '../../lib/save/original/old-body.js';
import { readOldPage } from '../../lib/save/original/old-page.js';
import { readFilterCollection } from '../../lib/save/original/filter-collection.js';
import { parseParameterSet, parameterSetQuery } from '../../lib/save/original/parameter-set.js';

const SET = `<!-- BEGIN FILTERING PARAMETERS
filter_hash: FL_web_servers
filter_title: Web servers
device_name: edge1
start_date:
source_addresses: 10.0.0.0/8, -10.1.0.0/16
dest_ports: 80, 443
sif_names: 12
nexthop_ips: 192.0.2.1
stat_report: 10
print_report: 0
flow_select: 3
pie_charts: 0
IPFIX: 0
<END FILTERING PARAMETERS -->
`;

describe('parameter sets of FlowViewer 4', () => {
  it('become a query of our form, under its names', () => {
    const set = parseParameterSet(SET);
    assert.ok(set);
    assert.deepEqual(Object.fromEntries(parameterSetQuery(set)), {
      device_name: 'edge1',
      source_address: '10.0.0.0/8, -10.1.0.0/16',
      dest_port: '80, 443',
      sif_name: '12',
      nexthop_ip: '192.0.2.1',
      stat_report: '10',
      flow_select: '3',
      pie_charts: '0',
    });
  });

  it('keep a value that holds a colon and a blank', () => {
    const set = parseParameterSet(SET.replace('Web servers', 'Web: all servers'));
    assert.equal(set?.values.get('filter_title'), 'Web: all servers');
  });

  it('are told from other files', () => {
    for (const text of ['', 'hello', 'BEGIN FILTERING', '<!-- BEGIN FILTERING\nx: y\n']) {
      assert.equal(parseParameterSet(text), undefined);
    }
  });

  it('are read from the one file of FlowViewer 3 too', () => {
    const text = '11^Web^device_name=edge1&source_addresses=10.0.0.0/8, -10.1.0.0/16&dest_ports=\nbroken\n12^^a=b\n';
    assert.deepEqual(readFilterCollection(text), [
      { name: 'Web', query: 'device_name=edge1&source_address=10.0.0.0%2F8%2C+-10.1.0.0%2F16' },
    ]);
  });
});

describe('the body of a report saved by FlowViewer 4', () => {
  it('is a table where it is one of statistics', () => {
    const body = readOldBody(
      'Src Host : Flows : Octets : Packets\n10.0.0.1 ^ 12 ^ 1,234 ^ 7 ^ \n<b>evil</b> ^ 1 ^ 2 ^ 3 ^ \n',
    );
    assert.deepEqual(body, {
      kind: 'table',
      headings: ['Src Host', 'Flows', 'Octets', 'Packets'],
      rows: [
        ['10.0.0.1', '12', '1,234', '7'],
        ['evil', '1', '2', '3'],
      ],
    });
  });

  it('is text where it is HTML or has fixed columns', () => {
    const body = readOldBody('<tr><td><pre>Total Flows    : 12\nTotal &amp; more</pre></td></tr>');
    assert.deepEqual(body, { kind: 'text', text: 'Total Flows    : 12\nTotal & more' });
  });
});

describe('pages saved by FlowViewer 2 and 3', () => {
  const html = `<html><head><title>x</title><script>alert(1)</script></head><body><pre>
 Report:            Source/Destination IP                Sort Field:   Octets
 Start Time:        03/05/2010 10:00:00                  End Time:     03/05/2010 11:00:00
 Device:            MYROUTER                             Exporter:
 Source:            10.0.0.0/8                           Destination:  192.0.2.1
 Source Port:       80                                   Protocols:    6
 Cutoff Lines:      100                                  Cutoff Octets:
 Description: Monday &lt;peak&gt;

 Src Host          Dst Host        Flows
 10.0.0.1          192.0.2.1           7
</pre><img src="/FlowGrapher/20100305_101500_x.png"></body></html>`;

  it('keep their text as it stood, and ask their question again', () => {
    const page = readOldPage(html);
    assert.match(page.text, /^ 10\.0\.0\.1 {10}192\.0\.2\.1 {11}7$/m);
    assert.ok(!page.text.includes('alert'));
    assert.equal(page.description, 'Monday <peak>');
    assert.equal(page.title, 'Source/Destination IP');
    assert.deepEqual(Object.fromEntries(page.query), {
      start_date: '03/05/2010',
      start_time: '10:00:00',
      end_date: '03/05/2010',
      end_time: '11:00:00',
      device_name: 'MYROUTER',
      source_address: '10.0.0.0/8',
      dest_address: '192.0.2.1',
      source_port: '80',
      protocols: '6',
      cutoff_lines: '100',
    });
    assert.deepEqual(imageNames(html), ['20100305_101500_x.png']);
  });

  it('give plain text whatever they hold, and quickly', () => {
    assert.equal(
      htmlText('a < b<br>c &#60;i&#62; &#x41;&nbsp;<!-- <b> -->d<script><b></script>e'),
      'a < b\nc <i> A\u00a0de',
    );
    for (const part of ['<', '<a ', '&', '<!--', '<script>', ' ', '<script', '\n ', '<img src=']) {
      htmlText(part.repeat(200_000));
      imageNames(part.repeat(20_000));
      readOldBody(part.repeat(200_000));
    }
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom('<', '>', '/', 'script', 'br', '!--', '--', '"', '&lt;', ' ', '\n', 'x')),
        (parts) => {
          assert.equal(typeof htmlText(parts.join('')), 'string');
        },
      ),
    );
  });
});
