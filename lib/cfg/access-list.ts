/** Access lists in the router's one-line form, as filter trees (reference section 5.14). */
import type { FieldName } from '../flow/field.js';
import { EVERY_FLOW, type Filter, type Range } from '../query/filter.js';
import { PROTOCOL_NUMBERS } from '../query/protocol.js';
import { parseShortIpv4 } from './address-text.js';
import { CfgError } from './error.js';
import { firstMatch } from './first-match.js';
import { parseNumber } from './number.js';
import type { Verdict } from './primitive.js';
import { Statement } from './statement.js';
import type { Symbols } from './symbols.js';

const VERDICTS = ['permit', 'deny'] as const satisfies readonly Verdict[];
const KINDS = ['standard', 'extended'] as const;
type Kind = (typeof KINDS)[number];

interface AccessList {
  readonly kind: Kind;
  /** Of an extended list, the test does not depend on the field. */
  readonly lines: { readonly verdict: Verdict; readonly test: (field: FieldName) => Filter }[];
}

function takeIpv4(statement: Statement): number {
  const text = statement.take('address');
  const address = parseShortIpv4(text);
  if (address === undefined) throw statement.error(`"${text}" is not an IPv4 address.`);
  return address;
}

type FieldTest = (field: FieldName) => Filter;

const ANY: FieldTest = () => EVERY_FLOW;

/** `any`, `host ADDRESS`, `ADDRESS WILDCARD`; where no wildcard follows, the address alone. */
function takeAddress(statement: Statement): FieldTest {
  if (statement.next === 'any') {
    statement.take('any');
    return ANY;
  }
  if (statement.next === 'host') {
    statement.take('host');
    return masked(takeIpv4(statement), 0);
  }
  const address = takeIpv4(statement);
  return masked(address, /^\d/.test(statement.next ?? '') ? takeIpv4(statement) : 0);
}

/** Bits of the wildcard do not count. */
function masked(address: number, wildcard: number): FieldTest {
  const mask = ~wildcard >>> 0;
  const ranges = [same((address & mask) >>> 0)];
  return (field) => ({ kind: 'in', field, mask, ranges });
}

function takeProtocol(statement: Statement): Filter {
  const name = statement.take('protocol').toLowerCase();
  if (name === 'ip') return EVERY_FLOW;
  const number = PROTOCOL_NUMBERS.get(name) ?? parseNumber(name);
  if (number === undefined || number > 255) throw statement.error(`"${name}" is not a protocol.`);
  return { kind: 'in', field: 'prot', ranges: [{ lo: number, hi: number }] };
}

const PORTS: Range<number> = { lo: 0, hi: 0xffff };

/** The ports that an operator and its ports let through. */
const PORT_OPERATORS: Readonly<Record<string, (take: () => number) => Range<number>[]>> = {
  eq: (take) => [same(take())],
  neq(take) {
    const port = take();
    return [
      { lo: PORTS.lo, hi: port - 1 },
      { lo: port + 1, hi: PORTS.hi },
    ];
  },
  lt: (take) => [{ lo: PORTS.lo, hi: take() - 1 }],
  gt: (take) => [{ lo: take() + 1, hi: PORTS.hi }],
  range: (take) => [{ lo: take(), hi: take() }],
};

function same(value: number): Range<number> {
  return { lo: value, hi: value };
}

/** A port operator, if one is next. */
function takePorts(statement: Statement, field: FieldName, symbols: Symbols): Filter {
  const operator = statement.next !== undefined && Object.hasOwn(PORT_OPERATORS, statement.next);
  if (!operator) return EVERY_FLOW;
  const ranges = PORT_OPERATORS[statement.take('operator').toLowerCase()]?.(() => {
    const text = statement.take('port');
    const port = parseNumber(text) ?? symbols('tcp-port')?.value(text);
    if (port === undefined || port > PORTS.hi) throw statement.error(`"${text}" is not a port.`);
    return port;
  });
  return { kind: 'in', field, ranges: (ranges ?? []).filter(({ lo, hi }) => lo <= hi) };
}

const ACK_OR_RST = 0x14;

/** What may follow the addresses of an extended list. */
const QUALIFIERS: Readonly<Record<string, (statement: Statement) => Filter>> = {
  established: () => ({ kind: 'in', field: 'tcp_flags', mask: ACK_OR_RST, ranges: [{ lo: 1, hi: 255 }] }),
  precedence: (statement) => bits('tos', statement.takeNumber('precedence', 7), 5, 0xe0),
  tos: (statement) => bits('tos', statement.takeNumber('ToS', 15), 1, 0x1e),
  log: () => EVERY_FLOW,
  'log-input': () => EVERY_FLOW,
};

function bits(field: FieldName, value: number, shift: number, mask: number): Filter {
  return { kind: 'in', field, mask, ranges: [same(value << shift)] };
}

function takeQualifiers(statement: Statement): Filter[] {
  const tests: Filter[] = [];
  while (statement.next !== undefined && Object.hasOwn(QUALIFIERS, statement.next)) {
    const test = QUALIFIERS[statement.take('qualifier').toLowerCase()]?.(statement);
    if (test) tests.push(test);
  }
  return tests;
}

/** Unlike the original, a line of an extended list also tests ports, ToS, precedence and `established`. */
function takeExtended(statement: Statement, symbols: Symbols): FieldTest {
  const protocol = takeProtocol(statement);
  const source = takeAddress(statement)('srcaddr');
  const sourcePorts = takePorts(statement, 'srcport', symbols);
  const destination = takeAddress(statement)('dstaddr');
  const destinationPorts = takePorts(statement, 'dstport', symbols);
  const of = [protocol, source, sourcePorts, destination, destinationPorts, ...takeQualifiers(statement)];
  return () => ({ kind: 'and', of });
}

/** The access lists of one file. */
export class AccessLists {
  private readonly lists = new Map<string, AccessList>();

  /**
   * Reads `ip access-list standard|extended NAME permit|deny …` lines; lines that begin with `!` are comments.
   * @throws CfgError
   */
  constructor(
    { file, text }: { readonly file: string; readonly text: string },
    private readonly symbols: Symbols,
  ) {
    for (const [index, line] of text.split('\n').entries()) {
      const words = line.split(/\s+/).filter((word) => word !== '');
      if (words[0] === undefined || words[0].startsWith('!')) continue;
      const statement = new Statement(file, index + 1, words);
      this.add(statement);
      statement.end();
    }
  }

  private add(statement: Statement): void {
    if (statement.keyword !== 'ip') throw statement.error(`Unexpected "${statement.word}".`);
    statement.takeOneOf('access-list', ['access-list']);
    const kind = statement.takeOneOf('standard or extended', KINDS);
    const name = statement.take('name');
    const list = this.lists.get(name) ?? { kind, lines: [] };
    if (list.kind !== kind) throw statement.error(`Name (${name}) previously defined.`);
    this.lists.set(name, list);
    const verdict = statement.takeOneOf('permit or deny', VERDICTS);
    const test = kind === 'standard' ? takeAddress(statement) : takeExtended(statement, this.symbols);
    list.lines.push({ verdict, test });
    if (kind === 'standard') takeQualifiers(statement);
  }

  private find(name: string, kind: Kind): AccessList {
    const list = this.lists.get(name);
    // the empty line is the original's
    if (list?.kind !== kind) throw new CfgError('no-definition', `Couldn't find list ${name}\n`);
    return list;
  }

  /**
   * The test of one address against a standard list; what no line decides is denied.
   * @throws CfgError
   */
  standard(name: string, field: FieldName): Filter {
    const { lines } = this.find(name, 'standard');
    return firstMatch(
      lines.map(({ verdict, test }) => ({ verdict, test: test(field) })),
      'deny',
    );
  }

  /**
   * The test of a flow against an extended list; what no line decides is denied.
   * @throws CfgError
   */
  extended(name: string): Filter {
    const { lines } = this.find(name, 'extended');
    return firstMatch(
      lines.map(({ verdict, test }) => ({ verdict, test: test('srcaddr') })),
      'deny',
    );
  }
}
