/** The server: routes of the configuration, workers for the pages, files for the rest. */
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { MAXIMUM_BODY } from '../web/cgi.js';
import { createWebServer } from '../web/server/web-server.js';
import type { Configuration } from '../config/configuration.js';
import type { Values } from '../status/metrics.js';
import { AccessLog } from './access-log.js';
import { PoolRunner } from './pool-runner.js';
import type { Trust } from './client.js';
import type { Lane } from './scripts.js';

export interface HttpdSettings {
  readonly address: string;
  /** 0: any free one. */
  readonly port: number;
  /** Queries at once. */
  readonly queries: number;
  readonly trust: Trust;
  readonly accessLog?: string | undefined;
  readonly configuration: () => Configuration;
  readonly log: (line: string) => void;
  /** Time that a request may take to come, with its body, ms. */
  readonly requestMs?: number;
}

export interface Httpd {
  readonly port: number;
  /** Process ids of the workers of a lane. */
  pids(lane: Lane): readonly number[];
  /** What its status tells. */
  values(): Values<'flowviewer-httpd'>;
  /** New workers take the places of those that are there. */
  renew(): void;
  /**
   * Stops listening; what is under way may end by itself.
   * @param graceMs for so long
   */
  close(graceMs: number): Promise<void>;
}

/** Style sheet, scripts and icons, beside lib/ in the build and in an installation. */
const ASSETS = fileURLToPath(new URL('../../htdocs', import.meta.url));

/** Pages from small files that are made at once. */
const PAGES = { most: 8, spare: 1 } as const;

const REQUEST_MS = 60_000;
const HEADERS_MS = 15_000;
/** Longer than a proxy is told to keep a connection, or it would send into one that is being closed. */
const KEEP_ALIVE_MS = 65_000;
/** Octets of the address and all other header lines. */
const MAXIMUM_HEADER = 65_536;
const MAXIMUM_CONNECTIONS = 1000;

/**
 * Starts it.
 * @throws Error of the system if the address cannot be listened on
 */
export async function startHttpd(settings: HttpdSettings): Promise<Httpd> {
  const { address, port, queries, trust, configuration, log, requestMs = REQUEST_MS } = settings;
  const runner = new PoolRunner({
    sizes: { page: PAGES, query: { most: queries, spare: 1 } },
    trust,
    configuration,
    log,
  });
  const web = createWebServer({
    routes: () => {
      const { cgi_bin_short, reports_short } = configuration();
      return {
        scripts: cgi_bin_short,
        files: [{ path: reports_short, directory: ASSETS }],
        home: `${cgi_bin_short}/FV.cgi`,
      };
    },
    runner,
    maximumBody: MAXIMUM_BODY,
    log,
    limits: {
      maxHeaderSize: MAXIMUM_HEADER,
      headersTimeout: Math.min(HEADERS_MS, requestMs),
      requestTimeout: requestMs,
      keepAliveTimeout: KEEP_ALIVE_MS,
      connectionsCheckingInterval: Math.min(5000, requestMs),
    },
  });
  web.server.maxConnections = MAXIMUM_CONNECTIONS;
  try {
    await new Promise<void>((resolve, reject) => {
      web.server.once('error', reject).listen({ port, host: address }, resolve);
    });
  } catch (error) {
    await runner.close(0);
    throw error;
  }
  const accessLog = settings.accessLog === undefined ? undefined : new AccessLog(settings.accessLog, trust, log);
  accessLog?.attach(web.server);
  return {
    port: (web.server.address() as AddressInfo).port, // it listens on TCP
    pids: (lane) => runner.pids(lane),
    values: () => runner.values(),
    renew: () => {
      runner.renew();
    },
    close: async (graceMs) => {
      await web.close(graceMs);
      await accessLog?.close();
    },
  };
}
