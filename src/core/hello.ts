import { CodecError } from './errors.js';
import { type CodecFormat, validateFormat } from './format.js';
import { EPOCH_MODULUS, MAX_PLANES } from './packet.js';

/** Name and version of the WebSocket subprotocol. */
export const SUBPROTOCOL = 'latentcast.v1';

/** What a source says of its stream, once, before its first audio; the relay repeats it to every listener. */
export interface StreamHello {
  readonly role: 'source';
  readonly modelId: string;
  readonly modelSha256: string;
  readonly format: CodecFormat;
  /** Planes that the source encodes, 1..8. */
  readonly planes: number;
  /** Random 32-bit number of this source start; packets carry it mod 32. */
  readonly epoch: number;
  readonly framesPerPacket: number;
  /** Wall clock in ms since 1970 at which frame 0 was captured; 0 when unknown. */
  readonly startedAtMs: number;
  /** Set by a source that reconnects and goes on with the same epoch: index of the next frame. */
  readonly resumeFrame?: number;
}

/** What a listener asks for. */
export interface ListenerHello {
  readonly role: 'listener';
  /** At most this many planes, 1..8. */
  readonly planes: number;
  /** Wants at most this much past audio at once, in ms of audio. */
  readonly burstMs: number;
  /** Where an interrupted listener goes on. */
  readonly from?: { readonly epoch: number; readonly frame: number };
  /** When stated, the relay refuses a stream of another model with MODEL_MISMATCH. */
  readonly modelSha256?: readonly string[];
}

export type Hello = StreamHello | ListenerHello;

/** Titles and the like; every field is optional and at most 256 characters. */
export interface StreamMetadata {
  readonly title?: string;
  readonly artist?: string;
  readonly station?: string;
}

export const HELLO_LIMITS = { burstMs: [0, 600_000], framesPerPacket: [1, 128], text: 256 } as const;

/** Epoch as packets carry it. */
export const shortEpoch = (epoch: number): number => epoch % EPOCH_MODULUS;

/** @throws CodecError PACKET_FIELD naming the field, its value and the allowed range. */
export function parseHello(body: Readonly<Record<string, unknown>>): Hello {
  if (body.role === 'listener') {
    const from = body.from as Record<string, unknown> | undefined;
    const accepted = body.modelSha256;
    if (accepted !== undefined && !(Array.isArray(accepted) && accepted.length <= 16 && accepted.every(isSha256)))
      throw invalid('modelSha256', accepted, 'a list of at most 16 hex sha256');
    if (from !== undefined && (typeof from !== 'object' || from === null)) throw invalid('from', from, 'an object');
    return {
      role: 'listener',
      planes: integer(body, 'planes', 1, MAX_PLANES),
      burstMs: integer(body, 'burstMs', ...HELLO_LIMITS.burstMs),
      ...(from && {
        from: {
          epoch: integer(from, 'epoch', 0, 0xffffffff),
          frame: integer(from, 'frame', 0, Number.MAX_SAFE_INTEGER),
        },
      }),
      ...(accepted !== undefined && { modelSha256: accepted as string[] }),
    };
  }
  if (body.role !== 'source') throw invalid('role', body.role, '"source" or "listener"');
  let format: CodecFormat;
  try {
    format = validateFormat(body.format);
  } catch (cause) {
    throw new CodecError('PACKET_FIELD', `hello: ${(cause as Error).message}`, { cause });
  }
  if (typeof body.modelId !== 'string' || !/^[\w.-]{1,64}$/.test(body.modelId))
    throw invalid('modelId', body.modelId, '1 to 64 letters, digits, ".", "_" or "-"');
  if (!isSha256(body.modelSha256)) throw invalid('modelSha256', body.modelSha256, '64 hex digits');
  return {
    role: 'source',
    modelId: body.modelId,
    modelSha256: body.modelSha256,
    format,
    planes: integer(body, 'planes', 1, MAX_PLANES),
    epoch: integer(body, 'epoch', 0, 0xffffffff),
    framesPerPacket: integer(body, 'framesPerPacket', ...HELLO_LIMITS.framesPerPacket),
    startedAtMs: integer(body, 'startedAtMs', 0, Number.MAX_SAFE_INTEGER),
    ...(body.resumeFrame !== undefined && { resumeFrame: integer(body, 'resumeFrame', 0, Number.MAX_SAFE_INTEGER) }),
  };
}

/** @throws CodecError PACKET_FIELD when a field is not a string of at most 256 characters. Unknown fields are dropped. */
export function parseMetadata(body: Readonly<Record<string, unknown>>): StreamMetadata {
  const out: Record<string, string> = {};
  for (const key of ['title', 'artist', 'station']) {
    const value = body[key];
    if (value === undefined) continue;
    if (typeof value !== 'string' || value.length > HELLO_LIMITS.text)
      throw invalid(key, value, `a string of at most ${HELLO_LIMITS.text} characters`);
    out[key] = value;
  }
  return out;
}

const isSha256 = (value: unknown): value is string => typeof value === 'string' && /^[0-9a-f]{64}$/.test(value);

function integer(body: Readonly<Record<string, unknown>>, key: string, min: number, max: number): number {
  const value = body[key];
  if (typeof value !== 'number' || !Number.isInteger(value) || value < min || value > max)
    throw invalid(key, value, `an integer from ${min} to ${max}`);
  return value;
}

function invalid(key: string, value: unknown, allowed: string): CodecError {
  return new CodecError('PACKET_FIELD', `${key} must be ${allowed}, got ${JSON.stringify(value)?.slice(0, 80)}`);
}
