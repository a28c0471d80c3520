/** Which of the host's addresses each exporter sends to. */
import { isUnspecified, type AddressNumber } from '../flow/address-number.js';
import { localAddress, routes, type Route } from './local-address.js';

/** Routes change: dial-up, failover. */
const READ_AGAIN_AFTER = 60_000;

/**
 * @param local address that is listened at; where that is any address the host's routes tell
 * @returns a function from an exporter's address to the address it sends to, 0 if unknown
 */
export function destinationOf(local: AddressNumber): (source: AddressNumber) => AddressNumber {
  if (!isUnspecified(local)) return () => local;
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
