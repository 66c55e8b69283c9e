import { bytesPerFramePlane } from '../../core/latent/format.js';
import { copyPlanes, sliceBlock } from '../../core/latent/frame-slice.js';
import type { FrameBlock } from '../../core/latent/frames.js';
import { AUDIO_HEADER_BYTES, EPOCH_MODULUS, encodePacket, FRAME_INDEX_MODULUS } from '../../core/wire/packet.js';
import type { MusicStream } from './music-stream.js';

/** Frames of earlier messages that each message repeats: two lost in a row are made good at four frames a message. */
export const REPEATED_FRAMES = 8;

/**
 * Makes messages of encoded frames for links that lose some: each carries its new frames and the base plane of those
 * before them again, as one packet of the wire format for either part. Where all has one plane it is a single packet.
 */
export class MusicSender {
  readonly #stream: MusicStream;
  readonly #bytes: number;
  readonly #planes: number;
  /** Base plane of the last frames, oldest first, without gaps. */
  #past: FrameBlock | undefined;

  constructor(stream: MusicStream, planes: number) {
    this.#stream = stream;
    this.#planes = planes;
    this.#bytes = bytesPerFramePlane(stream.format);
  }

  /** @returns the messages for a block, none longer than `maxBytes` but where one frame alone is */
  messages(block: FrameBlock, maxBytes: number): Uint8Array[] {
    const past = this.#past;
    const continues =
      past && past.firstFrame + past.frames === block.firstFrame && block.planes === 1 && !block.spatial;
    const joined = continues ? this.#join(past, block) : block;
    this.#remember(block);
    const out = [this.#packet(joined)];
    // More planes than one: the repeated base plane travels in a packet of its own.
    if (past && !continues && past.firstFrame + past.frames === block.firstFrame) out.unshift(this.#packet(past));
    if (out.every(({ length }) => length <= maxBytes)) return out;
    return this.#split(block, maxBytes);
  }

  #split(block: FrameBlock, maxBytes: number): Uint8Array[] {
    const perFrame = block.planes * this.#bytes + (block.spatial ? 1 : 0);
    const frames = Math.max(1, Math.floor((maxBytes - AUDIO_HEADER_BYTES) / perFrame));
    const out: Uint8Array[] = [];
    for (let at = 0; at < block.frames; at += frames)
      out.push(this.#packet(sliceBlock(block, at, Math.min(frames, block.frames - at), this.#bytes)));
    return out;
  }

  #remember(block: FrameBlock): void {
    const base: FrameBlock = {
      firstFrame: block.firstFrame,
      frames: block.frames,
      planes: 1,
      payload: block.payload.slice(0, block.frames * this.#bytes),
    };
    const past = this.#past;
    const all = past && past.firstFrame + past.frames === base.firstFrame ? this.#join(past, base) : base;
    const surplus = Math.max(0, all.frames - REPEATED_FRAMES);
    this.#past = surplus > 0 ? sliceBlock(all, surplus, all.frames - surplus, this.#bytes) : all;
  }

  /** Two blocks of one plane that follow each other. */
  #join(a: FrameBlock, b: FrameBlock): FrameBlock {
    const frames = a.frames + b.frames;
    const payload = new Uint8Array(frames * this.#bytes);
    copyPlanes({ ...a, planes: 1 }, 0, a.frames, this.#bytes, payload, 0, frames);
    copyPlanes({ ...b, planes: 1 }, 0, b.frames, this.#bytes, payload, a.frames, frames);
    return { firstFrame: a.firstFrame, frames, planes: 1, payload };
  }

  #packet({ firstFrame, frames, planes, payload, spatial }: FrameBlock): Uint8Array {
    const { epoch, hasSpatialParameters } = this.#stream;
    return encodePacket(
      {
        type: 'audio',
        epoch: epoch % EPOCH_MODULUS,
        firstFrame: firstFrame % FRAME_INDEX_MODULUS,
        frames,
        encodedPlanes: Math.max(planes, this.#planes),
        planes,
        payload,
        ...(spatial && { spatial }),
      },
      { bytesPerFramePlane: this.#bytes, hasSpatialParameters },
    );
  }
}
