/** flowviewer(7): where to begin. */
import { environment } from './common.js';
import { purposeOf, sectionOf, type ManualPage, type OverviewPage, type Terms } from './page.js';

/** @param pages all others, which it lists */
export function flowviewerPage(pages: readonly ManualPage[]): OverviewPage {
  const list = (section: number): Terms =>
    pages
      .filter((page) => sectionOf(page) === section)
      .map((page) => [`${page.name}(${section})`, `${purposeOf(page)}.`]);
  return {
    kind: 'overview',
    name: 'flowviewer',
    purpose: 'who filled the line: NetFlow captured, selected, counted',
    description: [
      'Routers can tell what passes them: packets with the same addresses, ports, protocol and input interface are a flow, and when it is over, or lasts long, the router sends a record of it in a NetFlow datagram: when it started and ended, how many packets and octets it had, where it came in and went out. A router that does is an exporter. Nothing of the content is told.',
      'flow-capture(1) receives the datagrams and writes the flows to files, one directory for each router and one file for some minutes. Everything else reads these files. In a shell commands are joined by pipes: flow-cat(1) finds files, flow-nfilter(1) selects flows, flow-print(1) shows them, flow-stat(1) and flow-report(1) count them. The same files answer questions in a browser.',
      'Files, command names and options are those of flow-tools 0.68; each page ends with what is different.',
    ],
    sections: [
      { title: 'COMMANDS', blocks: [{ terms: list(1) }] },
      { title: 'FILES AND FORMATS', blocks: [{ terms: list(5) }] },
    ],
    environment: environment('TZ', 'FLOW_TOOLS_CFGDIR', 'FLOW_TOOLS_SYMDIR', 'FLOW_TOOLS_DEFECTS'),
    examples: [
      'The router 192.0.2.1 exports to UDP port 9801 of this host; capture that, in files of 5 minutes:',
      { run: 'flow-capture -w router -n 287 0/192.0.2.1/9801', untested: 'starts a daemon' },
      'How much was there on 30 March 2025, in octets, packets and millions of octets?',
      {
        run: 'flow-cat router/2025/2025-03/2025-03-30 | flow-stat -f 15 | tail -1',
        prints: `322990439           530431              322.990
`,
      },
      'Which hosts sent most?',
      {
        run: 'flow-cat router/2025/2025-03/2025-03-30 | flow-stat -f 9 -S 2 | sed -n 11,14p',
        prints: `# IPaddr         flows                 octets                packets
#
192.168.5.32     1                     22845483              19377
10.1.0.238       1                     22590784              15347
`,
      },
      'With whom did the first of them talk, and how long?',
      {
        file: 'flow.acl',
        content: `ip access-list standard busiest permit host 192.168.5.32
`,
      },
      {
        run: 'flow-cat router | flow-filter -S busiest | flow-print -f 5 | sed 2d',
        prints: `Start             End               Sif   SrcIPaddress    SrcP  DIf   DstIPaddress    DstP    P Fl Pkts       Octets
0330.00:32:55.748 0330.00:32:58.347 3     192.168.5.32    6881  1     10.1.6.74       39987 6   2  19377      22845483
`,
      },
    ],
    seeAlso: ['flow-capture(1)', 'flow-cat(1)', 'flow-stat(1)', 'flow-file(5)'],
  };
}
