import { shown, shownKind } from './shown.js';

/**
 * All error codes. `docs/limits.md` lists the same codes; a test compares the two.
 *
 * Wrong arguments throw `TypeError` or `RangeError`. Errors from outside the program (a file, a packet, a model, a device,
 * a peer) throw a {@link CodecError} with one of these codes.
 */
export const ERROR_CODES = {
  PACKET_TRUNCATED: 'the packet ends before its header or its first plane does',
  PACKET_VERSION: 'the packet was written by a wire version this build does not speak',
  PACKET_TYPE: 'the packet type is not one of the known types',
  PACKET_FIELD: 'a field of the packet is outside its range',
  PACKET_TOO_LARGE: 'the packet is longer than the limit',
  FILE_IO: 'the file cannot be opened, read or written',
  OUTPUT_REFUSED:
    'the output is an input, a disk or a socket, exists and is of another kind, or has a name of another format',
  FILE_MAGIC: 'the file does not start with the expected magic bytes',
  FILE_VERSION: 'the file was written by a format version this build does not read',
  FILE_HEADER: 'a header field of the file is outside its range',
  FILE_TRUNCATED: 'the file ends early',
  FILE_DAMAGED: 'a checksum of the file does not match',
  AUDIO_FORMAT: 'the audio file or stream is of a form this build cannot read',
  AUDIO_EMPTY: 'the audio holds no samples',
  MODEL_NOT_FOUND: 'no model of that name or at that path',
  MODEL_MANIFEST: 'the model manifest is missing, malformed or of an unknown version',
  MODEL_HASH: 'a model file does not have the sha256 that its manifest states',
  MODEL_SHAPE: 'a model file has inputs or outputs other than its manifest states',
  MODEL_MISMATCH: 'the stream or file was encoded with another model',
  MODEL_FAILED: 'the model runtime failed',
  PROTOCOL: 'the peer broke the protocol',
  CHANNEL_NAME: 'the channel name is not valid',
  CHANNEL_BUSY: 'the channel has a source already',
  CHANNEL_LIMIT: 'the relay carries as many channels or listeners as it is allowed to',
  NOT_ALLOWED: 'the relay does not allow the connection to publish or listen on the channel',
  SESSION_NOT_FOUND: 'there is no listening session with that link, or it has ended',
  TRANSPORT_CLOSED: 'the connection is closed',
  TRANSPORT_FAILED: 'the connection could not be made or was lost',
  CONFIG: 'the configuration file, or what it names, cannot be used',
  PORT_IN_USE: 'the address is in use already',
  DEVICE: 'the audio device cannot be opened or has gone',
  NOT_INSTALLED: 'an optional package that this needs is not installed',
  ABORTED: 'the caller aborted the operation',
} as const;

/** A key of {@link ERROR_CODES}: the `code` of a {@link CodecError}, also as text in `error` packets. */
export type ErrorCode = keyof typeof ERROR_CODES;

/** An error from outside the program: a file, a packet, a model, a device or a peer. */
export class CodecError extends Error {
  override readonly name = 'CodecError';
  readonly code: ErrorCode;
  /** How long the peer asks to wait before the next attempt to connect, in ms; undefined where it does not ask. */
  readonly retryAfterMs?: number;
  /** Another address at which the peer can be reached, where it has stated one: a full relay names one with room. */
  readonly alternativeUrl?: string;
  /** Whether the peer may let the connection in with another token; undefined where it has not stated that. */
  readonly needsToken?: boolean;

  /** @param message names the field, its value and the allowed range. */
  constructor(
    code: ErrorCode,
    message: string,
    options?: {
      cause?: unknown;
      retryAfterMs?: number | undefined;
      alternativeUrl?: string | undefined;
      needsToken?: boolean | undefined;
    },
  ) {
    super(message);
    this.code = code;
    if (options?.alternativeUrl !== undefined) this.alternativeUrl = options.alternativeUrl;
    if (options?.needsToken !== undefined) this.needsToken = options.needsToken;
    if (options?.retryAfterMs !== undefined) this.retryAfterMs = options.retryAfterMs;
    if (options && 'cause' in options)
      Object.defineProperty(this, 'cause', { value: options.cause, enumerable: false });
  }
}

/** @throws RangeError naming the field, the value and the range, unless `value` is an integer in [min, max]. */
export function requireInteger(field: string, value: number, min: number, max: number): number {
  if (!Number.isInteger(value) || value < min || value > max)
    throw new RangeError(`${field} must be an integer from ${min} to ${max}, got ${shown(value)}`);
  return value;
}

/** @throws RangeError naming the field, the value and the range, unless `value` is a finite number in [min, max]. */
export function requireNumber(field: string, value: number, min: number, max: number): number {
  if (typeof value !== 'number' || !(value >= min && value <= max))
    throw new RangeError(`${field} must be a number from ${min} to ${max}, got ${shown(value)}`);
  return value;
}

/** @throws TypeError naming the field, unless `value` is a Float32Array. */
export function requireFloat32(field: string, value: unknown): asserts value is Float32Array {
  if (!(value instanceof Float32Array)) throw new TypeError(`${field} must be a Float32Array, got ${shownKind(value)}`);
}

/** @throws TypeError naming the field, unless `value` is a Float64Array. */
export function requireFloat64(field: string, value: unknown): asserts value is Float64Array {
  if (!(value instanceof Float64Array)) throw new TypeError(`${field} must be a Float64Array, got ${shownKind(value)}`);
}
