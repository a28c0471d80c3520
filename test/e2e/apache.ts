/** Debian's Apache, started privately: own configuration, port and user; nothing of the machine's own web server is touched. */
import { readFileSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { freePort } from '../free-port.js';
import { Program, run } from './program.js';

/** Modules as Debian's apache2 package enables them, as far as CGI scripts and a proxy need them. */
const MODULES = [
  'mpm_event',
  'authz_core',
  'authz_host',
  'mime',
  'dir',
  'alias',
  'env',
  'cgid',
  'filter',
  'deflate',
  'headers',
  'proxy',
  'proxy_http',
] as const;
const MODULE_DIRECTORY = '/usr/lib/apache2/modules';

/** The lines of /etc/mime.types that matter here; the package that has it may not be installed. */
const MEDIA_TYPES = 'text/css css\ntext/javascript js\nimage/png png\nimage/svg+xml svg\n';

/** Apache refuses to serve as root, so root starts it as the user that Debian's Apache serves as. */
export function servingUser(): { uid: number; gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const line = /^www-data:[^:]*:(\d+):(\d+):/m.exec(readFileSync('/etc/passwd', 'utf8'));
  if (!line) throw new Error('there is no user www-data: Debian package base-passwd');
  return { uid: Number(line[1]), gid: Number(line[2]) };
}

/** Makes a directory and all in it the serving user's: whoever made it may have kept it to himself. */
export async function giveToServer(directory: string): Promise<void> {
  const user = servingUser();
  if (user) await run('chown', ['-R', `${user.uid}:${user.gid}`, directory]);
}

export class Apache {
  private constructor(
    readonly port: number,
    private readonly program: Program,
    private readonly errorFile: string,
  ) {}

  /**
   * @param folder for its files; every directory above it must be open to the serving user
   * @param configuration what the site is: `Define` and `Include` lines
   * @param programs directory where scripts find `node`
   */
  static async start(folder: string, configuration: string, programs: string): Promise<Apache> {
    const own = join(folder, 'apache');
    await mkdir(own);
    await giveToServer(own);
    const port = await freePort();
    const errorFile = join(own, 'error.log');
    const lines = [
      `ServerRoot "${own}"`,
      `DefaultRuntimeDir "${own}"`,
      `PidFile "${own}/apache.pid"`,
      `ServerName 127.0.0.1`,
      `Listen 127.0.0.1:${port}`,
      `ErrorLog "${errorFile}"`,
      ...MODULES.map((name) => `LoadModule ${name}_module ${MODULE_DIRECTORY}/mod_${name}.so`),
      `ScriptSock "${own}/cgi.sock"`,
      `TypesConfig "${own}/mime.types"`,
      `DocumentRoot "${own}"`,
      'AddOutputFilterByType DEFLATE text/html text/css', // as Debian's Apache does without being asked
      '<Directory />',
      '  AllowOverride None',
      '  Require all denied',
      '</Directory>',
      configuration,
    ];
    await writeFile(join(own, 'mime.types'), MEDIA_TYPES);
    const file = join(own, 'apache2.conf');
    await writeFile(file, lines.join('\n') + '\n');
    const user = servingUser();
    const program = new Program('apache2', ['-d', own, '-f', file, '-D', 'FOREGROUND'], {
      env: { PATH: `${programs}:/usr/bin:/bin` },
      ...(user && { user }),
    });
    const apache = new Apache(port, program, errorFile);
    try {
      await program.ready(async () => (await apache.log()).includes('resuming normal operations'));
    } catch (error) {
      throw new Error(`Apache does not start; its log:\n${await apache.log()}`, { cause: error });
    }
    return apache;
  }

  get origin(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** What the server and the scripts' standard error wrote so far. */
  async log(): Promise<string> {
    try {
      return await readFile(this.errorFile, 'utf8');
    } catch {
      return ''; // not begun
    }
  }

  stop(): Promise<void> {
    return this.program.stop();
  }
}
