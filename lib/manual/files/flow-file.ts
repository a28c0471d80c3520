/** flow-file(5). */
import { EXPORT_VERSIONS } from '../../flow/version.js';
import { recordLayout } from '../../flow/layout.js';
import { environment } from '../common.js';
import type { FilePage } from '../page.js';

export const FLOW_FILE: FilePage = {
  kind: 'file',
  name: 'flow-file',
  purpose: 'files and streams of flows',
  synopsis: 'ft-vVERSION.YYYY-MM-DD.HHMMSS+ZZZZ',
  description: [
    'The commands hand flows to each other in one format, that of flow-tools, in files as well as in pipes: a header, then records of one size, all of one export version. Files of flow-tools can be read here, and those written here can be read by flow-tools.',
    'Names say when the file was begun, in local time with its zone: `ft-v05.2025-03-30.001500+0000`. While it is being written a file is called `tmp-` instead of `ft-`. Version 8 has its aggregation method in the name, `ft-v08m01`. Commands that search directories take names that begin with `ft`, `tmp` or `cf`.',
  ],
  sections: [
    {
      title: 'FORMAT',
      blocks: [
        {
          terms: [
            ['Octets 0, 1', 'CF and 10, hexadecimal.'],
            ['Octet 2', 'Byte order of everything that follows: 1 little endian, 2 big endian.'],
            ['Octet 3', 'Stream version: 3. Version 1, which is older, can be read.'],
            ['Octets 4 to 7', 'Length of the header, these eight octets included.'],
            [
              'Then',
              'Fields of the header, each a type and a length of 16 bits, and a value; unknown types are to be skipped. Zeros fill up to a multiple of four.',
            ],
            ['Then', 'The records one after another. If the header says so they are one zlib stream (RFC 1950).'],
          ],
        },
        {
          terms: [
            ['Type 2', 'Export version, 16 bits. 1005 is version 5 with two tags.'],
            ['Types 3, 4', 'Aggregation version and method of version 8, 8 bits each.'],
            ['Types 6, 7', 'Start and end of the capture, Unix seconds, 32 bits.'],
            [
              'Type 8',
              'Flags: 1 complete, 2 compressed, 8 a stream without capture times, 16 from stream version 1, 32 a stream with counts.',
            ],
            ['Types 10, 11, 13, 14', 'Flows, flows lost, datagrams refused, resets of sequence numbers; 32 bits.'],
            ['Types 15, 16', 'Host name of the capture and comment, each with a NUL at its end.'],
          ],
        },
      ],
    },
    {
      title: 'RECORDS',
      blocks: [
        'The records of each export version: their size, and where in them each field begins; both in octets. What the fields mean, flow-export(1) says.',
        {
          terms: EXPORT_VERSIONS.map((version) => {
            const { size, slots } = recordLayout(version);
            const places = [...slots].map(([field, { offset }]) => ({ field, offset }));
            const fields = places.sort((one, other) => one.offset - other.offset);
            return [
              `\`${version}\``,
              `${size} octets: ${fields.map(({ field, offset }) => `${field} ${offset}`).join(', ')}.`,
            ];
          }),
        },
        'Records of version 1009 that have 1 in octet 235 are no flows: they hold what else was told of the flow behind them, as name and value. docs/format.md describes them.',
      ],
    },
    {
      title: 'DAMAGE',
      blocks: [
        'A file that was cut off, or whose compressed data are damaged, gives the records before the damage, and a message on standard error. flow-capture(1) completes files that a crash cut off.',
        'flow-tools wrote some fields of versions 8.12 and 1005 in the wrong order of octets into big-endian files. Set `FLOW_TOOLS_DEFECTS=original` to read such files, and to have the other faults of flow-tools that the pages of the commands name.',
      ],
    },
  ],
  environment: environment('FLOW_TOOLS_DEFECTS'),
  examples: [
    'The first octets of a stream:',
    {
      run: 'flow-gen -n 1 | od -A d -t x1z | head -4',
      prints: `0000000 cf 10 01 03 30 00 00 00 02 00 02 00 05 00 08 00  >....0...........<
0000016 04 00 08 00 00 00 0f 00 09 00 66 6c 6f 77 2d 67  >..........flow-g<
0000032 65 6e 00 10 00 09 00 66 6c 6f 77 2d 67 65 6e 00  >en.....flow-gen.<
0000048 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00  >................<
`,
    },
  ],
  seeAlso: ['flow-header(1)', 'flow-cat(1)', 'flow-capture(1)', 'flow-export(1)', 'flow-xlate(1)'],
};
