/** The export version as options name it: `5`, `8.1`. */
import { CommandError } from '../command/run.js';
import { EXPORT_VERSIONS, type ExportVersion } from '../flow/version.js';

/** @throws CommandError for a version that there is not, or that is not among `allowed` */
export function versionOption(letter: string, value: string, allowed = EXPORT_VERSIONS): ExportVersion {
  const version = allowed.find((name) => name === value);
  if (version) return version;
  throw new CommandError(`-${letter} ${value}: unsupported version; there are ${allowed.join(', ')}`);
}
