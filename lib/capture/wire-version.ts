/** Which version flows are sent in. */
import { CommandError } from '../command/run.js';
import type { ExportVersion } from '../flow/version.js';
import { isWireVersion, type WireVersion } from '../netflow/wire.js';

/**
 * Version 1005 exists in files only; without -V its flows are sent as 5.
 * @param wanted the value of -V
 * @throws CommandError
 */
export function wireVersion(version: ExportVersion, wanted: string | undefined): WireVersion {
  if (isWireVersion(version)) return version;
  if (wanted === undefined) return '5';
  throw new CommandError(`-V ${wanted}: datagrams carry no tags`);
}
