import assert from 'node:assert/strict';
import fc from 'fast-check';
import { conjuncts, excluding, narrowed } from '../../lib/report/conjuncts.js';

describe('the text of a filter field', () => {
  it('becomes the value where nothing of the value can be left out', () => {
    assert.equal(narrowed('source_address', '10.0.0.0/8, -10.1.0.0/16', '10.2.0.1'), '10.2.0.1');
    assert.equal(narrowed('dest_port', '80, 443', '443'), '443');
    assert.equal(narrowed('source_address', '', '10.0.0.0/8'), '10.0.0.0/8');
  });

  it('is asked for beside a prefix, unless the prefix lies in it', () => {
    assert.equal(narrowed('source_address', '10.1.0.0/16', '10.0.0.0/8'), '10.1.0.0/16 & 10.0.0.0/8');
    assert.equal(narrowed('source_address', '10.0.0.0/8', '10.1.0.0/16'), '10.1.0.0/16');
    assert.equal(
      narrowed('source_address', '10.0.0.0/8, -10.1.2.0/24', '10.1.0.0/16'),
      '10.0.0.0/8, -10.1.2.0/24 & 10.1.0.0/16',
    );
    assert.equal(narrowed('source_address', '2001:db8::/32', '2001:db8:1::/48'), '2001:db8:1::/48');
    assert.equal(narrowed('dest_address', 'host.example', '10.1.0.0/16'), 'host.example & 10.1.0.0/16');
  });

  it('is kept for either side, because the other side may match it too', () => {
    assert.equal(narrowed('either_address', '10.1.1.1', '10.2.2.2'), '10.1.1.1 & 10.2.2.2');
    assert.equal(narrowed('either_address', '10.0.0.0/8', '10.2.2.2'), '10.2.2.2');
    assert.equal(narrowed('either_port', '80, -443', '80'), '80, -443 & 80');
  });

  it('leaves a value out, also where a longer prefix would let it in again', () => {
    assert.equal(excluding('dest_port', '', '80'), '-80');
    assert.equal(excluding('dest_port', '80:90', '80'), '80:90, -80');
    assert.equal(excluding('source_address', '-10.1.1.1', '10.0.0.0/8'), '-10.1.1.1, -10.0.0.0/8');
    assert.equal(excluding('source_address', '10.1.0.0/16', '10.0.0.0/8'), '10.1.0.0/16 & -10.0.0.0/8');
    assert.equal(excluding('either_address', '10.0.0.0/8', '10.2.2.2'), '10.0.0.0/8 & -10.2.2.2');
    assert.equal(
      excluding('either_address', '10.0.0.0/8 & -10.2.2.2', '10.3.3.3'),
      '10.0.0.0/8 & -10.2.2.2, -10.3.3.3',
    );
  });

  it('ends with what was added, whatever it was', () => {
    fc.assert(
      fc.property(fc.string(), fc.ipV4(), (text, value) => {
        assert.equal(conjuncts(narrowed('either_address', text, value)).at(-1), value);
        assert.ok(excluding('either_address', text, value).endsWith(`-${value}`));
      }),
    );
  });
});
