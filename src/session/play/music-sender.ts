import { bytesPerFramePlane } from '../../core/latent/format.js';
import type { FrameBlock } from '../../core/latent/frames.js';
import { EPOCH_MODULUS, encodePacket, FRAME_INDEX_MODULUS } from '../../core/wire/packet.js';
import { modelHalf } from '../../core/wire/stream-brief.js';
import { requireProtection } from '../../transports/lossy/lossy-options.js';
import { type LossyOutlet, LossySender, type LossySenderStats } from '../../transports/lossy/lossy-sender.js';
import type { MusicStream } from './music-stream.js';

/**
 * Time from a frame to its last repeat at most, in ms. A recording is sent ahead by as much as repeats take; what a device
 * captures keeps the delay that it began with.
 */
export const MUSIC_REPAIR_MS = { recording: 1200, device: 600 } as const;

/**
 * Makes messages of encoded frames for links that lose some: each carries its new frames and the base plane of earlier ones
 * again, as often as the loss that peers report asks for. Where nothing is lost, nothing is repeated.
 */
export class MusicSender {
  readonly #stream: MusicStream;
  readonly #bytes: number;
  readonly #planes: number;
  readonly #sender: LossySender;

  /**
   * @param planes of every frame, 1..8
   * @param framesPerMessage 1..128
   * @param maxRepairMs of {@link MUSIC_REPAIR_MS}
   * @param outlet takes the messages
   */
  constructor(stream: MusicStream, planes: number, framesPerMessage: number, maxRepairMs: number, outlet: LossyOutlet) {
    this.#stream = stream;
    this.#planes = planes;
    this.#bytes = bytesPerFramePlane(stream.format);
    const { epoch, modelSha256, hasSpatialParameters, format } = stream;
    this.#sender = new LossySender(
      {
        model: modelHalf(modelSha256),
        planes,
        framesPerPacket: framesPerMessage,
        epoch,
        startedAtMs: 0,
        silence: false,
        stereo: hasSpatialParameters,
      },
      format,
      requireProtection({ maxRepairMs }),
      outlet,
    );
  }

  get stats(): LossySenderStats {
    return this.#sender.stats;
  }

  send(block: FrameBlock, nowMs: number): void {
    this.#sender.send(this.#packet(block), nowMs);
  }

  /** A peer tells what it has lost. @param from its id */
  report(message: Uint8Array, nowMs: number, from: string): void {
    this.#sender.receive(message, nowMs, from);
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
