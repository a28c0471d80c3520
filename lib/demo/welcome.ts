/** What the demonstration says when everything runs. */
import { FLOODS, TRANSFERS, type Timing } from './incident.js';
import type { DemoSettings } from './settings.js';

const DAY_NAMES = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'] as const;

const pad = (value: number): string => String(value).padStart(2, '0');

/** `Mon-Fri`, `Wed, Sat`, `daily`, `hourly`. */
function daysText({ days, at }: Timing): string {
  if (days.length === 7) return at.hour === undefined ? 'hourly' : 'daily';
  const names = days.map((day) => DAY_NAMES[day] ?? '');
  const [first = 0] = days;
  const inARow = days.length > 2 && days.every((day, index) => day === first + index);
  return inARow ? `${names[0] ?? ''}-${names.at(-1) ?? ''}` : names.join(', ');
}

/** `02:00  daily     nightly backup …`, in the order of the day. */
function incidentLines(): string[] {
  return [...TRANSFERS, ...FLOODS]
    .map((incident) => {
      const { at, name, device } = incident;
      const time = `${at.hour === undefined ? '  ' : pad(at.hour)}:${pad(at.minute)}`;
      return `${time}  ${daysText(incident).padEnd(9)} ${name} (${device})`;
    })
    .sort();
}

const SYNTHETIC = `
Two routers export now, and did so before. Things to find, by local time:

${incidentLines()
  .map((line) => `  ${line}`)
  .join('\n')}
`;

const SOFTFLOWD = `
softflowd watches this machine: open a page, ask a name server, and look again half a minute later.
`;

/** Text with the address of the page alone on a line. */
export function welcome({ source, data }: DemoSettings, address: string): string {
  return `
FlowViewer is ready:

    ${address}
${source === 'synthetic' ? SYNTHETIC : SOFTFLOWD}
Everything is kept in ${data}. Ctrl-C stops it; the next start goes on from there.
`;
}
