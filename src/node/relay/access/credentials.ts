import type { IncomingMessage } from 'node:http';
import { BEARER_SUBPROTOCOL } from '../../../core/wire/hello.js';

/**
 * The key or token that a request presents: in its Authorization header (RFC 6750, 2.1), or, since browsers cannot set
 * headers of a WebSocket, as `latentcast.bearer.TOKEN` among the offered subprotocols, where characters that a
 * subprotocol may not have are percent-encoded. What the URL says is not read: URLs are written to the logs of proxies.
 */
export function presentedCredentials({ headers }: IncomingMessage): string | undefined {
  const inHeader = /^Bearer +(\S+) *$/i.exec(headers.authorization ?? '')?.[1];
  const offered = (headers['sec-websocket-protocol'] ?? '').split(',').map((name) => name.trim());
  const inProtocol = offered.find((name) => name.startsWith(BEARER_SUBPROTOCOL))?.slice(BEARER_SUBPROTOCOL.length);
  return (inHeader ?? (inProtocol && decoded(inProtocol))) || undefined;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
