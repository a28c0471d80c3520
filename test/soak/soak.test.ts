import assert from 'node:assert/strict';
import { judge } from './judge.js';
import { soak } from './soak.js';

describe('all parts together, each killed in its turn', function () {
  this.timeout(300_000);

  it('lose no closed file, count nothing twice, show no error page, and keep their memory', async () => {
    const account = await soak({ seconds: 40, users: 3, restMs: 300, say: () => undefined });
    assert.deepEqual(judge(account), []);
  });
});
