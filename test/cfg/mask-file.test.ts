import assert from 'node:assert/strict';
import { readMask } from '../../lib/cfg/mask-file.js';
import { parseIpv4 } from '../../lib/flow/address.js';
import { batchOf, valuesOf } from '../flow/batch-of.js';

function masksOf(lines: string, addresses: readonly string[]): number[] {
  const mask = readMask({ file: 'mask.cfg', text: `mask-definition D\n${lines}` }, 'd');
  const batch = batchOf('5', addresses.length, (record) => ({
    srcaddr: parseIpv4(addresses[record] ?? '') ?? 0,
    dstaddr: 0x7f000001,
    src_mask: 99,
    dst_mask: 99,
  }));
  mask(batch);
  return addresses.map((_, record) => valuesOf(batch, record, 'src_mask')[0] ?? -1);
}

describe('cfg/mask-file', () => {
  it('lets the longest prefix decide, whatever the order, and leaves what none matches', () => {
    const lines = 'prefix 10.1.0.0/24 24\nprefix 10/8 8\nprefix 192.168/16 28\nprefix 10.1.0.7/32 32';
    const addresses = ['10.9.9.9', '10.1.0.200', '10.1.0.7', '192.168.255.255', '11.0.0.0'];
    assert.deepEqual(masksOf(lines, addresses), [8, 24, 32, 28, 99]);
  });

  it('takes a prefix without bits as the network of the length that is set', () => {
    assert.deepEqual(masksOf('prefix 10.1.0.0 16', ['10.1.255.255', '10.2.0.0']), [16, 99]);
  });

  it('masks both sides', () => {
    const mask = readMask({ file: 'f', text: 'mask-definition d\nprefix 0.0.0.0/0 1\nprefix 10/8 8' }, 'D');
    const batch = batchOf('8.13', 1, () => ({ srcaddr: 0x0a000001, dstaddr: 0x0b000001 }));
    mask(batch);
    assert.deepEqual(valuesOf(batch, 0, 'src_mask', 'dst_mask'), [8, 1]);
  });

  it('refuses lengths beyond 32, words that are no prefix, and unknown definitions', () => {
    const read = (text: string) => () => readMask({ file: 'f', text }, 'd');
    assert.throws(read('mask-definition d\nprefix 10/8 33'), {
      message: 'f line 2: Value out of range.\nftmask_load(): failed',
    });
    assert.throws(read('mask-definition d\nprefix ten 8'), { text: 'f line 2: "ten" is not a prefix.' });
    assert.throws(read('prefix 10/8 8'), { text: 'f line 1: Unexpected "prefix".' });
    assert.throws(read('mask-definition e'), {
      message: 'No mask-definition "d": there are e.\nftmask_def_find(): failed',
    });
  });
});
