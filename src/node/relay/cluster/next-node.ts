import type { IncomingMessage } from 'node:http';
import type { WebSocketServer } from 'ws';

/** Header of an answer that sends a client elsewhere: the address of the channel at the next node. */
export const NEXT_NODE_HEADER = 'latentcast-next-node';

const nextOf = new WeakMap<IncomingMessage, string>();

/** The answer to this request names the next node. */
export const nameNextNode = (request: IncomingMessage, url: string): void => void nextOf.set(request, url);

/** The header of an answer by HTTP alone, with its line end; empty where there is none. */
export function nextNodeLine(url: string | undefined): string {
  return url === undefined ? '' : `${NEXT_NODE_HEADER}: ${url}\r\n`;
}

/** Adds the header to the handshakes of these sockets, where a request's client is sent elsewhere. */
export function addNextNodeHeaders(sockets: WebSocketServer): void {
  sockets.on('headers', (headers, request) => {
    const url = nextOf.get(request);
    if (url !== undefined) headers.push(`${NEXT_NODE_HEADER}: ${url}`);
  });
}
