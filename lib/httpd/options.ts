/** The command line of flowviewer-httpd. */
import { availableParallelism } from 'node:os';
import { parseAddress } from '../flow/address.js';
import type { CommandSyntax } from '../command/option-table.js';
import { numberOption, readOptions } from '../command/options.js';
import { CommandError } from '../command/run.js';
import type { Trust } from './client.js';

export const DEFAULT_ADDRESS = '127.0.0.1';
export const DEFAULT_PORT = 8080;

export const SYNTAX: CommandSyntax = {
  purpose: 'serve the pages from processes that stay, alone or behind a web server',
  options: {
    D: { text: 'Stay in the foreground, log to standard error as well.' },
    P: { value: 'port', text: `TCP port to listen on, 0 for any free one. Default: ${DEFAULT_PORT}.` },
    a: { value: 'file', text: 'Access log, a line for each request. Default: none.' },
    b: {
      value: 'address',
      text: `Address to listen on, 0.0.0.0 or :: for all. Default: ${DEFAULT_ADDRESS}, which only this machine reaches.`,
    },
    n: {
      value: 'number',
      text: 'Reports and graphs that are made at once; others wait. Default: number of processors, at least 2.',
    },
    p: { value: 'pidfile', text: 'Where the daemon writes its process id.' },
    x: { text: 'Believe X-Forwarded-For and X-Remote-User: every request comes through a proxy that sets both.' },
  },
};

export interface HttpdOptions {
  readonly run: 'daemon' | 'foreground';
  readonly address: string;
  readonly port: number;
  readonly accessLog: string | undefined;
  readonly pidfile: string | undefined;
  /** Queries at once. */
  readonly queries: number;
  readonly trust: Trust;
}

/** @throws Exit, CommandError */
export function parseHttpdOptions(argv: readonly string[]): HttpdOptions {
  const { options } = readOptions(argv, SYNTAX);
  const value = (letter: string): string | undefined => options.findLast((option) => option.letter === letter)?.value;
  const has = (letter: string): boolean => options.some((option) => option.letter === letter);
  const number = (letter: string, usual: number, least: number, most: number): number => {
    const text = value(letter);
    return text === undefined ? usual : numberOption(letter, text, least, most);
  };
  const address = value('b') ?? DEFAULT_ADDRESS;
  if (!parseAddress(address)) throw new CommandError(`-b ${address}: it must be an IPv4 or IPv6 address`);
  return {
    run: has('D') ? 'foreground' : 'daemon',
    address,
    port: number('P', DEFAULT_PORT, 0, 65_535),
    accessLog: value('a'),
    pidfile: value('p'),
    queries: number('n', Math.max(2, availableParallelism()), 1, 64),
    trust: has('x') ? 'proxy' : 'connection',
  };
}
