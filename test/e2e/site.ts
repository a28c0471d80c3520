/** FlowViewer installed as `make install` does it, below a temporary directory, and served by Debian's Apache. */
import { copyFile, cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Apache, giveToServer, servingUser } from './apache.js';
import { SlowFile } from '../store/slow-file.js';
import { GOLDEN } from './golden-request.js';
import { freePort } from '../free-port.js';
import { Program, run } from './program.js';

const ROOT = join(import.meta.dirname, '../../..');

export class Site {
  private constructor(
    private readonly httpd: Program | undefined,
    readonly apache: Apache,
    readonly folder: string,
    /** Holds a directory for each device; `edge1` of the golden set is one. */
    readonly dataDirectory: string,
  ) {}

  /** @param scripts run as CGI, or by flowviewer-httpd that Apache passes requests on to */
  static async start(scripts: 'CGI' | 'flowviewer-httpd' = 'CGI'): Promise<Site> {
    process.umask(0o022);
    const folder = await mkdtemp(join(tmpdir(), 'flowviewer-e2e-'));
    const at = (...names: string[]): string => join(folder, ...names);
    const dataDirectory = at('flows');
    await cp(join(GOLDEN, 'flows'), dataDirectory, { recursive: true });
    await mkdir(at('work'));
    const directories = {
      PREFIX: at('usr'),
      CGIBINDIR: at('cgi-bin'),
      HTDOCSDIR: at('htdocs'),
      ETCDIR: at('etc'),
      SYSCONFDIR: at('etc'),
      VARDIR: at('var'),
      RUNDIR: at('run'),
      FLOWUSER: 'www-data', // who is there already
    };
    await run(join(ROOT, 'scripts/install'), [], { cwd: ROOT, env: directories });
    // the scripts start `node` by its name; this one may be where the server's user cannot go
    await copyFile(process.execPath, at('usr/bin/node'));
    const parameters = {
      flow_data_directory: dataDirectory,
      work_directory: at('work'),
      state_directory: at('state'),
      save_directory: at('saves'),
      filter_directory: at('filters'),
      rrdtool_directory: at('rrds'),
      tracker_directory: at('graphs'),
      log_directory: at('log'),
      dns_servers: ['none'],
    };
    const toml = Object.entries(parameters).map(([name, value]) => `${name} = ${JSON.stringify(value)}\n`);
    await writeFile(at('etc/FlowViewer.toml'), toml.join(''));
    await giveToServer(folder);
    const port = await freePort();
    const passed = [
      `Define FLOWVIEWER_HTTPD http://127.0.0.1:${port}`,
      `Include "${at('etc/apache2/conf-available/flowviewer-httpd.conf')}"`,
    ];
    const configuration = [
      `Define FLOWVIEWER_CGI "${directories.CGIBINDIR}"`,
      `Define FLOWVIEWER_HTDOCS "${directories.HTDOCSDIR}"`,
      `Define FLOWVIEWER_TOML "${at('etc/FlowViewer.toml')}"`,
      ...(scripts === 'CGI' ? [] : passed),
      `Include "${at('etc/apache2/conf-available/flowviewer.conf')}"`,
      'ScriptAlias /cgi-bin/ /usr/lib/cgi-bin/', // Debian's own, from conf-enabled/serve-cgi-bin.conf
    ].join('\n');
    const httpd = scripts === 'CGI' ? undefined : await startHttpd(folder, port);
    const apache = await Apache.start(folder, configuration, at('usr/bin'));
    return new Site(httpd, apache, folder, dataDirectory);
  }

  /** Address of a script. */
  url(script: string): string {
    return `${this.apache.origin}/cgi-bin/FlowViewer/${script}`;
  }

  /** Puts a pipe in the place of one of the flow files. */
  async slowFile(name: string): Promise<SlowFile> {
    const path = join(this.dataDirectory, name);
    const slow = await SlowFile.inPlaceOf(path);
    await giveToServer(path);
    return slow;
  }

  async stop(): Promise<void> {
    await this.apache.stop();
    await this.httpd?.stop();
    await rm(this.folder, { recursive: true });
  }
}

/** flowviewer-httpd as its unit starts it, of an installation below a folder. */
async function startHttpd(folder: string, port: number): Promise<Program> {
  const user = servingUser();
  const env = {
    FLOWVIEWER_CONFIG: join(folder, 'etc/FlowViewer.toml'),
    PATH: `${join(folder, 'usr/bin')}:/usr/bin:/bin`,
  };
  const argv = ['-D', '-x', '-P', String(port)];
  const httpd = new Program(join(folder, 'usr/bin/flowviewer-httpd'), argv, { env, ...(user && { user }) });
  return httpd.ready(() => httpd.output.includes('listening on'));
}
