import { CodecError } from '../errors.js';
import { bytesPerFramePlane, type CodecFormat, validateFormat } from '../latent/format.js';
import { canCarrySpatialParameters } from '../latent/spatial-parameters.js';
import { type Body, booleanField, integerField, invalidField, isSha256, own, stringField } from './fields.js';
import {
  AUDIO_HEADER_BYTES,
  EPOCH_MODULUS,
  MAX_FRAMES_PER_PACKET,
  MAX_PACKET_BYTES,
  MAX_PLANES,
  type PacketContext,
} from './packet-types.js';

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
  /** The source leaves silent frames out; a relay that repeats this knows silence packets. */
  readonly silence?: boolean;
  /** Audio packets end in spatial parameters; a relay that repeats this knows them. */
  readonly stereo?: boolean;
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
  /** Plays in stereo: without it the relay leaves the image out. */
  readonly stereo?: boolean;
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

export const HELLO_LIMITS = {
  burstMs: [0, 600_000],
  framesPerPacket: [1, MAX_FRAMES_PER_PACKET],
  /** Characters (UTF-16 units) of a metadata field. */
  text: 256,
  /** Hashes in a listener's `modelSha256`. */
  models: 16,
} as const;

/** Epoch as packets carry it. */
export const shortEpoch = (epoch: number): number => epoch % EPOCH_MODULUS;

/** What the packets of a stream look like. */
export const streamContext = (hello: Pick<StreamHello, 'format' | 'stereo'>): PacketContext => ({
  bytesPerFramePlane: bytesPerFramePlane(hello.format),
  ...(hello.stereo && { hasSpatialParameters: true }),
});

/** @throws CodecError PACKET_FIELD naming the field, its value and the allowed range. Unknown fields are dropped. */
export function parseHello(body: Body): Hello {
  const role = own(body, 'role');
  if (role === 'listener') return parseListener(body);
  if (role === 'source') return parseSource(body);
  throw invalidField('role', role, '"source" or "listener"');
}

function parseListener(body: Body): ListenerHello {
  const from = own(body, 'from');
  const accepted = own(body, 'modelSha256');
  if (accepted !== undefined && !isHashList(accepted))
    throw invalidField('modelSha256', accepted, `a list of at most ${HELLO_LIMITS.models} hex sha256`);
  if (from !== undefined && (typeof from !== 'object' || from === null)) throw invalidField('from', from, 'an object');
  return {
    role: 'listener',
    planes: integerField(body, 'planes', 1, MAX_PLANES),
    burstMs: integerField(body, 'burstMs', ...HELLO_LIMITS.burstMs),
    ...(from !== undefined && {
      from: {
        epoch: integerField(from as Body, 'epoch', 0, 0xffffffff),
        frame: integerField(from as Body, 'frame', 0, Number.MAX_SAFE_INTEGER),
      },
    }),
    ...(own(body, 'stereo') !== undefined && { stereo: booleanField(body, 'stereo') }),
    ...(accepted !== undefined && { modelSha256: accepted }),
  };
}

function parseSource(body: Body): StreamHello {
  let format: CodecFormat;
  try {
    format = validateFormat(own(body, 'format'));
  } catch (cause) {
    throw new CodecError('PACKET_FIELD', `hello: ${(cause as Error).message}`, { cause });
  }
  const modelId = own(body, 'modelId');
  if (typeof modelId !== 'string' || !/^[\w.-]{1,64}$/.test(modelId))
    throw invalidField('modelId', modelId, '1 to 64 letters, digits, ".", "_" or "-"');
  const modelSha256 = own(body, 'modelSha256');
  if (!isSha256(modelSha256)) throw invalidField('modelSha256', modelSha256, '64 hex digits');
  const planes = integerField(body, 'planes', 1, MAX_PLANES);
  const framesPerPacket = integerField(body, 'framesPerPacket', ...HELLO_LIMITS.framesPerPacket);
  const stereo = own(body, 'stereo') === undefined ? undefined : booleanField(body, 'stereo');
  if (stereo && !canCarrySpatialParameters(format))
    throw invalidField('stereo', stereo, 'false for a model of 2 channels, or of 8 latents or fewer');
  const frameBytes = planes * bytesPerFramePlane(format) + (stereo ? 1 : 0);
  const packetBytes = AUDIO_HEADER_BYTES + framesPerPacket * frameBytes;
  if (packetBytes > MAX_PACKET_BYTES)
    throw invalidField('planes × framesPerPacket', packetBytes, `at most ${MAX_PACKET_BYTES} bytes a packet`);
  return {
    role: 'source',
    modelId,
    modelSha256,
    format,
    planes,
    epoch: integerField(body, 'epoch', 0, 0xffffffff),
    framesPerPacket,
    startedAtMs: integerField(body, 'startedAtMs', 0, Number.MAX_SAFE_INTEGER),
    ...(own(body, 'silence') !== undefined && { silence: booleanField(body, 'silence') }),
    ...(stereo !== undefined && { stereo }),
    ...(own(body, 'resumeFrame') !== undefined && {
      resumeFrame: integerField(body, 'resumeFrame', 0, Number.MAX_SAFE_INTEGER),
    }),
  };
}

/** @throws CodecError PACKET_FIELD when a field is not a string of at most 256 characters. Unknown fields are dropped. */
export function parseMetadata(body: Body): StreamMetadata {
  const out: Record<string, string> = {};
  for (const key of ['title', 'artist', 'station'])
    if (own(body, key) !== undefined) out[key] = stringField(body, key, HELLO_LIMITS.text);
  return out;
}

const isHashList = (value: unknown): value is string[] =>
  Array.isArray(value) && value.length <= HELLO_LIMITS.models && value.every(isSha256);
