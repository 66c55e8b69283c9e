import { CodecError } from '../../core/errors.js';
import { type ListenerHello, type StreamHello, shortEpoch } from '../../core/wire/hello.js';
import { type AudioPacket, FRAME_INDEX_MODULUS, type SilencePacket } from '../../core/wire/packet.js';
import { extendIndex } from '../../core/wire/sequence.js';
import { DuplicateFilter } from './duplicate-filter.js';

/** The state of a receiver for one epoch of the source: it outlives single connections. */
export class IncomingStream {
  /** The last hello of this epoch. */
  hello: StreamHello;
  readonly #duplicates = new DuplicateFilter();
  /** Index after the newest frame that has arrived; where none has, that of the first one to come. */
  #nextFrame: number;
  #hasFrames = false;

  constructor(hello: StreamHello) {
    this.hello = hello;
    this.#nextFrame = hello.resumeFrame ?? 0;
  }

  /** What to ask for on the next connection: everything after the newest frame. Undefined before the first frame. */
  get resumeFrom(): ListenerHello['from'] {
    return this.#hasFrames ? { epoch: this.hello.epoch, frame: this.#nextFrame } : undefined;
  }

  /**
   * Absolute index of a packet's first frame; undefined for a duplicate. Packets may come in any order, within 2^23
   * frames of the newest.
   * @throws CodecError PACKET_FIELD for a packet of another epoch
   */
  place(packet: AudioPacket | SilencePacket): number | undefined {
    this.requireEpoch(packet.epoch);
    const firstFrame = extendIndex(packet.firstFrame, FRAME_INDEX_MODULUS, this.#nextFrame);
    if (this.#duplicates.isDuplicate(firstFrame)) return undefined;
    this.#nextFrame = Math.max(this.#nextFrame, firstFrame + packet.frames);
    this.#hasFrames = true;
    return firstFrame;
  }

  /** @throws CodecError PACKET_FIELD unless a packet's epoch, 0..31, is this stream's */
  requireEpoch(epoch: number): void {
    const expected = shortEpoch(this.hello.epoch);
    if (epoch !== expected) throw new CodecError('PACKET_FIELD', `epoch must be ${expected}, got ${epoch}`);
  }
}
