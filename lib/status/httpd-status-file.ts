/** Where the status of a flowviewer-httpd lies: in state_directory, one for each port. */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** @param directory state_directory */
export function httpdStatusFile(directory: string, port: number): string {
  return join(directory, `.flowviewer-httpd.${port}.status.json`);
}

/** Those that are there. @param directory state_directory */
export function httpdStatusFiles(directory: string): { readonly path: string; readonly port: number }[] {
  const names = existsSync(directory) ? readdirSync(directory) : [];
  return names.flatMap((name) => {
    const port = Number(/^\.flowviewer-httpd\.(\d+)\.status\.json$/.exec(name)?.[1] ?? NaN);
    return Number.isNaN(port) ? [] : [{ path: join(directory, name), port }];
  });
}
