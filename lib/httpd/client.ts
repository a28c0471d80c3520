/** Who asks: whom the connection comes from, or whom a proxy in front says that it has let in. */
import type { IncomingMessage } from 'node:http';
import { parseAddress } from '../flow/address.js';

/** Whether what a request says of its client is believed: only where every request comes through a proxy that sets it. */
export type Trust = 'connection' | 'proxy';

/** The CGI variables that name the client. A proxy adds an address to those that were there, so that its own is the last. */
export function clientVariables({ headers, socket }: IncomingMessage, trust: Trust): Record<string, string> {
  const own = (socket.remoteAddress ?? '').replace(/^::ffff:(?=\d+\.)/, ''); // IPv4 on a socket of both families
  if (trust === 'connection') return { REMOTE_ADDR: own };
  const forwarded = [headers['x-forwarded-for'] ?? []].flat().join(',').split(',').at(-1)?.trim() ?? '';
  const user = headers['x-remote-user'];
  const port = headers['x-remote-port'];
  return {
    REMOTE_ADDR: parseAddress(forwarded) ? forwarded : own,
    // its connection to the proxy, which can be watched where that is on this machine
    REMOTE_PORT: typeof port === 'string' && /^\d{1,5}$/.test(port) ? port : '',
    ...(typeof user === 'string' && user !== '' && user !== '(null)' ? { REMOTE_USER: user } : {}),
  };
}
