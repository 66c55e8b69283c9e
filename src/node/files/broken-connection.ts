import { CodecError } from '../../core/errors.js';
import type { BlockSource } from './block-source.js';

/** Bytes from a server that end where their connection breaks, so that what came before is not lost. */
export class BreakableChunks implements AsyncIterable<Uint8Array> {
  /** Why they ended early; undefined where they did not. */
  broken: CodecError | undefined;

  constructor(readonly chunks: AsyncIterable<Uint8Array> & { destroy: () => void }) {}

  /** Ends the connection. */
  destroy(): void {
    this.chunks.destroy();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array> {
    try {
      yield* this.chunks;
    } catch (error) {
      if (!(error instanceof CodecError) || error.code !== 'FILE_IO') throw error;
      this.broken = error;
    }
  }

  /** What reading gives, or the reason of the connection where there is one. */
  async orReason<T>(reading: Promise<T>): Promise<T> {
    try {
      return await reading;
    } catch (error) {
      throw this.broken ?? error;
    }
  }

  /** The source, which tells at its end that audio is missing where the connection broke. */
  watch(source: BlockSource): void {
    const blocks = source.blocks.bind(source);
    const chunks = this;
    source.blocks = async function* (signal) {
      const iterator = blocks(signal);
      try {
        for (;;) {
          const { done, value } = await chunks.orReason(iterator.next());
          if (done) break;
          yield value;
        }
      } finally {
        await iterator.return(undefined);
      }
      if (!chunks.broken) return;
      source.warnings.unshift(`${chunks.broken.message}; what came before that was read`);
      source.isIncomplete = true;
    };
  }
}
