import { CodecError } from '../../core/errors.js';
import type { AbortSignalLike } from '../../ports/audio.js';

/** @throws CodecError ABORTED */
export function throwIfAborted(signal: AbortSignalLike | undefined, what: string): void {
  if (signal?.aborted) throw new CodecError('ABORTED', `${what} was aborted`);
}
