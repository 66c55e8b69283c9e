import { requireInteger } from '../../core/errors.js';
import type { FrameBlock, SilentBlock } from '../../core/latent/frames.js';
import { type StreamHello, shortEpoch, streamContext } from '../../core/wire/hello.js';
import { type EndPacket, encodePacket, FRAME_INDEX_MODULUS, type PacketContext } from '../../core/wire/packet.js';
import type { Features } from '../link/features.js';

/** What a stream is: its hello, without what a connection adds. */
export type StreamDescription = Omit<StreamHello, 'role' | 'resumeFrame' | 'resumeSecret'>;

/** One encoded packet of audio or silence, and what an uplink needs for sending it. */
export interface StreamMessage {
  readonly message: Uint8Array;
  /** Absolute index of the first frame. */
  readonly firstFrame: number;
  /** 1..128 */
  readonly frames: number;
  /** Bit planes and spatial parameters; 0 for silence. */
  readonly payloadBytes: number;
  /** Spatial parameters at the message's end, counted in `payloadBytes`. */
  readonly spatialBytes: number;
  readonly isSilent: boolean;
}

/**
 * Blocks of one stream → messages, which carry its epoch and their own frame index. Independent of connections: a
 * message is the same on every one, and {@link fitToFeatures} makes of it what a relay takes.
 */
export class Packetizer {
  readonly #stream: StreamDescription;
  readonly #context: PacketContext;
  readonly #epoch: number;
  /** Index after the last frame, 0..2^53 − 1. */
  #nextFrame = 0;

  constructor(stream: StreamDescription) {
    this.#stream = stream;
    this.#context = streamContext(stream);
    this.#epoch = shortEpoch(stream.epoch);
  }

  /** @throws RangeError when the block does not come after the one before it, or is not of the stream's format */
  audio(block: FrameBlock): StreamMessage {
    const { firstFrame, frames, planes, payload } = block;
    const spatial = this.#stream.stereo ? block.spatial : undefined;
    const message = encodePacket(
      {
        type: 'audio',
        epoch: this.#epoch,
        firstFrame: this.#indexOf(firstFrame),
        frames,
        encodedPlanes: this.#stream.planes,
        planes,
        payload,
        ...(spatial && { spatial }),
      },
      this.#context,
    );
    this.#nextFrame = firstFrame + frames;
    const spatialBytes = spatial?.length ?? 0;
    const payloadBytes = payload.length + spatialBytes;
    return { message, firstFrame, frames, payloadBytes, spatialBytes, isSilent: false };
  }

  /** @throws RangeError as {@link audio} does */
  silence({ firstFrame, frames, noise, continues }: SilentBlock): StreamMessage {
    const message = encodePacket(
      { type: 'silence', epoch: this.#epoch, firstFrame: this.#indexOf(firstFrame), frames, noise, continues },
      this.#context,
    );
    this.#nextFrame = firstFrame + frames;
    return { message, firstFrame, frames, payloadBytes: 0, spatialBytes: 0, isSilent: true };
  }

  /** @throws RangeError unless both are integers of at least 0 */
  end(totalFrames: number, totalSamples: number): EndPacket {
    const packet: EndPacket = { type: 'end', epoch: this.#epoch, totalFrames, totalSamples };
    encodePacket(packet, this.#context);
    return packet;
  }

  #indexOf(firstFrame: number): number {
    return requireInteger('firstFrame', firstFrame, this.#nextFrame, Number.MAX_SAFE_INTEGER) % FRAME_INDEX_MODULUS;
  }
}

/**
 * What of a message goes to a relay with these features: without its spatial parameters where the relay does not
 * support them, and undefined for silence that it does not support. A relay would close the connection on either.
 */
export function fitToFeatures(item: StreamMessage, { silence, stereo }: Features): StreamMessage | undefined {
  if (item.isSilent && !silence) return undefined;
  const { message, payloadBytes, spatialBytes } = item;
  if (stereo || spatialBytes === 0) return item;
  return {
    ...item,
    message: message.subarray(0, message.length - spatialBytes),
    payloadBytes: payloadBytes - spatialBytes,
    spatialBytes: 0,
  };
}
