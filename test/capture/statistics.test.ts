import assert from 'node:assert/strict';
import { exporterLine, isDue, socketLine } from '../../lib/capture/statistics.js';

const TIME = { now: 1743294600, startup: 1743292800 };
const EXPORTER = {
  source: 0xc0000201,
  dVersion: 5,
  datagrams: 1234,
  flows: 37020,
  lost: 7,
  resets: 1,
  misordered: 2,
  duplicates: 3,
};

describe('statistics', () => {
  it('has one line per exporter as flow-log2rrd reads it', () => {
    assert.equal(
      exporterLine(TIME, EXPORTER, 0xc000020a, 0),
      'STAT: now=1743294600 startup=1743292800 src_ip=192.0.2.1 dst_ip=192.0.2.10 d_ver=5 pkts=1234 flows=37020 lost=7 reset=1 filter_drops=0',
    );
  });

  it('leaves filter_drops out where there is no filter', () => {
    assert.match(exporterLine(TIME, EXPORTER, 0), / dst_ip=0\.0\.0\.0 .* reset=1$/);
  });

  it('counts in 32 bits', () => {
    assert.match(exporterLine(TIME, { ...EXPORTER, flows: 2 ** 32 + 5 }, 0), / flows=5 /);
  });

  it('has a line for what this host lost', () => {
    const socket = { datagrams: 2000, corrupt: 4, kernelDrops: 17, dropped: 60 };
    assert.equal(
      socketLine(TIME, socket, [EXPORTER, EXPORTER]),
      'SOCKET: now=1743294600 startup=1743292800 pkts=2000 corrupt=4 lost=14 misordered=4 duplicates=6 kernel_drops=17 write_drops=60',
    );
    assert.match(socketLine(TIME, { ...socket, lessCompressed: 90 }, []), / write_drops=60 less_compressed=90$/);
    assert.match(socketLine(TIME, { ...socket, kernelDrops: undefined }, []), / kernel_drops=unknown /);
  });

  it('is due at the multiples of the interval, once', () => {
    const at = (time: string) => new Date(`2025-03-10T${time}`).getTime();
    assert.equal(isDue(at('10:15:00'), 5, undefined), true);
    assert.equal(isDue(at('10:15:59'), 5, at('10:15:00')), false);
    assert.equal(isDue(at('10:16:00'), 5, at('10:15:00')), false);
    assert.equal(isDue(at('10:20:01'), 5, at('10:15:00')), true);
    assert.equal(isDue(at('11:00:00'), 60, at('10:00:00')), true);
    assert.equal(isDue(at('10:00:00'), 0, undefined), false);
  });
});
