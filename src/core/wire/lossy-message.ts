import { type ComfortNoise, MAX_REFLECTION } from '../dsp/comfort-noise.js';
import { CodecError, requireInteger } from '../errors.js';
import { EPOCH_MODULUS, FRAME_INDEX_MODULUS, MAX_BYTES_PER_FRAME_PLANE, WIRE_VERSION } from './packet-types.js';
import { BRIEF_BYTES, readBrief, type StreamBrief, writeBrief } from './stream-brief.js';

/**
 * Messages of lossy links (docs/wire-format.md, "Lossy links"). Each one holds one ordinary packet, and repeats frames of
 * earlier ones; it is decodable by itself.
 *
 *     byte 0     version | 9
 *     bytes 1–2  number of the message mod 2^16
 *     byte 3     brief follows (1 bit), 0 (2 bits), number of runs (5 bits)
 *     29 bytes   the brief, if flagged
 *     runs × 2   distance: frames from the run's first frame to the packet's, 1..255; frames, 1..127, high bit: silent
 *     runs       plane 0 of the frames, or of silence its level, count of coefficients with `continues`, coefficients
 *     the rest   a packet of audio, silence, metadata or the end
 */
export const LOSSY_TYPES = { message: 9, parity: 10, report: 11 } as const;

/** Bytes of a lossy message before its brief and its runs. */
export const LOSSY_HEADER_BYTES = 4;
/** Bytes of a run before its data. */
export const RUN_HEADER_BYTES = 2;
/** Runs of one message at most. */
export const MAX_RUNS = 31;
/** Frames of one run at most. */
export const MAX_RUN_FRAMES = 127;
/** Frames from a run's first frame to the packet's, at most. */
export const MAX_RUN_DISTANCE = 255;
/** Numbers of messages are counted modulo this. */
export const SEQUENCE_MODULUS = 2 ** 16;

/** Frames of an earlier message, once more. */
export interface RepeatedRun {
  /** Frames from its first frame to the first of the message's packet, 1..255. */
  readonly distance: number;
  /** 1..127 */
  readonly frames: number;
  /** [frames × bytesPerFramePlane], plane 0; null for silence. A parsed one is a view of the message. */
  readonly plane: Uint8Array | null;
  /** What is played in place of silent frames; null for audio. */
  readonly noise: ComfortNoise | null;
  /** Whether the frames behind a silence are silent too. */
  readonly continues: boolean;
}

/** One message of a lossy link, apart from parity and reports. */
export interface LossyMessage {
  /** 0..65535; each message of a stream has the next number. */
  readonly sequence: number;
  /** What the stream is; absent from most messages. */
  readonly brief?: StreamBrief;
  readonly runs: readonly RepeatedRun[];
  /** An ordinary packet. A parsed one is a view of the message. */
  readonly packet: Uint8Array;
}

/** Bytes of a run in a message. */
export const runBytes = ({ plane, noise }: Pick<RepeatedRun, 'plane' | 'noise'>): number =>
  RUN_HEADER_BYTES + (plane ? plane.length : 2 + (noise?.reflection.length ?? 0));

/** The number of a message type behind byte 0; undefined for an ordinary packet or another version. */
export function lossyType(message: Uint8Array): 'message' | 'parity' | 'report' | undefined {
  const first = message[0];
  if (first === undefined || first >> 4 !== WIRE_VERSION) return undefined;
  const type = first & 15;
  return type === LOSSY_TYPES.message
    ? 'message'
    : type === LOSSY_TYPES.parity
      ? 'parity'
      : type === LOSSY_TYPES.report
        ? 'report'
        : undefined;
}

/** @throws RangeError naming the field that is outside its range */
export function encodeLossyMessage({ sequence, brief, runs, packet }: LossyMessage): Uint8Array {
  requireInteger('sequence', sequence, 0, SEQUENCE_MODULUS - 1);
  requireInteger('runs.length', runs.length, 0, MAX_RUNS);
  const headBytes = LOSSY_HEADER_BYTES + (brief ? BRIEF_BYTES : 0);
  const out = new Uint8Array(headBytes + runs.reduce((sum, run) => sum + runBytes(run), 0) + packet.length);
  out[0] = (WIRE_VERSION << 4) | LOSSY_TYPES.message;
  out[1] = sequence >> 8;
  out[2] = sequence;
  out[3] = (brief ? 0x80 : 0) | runs.length;
  if (brief) writeBrief(out, LOSSY_HEADER_BYTES, brief);
  let at = headBytes;
  for (const { distance, frames, plane } of runs) {
    out[at++] = requireInteger('distance', distance, 1, MAX_RUN_DISTANCE);
    out[at++] = requireInteger('frames', frames, 1, MAX_RUN_FRAMES) | (plane ? 0 : 0x80);
  }
  for (const { plane, noise, continues } of runs) {
    if (plane) {
      out.set(plane, at);
      at += plane.length;
      continue;
    }
    const { level, reflection } = noise!;
    out[at++] = requireInteger('noise.level', level, 0, 255);
    out[at++] =
      requireInteger('noise.reflection.length', reflection.length, 0, MAX_REFLECTION) | (continues ? 0x80 : 0);
    out.set(reflection, at);
    at += reflection.length;
  }
  out.set(packet, at);
  return out;
}

/**
 * The number and the brief of a message, which need no knowledge of its stream.
 * @throws CodecError PACKET_TRUNCATED, PACKET_TYPE, PACKET_FIELD
 */
export function parseLossyHead(message: Uint8Array): Pick<LossyMessage, 'sequence' | 'brief'> {
  if (lossyType(message) !== 'message') throw new CodecError('PACKET_TYPE', 'not a message of a lossy link');
  if (message.length < LOSSY_HEADER_BYTES + (message[3]! & 0x80 ? BRIEF_BYTES : 0))
    throw new CodecError('PACKET_TRUNCATED', `a lossy message of ${message.length} bytes ends in its header`);
  if (message[3]! & 0x60) throw new CodecError('PACKET_FIELD', 'reserved bits of a lossy message must be 0');
  return {
    sequence: (message[1]! << 8) | message[2]!,
    ...(message[3]! & 0x80 && { brief: readBrief(message, LOSSY_HEADER_BYTES) }),
  };
}

/**
 * Parses a message. For any bytes it returns one or throws a CodecError; its packet is not parsed.
 *
 * @param bytesPerFramePlane of the stream, 1..128
 * @throws CodecError PACKET_TRUNCATED, PACKET_TYPE, PACKET_FIELD
 */
export function parseLossyMessage(message: Uint8Array, bytesPerFramePlane: number): LossyMessage {
  requireInteger('bytesPerFramePlane', bytesPerFramePlane, 1, MAX_BYTES_PER_FRAME_PLANE);
  const head = parseLossyHead(message);
  const count = message[3]! & 31;
  let at = LOSSY_HEADER_BYTES + (head.brief ? BRIEF_BYTES : 0);
  const headers = take(message, at, count * RUN_HEADER_BYTES);
  at += headers.length;
  const runs: RepeatedRun[] = [];
  for (let i = 0; i < count; i++) {
    const distance = headers[2 * i]!;
    const frames = headers[2 * i + 1]! & 127;
    if (distance === 0 || frames === 0)
      throw new CodecError(
        'PACKET_FIELD',
        `a run must have a distance and frames of 1 or more, got ${distance}, ${frames}`,
      );
    if (headers[2 * i + 1]! < 128) {
      const plane = take(message, at, frames * bytesPerFramePlane);
      at += plane.length;
      runs.push({ distance, frames, plane, noise: null, continues: false });
      continue;
    }
    const [level, coefficients] = take(message, at, 2) as unknown as [number, number];
    const reflection = Array.from(take(message, at + 2, coefficients & 127));
    at += 2 + reflection.length;
    if (reflection.length > MAX_REFLECTION || reflection.includes(255))
      throw new CodecError('PACKET_FIELD', `reflection must be at most ${MAX_REFLECTION} values of 0 to 254`);
    runs.push({ distance, frames, plane: null, noise: { level, reflection }, continues: coefficients >= 128 });
  }
  return { ...head, runs, packet: message.subarray(at) };
}

/** Index of a run's first frame mod 2^24. @param packetFrame of the message's packet, mod 2^24 */
export const runFrame = (packetFrame: number, distance: number): number =>
  (packetFrame - distance + FRAME_INDEX_MODULUS) % FRAME_INDEX_MODULUS;

/** Epoch and first frame of an audio or silence packet, or of an end, whose frame is the one behind the last. */
export function frameBase(packet: Uint8Array): { readonly epoch: number; readonly frame: number } | null {
  const type = packet[0]! & 15;
  if ((type === 0 || type === 8) && packet.length >= 6)
    return { epoch: packet[1]! >> 3, frame: (packet[2]! << 16) | (packet[3]! << 8) | packet[4]! };
  if (type === 3 && packet.length === 18)
    return { epoch: (packet[1]! >> 3) % EPOCH_MODULUS, frame: (packet[7]! << 16) | (packet[8]! << 8) | packet[9]! };
  return null;
}

function take(message: Uint8Array, at: number, bytes: number): Uint8Array {
  if (at + bytes > message.length)
    throw new CodecError(
      'PACKET_TRUNCATED',
      `a lossy message of ${message.length} bytes must hold ${at + bytes} or more`,
    );
  return message.subarray(at, at + bytes);
}
