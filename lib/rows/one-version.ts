/** Inputs that are joined have one version. */
import { CommandError } from '../command/run.js';
import type { ExportVersion } from '../flow/version.js';
import type { Input } from './inputs.js';

/** A version that is known, of the first input that has one. */
export function firstVersion(inputs: readonly Input[]): ExportVersion | undefined {
  return inputs.find(({ header }) => header.version)?.header.version;
}

/** @throws CommandError that names the first input of another version */
export function checkVersions(inputs: readonly Input[], version: ExportVersion): void {
  const other = inputs.find(({ header }) => header.version !== version);
  if (!other) return;
  const what = other.header.version ?? other.header.dVersion ?? 'none';
  throw new CommandError(
    `data version or sub version changed! ${other.name} has version ${what} instead of ${version}`,
  );
}
