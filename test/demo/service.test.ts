import assert from 'node:assert/strict';
import { Endpoints } from '../../lib/demo/endpoints.js';
import { FLOODS, TRANSFERS } from '../../lib/demo/incident.js';
import { DEVICES } from '../../lib/demo/network.js';
import { SERVICES } from '../../lib/demo/service.js';

describe('tables of the traffic model', () => {
  const ends = new Map(DEVICES.map((device) => [device.name, new Endpoints(device)]));

  it('has numbers in every column of every service', () => {
    for (const { name, down, up, duration, ...numbers } of SERVICES) {
      const values = [down.median, down.sigma, ...down.octets, up.perAnswer, up.least, ...up.octets];
      for (const value of [...values, duration.median, duration.sigma, numbers.weight, numbers.tos, numbers.prot]) {
        assert.ok(Number.isFinite(value) && value >= 0, name);
      }
      assert.ok(numbers.port >= 0 && numbers.port <= 65535, name);
    }
  });

  it('offers every service at one device at least', () => {
    for (const { name, from, to } of SERVICES) {
      assert.ok(
        [...ends.values()].some((world) => world.pool(from) && world.pool(to)),
        name,
      );
    }
  });

  it('lets every incident happen at a device that has its hosts', () => {
    const exists = (device: string, [pool, rank]: readonly [Parameters<Endpoints['pool']>[0], number]): boolean =>
      rank < (ends.get(device)?.pool(pool)?.count ?? 0);
    for (const { name, device, from, to } of TRANSFERS) assert.ok(exists(device, from) && exists(device, to), name);
    for (const { name, device, one, many } of FLOODS) assert.ok(exists(device, one) && exists(device, [many, 0]), name);
  });

  it('splits the flows among the devices without rest', () => {
    assert.ok(Math.abs(DEVICES.reduce((sum, { share }) => sum + share, 0) - 1) < 1e-9);
  });
});
