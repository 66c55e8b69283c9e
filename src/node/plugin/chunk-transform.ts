import { Transform, type TransformCallback } from 'node:stream';
import { asError } from '../../core/guarded.js';
import { Handoff } from '../../plugin/handoff.js';
import type { ChunkTransform } from '../../plugin/web-streams.js';

/** What {@link ChunkTransformStream} passes on. */
export interface ChunkTransformStreamOptions {
  /** Whether chunks that come in are objects, a Buffer or typed array among them. */
  readonly acceptsObjects: boolean;
  /** Whether chunks that go out are objects. */
  readonly givesObjects: boolean;
  /** Destroys the stream with an AbortError. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * A transform of chunks as a Node stream. A chunk is made when the reader has room for it, also where many are made of one,
 * which a plain `Transform` would push at once.
 */
export class ChunkTransformStream<I, O> extends Transform {
  readonly #input = new Handoff<I>();
  readonly #output: AsyncGenerator<O>;
  readonly #isDone: Promise<void>;
  #resume: (() => void) | undefined;

  constructor(transform: ChunkTransform<I, O>, { acceptsObjects, givesObjects, signal }: ChunkTransformStreamOptions) {
    super({
      writableObjectMode: acceptsObjects,
      readableObjectMode: givesObjects,
      ...(acceptsObjects && { writableHighWaterMark: 1 }),
      ...(givesObjects && { readableHighWaterMark: 1 }),
      ...(signal && { signal }),
    });
    this.#output = transform(this.#input);
    this.#isDone = this.#pump();
    this.#isDone.catch((error: unknown) => this.destroy(asError(error)));
  }

  override _transform(chunk: I, _encoding: string, callback: TransformCallback): void {
    this.#input.put(chunk).then(
      () => callback(),
      (error: unknown) => callback(asError(error)),
    );
  }

  override _flush(callback: TransformCallback): void {
    this.#input.end();
    this.#isDone.then(
      () => callback(),
      (error: unknown) => callback(asError(error)),
    );
  }

  override _read(size: number): void {
    this.#resume?.();
    super._read(size);
  }

  override _destroy(error: Error | null, callback: (error: Error | null) => void): void {
    this.#input.fail(error ?? new Error('the stream was destroyed'));
    this.#resume?.();
    void this.#output.return(undefined).catch(() => undefined);
    callback(error);
  }

  async #pump(): Promise<void> {
    for await (const chunk of this.#output) {
      if (this.destroyed) return;
      if (!this.push(chunk))
        await new Promise<void>((resolve) => {
          this.#resume = resolve;
        });
    }
  }
}
