/** What the type summary-detail adds to the totals: averages and distributions, as flow-report has always given them. */
import { fixed } from '../../command/fixed.js';
import { DISTRIBUTIONS, distributionClasses } from '../../report/distribution.js';
import type { Answer } from './answer.js';

const PREFIX: Readonly<Record<string, string>> = {
  packet_size: 'psize',
  packets_per_flow: 'fpsize',
  octets_per_flow: 'fosize',
  flow_time_ms: 'ftime',
};

/** One heading has a sign too many; scripts look for it. */
const ODD_NAMES: Readonly<Record<string, string>> = { psize4096: '>psize4096' };

/**
 * The line `# rec2:` and its values. `time_real` is the last export time, and the averages are whole numbers: so they have
 * always been, whatever their names say.
 */
export function detailLines(answer: Answer): string {
  const { total } = answer;
  const [flows, octets, packets, duration] = [total.flows, total.octets, total.packets, total.duration].map(Number) as [
    number,
    number,
    number,
    number, // as many as were given
  ];
  const whole = (dividend: number, divisor: number) => fixed(Math.floor(dividend / divisor), 6);
  const uptime = answer.all('last_uptime') / 1000;
  const values: [string, string][] = [
    ['time_real', String(answer.last)],
    ['aflowtime', whole(duration, flows)],
    ['aps', whole(octets, packets)],
    ['afs', whole(octets, flows)],
    ['apf', whole(packets, flows)],
    ['fps', fixed(flows / uptime, 6)],
    ['fps_real', fixed(flows / answer.last, 6)],
  ];
  for (const distribution of DISTRIBUTIONS) {
    const prefix = PREFIX[distribution.key] ?? distribution.key;
    for (const { as, label } of distributionClasses(distribution)) {
      const name = label.startsWith('>') ? `${prefix}_other` : `${prefix}${label.slice(2)}`;
      values.push([ODD_NAMES[name] ?? name, fixed(answer.all(as) / flows, 6)]);
    }
  }
  return `# rec2: ${values.map(([name]) => name).join(',')}\n${values.map(([, value]) => value).join(',')}\n`;
}
