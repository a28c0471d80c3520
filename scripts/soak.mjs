/** `make soak MINUTES=60 USERS=20`: the soak of test/soak/ for as long as one likes; its account and what is wrong with it. */
import { judge } from '../build/test/soak/judge.js';
import { soak } from '../build/test/soak/soak.js';

const number = (name, usual) => Number(process.env[name] || usual);
const account = await soak({
  seconds: 60 * number('MINUTES', 10),
  users: number('USERS', 20),
  restMs: 1000,
  say: (line) => console.log(line),
});
const { memory } = account;
console.log(JSON.stringify({ ...account, memory: undefined, faults: account.faults.length }, null, 2));
for (const [name, { before, after }] of Object.entries(memory))
  console.log(`${name}: ${(before / 2 ** 20).toFixed(0)} MB, then ${(after / 2 ** 20).toFixed(0)} MB`);
const wrong = judge(account);
for (const line of wrong) console.error(line);
console.log(wrong.length === 0 ? `All is well; ${account.seen} pages were seen.` : `${wrong.length} things are wrong.`);
process.exit(wrong.length === 0 ? 0 : 1);
