/** What makes datagrams of flows of any version. */
import { CommandError } from '../command/run.js';
import type { FlowBatch } from '../flow/batch.js';
import { translator } from '../flow/translate.js';
import { EXTENDED, type ExportVersion } from '../flow/version.js';
import { DatagramEncoder } from '../netflow/encode.js';
import { isMessageVersionName, MessageEncoder, sentFields } from '../netflow/message-encoder.js';
import type { Defects } from '../netflow/refusal.js';
import { versionOption } from '../rows/version-option.js';
import { wireVersion } from './wire-version.js';

export interface FlowEncoder {
  /** Gives each datagram that the records complete. */
  add(batch: FlowBatch): Iterable<Buffer>;
  /** The last, incomplete one. */
  flush(): Buffer | undefined;
}

/**
 * An encoder for flows of a version.
 * @param wanted the value of -V, which may be 9 or 10; without it extended flows are sent as IPFIX, others as what they are
 * @throws CommandError if they cannot be sent so
 */
export function flowEncoder(from: ExportVersion, wanted: string | undefined, defects: Defects): FlowEncoder {
  const name = wanted ?? (from === EXTENDED ? '10' : undefined);
  const message = name !== undefined && isMessageVersionName(name) ? name : undefined;
  const to = message ? EXTENDED : wireVersion(name === undefined ? from : versionOption('V', name), wanted);
  const translate = from === to ? undefined : translator(from, to);
  if (from !== to && !translate) throw new CommandError(`flows of version ${from} cannot be sent as ${name ?? to}`);
  const encoder = message
    ? new MessageEncoder(message, { fields: sentFields(from) })
    : new DatagramEncoder(wireVersion(to, wanted), { defects });
  return {
    add: (batch) => encoder.add(translate?.(batch) ?? batch),
    flush: () => encoder.flush(),
  };
}
