/** The meta-variables of a CGI request (RFC 3875 section 4.1), and those that Apache adds. */
import type { IncomingMessage } from 'node:http';

export interface CgiTarget {
  /** URL path of the script. */
  readonly scriptName: string;
  readonly scriptFile: string;
  /** Decoded path after the script's name, with its leading slash; empty if there is none. */
  readonly pathInfo: string;
  /** Still encoded. */
  readonly query: string;
}

/**
 * Request headers that do not become HTTP_ variables: those with a variable of their own, credentials (section 4.1.18), the
 * connection's own, and `Proxy`, which as HTTP_PROXY would tell libraries to send their requests elsewhere.
 */
const WITHHELD: ReadonlySet<string> = new Set([
  'authorization',
  'connection',
  'content-length',
  'content-type',
  'keep-alive',
  'proxy',
  'proxy-authorization',
  'te',
  'transfer-encoding',
  'upgrade',
]);

/** Host name of a Host header without its port; IPv6 addresses keep their brackets. */
function hostName(host: string | undefined): string | undefined {
  return /^(\[[0-9a-f:.]+\]|[\w.-]+)(:\d+)?$/i.exec(host ?? '')?.[1];
}

function headerVariables(headers: IncomingMessage['headers']): Record<string, string> {
  const variables: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (value === undefined || WITHHELD.has(name) || !/^[a-z0-9-]+$/.test(name)) continue;
    variables[`HTTP_${name.toUpperCase().replaceAll('-', '_')}`] = Array.isArray(value) ? value.join(', ') : value;
  }
  return variables;
}

/**
 * Everything in the script's environment that the request determines.
 * @param method what the script is to see; differs from the request's after a local redirect
 */
export function cgiEnvironment(request: IncomingMessage, target: CgiTarget, method: string): Record<string, string> {
  const { headers, socket } = request;
  const body = method === 'POST';
  return {
    ...headerVariables(headers),
    GATEWAY_INTERFACE: 'CGI/1.1',
    SERVER_PROTOCOL: `HTTP/${request.httpVersion}`,
    SERVER_SOFTWARE: 'FlowViewer',
    SERVER_NAME: hostName(headers.host) ?? socket.localAddress ?? 'localhost',
    SERVER_PORT: String(socket.localPort ?? 80),
    REQUEST_METHOD: method,
    REQUEST_URI: request.url ?? '',
    SCRIPT_NAME: target.scriptName,
    SCRIPT_FILENAME: target.scriptFile,
    ...(target.pathInfo ? { PATH_INFO: target.pathInfo } : {}),
    QUERY_STRING: target.query,
    REMOTE_ADDR: socket.remoteAddress ?? '',
    REMOTE_PORT: String(socket.remotePort ?? ''),
    ...(body && headers['content-length'] ? { CONTENT_LENGTH: headers['content-length'] } : {}),
    ...(body && headers['content-type'] ? { CONTENT_TYPE: headers['content-type'] } : {}),
  };
}
