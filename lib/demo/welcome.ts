/** What the demonstration says when everything runs. */
import { FLOODS, TRANSFERS, type Timing } from './incident.js';
import { DEVICES } from './network.js';
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

/** A report of who talked to whom most, as far back as there is a history, a day at most. */
function reportAddress(scripts: string, { hours }: DemoSettings): string {
  const query = new URLSearchParams({
    device_name: DEVICES[0].name,
    start_date: `-${Math.min(24, Math.max(1, hours))}h`,
    end_date: 'now',
    report: '10',
  });
  return `${scripts}/FlowViewer_Main.cgi?${query.toString()}`;
}

function synthetic(scripts: string, settings: DemoSettings): string {
  const incidents = incidentLines().map((line) => `  ${line}\n`);
  return `
Two routers export now, and did so before. Who talked to whom most:

    ${reportAddress(scripts, settings)}

Things to find, by local time:

${incidents.join('')}`;
}

const SOFTFLOWD = `
softflowd watches this machine: open a page, ask a name server, and look again half a minute later.
`;

/**
 * Text with the address of the first page alone on a line.
 * @param address of the server, with a slash at the end
 * @param path URL path of the CGI scripts
 */
export function welcome(settings: DemoSettings, address: string, path: string): string {
  return `
FlowViewer is ready:

    ${address}
${settings.source === 'synthetic' ? synthetic(new URL(path, address).href, settings) : SOFTFLOWD}
Everything is kept in ${settings.data}. Ctrl-C stops it; the next start goes on from there.
`;
}
