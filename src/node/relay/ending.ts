import type { Server } from 'node:http';
import { requireInteger } from '../../core/errors.js';
import { MAX_RETRY_AFTER_MS } from '../../core/wire/control.js';
import type { Relay } from '../../relay/relay.js';
import { RELAY_SERVER_DEFAULTS } from './defaults.js';

/** How a server ends. */
export interface Ending {
  /** Time that peers have to answer the close, in ms. */
  readonly graceMs: number;
  /** Shortest and longest wait before a peer connects again, in ms; undefined leaves it to them. */
  readonly retryAfterMs?: readonly [number, number];
}

/** @throws TypeError, RangeError naming a wrong option */
export function requireServerEnding({
  graceMs = RELAY_SERVER_DEFAULTS.graceMs,
  retryAfterMs,
}: Partial<Ending>): Ending {
  requireInteger('graceMs', graceMs, 0, 600_000);
  if (!retryAfterMs) return { graceMs };
  const minMs = requireInteger('retryAfterMs[0]', retryAfterMs[0], 0, MAX_RETRY_AFTER_MS);
  return {
    graceMs,
    retryAfterMs: [minMs, requireInteger('retryAfterMs[1]', retryAfterMs[1], minMs, MAX_RETRY_AFTER_MS)],
  };
}

/** A server's WebSockets. */
export interface OpenSockets {
  /** The byte streams of all that are open. */
  readonly open: Iterable<{ once(event: 'close', listener: () => void): unknown; destroy(): unknown }>;
}

/** Tells every peer, waits for their close, and cuts those that have not closed; then the port is free. */
export async function drain(
  relay: Relay,
  sockets: OpenSockets,
  server: Server,
  { graceMs, retryAfterMs }: Ending,
): Promise<void> {
  const gone = Promise.all(
    [...sockets.open].map((socket) => new Promise<void>((resolve) => socket.once('close', () => resolve()))),
  );
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  relay.close(retryAfterMs);
  let timer: NodeJS.Timeout | undefined;
  await Promise.race([gone, new Promise<void>((resolve) => (timer = setTimeout(resolve, graceMs)))]);
  clearTimeout(timer);
  for (const socket of sockets.open) socket.destroy();
  server.closeAllConnections();
  await closed;
}
