/**
 * The formats of flow-print (reference section 5.4). A record is a text with columns in braces, each a value of
 * `values.ts` and its form:
 *
 *   lN  padded on the right to N            LN  the same, and cut at N
 *   RN  padded on the left to N             HN  hexadecimal, zeros before it up to N digits
 *   hN  hexadecimal, padded on the right    T   as it is
 *
 * `@` after the form: with -n the symbol is printed, cut to the width, or to the number that follows.
 */
import type { FieldName } from '../../flow/field.js';
import { EXTENDED, type ExportVersion } from '../../flow/version.js';

interface Variant {
  /** Lines before the first record. */
  readonly heading: string;
  /** Lines of each record. */
  readonly record: string;
}

export interface PrintFormat extends Variant {
  /** What it shows, a sentence. */
  readonly text: string;
  /** What -w prints, if that differs. */
  readonly wide?: Variant;
  /** A field without which the original refuses the format, although it does not print it. */
  readonly needs?: FieldName;
  /** `no packets`: records without packets are left out with a warning; `small syn` prints only 2-packet SYNs as well. */
  readonly skips?: 'no packets' | 'no packets, all but small syn';
}

const SECOND_HEADING = ' StartTime          EndTime             Active   B/Pk Ts Fl\n\n';
const SECOND_LINE = '\n {start short}  {end short}  {active R9} {size l3} {tos H2} {tcp_flags H2}\n\n';
const OCTETS_PACKETS = '{doctets l10}  {dpkts l10}\n';
const TOTALS = '{dflows L12}{doctets L12}{dpkts L12}{duration L12}\n';
const TOTALS_HEADING = 'flows       octets      packets     duration\n';
const WIDE_PORTS = '{srcport L14@}  {dstport L14@}';
const TOTALS_10 = `{input L7}{output L7}${TOTALS}`;
const SHORTCUT = '{tos L3}  {marked_tos L3}  {extra_pkts L10}  {doctets L10}  {dpkts L10}\n';
const SHORTCUT_HEADING = 'ToS  mToS xpackets    octets      packets\n';

/** Formats by number; none but these exist. */
export const PRINT_FORMATS: Readonly<Record<number, PrintFormat>> = {
  0: {
    text: 'Interfaces, addresses, protocol and ports in hexadecimal, packets, octets.',
    heading: 'Sif  SrcIPaddress     Dif  DstIPaddress      Pr SrcP DstP  Pkts       Octets\n',
    record:
      '{input H4} {srcaddr l15}  {output H4} {dstaddr l15}   {prot H2} {srcport h4} {dstport h4}  {dpkts l10} {doctets l10}\n',
  },
  1: {
    text: 'Format 0 with a second line: times, duration, octets a packet, ToS, TCP flags.',
    heading: `Sif  SrcIPaddress     DIf  DstIPaddress      Pr SrcP DstP  Pkts  Octets\n${SECOND_HEADING}`,
    record: `{input H4} {srcaddr l15}  {output H4} {dstaddr l15}   {prot H2} {srcport h4} {dstport h4}  {dpkts l10} {doctets l10}${SECOND_LINE}`,
    skips: 'no packets',
  },
  2: {
    text: 'The two lines of format 1, only for small half-open TCP connections.',
    heading: `Sif SrcIPaddress     DIf DstIPaddress    Pr SrcP DstP Pkts       Octets\n${SECOND_HEADING}`,
    record: `{input H2}  {srcaddr l15}  {output H2}  {dstaddr l15} {prot H2} {srcport h4} {dstport h4} {dpkts l10} {doctets l10}${SECOND_LINE}`,
    skips: 'no packets, all but small syn',
  },
  3: {
    text: 'Addresses, protocol, ports, octets, packets. The default of versions 1 and 5.',
    heading: 'srcIP            dstIP            prot  srcPort  dstPort  octets      packets\n',
    record: `{srcaddr l15}  {dstaddr l15}  {prot L4@}  {srcport L7@}  {dstport L7@}  ${OCTETS_PACKETS}`,
    wide: {
      heading: 'srcIP            dstIP            prot   srcPort           dstPort           octets      packets\n',
      record: `{srcaddr l15}  {dstaddr l15}  {prot L5@}  {srcport L16@15}  {dstport L16@15}  ${OCTETS_PACKETS}`,
    },
  },
  4: {
    text: 'Prefixes, protocol, AS numbers, octets, packets.',
    heading: 'srcIP              dstIP              prot  srcAS  dstAS  octets      packets\n',
    record: `{srcprefix L18} {dstprefix L18} {prot L4@}  {src_as L5@}  {dst_as L5@}  ${OCTETS_PACKETS}`,
    wide: {
      heading:
        'Sif  Dif  srcIP               dstIP               prot   srcAS             dstAS             octets      packets\n',
      record: `{input H4} {output H4} {srcprefix L18}  {dstprefix L18}  {prot L5@}  {src_as L16@}  {dst_as L16@}  ${OCTETS_PACKETS}`,
    },
  },
  5: {
    text: 'One line with times, interfaces, addresses, ports, protocol, TCP flags, packets, octets.',
    heading:
      'Start             End               Sif   SrcIPaddress    SrcP  DIf   DstIPaddress    DstP    P Fl Pkts       Octets\n\n',
    record:
      '{start short} {end short} {input l5} {srcaddr l15} {srcport l5} {output l5} {dstaddr l15} {dstport l5} {prot l3} {flags7 l2} {dpkts l10} {doctets l10}\n',
  },
  6: {
    text: 'Addresses, packets, octets.',
    heading: '   Source           Destination              Packets               Bytes\n',
    record: ' {srcaddr l15}  {dstaddr l15}  {dpkts R17}  {doctets R18}\n',
  },
  7: {
    text: 'Prefixes, shortcut router, protocol, ports, octets, packets. The default of version 7.',
    heading:
      'srcIP               dstIP               router_sc        prot   srcPort         dstPort         octets      packets\n',
    record: `{srcprefix L18}  {dstprefix L18}  {router_sc l15}  {prot L5@}  ${WIDE_PORTS}  ${OCTETS_PACKETS}`,
  },
  8: {
    text: 'Prefixes, peer next hop, encapsulation, protocol, ports. The default of version 6.',
    heading:
      'srcIP               dstIP               peer_nexthop     encap i/o  prot   srcPort         dstPort         octets      packets\n',
    record: `{srcprefix L18}  {dstprefix L18}  {peer_nexthop l15}  {in_encaps l4} {out_encaps l4}  {prot L5@}  ${WIDE_PORTS}  ${OCTETS_PACKETS}`,
  },
  9: {
    text: 'Tags, addresses, octets, packets. The default of version 1005.',
    heading: 'srcTag      dstTag      srcIP            dstIP            octets      packets\n',
    record: `{src_tag L10@}  {dst_tag L10@}  {srcaddr l15}  {dstaddr l15}  ${OCTETS_PACKETS}`,
    wide: {
      heading: 'srcTag             dstTag             srcIP            dstIP            octets      packets\n',
      record: `{src_tag L15@}  {dst_tag L15@}  {srcaddr l15}  {dstaddr l15}  ${OCTETS_PACKETS}`,
    },
  },
  10: {
    text: 'AS numbers, interfaces and counters. The default of version 8.1.',
    heading: `srcAS  dstAS  in     out    ${TOTALS_HEADING}`,
    record: `{src_as L5@}  {dst_as L5@}  ${TOTALS_10}`,
    wide: {
      heading: `srcAS             dstAS             in     out    ${TOTALS_HEADING}`,
      record: `{src_as L16@}  {dst_as L16@}  ${TOTALS_10}`,
    },
  },
  11: {
    text: 'Ports, protocol and counters. The default of version 8.2.',
    heading: `srcPort  dstPort  prot   ${TOTALS_HEADING}`,
    record: `{srcport L7@}  {dstport L7@}  {prot L5@}  ${TOTALS}`,
    wide: {
      heading: `srcPort           dstPort           prot   ${TOTALS_HEADING}`,
      record: `{srcport L16@15}  {dstport L16@15}  {prot L5@}  ${TOTALS}`,
    },
  },
  12: {
    text: 'Source prefix, AS, input interface and counters. The default of version 8.3.',
    heading: `src/mask            srcAS  input  ${TOTALS_HEADING}`,
    record: `{srcprefix L18}  {src_as L5@}  {input L7}${TOTALS}`,
    wide: {
      heading: `srcPrefix           srcAS             input  ${TOTALS_HEADING}`,
      record: `{srcprefix L18}  {src_as L16@}  {input L7}${TOTALS}`,
    },
  },
  // The heading says input, but the original prints the output interface.
  13: {
    text: 'Destination prefix, AS, output interface and counters. The default of version 8.4.',
    heading: `dst/mask            dstAS  input  ${TOTALS_HEADING}`,
    record: `{dstprefix L18}  {dst_as L5@}  {output L7}${TOTALS}`,
    wide: {
      heading: `dstPrefix           dstAS             input  ${TOTALS_HEADING}`,
      record: `{dstprefix L18}  {dst_as L16@}  {output L7}${TOTALS}`,
    },
  },
  14: {
    text: 'Prefixes, AS numbers, interfaces and counters. The default of version 8.5.',
    heading: `srcPrefix           srcAS  dstPrefix           dstAS  input  output ${TOTALS_HEADING}`,
    record: `{srcprefix L18}  {src_as L5@}  {dstprefix L18}  {dst_as L5@}  ${TOTALS_10}`,
    wide: {
      heading: `srcPrefix           srcAS             dstPrefix           dstAS             input  output ${TOTALS_HEADING}`,
      record: `{srcprefix L18}  {src_as L16@}  {dstprefix L18}  {dst_as L16@}  ${TOTALS_10}`,
    },
  },
  15: {
    text: 'Destination address, shortcut router, output interface, ToS. The default of version 8.6.',
    heading: `dstIP            router_sc        Dif    ${SHORTCUT_HEADING}`,
    record: `{dstaddr l15}  {router_sc l15}  {output L5}  ${SHORTCUT}`,
  },
  16: {
    text: 'Addresses, shortcut router, interfaces, ToS. The default of version 8.7.',
    heading: `srcIP            dstIP            router_sc        Sif    Dif    ${SHORTCUT_HEADING}`,
    record: `{srcaddr l15}  {dstaddr l15}  {router_sc l15}  {input L5}  {output L5}  ${SHORTCUT}`,
  },
  17: {
    text: 'Addresses, shortcut router, interfaces, ports, protocol, ToS. The default of version 8.8.',
    heading: `srcIP            dstIP            router_sc        Sif    Dif    SrcP   DstP   prot ${SHORTCUT_HEADING}`,
    record: `{srcaddr l15}  {dstaddr l15}  {router_sc l15}  {input L5}  {output L5}  {srcport L5@4}  {dstport L5@4}  {prot L3@}  ${SHORTCUT}`,
  },
  18: {
    text: 'ToS before what format 10 prints. The default of version 8.9.',
    heading: `ToS  srcAS  dstAS  in     out    ${TOTALS_HEADING}`,
    record: `{tos L3}  {src_as L5@}  {dst_as L5@}  ${TOTALS_10}`,
    wide: {
      heading: `ToS  srcAS             dstAS             in     out    ${TOTALS_HEADING}`,
      record: `{tos L3}  {src_as L16@}  {dst_as L16@}  ${TOTALS_10}`,
    },
  },
  // The original prints the protocol under ToS, and again in its own column; scripts know the columns by place.
  19: {
    text: 'Protocol before what format 11 prints. The default of version 8.10.',
    heading: `ToS  srcPort  dstPort  prot   ${TOTALS_HEADING}`,
    record: `{prot L3}  {srcport L7@}  {dstport L7@}  {prot L5@}  ${TOTALS}`,
    wide: {
      heading: `ToS  srcPort           dstPort           prot   ${TOTALS_HEADING}`,
      record: `{prot L3}  {srcport L16@15}  {dstport L16@15}  {prot L5@}  ${TOTALS}`,
    },
    needs: 'tos',
  },
  20: {
    text: 'ToS before what format 12 prints. The default of version 8.11.',
    heading: `ToS  srcPrefix           srcAS  input  ${TOTALS_HEADING}`,
    record: `{tos L3}  {srcprefix L18}  {src_as L5@}  {input L7}${TOTALS}`,
    wide: {
      heading: `ToS  srcPrefix           srcAS             input  ${TOTALS_HEADING}`,
      record: `{tos L3}  {srcprefix L18}  {src_as L16@}  {input L7}${TOTALS}`,
    },
  },
  21: {
    text: 'ToS before what format 13 prints. The default of version 8.12.',
    heading: `ToS  dst/mask            dstAS  input  ${TOTALS_HEADING}`,
    record: `{tos L3}  {dstprefix L18}  {dst_as L5@}  {output L7}${TOTALS}`,
    wide: {
      heading: `ToS  dstPrefix           dstAS             input  ${TOTALS_HEADING}`,
      record: `{tos L3}  {dstprefix L18}  {dst_as L16@}  {output L7}${TOTALS}`,
    },
  },
  // The original has the second prefix and the first AS in each other's column, which cuts the prefix.
  22: {
    text: 'ToS, prefixes, AS numbers, interfaces and counters. The default of version 8.13.',
    heading: `ToS  srcPrefix           srcAS  dstPrefix           dstAS  input  output ${TOTALS_HEADING}`,
    record: `{tos L3}  {srcprefix L18}  {dstprefix L5}  {src_as L18@17}  {dst_as L5@}  ${TOTALS_10}`,
    wide: {
      heading: `ToS  srcPrefix           srcAS             dstPrefix           dstAS             input  output ${TOTALS_HEADING}`,
      record: `{tos L3}  {srcprefix L18}  {dstprefix L16}  {src_as L18@17}  {dst_as L16@}  ${TOTALS_10}`,
    },
  },
  23: {
    text: 'ToS, prefixes, protocol, ports, interfaces and counters. The default of version 8.14.',
    heading: `ToS  srcPrefix           dstPrefix           Pr   SrcP   DstP    input  output ${TOTALS_HEADING}`,
    record: `{tos L3}  {srcprefix L18}  {dstprefix L18}  {prot L3@}  {srcport L5@}  {dstport L5@}  ${TOTALS_10}`,
    wide: {
      heading: `ToS  srcPrefix           dstPrefix           Pr     SrcP              DstP              input  output ${TOTALS_HEADING}`,
      record: `{tos L3}  {srcprefix L18}  {dstprefix L18}  {prot L5@}  {srcport L16@15}  {dstport L16@15}  ${TOTALS_10}`,
    },
  },
  24: {
    text: 'Everything of version 7 on one line, with dates.',
    heading:
      '#Sif SrcIPaddress     DIf  DstIPaddress     Pr SrcP  DstP  Pkts       Octets       StartDate  StartTime     EndDate    EndTime       ExporterAddr    RouterSrc          Active B/Pk  Ts Fl  SrcAS DstAS\n\n',
    record:
      '{input H4} {srcaddr l15}  {output H4} {dstaddr l15}  {prot H2} {srcport l5} {dstport l5} {dpkts l10} {doctets l10}   {start iso}  {end iso}  {exaddr l15} {router_sc l15} {active R9} {size l4}  {tos H2} {tcp_flags H2}  {src_as L5@} {dst_as L5@}\n',
    skips: 'no packets',
  },
  // flow-tools has no such format
  25: {
    text: 'Times, both addresses of up to 39 characters, ports, protocol, TCP flags, packets, octets. The default of extended records.',
    heading:
      'Start                   End                     srcIP                                    srcPort  dstIP                                    dstPort  prot  Fl  packets     octets\n',
    record:
      '{start iso} {end iso} {srcaddr l39}  {srcport L7@}  {dstaddr l39}  {dstport L7@}  {prot L4@}  {tcp_flags H2}  {dpkts l10}  {doctets l10}\n',
  },
  26: {
    text: 'Format 25, and behind it the elements that no field stands for, as name=value. Names are registered ones, else e9id1 (enterprise 9, number 1) or v9id1.',
    heading:
      'Start                   End                     srcIP                                    srcPort  dstIP                                    dstPort  prot  Fl  packets     octets      elements\n',
    record:
      '{start iso} {end iso} {srcaddr l39}  {srcport L7@}  {dstaddr l39}  {dstport L7@}  {prot L4@}  {tcp_flags H2}  {dpkts l10}  {doctets l10}  {pairs l0}\n',
  },
};

/** The format that flow-print takes without -f. */
export function defaultFormat(version: ExportVersion): number {
  if (version === EXTENDED) return 25;
  const [, method] = version.split('.');
  if (method !== undefined) return 9 + Number(method);
  return version === '7' ? 7 : version === '6' ? 8 : version === '1005' ? 9 : 3;
}
