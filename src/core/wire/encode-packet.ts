import { MAX_REFLECTION } from '../dsp/comfort-noise.js';
import { requireInteger } from '../errors.js';
import {
  AUDIO_HEADER_BYTES,
  type AudioPacket,
  END_PACKET_BYTES,
  type EndPacket,
  EPOCH_MODULUS,
  FRAME_INDEX_MODULUS,
  type JsonPacket,
  MAX_BYTES_PER_FRAME_PLANE,
  MAX_FRAMES_PER_PACKET,
  MAX_PACKET_BYTES,
  MAX_PLANES,
  PACKET_TYPES,
  type Packet,
  type PacketContext,
  PING_PACKET_BYTES,
  type PingPacket,
  SILENCE_HEADER_BYTES,
  type SilencePacket,
  WIRE_VERSION,
} from './packet-types.js';

/**
 * A packet as the bytes of one message.
 *
 * @throws RangeError naming the field that is outside its range: a mistake of the caller, not of the network
 */
export function encodePacket(packet: Packet, context: PacketContext): Uint8Array {
  const out = encodeBody(packet, context);
  out[0] = (WIRE_VERSION << 4) | PACKET_TYPES.indexOf(packet.type);
  return out;
}

/** The whole message; its first byte is left for the version and the type. */
function encodeBody(packet: Packet, context: PacketContext): Uint8Array {
  switch (packet.type) {
    case 'audio':
      return encodeAudio(packet, context);
    case 'silence':
      return encodeSilence(packet);
    case 'end':
      return encodeEnd(packet);
    case 'ping':
    case 'pong':
      return encodePing(packet);
    default:
      return encodeJson(packet);
  }
}

function encodeAudio(packet: AudioPacket, { bytesPerFramePlane }: PacketContext): Uint8Array {
  const { payload, spatial } = packet;
  requireFrames(packet);
  requireInteger('encodedPlanes', packet.encodedPlanes, 1, MAX_PLANES);
  requireInteger('planes', packet.planes, 1, packet.encodedPlanes);
  requireInteger('bytesPerFramePlane', bytesPerFramePlane, 1, MAX_BYTES_PER_FRAME_PLANE);
  const size = packet.planes * packet.frames * bytesPerFramePlane;
  requireInteger('payload.length', payload.length, size, size);
  if (spatial) {
    requireInteger('bytesPerFramePlane', bytesPerFramePlane, 2, MAX_BYTES_PER_FRAME_PLANE);
    requireInteger('spatial.length', spatial.length, packet.frames, packet.frames);
  }
  const length = AUDIO_HEADER_BYTES + size + (spatial?.length ?? 0);
  requireInteger('packet length', length, AUDIO_HEADER_BYTES + 1, MAX_PACKET_BYTES);
  const out = new Uint8Array(length);
  writeFrames(out, packet);
  out[1]! |= packet.encodedPlanes - 1;
  out.set(payload, AUDIO_HEADER_BYTES);
  if (spatial) out.set(spatial, AUDIO_HEADER_BYTES + size);
  return out;
}

function encodeSilence(packet: SilencePacket): Uint8Array {
  const { level, reflection } = packet.noise;
  requireFrames(packet);
  requireInteger('noise.level', level, 0, 255);
  requireInteger('noise.reflection.length', reflection.length, 0, MAX_REFLECTION);
  for (const k of reflection) requireInteger('noise.reflection', k, 0, 254);
  const out = new Uint8Array(SILENCE_HEADER_BYTES + reflection.length);
  writeFrames(out, packet);
  if (packet.continues) out[1]! |= 1;
  out[6] = level;
  out.set(reflection, SILENCE_HEADER_BYTES);
  return out;
}

function encodeEnd(packet: EndPacket): Uint8Array {
  requireInteger('epoch', packet.epoch, 0, EPOCH_MODULUS - 1);
  requireInteger('totalFrames', packet.totalFrames, 0, Number.MAX_SAFE_INTEGER);
  requireInteger('totalSamples', packet.totalSamples, 0, Number.MAX_SAFE_INTEGER);
  const out = new Uint8Array(END_PACKET_BYTES);
  const view = new DataView(out.buffer);
  out[1] = packet.epoch << 3;
  view.setBigUint64(2, BigInt(packet.totalFrames));
  view.setBigUint64(10, BigInt(packet.totalSamples));
  return out;
}

function encodePing({ token }: PingPacket): Uint8Array {
  requireInteger('token', token, 0, 0xffffffff);
  const out = new Uint8Array(PING_PACKET_BYTES);
  new DataView(out.buffer).setUint32(1, token);
  return out;
}

function encodeJson(packet: JsonPacket): Uint8Array {
  const body = new TextEncoder().encode(JSON.stringify(packet.body));
  requireInteger('packet length', 1 + body.length, 1, MAX_PACKET_BYTES);
  const out = new Uint8Array(1 + body.length);
  out.set(body, 1);
  return out;
}

function requireFrames({ epoch, firstFrame, frames }: AudioPacket | SilencePacket): void {
  requireInteger('epoch', epoch, 0, EPOCH_MODULUS - 1);
  requireInteger('firstFrame', firstFrame, 0, FRAME_INDEX_MODULUS - 1);
  requireInteger('frames', frames, 1, MAX_FRAMES_PER_PACKET);
}

/** Bytes 1 to 5 of an audio or silence packet; the low 3 bits of byte 1 are left 0. */
function writeFrames(out: Uint8Array, { epoch, firstFrame, frames }: AudioPacket | SilencePacket): void {
  out[1] = epoch << 3;
  out[2] = firstFrame >>> 16;
  out[3] = firstFrame >>> 8;
  out[4] = firstFrame;
  out[5] = frames;
}
