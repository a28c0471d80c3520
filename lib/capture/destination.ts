/** Which of the host's addresses each exporter sends to. */
import { localAddress, routes, type Route } from './local-address.js';

/** Routes change: dial-up, failover. */
const READ_AGAIN_AFTER = 60_000;

/**
 * @param local address the socket is bound to; where that is 0 the host's routes tell
 * @returns a function from an exporter's address to the address it sends to, 0 if unknown
 */
export function destinationOf(local: number): (source: number) => number {
  if (local !== 0) return () => local;
  let table: Route[] | undefined;
  let read = 0;
  return (source) => {
    if (!table || Date.now() - read > READ_AGAIN_AFTER) {
      table = routes();
      read = Date.now();
    }
    return localAddress(source, table);
  };
}
