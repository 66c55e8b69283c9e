import type { Socket } from 'node:net';

/** How the first bytes of a connection are read. */
export interface FirstBytesOptions {
  /** Time that they may take. */
  readonly timeoutMs: number;
  /**
   * Called with all bytes so far. Returns what is to be done once reading has stopped; null where more bytes are needed.
   * Bytes that somebody else is to read go back by `socket.unshift`.
   */
  readonly read: (bytes: Buffer) => (() => void) | null;
  /** Called when the time is over; reading has stopped then. */
  readonly onTimeout: () => void;
  /** Called once when reading has stopped, also where the connection has gone. @default nothing is told */
  readonly onStop?: () => void;
}

/** Reads a connection before whoever serves it does, until it is known what it is. A connection that ends before is cut. */
export function readFirstBytes(socket: Socket, options: FirstBytesOptions): void {
  let bytes: Buffer = Buffer.alloc(0);
  const stop = (): void => {
    clearTimeout(timer);
    socket.off('readable', onReadable);
    socket.off('end', onEnd);
    socket.off('close', stop);
    options.onStop?.();
  };
  const onEnd = (): void => void socket.destroy();
  const onReadable = (): void => {
    for (let chunk = socket.read() as Buffer | null; chunk; chunk = socket.read() as Buffer | null) {
      bytes = bytes.length === 0 ? chunk : Buffer.concat([bytes, chunk]);
      const next = options.read(bytes);
      if (!next) continue;
      stop();
      socket.off('error', ignore);
      next();
      return;
    }
  };
  const timer = setTimeout(() => {
    stop();
    options.onTimeout();
  }, options.timeoutMs);
  socket.on('readable', onReadable);
  socket.on('error', ignore);
  socket.on('end', onEnd);
  socket.on('close', stop);
}

/** A connection that fails before its first bytes have come concerns nobody. */
const ignore = (): void => {};
