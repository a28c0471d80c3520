/** People at their browsers: each opens one page after the other, and has a look at it. */
import { Agent, get } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';

/** A page that was not as it should be. */
export interface Fault {
  readonly at: number;
  readonly path: string;
  readonly text: string;
}

interface Answer {
  readonly status: number;
  readonly body: string;
}

const DIRECTORY = '/cgi-bin/FlowViewer';

/** What they open, and what each page must end in. */
function pages(tracking: string): readonly (readonly [path: string, end: RegExp])[] {
  const html = /<\/html>\s*$/;
  const times = 'start_date=-2h&end_date=now'; // relative, so that it is always of this moment
  return [
    ['FV.cgi', html],
    ['FlowViewer.cgi', html],
    [`FlowViewer_Main.cgi?device_name=past&${times}&stat_report=10`, html],
    [`FlowViewer_Main.cgi?device_name=router&${times}&stat_report=5&format=json`, /\}\s*$/],
    ['FlowGrapher.cgi', html],
    [`FlowGrapher_Main.cgi?device_name=past&${times}`, html],
    ['FlowTracker_Management.cgi', html],
    [`FlowTracker_Display.cgi?id=${tracking}`, html],
    ['FlowTracker_Dashboard.cgi', html],
  ];
}

export class Users {
  /** Pages that were as they should be. */
  seen = 0;
  readonly faults: Fault[] = [];
  readonly #agent = new Agent({ keepAlive: true });
  readonly #ended = new AbortController();
  readonly #all: Promise<unknown>;

  /** @param restMs how long each looks at a page */
  constructor(
    readonly port: number,
    tracking: string,
    number: number,
    restMs: number,
  ) {
    this.#all = Promise.all(Array.from({ length: number }, (_, first) => this.#one(pages(tracking), first, restMs)));
  }

  /** @returns when all have put their page away */
  async stop(): Promise<void> {
    this.#ended.abort();
    await this.#all;
    this.#agent.destroy();
  }

  async #one(all: ReturnType<typeof pages>, first: number, restMs: number): Promise<void> {
    for (let at = first; !this.#ended.signal.aborted; at++) {
      const [path, end] = all[at % all.length] ?? ['', /$/];
      const began = Date.now();
      try {
        const { status, body } = await this.#open(`${DIRECTORY}/${path}`);
        if (status === 200 && end.test(body)) this.seen++;
        else this.faults.push({ at: began, path, text: `${status} ${body.slice(-500)}` });
      } catch (error) {
        this.faults.push({ at: began, path, text: error instanceof Error ? error.message : String(error) });
        await pause(100); // who finds nobody there tries again a little later
      }
      await pause(restMs);
    }
  }

  #open(path: string): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const asked = get({ port: this.port, host: '127.0.0.1', path, agent: this.#agent }, (response) => {
        let body = '';
        response.setEncoding('utf8').on('data', (piece: string) => (body += piece));
        response.on('error', reject).on('end', () => {
          resolve({ status: response.statusCode ?? 0, body });
        });
      });
      asked.on('error', reject);
    });
  }
}
