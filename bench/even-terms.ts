/** Even terms for collectors that are measured one after the other on a machine that has other things to do. */
import { readFileSync, writeFileSync } from 'node:fs';
import { constants, setPriority } from 'node:os';

const RECEIVE_BUFFER = '/proc/sys/net/core/rmem_max';

/**
 * Lets sockets have receive buffers of so many octets, if this is root.
 * @returns what puts the limit back
 */
export function allowReceiveBuffer(octets: number): () => void {
  const before = readFileSync(RECEIVE_BUFFER, 'latin1').trim();
  if (Number(before) >= octets) return () => undefined;
  try {
    writeFileSync(RECEIVE_BUFFER, String(octets));
    console.log(`net.core.rmem_max is ${octets} meanwhile, it was ${before}`);
    return () => {
      writeFileSync(RECEIVE_BUFFER, before);
    };
  } catch {
    console.warn(`net.core.rmem_max is ${before}: only root can allow the ${octets} octets that both ask for`);
    return () => undefined;
  }
}

/** Gives a process that leads its session the precedence that flow-capture gives itself, if this is root. */
export function letGoFirst(pid: number): void {
  try {
    setPriority(pid, constants.priority.PRIORITY_HIGH);
    writeFileSync(`/proc/${pid}/autogroup`, String(constants.priority.PRIORITY_HIGH));
  } catch {
    // not root: other programs disturb all alike
  }
}
