import { close, constants, open as openFd } from 'node:fs';
import { open } from 'node:fs/promises';
import { Socket } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { promisify } from 'node:util';
import { CodecError } from '../../core/errors.js';
import type { AbortSignalLike } from '../../ports/audio.js';
import { writeAll } from './stream-write.js';

/** Takes bytes one call after another. */
export interface ByteSink {
  /** Resolves when the bytes were taken. */
  write(bytes: Uint8Array): Promise<void>;
  /** Ends the writing; what was written stays. May be called twice. */
  close(): Promise<void>;
  /** Ends it at once: what the reader has not taken may be lost. May be called after `close`. */
  abandon(): Promise<void>;
}

/** How often a named pipe without a reader is tried again. */
const RETRY_MS = 20;

const openDescriptor = promisify(openFd);
const closeDescriptor = promisify(close);

/**
 * A named pipe as a stream. It is opened without blocking: a blocked thread could not be ended by an abort.
 *
 * The stream ends when all writers have gone; before the first one has come it waits.
 */
export async function pipeReader(path: string | Uint8Array): Promise<Socket> {
  const fd = await openDescriptor(path as Buffer, constants.O_RDONLY | constants.O_NONBLOCK);
  return new Socket({ fd, readable: true, writable: false });
}

/** Waits until a named pipe has a reader. @throws CodecError ABORTED, or what the system throws */
export async function pipeWriter(path: string, signal?: AbortSignalLike): Promise<ByteSink> {
  for (;;) {
    if (signal?.aborted) throw new CodecError('ABORTED', `${path}: aborted while nothing read the pipe`);
    try {
      const fd = await openDescriptor(path, constants.O_WRONLY | constants.O_NONBLOCK);
      return socketSink(fd, path, signal);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENXIO') throw error;
      await wait(RETRY_MS);
    }
  }
}

async function socketSink(fd: number, path: string, signal: AbortSignalLike | undefined): Promise<ByteSink> {
  let socket: Socket;
  try {
    socket = new Socket({ fd, readable: false, writable: true });
  } catch (error) {
    await closeDescriptor(fd);
    throw error;
  }
  // A write that fails is reported by its own call.
  socket.on('error', () => {});
  const onAbort = (): void => void socket.destroy(new CodecError('ABORTED', `${path}: aborted`));
  signal?.addEventListener('abort', onAbort, { once: true });
  let closing: Promise<void> | undefined;
  return {
    write: (bytes) => writeAll(socket, bytes, path),
    close: () => {
      closing ??= new Promise<void>((done) => {
        signal?.removeEventListener('abort', onAbort);
        if (socket.destroyed) return done();
        socket.once('close', () => done());
        socket.end(() => socket.destroy());
      });
      return closing;
    },
    abandon: () => {
      signal?.removeEventListener('abort', onAbort);
      socket.destroy();
      return Promise.resolve();
    },
  };
}

/** A device, or an open file of another descriptor, written to at its end. @throws what the system throws */
export async function deviceWriter(path: string): Promise<ByteSink> {
  const file = await open(path, constants.O_WRONLY | constants.O_APPEND);
  let closing: Promise<void> | undefined;
  const close = (): Promise<void> => {
    closing ??= file.close();
    return closing;
  };
  return {
    write: async (bytes) => {
      await file.writeFile(bytes);
    },
    close,
    abandon: close,
  };
}
