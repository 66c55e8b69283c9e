/** The isomorphic public API of Latentcast: explicit exports only. */
export { CodecError, ERROR_CODES, type ErrorCode } from './core/errors.js';
export { type CodecFormat, type Field, framesPerSecond, payloadBitsPerSecond, validateFormat } from './core/format.js';
export type { FrameBlock, Playout } from './core/frames.js';
