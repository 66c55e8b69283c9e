import { MAX_REFLECTION } from '../dsp/comfort-noise.js';
import { CodecError, requireInteger } from '../errors.js';
import {
  AUDIO_HEADER_BYTES,
  type AudioPacket,
  END_PACKET_BYTES,
  type EndPacket,
  MAX_BYTES_PER_FRAME_PLANE,
  MAX_FRAMES_PER_PACKET,
  MAX_PACKET_BYTES,
  PACKET_TYPES,
  type Packet,
  type PacketContext,
  type PacketType,
  PING_PACKET_BYTES,
  SILENCE_HEADER_BYTES,
  type SilencePacket,
  spatialBytesOf,
  WIRE_VERSION,
} from './packet-types.js';

/**
 * Parses one message. For any bytes it returns a packet or throws a {@link CodecError} PACKET_*, and it allocates nothing
 * whose length has not been checked. Binary payloads are views of `bytes`.
 *
 * @throws CodecError PACKET_TOO_LARGE | PACKET_TRUNCATED | PACKET_VERSION | PACKET_TYPE | PACKET_FIELD
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
  const type = PACKET_TYPES[first & 15];
  switch (type) {
    case undefined:
      throw new CodecError('PACKET_TYPE', `packet type must be 0 to ${PACKET_TYPES.length - 1}, got ${first & 15}`);
    case 'audio':
      return parseAudio(bytes, context);
    case 'silence':
      return parseSilence(bytes);
    case 'end':
      return parseEnd(bytes);
    case 'ping':
    case 'pong':
      requireLength(bytes, PING_PACKET_BYTES, type);
      return { type, token: viewOf(bytes).getUint32(1) };
    default:
      return { type, body: parseJson(bytes.subarray(1), type) };
  }
}

/** The type of a packet without parsing the rest; undefined for another wire version or an unknown type. */
export function packetType(bytes: Uint8Array): PacketType | undefined {
  const first = bytes[0];
  return first !== undefined && first >> 4 === WIRE_VERSION ? PACKET_TYPES[first & 15] : undefined;
}

function parseSilence(bytes: Uint8Array): SilencePacket {
  const maxBytes = SILENCE_HEADER_BYTES + MAX_REFLECTION;
  if (bytes.length < SILENCE_HEADER_BYTES)
    throw new CodecError(
      'PACKET_TRUNCATED',
      `silence packet length must be at least ${SILENCE_HEADER_BYTES} bytes, got ${bytes.length}`,
    );
  if (bytes.length > maxBytes)
    throw new CodecError(
      'PACKET_FIELD',
      `silence packet length must be at most ${maxBytes} bytes, got ${bytes.length}`,
    );
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
  // The divisions below need an integer; anything else is a mistake of the caller, not an error of the message.
  requireInteger('bytesPerFramePlane', context.bytesPerFramePlane, 1, MAX_BYTES_PER_FRAME_PLANE);
  const planeBytes = frames * context.bytesPerFramePlane;
  const payload = bytes.subarray(AUDIO_HEADER_BYTES);
  // A message that was cut inside a plane still holds the whole planes before the cut.
  const planes = Math.min(encodedPlanes, Math.floor(payload.length / planeBytes));
  if (planes < 1)
    throw new CodecError(
      'PACKET_TRUNCATED',
      `audio payload must hold at least one plane of ${planeBytes} bytes, got ${payload.length}`,
    );
  const spatialBytes = spatialBytesOf(payload.length, frames, context);
  const maxBytes = encodedPlanes * planeBytes + spatialBytes;
  if (payload.length > maxBytes)
    throw new CodecError('PACKET_FIELD', `audio payload must be at most ${maxBytes} bytes, got ${payload.length}`);
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

function requireLength(bytes: Uint8Array, length: number, type: PacketType): void {
  if (bytes.length < length)
    throw new CodecError('PACKET_TRUNCATED', `${type} packet length must be ${length} bytes, got ${bytes.length}`);
  if (bytes.length > length)
    throw new CodecError('PACKET_FIELD', `${type} packet length must be ${length} bytes, got ${bytes.length}`);
}

function parseEnd(bytes: Uint8Array): EndPacket {
  requireLength(bytes, END_PACKET_BYTES, 'end');
  const view = viewOf(bytes);
  return {
    type: 'end',
    epoch: bytes[1]! >> 3,
    totalFrames: safeUint64(view, 2, 'totalFrames'),
    totalSamples: safeUint64(view, 10, 'totalSamples'),
  };
}

const viewOf = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

function safeUint64(view: DataView, offset: number, field: string): number {
  const value = view.getBigUint64(offset);
  if (value > BigInt(Number.MAX_SAFE_INTEGER))
    throw new CodecError('PACKET_FIELD', `${field} must be at most ${Number.MAX_SAFE_INTEGER}, got ${value}`);
  return Number(value);
}

function parseJson(bytes: Uint8Array, type: PacketType): Record<string, unknown> {
  let value: unknown;
  try {
    // `ignoreBOM: true` keeps a byte order mark in the text, and JSON refuses it: a packet has one encoding only.
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
