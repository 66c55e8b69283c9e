import { CodecError } from '../../core/errors.js';
import { type ListenerHello, type StreamHello, shortEpoch } from '../../core/wire/hello.js';
import { type AudioPacket, FRAME_INDEX_MODULUS, type SilencePacket } from '../../core/wire/packet.js';
import { extendIndex } from '../../core/wire/sequence.js';
import { type FrameGain, ReceivedFrames } from './received-frames.js';

/** Frames lie below this index, so that every sum of an index and a length is exact. */
const MAX_FRAME = Number.MAX_SAFE_INTEGER - 2 ** 20;

/** Where the frames of a packet belong, and what they add to earlier packets. */
export interface PlacedFrames {
  /** Absolute index of the packet's first frame. */
  readonly firstFrame: number;
  readonly gain: FrameGain;
}

/** The state of a receiver for one epoch of the source: it outlives single connections. */
export class IncomingStream {
  /** The last hello of this epoch. */
  hello: StreamHello;
  readonly #received = new ReceivedFrames();
  /** Index after the newest frame that has arrived; where none has, that of the first one to come. */
  #nextFrame: number;
  #hasFrames = false;

  constructor(hello: StreamHello) {
    this.hello = hello;
    this.#nextFrame = hello.resumeFrame ?? 0;
  }

  /** Latent frames in each audio packet as it arrives. */
  get sentFrames(): number {
    return this.hello.framesPerMessage ?? this.hello.framesPerPacket;
  }

  /** What to ask for on the next connection: everything after the newest frame. Undefined before the first frame. */
  get resumeFrom(): ListenerHello['from'] {
    return this.#hasFrames ? { epoch: this.hello.epoch, frame: this.#nextFrame } : undefined;
  }

  /**
   * Takes in the frames of a packet and tells where they belong and which of them are better than before. Packets may
   * come in any order, overlap and be cut anywhere, within 2^23 frames of the newest.
   * @throws CodecError PACKET_FIELD for a packet of another epoch, and for frames beyond 2^53 − 2^20
   */
  place(packet: AudioPacket | SilencePacket): PlacedFrames {
    this.requireEpoch(packet.epoch);
    const firstFrame = extendIndex(packet.firstFrame, FRAME_INDEX_MODULUS, this.#nextFrame);
    const { frames } = packet;
    if (firstFrame + frames > MAX_FRAME)
      throw new CodecError('PACKET_FIELD', `firstFrame must be at most ${MAX_FRAME - frames}, got ${firstFrame}`);
    const planes = packet.type === 'audio' ? packet.planes : 0;
    const spatial = packet.type === 'audio' ? packet.spatial : undefined;
    const gain = this.#received.add({ firstFrame, frames, planes, ...(spatial && { spatial }) });
    this.#nextFrame = Math.max(this.#nextFrame, firstFrame + frames);
    this.#hasFrames = true;
    return { firstFrame, gain };
  }

  /** @throws CodecError PACKET_FIELD unless a packet's epoch, 0..31, is this stream's */
  requireEpoch(epoch: number): void {
    const expected = shortEpoch(this.hello.epoch);
    if (epoch !== expected) throw new CodecError('PACKET_FIELD', `epoch must be ${expected}, got ${epoch}`);
  }
}
