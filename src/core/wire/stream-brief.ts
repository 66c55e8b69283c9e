import { CodecError, requireInteger } from '../errors.js';
import { isSha256 } from '../latent/model-identity.js';
import { MAX_FRAMES_PER_PACKET, MAX_PLANES } from './packet-types.js';

/** Bytes of a {@link StreamBrief}. */
export const BRIEF_BYTES = 29;
/** Hex digits of a model's sha256 that a brief has: 128 bits, as in a `.lc` file. */
const MODEL_DIGITS = 32;

/**
 * What a listener of a lossy link must know of a stream before it can decode it; a receiver has the model's format from
 * its own model.
 *
 *     bytes 0–15   first half of the model's sha256
 *     byte 16      0 (3 bits), silence (1), stereo (1), planes − 1 (3)
 *     byte 17      frames per packet, 1..128
 *     bytes 18–21  epoch
 *     bytes 22–27  wall clock of frame 0 in ms since 1970; 0 = unknown
 *     byte 28      packets from one to that with its last repeat or parity
 */
export interface StreamBrief {
  /** First 32 hex digits of the model's sha256. */
  readonly model: string;
  /** Bit planes that the source encodes, 1..8. */
  readonly planes: number;
  /** 1..128 */
  readonly framesPerPacket: number;
  /** 0..2^32 − 1 */
  readonly epoch: number;
  /** 0..2^48 − 1 */
  readonly startedAtMs: number;
  readonly silence: boolean;
  readonly stereo: boolean;
  /** Packets from one to that with its last repeat or parity, 0..255: a listener waits for it. */
  readonly repairPackets: number;
}

/** The first half of a model's sha256. @throws TypeError unless it is one */
export function modelHalf(sha256: string): string {
  if (!isSha256(sha256)) throw new TypeError('modelSha256 must be 64 hex digits');
  return sha256.slice(0, MODEL_DIGITS);
}

/** @throws RangeError naming a field outside its range */
export function writeBrief(out: Uint8Array, at: number, brief: StreamBrief): void {
  const { model, planes, framesPerPacket, epoch, startedAtMs, silence, stereo, repairPackets } = brief;
  for (let i = 0; i < 16; i++) out[at + i] = Number.parseInt(model.slice(2 * i, 2 * i + 2), 16);
  requireInteger('planes', planes, 1, MAX_PLANES);
  out[at + 16] = (silence ? 16 : 0) | (stereo ? 8 : 0) | (planes - 1);
  out[at + 17] = requireInteger('framesPerPacket', framesPerPacket, 1, MAX_FRAMES_PER_PACKET);
  const view = new DataView(out.buffer, out.byteOffset);
  view.setUint32(at + 18, requireInteger('epoch', epoch, 0, 0xffffffff));
  requireInteger('startedAtMs', startedAtMs, 0, 2 ** 48 - 1);
  view.setUint16(at + 22, Math.floor(startedAtMs / 2 ** 32));
  view.setUint32(at + 24, startedAtMs % 2 ** 32);
  out[at + 28] = requireInteger('repairPackets', repairPackets, 0, 255);
}

/** @throws CodecError PACKET_FIELD for a reserved bit or a number outside its range */
export function readBrief(bytes: Uint8Array, at: number): StreamBrief {
  const flags = bytes[at + 16]!;
  const framesPerPacket = bytes[at + 17]!;
  if (flags > 31 || framesPerPacket < 1 || framesPerPacket > MAX_FRAMES_PER_PACKET)
    throw new CodecError(
      'PACKET_FIELD',
      `brief: flags ${flags} or frames per packet ${framesPerPacket} outside their range`,
    );
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  return {
    model: Array.from(bytes.subarray(at, at + 16), (byte) => byte.toString(16).padStart(2, '0')).join(''),
    planes: (flags & 7) + 1,
    framesPerPacket,
    epoch: view.getUint32(at + 18),
    startedAtMs: view.getUint16(at + 22) * 2 ** 32 + view.getUint32(at + 24),
    silence: (flags & 16) !== 0,
    stereo: (flags & 8) !== 0,
    repairPackets: bytes[at + 28]!,
  };
}
