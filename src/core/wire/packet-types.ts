import type { ComfortNoise } from '../dsp/comfort-noise.js';

/** Version of the wire format that this build writes and reads. */
export const WIRE_VERSION = 1;
/** Bytes before an audio packet's payload. */
export const AUDIO_HEADER_BYTES = 6;
/** Bytes of a silence packet up to and with its noise level; the spectrum, one byte per coefficient, follows. */
export const SILENCE_HEADER_BYTES = 7;
/** Length of a whole end packet. */
export const END_PACKET_BYTES = 18;
/** Length of a whole ping or pong: type and token. */
export const PING_PACKET_BYTES = 5;
/** Longest packet of any type; a longer one is refused with PACKET_TOO_LARGE. */
export const MAX_PACKET_BYTES = 4096;
/** Most latent frames in one audio or silence packet. */
export const MAX_FRAMES_PER_PACKET = 128;
/** Most bit planes per latent value, on the wire and in a request for fewer. */
export const MAX_PLANES = 8;
/** 1024 latent values of one bit. */
export const MAX_BYTES_PER_FRAME_PLANE = 128;
/** Packets carry the epoch in 5 bits: `epoch mod 32`. */
export const EPOCH_MODULUS = 32;
/** Packets carry the frame index in 24 bits: it wraps after nine days at 21.5 frames/s. */
export const FRAME_INDEX_MODULUS = 2 ** 24;

/** Every packet type; its place in the list is its number on the wire. */
export const PACKET_TYPES = [
  'audio',
  'hello',
  'metadata',
  'end',
  'ping',
  'pong',
  'control',
  'error',
  'silence',
] as const;
/** An entry of {@link PACKET_TYPES}: the `type` that tells packets apart. */
export type PacketType = (typeof PACKET_TYPES)[number];

/** Consecutive latent frames of one stream. */
export interface AudioPacket {
  readonly type: 'audio';
  /** Epoch of the stream mod 32, 0..31; it changes whenever frame indices start at 0 again. */
  readonly epoch: number;
  /** Index of the first latent frame mod 2^24. */
  readonly firstFrame: number;
  /** 1..128 */
  readonly frames: number;
  /** Planes that the source encoded, 1..8. */
  readonly encodedPlanes: number;
  /** Planes in this packet, 1..encodedPlanes: payload.length / frames / bytesPerFramePlane. */
  readonly planes: number;
  /** [planes × frames × bytesPerFramePlane], most significant plane first; a parsed one is a view of the message. */
  readonly payload: Uint8Array;
  /** [frames]: one byte of spatial parameters per frame; a parsed one is a view of the message. */
  readonly spatial?: Uint8Array;
}

/** Consecutive frames that were not sent because they are silent, and the noise to play in their place. */
export interface SilencePacket {
  readonly type: 'silence';
  /** Epoch of the stream mod 32, 0..31. */
  readonly epoch: number;
  /** Index of the first latent frame mod 2^24. */
  readonly firstFrame: number;
  /** 1..128 */
  readonly frames: number;
  readonly noise: ComfortNoise;
  /** Whether the frames after these are silent too, until the next audio or silence packet. */
  readonly continues: boolean;
}

/** A packet whose body is a JSON object in UTF-8; `hello.ts` and `control.ts` define the fields of each. */
export interface JsonPacket {
  readonly type: 'hello' | 'metadata' | 'control' | 'error';
  readonly body: Readonly<Record<string, unknown>>;
}

/** The source has ended: no frame at or after `totalFrames` will come. */
export interface EndPacket {
  readonly type: 'end';
  /** Epoch of the stream mod 32, 0..31. */
  readonly epoch: number;
  /** Frames since the source started. */
  readonly totalFrames: number;
  /** Samples per channel at the codec's rate; the last frame is padded up to its hop. */
  readonly totalSamples: number;
}

/** Asks the peer for a sign of life, or answers: the time between the two is the round trip. */
export interface PingPacket {
  readonly type: 'ping' | 'pong';
  /** Echoed unchanged by the peer, 0..2^32 − 1. */
  readonly token: number;
}

/** Any packet after parsing, or before encoding; discriminated by `type`. */
export type Packet = AudioPacket | SilencePacket | JsonPacket | EndPacket | PingPacket;

/** What a packet does not state and its reader must know: the layout of the stream's audio payloads. */
export interface PacketContext {
  /** 1..128 */
  readonly bytesPerFramePlane: number;
  /** Whether one byte of spatial parameters per frame may follow the planes; needs a bytesPerFramePlane of 2 or more. */
  readonly hasSpatialParameters?: boolean;
}

/** Bytes of spatial parameters behind the planes of an audio payload: as many as frames, or none. */
export function spatialBytesOf(payloadBytes: number, frames: number, context: PacketContext): number {
  const { hasSpatialParameters, bytesPerFramePlane } = context;
  const isPresent =
    hasSpatialParameters && bytesPerFramePlane > 1 && payloadBytes % (frames * bytesPerFramePlane) === frames;
  return isPresent ? frames : 0;
}
