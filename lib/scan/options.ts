/** The command line of flow-dscan (reference section 5.18). */
import { numberOption, readOptions } from '../command/options.js';
import { hasOption, lastValue } from '../rows/output-options.js';
import type { ScanLimits } from './detector.js';
import { interfaceSet } from './interfaces.js';

const USAGE = `[-bBhlmpwW] [-d debug_level] [-D depth] [-i input_list] [-I output_list]
         [-L suppress_files] [-O excessive_octets] [-P excessive_packets] [-s statefile]
         [-S ports] [-t flows] [-T excessive_milliseconds]`;

const U32 = 2 ** 32 - 1;

/** Which flows are looked at. */
export interface FlowChoice {
  readonly input: ((ifIndex: number) => boolean) | undefined;
  readonly output: ((ifIndex: number) => boolean) | undefined;
  readonly multicast: 'seen' | 'ignored';
  readonly webReplies: 'seen' | 'ignored';
  readonly webRequests: 'seen' | 'ignored';
}

/** A flow with more of one of these is told by itself; 0 = never. */
export interface Triggers {
  readonly octets: number;
  readonly packets: number;
  /** ms */
  readonly duration: number;
}

export interface DscanOptions {
  readonly run: 'daemon' | 'foreground';
  readonly messages: 'standard error' | 'syslog';
  readonly limits: ScanLimits;
  readonly choice: FlowChoice;
  readonly triggers: Triggers;
  /** Of the suppress files, without `.src` and `.dst`. */
  readonly suppress: string;
  readonly state: { readonly file: string; readonly atStart: 'load' | 'none'; readonly atEnd: 'save' | 'none' };
}

/** @throws Exit, CommandError */
export function parseDscanOptions(argv: readonly string[]): DscanOptions {
  const parsed = readOptions(argv, { letters: 'bBd:D:i:I:lL:mO:pP:s:S:t:T:wW', usage: USAGE });
  const has = (letter: string) => hasOption(parsed, letter);
  const number = (letter: string, value: number, least: number, most = U32) =>
    numberOption(letter, lastValue(parsed, letter) ?? String(value), least, most);
  const interfaces = (letter: 'i' | 'I') => {
    const list = lastValue(parsed, letter);
    return list === undefined ? undefined : interfaceSet(letter, list);
  };
  const ignoredBy = (letter: string) => (has(letter) ? 'ignored' : 'seen');
  number('d', 0, 0);
  return {
    run: has('b') || has('B') ? 'foreground' : 'daemon',
    messages: has('b') ? 'standard error' : 'syslog',
    limits: { hosts: number('D', 200, 1), ports: number('S', 64, 1, 1024), age: number('t', 90_000, 0) },
    choice: {
      input: interfaces('i'),
      output: interfaces('I'),
      multicast: ignoredBy('m'),
      webReplies: ignoredBy('w'),
      webRequests: ignoredBy('W'),
    },
    triggers: { octets: number('O', 0, 0), packets: number('P', 0, 0), duration: number('T', 0, 0) },
    suppress: lastValue(parsed, 'L') ?? './dscan.suppress',
    state: {
      file: lastValue(parsed, 's') ?? '/var/tmp/dscan.state',
      atStart: has('l') ? 'load' : 'none',
      atEnd: has('p') ? 'save' : 'none',
    },
  };
}
