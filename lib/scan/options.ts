/** The command line of flow-dscan (reference section 5.18). */
import type { CommandSyntax } from '../command/option-table.js';
import { numberOption, readOptions } from '../command/options.js';
import { DEBUG_OPTION, hasOption, lastValue } from '../rows/output-options.js';
import type { ScanLimits } from './detector.js';
import { interfaceSet } from './interfaces.js';

export const DSCAN_SYNTAX: CommandSyntax = {
  purpose: 'find hosts that scan',
  options: {
    b: { text: 'Stay in the foreground, messages to standard error.' },
    B: { text: 'Stay in the foreground, messages to syslog.' },
    d: DEBUG_OPTION,
    D: { value: 'depth', text: 'Destinations of one source that make a host scan (default 200).' },
    i: { value: 'list', text: 'Only flows that came in by these interfaces (ifIndex).' },
    I: { value: 'list', text: 'Only flows that went out by these interfaces (ifIndex).' },
    l: { text: 'Load the state file at the start.' },
    L: { value: 'name', text: 'The suppress files are name.src and name.dst (default ./dscan.suppress).' },
    m: { text: 'Ignore multicast.' },
    O: { value: 'octets', text: 'Tell of each flow with more octets (0: do not).' },
    p: { text: 'Save the state file at the end.' },
    P: { value: 'packets', text: 'Tell of each flow with more packets (0: do not).' },
    s: { value: 'statefile', text: 'State file (default /var/tmp/dscan.state).' },
    S: { value: 'ports', text: 'Ports below 1024 of one source and destination that make a port scan (default 64).' },
    t: { value: 'flows', text: 'Forget a destination after so many flows without it (default 90000; 0: never).' },
    T: { value: 'milliseconds', text: 'Tell of each flow that lasted longer (0: do not).' },
    w: { text: 'Ignore replies of web servers: from TCP port 80 to a port above 1023.' },
    W: { text: 'Ignore requests to web servers: from a port above 1023 to TCP port 80.' },
  },
  input: 'flow file',
};

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
  const parsed = readOptions(argv, DSCAN_SYNTAX);
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
