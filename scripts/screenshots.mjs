/**
 * Takes the pictures of the documentation: starts the demonstration, waits until its past is there, and looks at pages in
 * Debian's Chromium. `make screenshots`; HOURS and FLOWS are the demonstration's.
 */
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright-core';

const FOLDER = 'docs/images';
const DESK = { width: 1280, height: 800 };
const PHONE = { width: 390, height: 844 };

/** What is shown: the file's name, a script with its question, what is done there, and on which screen. */
const PICTURES = [
  {
    name: 'flowviewer',
    page: 'FlowViewer_Main.cgi?device_name=MYROUTER&start_date=-3h&stat_report=9&cutoff_lines=12&pie_charts=1',
  },
  {
    name: 'flowgrapher',
    page: 'FlowGrapher_Main.cgi?device_name=MYROUTER&start_date=-24h&graph_type=bps&bucket_size=300&detail_lines=10',
  },
  { name: 'flowviewer-form', page: 'FlowViewer.cgi?device_name=MYROUTER' },
  { name: 'flowtracker', page: 'FlowTracker.cgi?device_name=MYROUTER&protocols=tcp', then: recreateTracking },
  {
    name: 'flowviewer-phone',
    page: 'FlowViewer_Main.cgi?device_name=MYROUTER&start_date=-1h&stat_report=10&cutoff_lines=20',
    screen: PHONE,
    colorScheme: 'dark',
  },
];

/** Has a tracking computed for the past of the demonstration, and waits for its graphs. */
async function recreateTracking(tab) {
  await tab.getByLabel('Label', { exact: true }).fill('TCP of the uplink');
  await tab.getByLabel('Begin', { exact: true }).selectOption('past');
  await tab.getByLabel('Start Date', { exact: true }).fill('-20h');
  await tab.getByLabel('Start Time', { exact: true }).fill('');
  await Promise.all([tab.waitForEvent('load'), tab.getByRole('button', { name: 'Create Tracking' }).first().click()]);
  await tab.getByText('The past has been computed').waitFor({ timeout: 300_000 });
  await tab.reload({ waitUntil: 'networkidle' });
}

/** Starts the demonstration on a free port. @returns its address, once the past is made, and the process */
async function startDemo(data) {
  const demo = spawn('build/bin/flowviewer-demo', {
    env: { HOURS: '24', FLOWS: '60', ...process.env, PORT: '0', DATA: data },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let text = '';
  const address = await new Promise((resolve, reject) => {
    demo.stdout.setEncoding('utf8').on('data', (piece) => {
      text += piece;
      const found = /^ +(http:\/\/localhost:\d+)\/$/m.exec(text);
      if (found) resolve(found[1]);
    });
    demo.once('close', () => reject(new Error(`The demonstration ended:\n${text}`)));
  });
  return { demo, address };
}

const data = mkdtempSync(join(tmpdir(), 'flowviewer-screenshots-'));
const { demo, address } = await startDemo(data);
const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu'] });
try {
  mkdirSync(FOLDER, { recursive: true });
  const wanted = process.argv.slice(2);
  for (const { name, page, screen = DESK, colorScheme = 'light', then } of PICTURES) {
    if (wanted.length > 0 && !wanted.includes(name)) continue;
    const context = await browser.newContext({ viewport: screen, colorScheme });
    const tab = await context.newPage();
    const response = await tab.goto(`${address}/cgi-bin/FlowViewer/${page}`, { waitUntil: 'networkidle' });
    if (response?.status() !== 200) throw new Error(`${page} answers ${response?.status()}`);
    await then?.(tab);
    await tab.screenshot({ path: join(FOLDER, `${name}.png`) });
    console.log(join(FOLDER, `${name}.png`));
    await context.close();
  }
} finally {
  await browser.close();
  demo.kill('SIGINT');
  await new Promise((resolve) => demo.once('close', resolve));
  rmSync(data, { recursive: true });
}
