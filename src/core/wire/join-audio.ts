import { requireInteger } from '../errors.js';
import {
  AUDIO_HEADER_BYTES,
  MAX_FRAMES_PER_PACKET,
  MAX_PACKET_BYTES,
  type PacketContext,
  spatialBytesOf,
} from './packet-types.js';

/** How the payload of an audio message is laid out; the message states its frames only. */
export interface AudioLayout {
  /** 1..128 */
  readonly frames: number;
  /** Whole bit planes in it, 1..8. */
  readonly planes: number;
  readonly hasSpatialParameters: boolean;
}

/** The layout of an audio message that has passed `parsePacket` in this context. */
export function audioLayout(message: Uint8Array, context: PacketContext): AudioLayout {
  const frames = message[5]!;
  const payloadBytes = message.length - AUDIO_HEADER_BYTES;
  return {
    frames,
    planes: Math.floor(payloadBytes / (frames * context.bytesPerFramePlane)),
    hasSpatialParameters: spatialBytesOf(payloadBytes, frames, context) > 0,
  };
}

/** Most frames that one audio message of so many planes can hold, 1..128. */
export function maxFramesPerMessage(planes: number, context: PacketContext): number {
  const frameBytes = planes * context.bytesPerFramePlane + (context.hasSpatialParameters ? 1 : 0);
  return Math.min(MAX_FRAMES_PER_PACKET, Math.floor((MAX_PACKET_BYTES - AUDIO_HEADER_BYTES) / frameBytes));
}

/**
 * Joins audio messages of consecutive frames into one, without decoding: the planes of all frames are laid one after
 * another. The result is, byte for byte, the message that a source makes of the same frames at once; what is joined from
 * thinned messages is the thinned joined message.
 *
 * @param messages one or more of one stream, each directly behind the one before, of equal planes and all with spatial
 * parameters or all without; each must have passed `parsePacket`. Bytes behind the last whole plane are left out.
 * @throws RangeError when the layouts differ, or when together they exceed 128 frames or 4096 bytes
 */
export function joinAudio(messages: readonly Uint8Array[], context: PacketContext): Uint8Array {
  requireInteger('messages.length', messages.length, 1, MAX_FRAMES_PER_PACKET);
  const layouts = messages.map((message) => audioLayout(message, context));
  const { planes, hasSpatialParameters } = layouts[0]!;
  let total = 0;
  for (const layout of layouts) {
    requireInteger('planes', layout.planes, planes, planes);
    if (layout.hasSpatialParameters !== hasSpatialParameters)
      throw new RangeError('messages must all have spatial parameters, or none of them');
    total += layout.frames;
  }
  requireInteger('frames', total, 1, MAX_FRAMES_PER_PACKET);
  const { bytesPerFramePlane } = context;
  const planesEnd = AUDIO_HEADER_BYTES + planes * total * bytesPerFramePlane;
  const length = planesEnd + (hasSpatialParameters ? total : 0);
  requireInteger('packet length', length, AUDIO_HEADER_BYTES + 1, MAX_PACKET_BYTES);
  const out = new Uint8Array(length);
  out.set(messages[0]!.subarray(0, AUDIO_HEADER_BYTES - 1));
  out[5] = total;
  let frame = 0;
  for (const [i, message] of messages.entries()) {
    const { frames } = layouts[i]!;
    copyFrames(message, frames, 0, out, total, frame, frames, planes, bytesPerFramePlane);
    if (hasSpatialParameters) out.set(message.subarray(message.length - frames), planesEnd + frame);
    frame += frames;
  }
  return out;
}

/**
 * An audio or silence message without its first frames, as a message of its own; the message itself where none is left
 * out. It must have passed `parsePacket`.
 *
 * @param skipped frames to leave out, fewer than the message has
 * @throws RangeError when no frame would remain
 */
export function dropFirstFrames(message: Uint8Array, skipped: number, context: PacketContext): Uint8Array {
  const frames = message[5]!;
  requireInteger('skipped', skipped, 0, frames - 1);
  if (skipped === 0) return message;
  const isAudio = (message[0]! & 15) === 0;
  const out = isAudio ? dropFromAudio(message, skipped, context) : new Uint8Array(message);
  const firstFrame = ((message[2]! << 16) | (message[3]! << 8) | message[4]!) + skipped;
  out[0] = message[0]!;
  out[1] = message[1]!;
  // A Uint8Array keeps the lowest 8 bits: the index wraps by itself.
  out[2] = firstFrame >>> 16;
  out[3] = firstFrame >>> 8;
  out[4] = firstFrame;
  out[5] = frames - skipped;
  return out;
}

function dropFromAudio(message: Uint8Array, skipped: number, context: PacketContext): Uint8Array {
  const { frames, planes, hasSpatialParameters } = audioLayout(message, context);
  const { bytesPerFramePlane } = context;
  const rest = frames - skipped;
  const planesEnd = AUDIO_HEADER_BYTES + planes * rest * bytesPerFramePlane;
  const out = new Uint8Array(planesEnd + (hasSpatialParameters ? rest : 0));
  copyFrames(message, frames, skipped, out, rest, 0, rest, planes, bytesPerFramePlane);
  if (hasSpatialParameters) out.set(message.subarray(message.length - rest), planesEnd);
  return out;
}

/** Copies `count` frames of every plane from frame `from` of one message to frame `to` of another. */
function copyFrames(
  source: Uint8Array,
  sourceFrames: number,
  from: number,
  target: Uint8Array,
  targetFrames: number,
  to: number,
  count: number,
  planes: number,
  bytesPerFramePlane: number,
): void {
  for (let plane = 0; plane < planes; plane++) {
    const start = AUDIO_HEADER_BYTES + (plane * sourceFrames + from) * bytesPerFramePlane;
    target.set(
      source.subarray(start, start + count * bytesPerFramePlane),
      AUDIO_HEADER_BYTES + (plane * targetFrames + to) * bytesPerFramePlane,
    );
  }
}
