import { concatBytes } from '../buffers.js';
import { type ComfortNoise, MAX_REFLECTION } from '../dsp/comfort-noise.js';
import { CodecError, requireInteger } from '../errors.js';

/**
 * Wire format, version 1. `docs/wire-format.md` is its specification, `test/vectors/packets-v1.json` its golden bytes.
 *
 * Audio packet, big endian:
 *
 *     byte 0     version (high 4 bits) | type (low 4 bits)
 *     byte 1     epoch mod 32 (high 5 bits) | planes encoded − 1 (low 3 bits)
 *     bytes 2–4  index of the first latent frame mod 2^24
 *     byte 5     frames, 1..128
 *     bytes 6–   bit planes, most significant first: planes × frames × bytesPerFramePlane
 *     then       in a stream in stereo one byte a frame, `spatial-parameters.ts`; absent where the length says so
 *
 * Silence packet: bytes 0 and 2–5 as above, then
 *
 *     byte 1     epoch mod 32 (high 5 bits) | 0 | 0 | goes on (lowest bit)
 *     byte 6     level, half decibels below full scale, 255 for none
 *     bytes 7–   reflection coefficients, one byte each, 0..254, at most 16
 *
 * Cutting whole planes from the tail leaves a valid packet of fewer planes; nothing in the header changes.
 * Every other packet is byte 0 followed by its body.
 */
export const WIRE_VERSION = 1;
export const AUDIO_HEADER_BYTES = 6;
export const MAX_PACKET_BYTES = 4096;
export const MAX_FRAMES_PER_PACKET = 128;
export const MAX_PLANES = 8;
/** 1024 latent values of one bit. */
export const MAX_BYTES_PER_FRAME_PLANE = 128;
export const SILENCE_HEADER_BYTES = 7;
export const END_PACKET_BYTES = 18;
export const PING_PACKET_BYTES = 5;
export const EPOCH_MODULUS = 32;
export const FRAME_INDEX_MODULUS = 2 ** 24;

const TYPES = ['audio', 'hello', 'metadata', 'end', 'ping', 'pong', 'control', 'error', 'silence'] as const;
export type PacketType = (typeof TYPES)[number];

export interface AudioPacket {
  readonly type: 'audio';
  /** Source start, 0..31; changes whenever frame indices start anew. */
  readonly epoch: number;
  /** Index of the first latent frame mod 2^24. */
  readonly firstFrame: number;
  readonly frames: number;
  /** Planes that the source encoded, 1..8. */
  readonly encodedPlanes: number;
  /** Planes that are here: payload.length / frames / bytesPerFramePlane. */
  readonly planes: number;
  /** The bit planes: a view of the message. */
  readonly payload: Uint8Array;
  /** [frames], a byte each: the spatial parameters, a view of the message. */
  readonly spatial?: Uint8Array;
}

/** Frames that were not sent because nothing is to be heard in them. */
export interface SilencePacket {
  readonly type: 'silence';
  /** Source start, 0..31. */
  readonly epoch: number;
  /** Index of the first latent frame mod 2^24. */
  readonly firstFrame: number;
  /** 1..128 */
  readonly frames: number;
  readonly noise: ComfortNoise;
  /** The frames after these are silent too until a packet says otherwise. */
  readonly continues: boolean;
}

/** A packet whose body is a JSON object in UTF-8; `core/hello.ts` says which fields each holds. */
export interface JsonPacket {
  readonly type: 'hello' | 'metadata' | 'control' | 'error';
  readonly body: Readonly<Record<string, unknown>>;
}

/** The source has ended: no frame at or after `totalFrames` will come. */
export interface EndPacket {
  readonly type: 'end';
  readonly epoch: number;
  /** Frames since the source started. */
  readonly totalFrames: number;
  /** Samples per channel at the codec's rate; the last frame is padded up to its hop. */
  readonly totalSamples: number;
}

export interface PingPacket {
  readonly type: 'ping' | 'pong';
  /** Echoed unchanged by the peer, 0..2^32 − 1. */
  readonly token: number;
}

export type Packet = AudioPacket | SilencePacket | JsonPacket | EndPacket | PingPacket;

/** What is needed to tell planes apart in a payload. */
export interface PacketContext {
  readonly bytesPerFramePlane: number;
  /** The stream's hello says `stereo`: a byte a frame may follow the planes, which are then of 2 bytes a frame or more. */
  readonly hasSpatial?: boolean;
}

/** @throws RangeError when a field is outside its range: a programmer's error, not the network's. */
export function encodePacket(packet: Packet, context: PacketContext): Uint8Array {
  const type = TYPES.indexOf(packet.type);
  const first = (WIRE_VERSION << 4) | type;
  switch (packet.type) {
    case 'audio': {
      requireInteger('epoch', packet.epoch, 0, EPOCH_MODULUS - 1);
      requireInteger('firstFrame', packet.firstFrame, 0, FRAME_INDEX_MODULUS - 1);
      requireInteger('frames', packet.frames, 1, MAX_FRAMES_PER_PACKET);
      requireInteger('encodedPlanes', packet.encodedPlanes, 1, MAX_PLANES);
      requireInteger('planes', packet.planes, 1, packet.encodedPlanes);
      requireInteger('bytesPerFramePlane', context.bytesPerFramePlane, 1, MAX_BYTES_PER_FRAME_PLANE);
      const size = packet.planes * packet.frames * context.bytesPerFramePlane;
      requireInteger('payload.length', packet.payload.length, size, size);
      const { spatial } = packet;
      if (spatial) {
        requireInteger('bytesPerFramePlane', context.bytesPerFramePlane, 2, MAX_BYTES_PER_FRAME_PLANE);
        requireInteger('spatial.length', spatial.length, packet.frames, packet.frames);
      }
      const length = AUDIO_HEADER_BYTES + size + (spatial?.length ?? 0);
      requireInteger('packet length', length, AUDIO_HEADER_BYTES + 1, MAX_PACKET_BYTES);
      const out = new Uint8Array(length);
      out[0] = first;
      out[1] = (packet.epoch << 3) | (packet.encodedPlanes - 1);
      out[2] = packet.firstFrame >>> 16;
      out[3] = packet.firstFrame >>> 8;
      out[4] = packet.firstFrame;
      out[5] = packet.frames;
      out.set(packet.payload, AUDIO_HEADER_BYTES);
      if (spatial) out.set(spatial, AUDIO_HEADER_BYTES + size);
      return out;
    }
    case 'silence': {
      const { level, reflection } = packet.noise;
      requireInteger('epoch', packet.epoch, 0, EPOCH_MODULUS - 1);
      requireInteger('firstFrame', packet.firstFrame, 0, FRAME_INDEX_MODULUS - 1);
      requireInteger('frames', packet.frames, 1, MAX_FRAMES_PER_PACKET);
      requireInteger('noise.level', level, 0, 255);
      requireInteger('noise.reflection.length', reflection.length, 0, MAX_REFLECTION);
      for (const k of reflection) requireInteger('noise.reflection', k, 0, 254);
      const { epoch, firstFrame, frames, continues } = packet;
      const bytes = [
        first,
        (epoch << 3) | (continues ? 1 : 0),
        firstFrame >>> 16,
        firstFrame >>> 8,
        firstFrame,
        frames,
      ];
      return Uint8Array.from([...bytes, level, ...reflection]);
    }
    case 'end': {
      requireInteger('epoch', packet.epoch, 0, EPOCH_MODULUS - 1);
      requireInteger('totalFrames', packet.totalFrames, 0, Number.MAX_SAFE_INTEGER);
      requireInteger('totalSamples', packet.totalSamples, 0, Number.MAX_SAFE_INTEGER);
      const out = new Uint8Array(END_PACKET_BYTES);
      const view = new DataView(out.buffer);
      out[0] = first;
      out[1] = packet.epoch << 3;
      view.setBigUint64(2, BigInt(packet.totalFrames));
      view.setBigUint64(10, BigInt(packet.totalSamples));
      return out;
    }
    case 'ping':
    case 'pong': {
      requireInteger('token', packet.token, 0, 0xffffffff);
      const out = new Uint8Array(PING_PACKET_BYTES);
      out[0] = first;
      new DataView(out.buffer).setUint32(1, packet.token);
      return out;
    }
    default: {
      const body = new TextEncoder().encode(JSON.stringify(packet.body));
      requireInteger('packet length', 1 + body.length, 1, MAX_PACKET_BYTES);
      const out = new Uint8Array(1 + body.length);
      out[0] = first;
      out.set(body, 1);
      return out;
    }
  }
}

/**
 * Parses one message. Total: for any bytes it returns a packet or throws a {@link CodecError} PACKET_*, and nothing is
 * allocated from a length that has not been checked. Binary payloads are views of `bytes`.
 */
export function parsePacket(bytes: Uint8Array, context: PacketContext): Packet {
  if (bytes.length > MAX_PACKET_BYTES)
    throw new CodecError(
      'PACKET_TOO_LARGE',
      `packet length must be at most ${MAX_PACKET_BYTES} bytes, got ${bytes.length}`,
    );
  const first = bytes[0];
  if (first === undefined) throw new CodecError('PACKET_TRUNCATED', 'packet length must be at least 1 byte, got 0');
  if (first >> 4 !== WIRE_VERSION)
    throw new CodecError('PACKET_VERSION', `packet version must be ${WIRE_VERSION}, got ${first >> 4}`);
  const type = TYPES[first & 15];
  switch (type) {
    case undefined:
      throw new CodecError('PACKET_TYPE', `packet type must be 0 to ${TYPES.length - 1}, got ${first & 15}`);
    case 'audio':
      return parseAudio(bytes, context);
    case 'silence':
      return parseSilence(bytes);
    case 'end': {
      exactLength(bytes, END_PACKET_BYTES, type);
      const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
      return {
        type,
        epoch: bytes[1]! >> 3,
        totalFrames: safeUint64(view, 2, 'totalFrames'),
        totalSamples: safeUint64(view, 10, 'totalSamples'),
      };
    }
    case 'ping':
    case 'pong':
      exactLength(bytes, PING_PACKET_BYTES, type);
      return { type, token: new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getUint32(1) };
    default:
      return { type, body: parseJson(bytes.subarray(1), type) };
  }
}

/** The packet's type, without parsing the rest; undefined when it is none of ours. */
export function packetType(bytes: Uint8Array): PacketType | undefined {
  const first = bytes[0];
  return first !== undefined && first >> 4 === WIRE_VERSION ? TYPES[first & 15] : undefined;
}

function parseSilence(bytes: Uint8Array): SilencePacket {
  const most = SILENCE_HEADER_BYTES + MAX_REFLECTION;
  if (bytes.length < SILENCE_HEADER_BYTES)
    throw new CodecError(
      'PACKET_TRUNCATED',
      `silence packet length must be at least ${SILENCE_HEADER_BYTES} bytes, got ${bytes.length}`,
    );
  if (bytes.length > most)
    throw new CodecError('PACKET_FIELD', `silence packet length must be at most ${most} bytes, got ${bytes.length}`);
  const reflection = Array.from(bytes.subarray(SILENCE_HEADER_BYTES));
  if (reflection.includes(255)) throw new CodecError('PACKET_FIELD', 'reflection must be 0 to 254, got 255');
  return {
    type: 'silence',
    epoch: bytes[1]! >> 3,
    firstFrame: (bytes[2]! << 16) | (bytes[3]! << 8) | bytes[4]!,
    frames: frameCount(bytes[5]!),
    noise: { level: bytes[6]!, reflection },
    continues: (bytes[1]! & 1) === 1,
  };
}

function frameCount(frames: number): number {
  if (frames < 1 || frames > MAX_FRAMES_PER_PACKET)
    throw new CodecError('PACKET_FIELD', `frames must be 1 to ${MAX_FRAMES_PER_PACKET}, got ${frames}`);
  return frames;
}

function parseAudio(bytes: Uint8Array, context: PacketContext): AudioPacket {
  if (bytes.length < AUDIO_HEADER_BYTES)
    throw new CodecError(
      'PACKET_TRUNCATED',
      `audio packet length must be at least ${AUDIO_HEADER_BYTES} bytes, got ${bytes.length}`,
    );
  const frames = frameCount(bytes[5]!);
  const encodedPlanes = (bytes[1]! & 7) + 1;
  // A context that is not an integer would make the divisions below mean nothing: that is a bug here, not in the message.
  requireInteger('bytesPerFramePlane', context.bytesPerFramePlane, 1, MAX_BYTES_PER_FRAME_PLANE);
  const planeBytes = frames * context.bytesPerFramePlane;
  const payload = bytes.subarray(AUDIO_HEADER_BYTES);
  // A tail that was cut inside a plane still leaves the whole planes before it.
  const planes = Math.min(encodedPlanes, Math.floor(payload.length / planeBytes));
  if (planes < 1)
    throw new CodecError(
      'PACKET_TRUNCATED',
      `audio payload must hold at least one plane of ${planeBytes} bytes, got ${payload.length}`,
    );
  const spatialBytes = spatialLength(payload.length, frames, context);
  const most = encodedPlanes * planeBytes + spatialBytes;
  if (payload.length > most)
    throw new CodecError('PACKET_FIELD', `audio payload must be at most ${most} bytes, got ${payload.length}`);
  return {
    type: 'audio',
    epoch: bytes[1]! >> 3,
    firstFrame: (bytes[2]! << 16) | (bytes[3]! << 8) | bytes[4]!,
    frames,
    encodedPlanes,
    planes,
    payload: payload.subarray(0, planes * planeBytes),
    ...(spatialBytes > 0 && { spatial: payload.subarray(planes * planeBytes) }),
  };
}

/** Bytes of spatial parameters behind the planes of an audio packet: as many as frames, or none. */
function spatialLength(payloadBytes: number, frames: number, context: PacketContext): number {
  const { hasSpatial, bytesPerFramePlane } = context;
  return hasSpatial && bytesPerFramePlane > 1 && payloadBytes % (frames * bytesPerFramePlane) === frames ? frames : 0;
}

/**
 * Cuts an audio message down to at most `planes` planes without parsing it, with or without the spatial parameters behind
 * them. Returns the message itself when there is nothing to cut, else a view of it, or a copy where planes before an
 * image had to go. The message must have passed {@link parsePacket}.
 *
 * @throws RangeError when `planes` is not 1..8: a packet without any plane is not valid.
 */
export function thinAudio(bytes: Uint8Array, planes: number, context: PacketContext, withSpatial = false): Uint8Array {
  requireInteger('planes', planes, 1, MAX_PLANES);
  const frames = bytes[5]!;
  const length = AUDIO_HEADER_BYTES + planes * frames * context.bytesPerFramePlane;
  const spatialBytes = spatialLength(bytes.length - AUDIO_HEADER_BYTES, frames, context);
  const planesEnd = bytes.length - spatialBytes;
  const end = Math.min(length, planesEnd);
  if (withSpatial && spatialBytes > 0)
    return end < planesEnd ? concatBytes([bytes.subarray(0, end), bytes.subarray(planesEnd)]) : bytes;
  return end < bytes.length ? bytes.subarray(0, end) : bytes;
}

function exactLength(bytes: Uint8Array, length: number, type: PacketType): void {
  if (bytes.length < length)
    throw new CodecError('PACKET_TRUNCATED', `${type} packet length must be ${length} bytes, got ${bytes.length}`);
  if (bytes.length > length)
    throw new CodecError('PACKET_FIELD', `${type} packet length must be ${length} bytes, got ${bytes.length}`);
}

function safeUint64(view: DataView, offset: number, field: string): number {
  const value = view.getBigUint64(offset);
  if (value > BigInt(Number.MAX_SAFE_INTEGER))
    throw new CodecError('PACKET_FIELD', `${field} must be at most ${Number.MAX_SAFE_INTEGER}, got ${value}`);
  return Number(value);
}

function parseJson(bytes: Uint8Array, type: PacketType): Record<string, unknown> {
  let value: unknown;
  try {
    // `ignoreBOM: true` keeps a byte order mark in the text, where JSON refuses it: one spelling per packet.
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes));
  } catch (cause) {
    throw new CodecError('PACKET_FIELD', `${type} body must be JSON in UTF-8`, { cause });
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new CodecError(
      'PACKET_FIELD',
      `${type} body must be a JSON object, got ${Array.isArray(value) ? 'an array' : String(value)}`,
    );
  return value as Record<string, unknown>;
}
