import assert from 'node:assert/strict';
import fc from 'fast-check';
import { formatAddress, parseAddress } from '../../lib/flow/address.js';
import { nameServers, parseResolvConf, parseServer } from '../../lib/names/name-servers.js';
import { parseNumberNames } from '../../lib/names/number-names.js';
import { descriptionText, hostNameText } from '../../lib/names/plain-text.js';
import { parseAsRegistration, parseOriginCountry } from '../../lib/names/registration.js';
import { reverseName } from '../../lib/names/reverse-name.js';

describe('names/plain-text', () => {
  it('leaves host names alone, but for the dot at their end', () => {
    assert.equal(hostNameText('www.example.net.'), 'www.example.net');
    assert.equal(hostNameText('xn--bcher-kva.example'), 'xn--bcher-kva.example');
    for (const none of ['', '.', '192.0.2.1', '2001:db8::1']) assert.equal(hostNameText(none), undefined, none);
  });

  it('gives printable text of bounded length, whatever the octets', () => {
    const octets = fc.uint8Array({ maxLength: 600 }).map((bytes) => Buffer.from(bytes).toString('utf8'));
    fc.assert(
      fc.property(fc.oneof(octets, fc.string({ unit: 'binary', maxLength: 600 })), (text) => {
        const host = hostNameText(text);
        if (host !== undefined) assert.match(host, /^[\x21-\x7e]{1,253}$/);
        const description = descriptionText(text);
        assert.match(description, /^[\p{L}\p{N}\p{P}\p{S} ]*$/u); // a surrogate alone is none of these
        assert.ok(Array.from(description).length <= 255);
      }),
    );
  });

  it('turns what changes the direction of writing into question marks', () => {
    assert.equal(descriptionText('a\u202eb\u200bc\u0000d\u0301\n\te'), 'a?b?c?d? e');
  });
});

describe('names/registration', () => {
  it('reads the fields of an AS number and of a network', () => {
    assert.deepEqual(parseAsRegistration('64500 | DE | ripencc | 2010-01-01 | EXAMPLE-AS - Example Networks, DE'), {
      name: 'EXAMPLE-AS',
      description: 'EXAMPLE-AS - Example Networks, DE',
      country: 'DE',
    });
    assert.equal(parseOriginCountry('64500 64501 | 192.0.2.0/24 | FR | ripencc | 2010-01-01'), 'FR');
  });

  it('takes nothing from what looks otherwise', () => {
    for (const text of ['', '|', '64500 | DE', 'a | b | c | d | ']) assert.equal(parseAsRegistration(text), undefined);
    for (const text of ['', 'x | y | <b>', '1 | 2 | DEU', '1 | 2 | de'])
      assert.equal(parseOriginCountry(text), undefined);
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        assert.match(parseOriginCountry(text) ?? 'XX', /^[A-Z]{2}$/);
        assert.notEqual(parseAsRegistration(text)?.name, '');
      }),
    );
  });
});

describe('names/reverse-name', () => {
  it('turns addresses of both families round', () => {
    const of = (text: string) => reverseName(parseAddress(text) ?? assert.fail());
    assert.equal(of('192.0.2.1'), '1.2.0.192.in-addr.arpa');
    assert.equal(of('255.128.0.7'), '7.0.128.255.in-addr.arpa');
    assert.equal(of('2001:db8::567:89ab'), 'b.a.9.8.7.6.5.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa');
  });

  it('loses nothing of an address', () => {
    fc.assert(
      fc.property(fc.ipV6(), (text) => {
        const address = parseAddress(text) ?? assert.fail();
        const digits = reverseName(address).replace('.ip6.arpa', '').split('.').reverse().join('');
        const back = parseAddress((digits.match(/.{4}/g) ?? []).join(':')) ?? assert.fail();
        assert.equal(formatAddress(back), formatAddress(address));
      }),
    );
  });
});

describe('names/number-names', () => {
  it('reads services(5), protocols(5), and tables of number and name', () => {
    const services = parseNumberNames('# head\nhttp\t80/tcp\twww # web\nhttp 80/udp\ndomain 53/udp\n', 65_535);
    assert.deepEqual([services.name(80), services.number('WWW'), services.number('domain')], ['http', 80, 53]);
    const protocols = parseNumberNames('ip 0 IP\ntcp\t6\tTCP\t# transmission control\n', 255);
    assert.deepEqual([protocols.name(6), protocols.number('tcp'), protocols.name(0)], ['tcp', 6, 'ip']);
    const own = parseNumberNames('8443 our web\n', 65_535);
    assert.deepEqual([own.name(8443), own.number('our web')], ['our web', 8443]);
    const original = parseNumberNames('ssh, 22, tcp, The Secure Shell\nntp 123 udp Network Time\n', 65_535);
    assert.deepEqual([original.name(22), original.number('ntp'), original.number('udp')], ['ssh', 123, undefined]);
  });

  it('skips what it does not understand, and numbers that cannot be', () => {
    const names = parseNumberNames('http\n99999 far\nx 70000/tcp\n:;,\n', 65_535);
    assert.deepEqual([names.name(99_999), names.number('x'), names.number('http')], [undefined, undefined, undefined]);
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
        parseNumberNames(text, 65_535);
      }),
    );
  });
});

describe('names/name-servers', () => {
  it('reads addresses of both families, with ports', () => {
    assert.deepEqual(parseServer('192.0.2.53'), { address: '192.0.2.53', port: 53, family: 4 });
    assert.deepEqual(parseServer('192.0.2.53:5353'), { address: '192.0.2.53', port: 5353, family: 4 });
    assert.deepEqual(parseServer('2001:db8::53'), { address: '2001:db8::53', port: 53, family: 6 });
    assert.deepEqual(parseServer('[2001:db8::53]:5353'), { address: '2001:db8::53', port: 5353, family: 6 });
    for (const wrong of ['', 'ns.example', '192.0.2', '192.0.2.53:0', '192.0.2.53:70000', '[192.0.2.53]:1'])
      assert.equal(parseServer(wrong), undefined, wrong);
  });

  it('reads resolv.conf, and asks this machine where it names no server', () => {
    const read = parseResolvConf('# c\nnameserver 192.0.2.53\n nameserver fe80::1%eth0\nsearch a.example b.example\n');
    assert.deepEqual(
      read.servers.map(({ address }) => address),
      ['192.0.2.53', 'fe80::1'],
    );
    assert.deepEqual(read.search, ['a.example', 'b.example']);
    assert.deepEqual(parseResolvConf('').servers, [{ address: '127.0.0.1', port: 53, family: 4 }]);
  });

  it('takes those of the configuration, says which it does not understand, and asks nobody where that is wanted', () => {
    const { servers, notes } = nameServers(['192.0.2.53:5353', 'ns.example'], '/nonexistent');
    assert.deepEqual([servers.length, notes.length], [1, 1]);
    assert.match(notes[0] ?? '', /"ns\.example" of dns_servers is not asked: write its address/);
    assert.deepEqual(nameServers(['none']).servers, []);
    assert.equal(nameServers([], '/nonexistent').servers[0]?.address, '127.0.0.1');
  });
});
