/** Programs of benchmarks as one file each, as those of the product are started. */
import { join } from 'node:path';
import { buildSync } from 'esbuild';

/**
 * Bundles a compiled program of bench/.
 * @param path its .js file
 * @param directory for the bundle
 * @returns path of the bundle
 */
export function bundled(path: string, directory: string): string {
  const outfile = join(directory, 'program.cjs');
  buildSync({
    entryPoints: [path],
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    packages: 'external',
    define: { 'import.meta.url': JSON.stringify(new URL(`file://${path}`).href) },
    outfile,
  });
  return outfile;
}
