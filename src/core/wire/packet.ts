/**
 * Packets of the wire format, version 1. `docs/wire-format.md` is its specification, `test/vectors/packets-v1.json` its
 * golden bytes. One message is one packet; numbers are big endian.
 *
 * Audio packet:
 *
 *     byte 0     version (high 4 bits) | type (low 4 bits)
 *     byte 1     epoch mod 32 (high 5 bits) | planes encoded − 1 (low 3 bits)
 *     bytes 2–4  index of the first latent frame mod 2^24
 *     byte 5     frames, 1..128
 *     bytes 6–   bit planes, most significant first: planes × frames × bytesPerFramePlane
 *     then       in a stereo stream one byte of spatial parameters per frame (`spatial-parameters.ts`), or none; the
 *                length of the message tells which
 *
 * Silence packet: bytes 0 and 2–5 as above, then
 *
 *     byte 1     epoch mod 32 (high 5 bits) | 0 | 0 | silence continues (lowest bit)
 *     byte 6     level, half decibels below full scale, 255 for none
 *     bytes 7–   reflection coefficients, one byte each, 0..254, at most 16
 *
 * Cutting whole planes from the tail leaves a valid packet of fewer planes; nothing in the header changes.
 * Every other packet is byte 0 followed by its body.
 */
export { encodePacket } from './encode-packet.js';
export { audioLayout, dropFirstFrames, joinAudio, maxFramesPerMessage } from './join-audio.js';
export {
  AUDIO_HEADER_BYTES,
  type AudioPacket,
  type EndPacket,
  EPOCH_MODULUS,
  FRAME_INDEX_MODULUS,
  MAX_FRAMES_PER_PACKET,
  MAX_PACKET_BYTES,
  MAX_PLANES,
  type Packet,
  type PacketContext,
  type PacketType,
  type SilencePacket,
  WIRE_VERSION,
} from './packet-types.js';
export { packetType, parsePacket } from './parse-packet.js';
export { thinAudio } from './thin-audio.js';
