/** flow-mask.cfg(5). */
import { environment } from '../common.js';
import type { FilePage } from '../page.js';
import { STATEMENTS } from './statements.js';

export const FLOW_MASK_CFG: FilePage = {
  kind: 'file',
  name: 'flow-mask.cfg',
  purpose: 'prefix lengths for addresses of flows',
  synopsis: `mask-definition NAME
  prefix ADDRESS[/BITS] LENGTH`,
  description: [
    'The file mask.cfg, or another that an option names, tells flow-mask(1) and flow-report(1) which prefix length the addresses of flows shall have.',
    {
      terms: [
        ['`mask-definition` {name}', 'Begins a definition.'],
        [
          '`prefix` {address}[`/`{bits}] {length}',
          'Addresses that agree with {address} in their first {bits} get the prefix length {length}, 0 to 32. Without {bits} they must agree in the first {length}.',
        ],
      ],
    },
    'Of several prefixes that match, the longest decides; an address that none matches keeps the length that it has.',
  ],
  sections: [STATEMENTS],
  files: [['`/etc/flow-tools/cfg/mask.cfg`', 'Read unless an option names another file.']],
  environment: environment('FLOW_TOOLS_CFGDIR'),
  examples: [
    'The own network in pieces of 256 addresses, the rest of the world by the first octet:',
    {
      lines: `mask-definition default
  prefix 10.1.0.0/16 24
  prefix 0.0.0.0/0 8`,
    },
  ],
  differences: ['{bits} are new: in flow-tools an address matched by {length}.'],
  seeAlso: ['flow-mask(1)', 'flow-stat.cfg(5)'],
};
