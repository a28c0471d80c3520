/** A TCP server that listens where a capture does. */
import { once } from 'node:events';
import { createServer, type ListenOptions, type Server } from 'node:net';
import { formatAddressNumber, type AddressNumber } from '../flow/address-number.js';
import { lacksIpv6 } from './no-ipv6.js';

async function listen(options: ListenOptions): Promise<Server> {
  const server = createServer();
  server.listen(options);
  await once(server, 'listening');
  return server;
}

/** One socket takes connections of both families. */
async function listenEverywhere(port: number): Promise<Server> {
  try {
    return await listen({ host: '::', port });
  } catch (error) {
    if (!lacksIpv6(error)) throw error;
    return listen({ host: '0.0.0.0', port });
  }
}

/**
 * Listens.
 * @param bind 0 = all addresses of the host, of both families, `0n` = all of IPv6
 * @param what it listens for, as the error says it
 * @throws Error that says where and why not, for example that the port is taken
 */
export async function listenTcp(bind: AddressNumber, port: number, what: string): Promise<Server> {
  const host = formatAddressNumber(bind);
  try {
    return await (bind === 0 ? listenEverywhere(port) : listen({ host, port, ipv6Only: bind === 0n }));
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new Error(`cannot listen for ${what} on ${host}/${port}: ${why}`, { cause });
  }
}
