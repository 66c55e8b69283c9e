import { Deferred } from '../core/deferred.js';
import type { AbortSignalLike } from '../ports/audio.js';
import { Handoff } from './handoff.js';

declare global {
  /** The platform's own; without one this adds nothing. */
  // biome-ignore lint/suspicious/noExplicitAny: a merged declaration must have the parameters of the platform's.
  interface TransformStream<I = any, O = any> {}
}

interface ReadableController<O> {
  enqueue(chunk: O): void;
  close(): void;
  error(reason: unknown): void;
}
interface WritableController {
  readonly signal?: { addEventListener(type: 'abort', listener: () => void): void; readonly reason?: unknown };
  error(reason: unknown): void;
}
interface WebStreams {
  readonly ReadableStream: new <O>(
    source: {
      start(controller: ReadableController<O>): void;
      pull(controller: ReadableController<O>): Promise<void>;
      cancel(reason: unknown): void;
    },
    strategy: { readonly highWaterMark: number },
  ) => unknown;
  readonly WritableStream: new <I>(
    sink: {
      start(controller: WritableController): void;
      write(chunk: I): Promise<void>;
      close(): Promise<void>;
      abort(reason: unknown): void;
    },
    strategy: { readonly highWaterMark: number },
  ) => unknown;
}

/** Turns a sequence of chunks into another one, of any number of chunks. */
export type ChunkTransform<I, O> = (source: AsyncIterable<I>) => AsyncGenerator<O>;

/**
 * A transform as a pair of Web streams. Unlike the platform's `TransformStream`, whose `transform` has to enqueue all chunks
 * that it makes of one, it computes nothing that nobody reads: a chunk is made when it is read, and the next chunk is taken
 * when all made of the one before are read. Errors, `abort` and `cancel` reach the other side as they do in the platform's.
 *
 * @param signal errors both sides with its reason
 */
export function webTransform<I, O>(
  transform: ChunkTransform<I, O>,
  signal: AbortSignalLike | undefined,
): TransformStream<I, O> {
  const { ReadableStream, WritableStream } = globalThis as unknown as WebStreams;
  const input = new Handoff<I>();
  const output = transform(input);
  let readableSide: ReadableController<O>;
  let writableSide: WritableController;
  let isOver = false;
  const ended = new Deferred<void>();
  const finish = (): boolean => {
    if (isOver) return false;
    isOver = true;
    signal?.removeEventListener('abort', onAbort);
    return true;
  };
  /** @param erred the side that knows already */
  const fail = (reason: unknown, erred?: 'readable' | 'writable'): void => {
    if (!finish()) return;
    input.fail(reason);
    ended.reject(reason);
    if (erred !== 'readable') readableSide.error(reason);
    if (erred !== 'writable') writableSide.error(reason);
    // It may be in a call of the model, after which it ends.
    void output.return(undefined).catch(() => undefined);
  };
  const onAbort = (): void => fail(signal!.reason);
  const readable = new ReadableStream<O>(
    {
      start(controller) {
        readableSide = controller;
      },
      async pull(controller) {
        try {
          const { value, done } = await output.next();
          if (isOver) return;
          if (!done) return controller.enqueue(value);
          finish();
          controller.close();
          ended.resolve();
        } catch (error) {
          fail(error);
        }
      },
      cancel: (reason) => fail(reason, 'readable'),
    },
    { highWaterMark: 0 },
  );
  const writable = new WritableStream<I>(
    {
      start(controller) {
        writableSide = controller;
        controller.signal?.addEventListener('abort', () => fail(controller.signal!.reason, 'writable'));
      },
      write: (chunk) => input.put(chunk),
      close() {
        input.end();
        return ended.promise;
      },
      abort: (reason) => fail(reason, 'writable'),
    },
    { highWaterMark: 1 },
  );
  signal?.addEventListener('abort', onAbort);
  if (signal?.aborted) onAbort();
  return { readable, writable } as unknown as TransformStream<I, O>;
}
