import assert from 'node:assert/strict';
import fc from 'fast-check';
import { KeptStateError, keepState, restoreState } from '../../lib/netflow/kept-state.js';
import { MessageIntake } from '../../lib/netflow/message-intake.js';
import { CAPTURE_FILES, datagramsOf } from './captures.js';

const NOW = 1_743_292_800_000;

/** What has heard all captures, each from an exporter of its own. */
function informed(): MessageIntake {
  const intake = new MessageIntake(() => undefined);
  for (const [address, file] of CAPTURE_FILES.entries())
    if (/v9|IPFIX/.test(file.protocol))
      for (const datagram of datagramsOf(file)) intake.receive(datagram, { protocol: 'udp', address, port: 9 }, NOW);
  return intake;
}

const plain = (intake: MessageIntake): unknown => JSON.parse(JSON.stringify(keepState(intake)));

describe('what is kept of templates and facts', () => {
  const kept = plain(informed());

  it('is the same after it was taken over', () => {
    const intake = new MessageIntake(() => undefined);
    restoreState(intake, kept, NOW);
    assert.deepEqual(plain(intake), kept);
    assert.ok(JSON.stringify(kept).includes('TenGigabitEthernet0/0/0'));
  });

  it('tells exporters of IPv4 and IPv6 apart', () => {
    const intake = new MessageIntake(() => undefined);
    const templates = CAPTURE_FILES.filter(({ file }) => /yaf_tpl/.test(file)).flatMap(datagramsOf);
    for (const address of [1, 1n])
      for (const datagram of templates) intake.receive(datagram, { protocol: 'udp', address, port: 9 }, NOW);
    const both = plain(intake);
    assert.deepEqual(
      keepState(intake).sessions.map(({ address }) => address),
      ['0.0.0.1', '::1'],
    );
    const after = new MessageIntake(() => undefined);
    restoreState(after, both, NOW);
    assert.deepEqual(plain(after), both);
    for (const address of [1, 1n]) assert.ok(after.templatesOf(address).templates > 0, String(address));
  });

  it('has no sessions over TCP, whose templates end with them', () => {
    const intake = new MessageIntake(() => undefined);
    for (const datagram of CAPTURE_FILES.filter(({ file }) => /yaf_tpl/.test(file)).flatMap(datagramsOf))
      intake.receive(datagram, { protocol: 'tcp', address: 1, port: 9 }, NOW);
    assert.ok(intake.templatesOf(1).templates > 0);
    assert.deepEqual(keepState(intake).sessions, []);
  });

  it('is refused where it is not as it should be, and nothing else happens', () => {
    const refused = (state: unknown) => {
      try {
        restoreState(new MessageIntake(() => undefined), state, NOW);
      } catch (error) {
        assert.ok(error instanceof KeptStateError, String(error));
      }
    };
    fc.assert(fc.property(fc.jsonValue(), refused), { numRuns: 300 });
    const text = JSON.stringify(kept);
    fc.assert(
      fc.property(
        fc.nat(text.length - 1),
        fc.constantFrom('0', '-1', '9e99', '"x"', '[]', '{}', 'null'),
        (at, other) => {
          const number = /\d+/g; // some number of the text becomes something else
          number.lastIndex = at;
          const found = number.exec(text);
          if (!found) return;
          const changed = text.slice(0, found.index) + other + text.slice(found.index + found[0].length);
          let state: unknown;
          try {
            state = JSON.parse(changed);
          } catch {
            return;
          }
          refused(state);
        },
      ),
      { numRuns: 300 },
    );
  });
});
