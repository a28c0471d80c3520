import assert from 'node:assert/strict';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { refusedClient } from '../../lib/capture/client-access.js';
import { hostsAccess, type Verdict } from '../../lib/capture/hosts-access.js';
import { parseAddressNumber } from '../../lib/flow/address-number.js';

const DAEMON = 'flow-capture-client';
const number = (text: string) => parseAddressNumber(text) ?? assert.fail(text);

describe('hosts.allow and hosts.deny', () => {
  const access = (address: string, allow: string, deny = '') => hostsAccess({ allow, deny }, DAEMON, number(address));

  const cases: [what: string, address: string, allow: string, deny: string, verdict: Verdict][] = [
    ['nothing', '192.0.2.7', '# no line\n\n', '', 'none'],
    ['another daemon', '192.0.2.7', 'sshd: ALL', 'sshd: ALL', 'none'],
    ['an address', '192.0.2.7', `${DAEMON}: 192.0.2.7`, 'ALL: ALL', 'allow'],
    ['another address', '192.0.2.70', `${DAEMON}: 192.0.2.7`, 'ALL: ALL', 'deny'],
    ['a prefix', '192.0.2.7', 'ALL : 192.0.2.', '', 'allow'],
    ['a net with mask', '192.0.3.7', 'ALL: 192.0.2.0/255.255.254.0', '', 'allow'],
    ['a net with length', '192.0.4.1', 'ALL: 192.0.2.0/23, 192.0.4.0/24', '', 'allow'],
    ['a net beside', '192.0.4.1', 'ALL: 192.0.2.0/23', '', 'none'],
    ['wildcards', '10.1.2.3', 'ALL: 10.?.*.3', '', 'allow'],
    ['localhost', '127.0.0.1', 'ALL: localhost', '', 'allow'],
    ['EXCEPT', '10.1.2.3', 'ALL: 10. EXCEPT 10.1.', '', 'none'],
    ['EXCEPT in EXCEPT', '10.1.2.3', 'ALL: 10. EXCEPT 10.1. EXCEPT 10.1.2.3', '', 'allow'],
    ['a daemon excepted', '10.1.2.3', '', `ALL EXCEPT ${DAEMON}: ALL`, 'none'],
    ['several daemons, and a line that goes on', '10.1.2.3', `sshd, ${DAEMON}: \\\n 10.`, '', 'allow'],
    ['the first line that matches', '10.1.2.3', `ALL: 10.1.2.3: deny\nALL: ALL`, '', 'deny'],
    ['the option allow', '10.1.2.3', '', 'ALL: 10. : ALLOW\nALL: ALL', 'allow'],
    ['a command, which is not run', '10.1.2.3', '', 'ALL: ALL: spawn (touch /tmp/spawned) &', 'deny'],
    ['a command instead of the service', '10.1.2.3', 'ALL: ALL: twist /bin/echo no', '', 'deny'],
    ['an IPv6 address', '10.1.2.3', 'ALL: [2001:db8::1]/128 : allow', 'ALL: [::]/0', 'none'],
    ['an IPv6 client', '2001:db8::1', 'ALL: [2001:db8::1]', 'ALL: ALL', 'allow'],
    ['another IPv6 client', '2001:db8::2', 'ALL: [2001:db8::1]', 'ALL: ALL', 'deny'],
    ['an IPv6 prefix', '2001:db8:7::1', 'ALL: [2001:db8::]/32', 'ALL: ALL', 'allow'],
    ['an IPv6 prefix in brackets', '2001:db8:7::1', 'ALL: [2001:db8::/32] : allow', 'ALL: ALL', 'allow'],
    ['an IPv6 prefix beside', '2001:db9::1', 'ALL: [2001:db8::/32] [::1]', '', 'none'],
    ['lines of IPv4 for an IPv6 client', '2001:db8::1', 'ALL: 10. 192.0.2.0/24 20.0.?.1', '', 'none'],
    ['localhost over IPv6', '::1', 'ALL: localhost', '', 'allow'],
    ['a name that would keep an IPv6 client out', '2001:db8::1', '', 'ALL: .example.com', 'deny'],
    ['a name that would let it in', '10.1.2.3', 'ALL: .example.com LOCAL @admins', '', 'none'],
    ['a name that would keep it out', '10.1.2.3', '', 'ALL: .example.com', 'deny'],
    ['a name excepted from those let in', '10.1.2.3', 'ALL: 10. EXCEPT evil.example.com', '', 'none'],
    ['a name excepted from those kept out', '10.1.2.3', '', 'ALL: ALL EXCEPT good.example.com', 'deny'],
    ['nonsense', '10.1.2.3', ':::\nALL\nALL:\n', '', 'none'],
  ];
  for (const [what, address, allow, deny, verdict] of cases)
    it(`${verdict} for ${what}`, () => assert.equal(access(address, allow, deny), verdict));
});

describe('TCP clients', () => {
  let directory: string;
  const before = process.env['FLOW_TOOLS_HOSTSDIR'];
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'hosts-'));
    process.env['FLOW_TOOLS_HOSTSDIR'] = directory;
  });
  afterEach(() => {
    rmSync(directory, { recursive: true });
    if (before === undefined) delete process.env['FLOW_TOOLS_HOSTSDIR'];
    else process.env['FLOW_TOOLS_HOSTSDIR'] = before;
  });

  it('of other hosts may connect if hosts.allow has them', () => {
    assert.match(refusedClient(number('192.0.2.7')) ?? '', /"flow-capture-client: 192\.0\.2\.7" in hosts\.allow/);
    assert.equal(refusedClient(number('127.0.0.1')), undefined);
    assert.match(refusedClient(number('2001:db8::7')) ?? '', /"flow-capture-client: \[2001:db8::7\]" in hosts\.allow/);
    assert.equal(refusedClient(number('::1')), undefined);
    writeFileSync(join(directory, 'hosts.allow'), `${DAEMON}: 192.0.2.\n`);
    assert.equal(refusedClient(number('192.0.2.7')), undefined);
    assert.match(refusedClient(number('198.51.100.7')) ?? '', /another host/);
  });

  it('of this host may not if hosts.deny has them, or cannot be read', () => {
    const deny = join(directory, 'hosts.deny');
    writeFileSync(deny, 'ALL: ALL\n');
    assert.match(refusedClient(number('127.0.0.1')) ?? '', /hosts\.deny refuses/);
    rmSync(deny);
    writeFileSync(join(directory, 'hosts.allow'), '');
    chmodSync(join(directory, 'hosts.allow'), 0);
    if (process.getuid?.() !== 0) assert.match(refusedClient(number('127.0.0.1')) ?? '', /EACCES/);
    process.env['FLOW_TOOLS_HOSTSDIR'] = join(directory, 'hosts.allow'); // a directory that is none
    assert.match(refusedClient(number('127.0.0.1')) ?? '', /ENOTDIR/);
  });
});
