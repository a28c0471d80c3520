/** A site over the golden flows, and requests to its pages without a web server. */
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { defaultConfiguration, type Configuration } from '../../lib/config/configuration.js';
import type { Handler, Request, Response } from '../../lib/web/http.js';
import { temporaryFolder } from '../temporary-folder.js';

export const GOLDEN = fileURLToPath(new URL('../../../test/golden/fv/', import.meta.url));

/** What the pages of this process write, unless a test gives them another place. */
const WRITTEN = temporaryFolder('fv-site');

export function goldenConfiguration(changes: Partial<Configuration> = {}): Configuration {
  return {
    ...defaultConfiguration(),
    flow_data_directory: `${GOLDEN}flows`,
    exporter_directory: `${GOLDEN}flows/edge1`,
    interface_names_file: `${GOLDEN}interfaces.txt`,
    services_file: '', // what a machine has in these files is not the tests' affair
    protocols_file: '',
    dns_servers: ['none'],
    date_format: 'YMD',
    work_directory: join(WRITTEN, 'work'),
    state_directory: join(WRITTEN, 'state'),
    save_directory: join(WRITTEN, 'saves'),
    log_directory: WRITTEN,
    ...changes,
  };
}

export interface Visit {
  readonly configuration?: Partial<Configuration>;
  readonly method?: Request['method'];
  readonly form?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly now?: number;
  readonly signal?: AbortSignal;
  readonly user?: string;
  /** Default: as long as it takes, so that a slow machine makes no difference. */
  readonly patience?: number;
}

/** What a page answers to a query string, as a whole. */
export async function visit(handler: Handler, query: string, options: Visit = {}): Promise<WholeResponse> {
  const response = await request(handler, query, options);
  const { body } = response;
  if (typeof body !== 'string' && !(body instanceof Uint8Array)) throw new TypeError('the page comes in pieces');
  return { ...response, body };
}

export interface WholeResponse extends Response {
  readonly body: string | Uint8Array;
}

/** What a page answers to a query string. */
export function request(handler: Handler, query: string, options: Visit = {}): Promise<Response> {
  const asked: Request = {
    method: options.method ?? 'GET',
    path: '/cgi-bin/FlowViewer/FlowViewer_Main.cgi',
    query: new URLSearchParams(query),
    form: new URLSearchParams(options.form ?? ''),
    headers: options.headers ?? {},
    remoteAddress: '127.0.0.1',
    ...(options.user !== undefined && { user: options.user }),
  };
  return handler(asked, {
    configuration: goldenConfiguration(options.configuration),
    signal: options.signal ?? new AbortController().signal,
    now: () => options.now ?? Date.UTC(2025, 5, 15, 1, 30),
    patience: options.patience ?? Infinity,
  });
}

/** Runs the tests of a suite in UTC, as the golden answers are. */
export function inUtc(): void {
  let before: string | undefined;
  beforeEach(() => {
    before = process.env['TZ'];
    process.env['TZ'] = 'UTC';
  });
  afterEach(() => {
    if (before === undefined) delete process.env['TZ'];
    else process.env['TZ'] = before;
  });
}
