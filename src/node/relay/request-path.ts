import type { IncomingMessage } from 'node:http';

/** The request's path, without its query; not by `new URL`, which throws on some of what a client may send. */
export const requestPath = (request: IncomingMessage): string => (request.url ?? '/').replace(/[?#].*$/s, '');
