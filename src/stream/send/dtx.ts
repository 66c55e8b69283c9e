import { NoiseMeter } from '../../core/dsp/comfort-noise.js';
import { VoiceActivity } from '../../core/dsp/voice-activity.js';
import { requireInteger, requireNumber } from '../../core/errors.js';
import { type CodecFormat, framesToMs } from '../../core/latent/format.js';
import type { FrameBlock, SilentBlock } from '../../core/latent/frames.js';
import { MAX_FRAMES_PER_PACKET } from '../../core/wire/packet.js';

/** Defaults of {@link DtxOptions}. */
export const DTX_DEFAULTS = {
  intervalMs: 1000,
  hangoverMs: 400,
  aboveNoiseDb: 9,
  minDb: -60,
} as const;

export interface DtxOptions {
  /** A silence that goes on is said again so often: its level may change, and a listener may join. @default 1000 */
  readonly intervalMs?: number;
  /** What follows sound for so long is sent too. @default 400 */
  readonly hangoverMs?: number;
  /** Above the noise floor by so much is sound. @default 9 */
  readonly aboveNoiseDb?: number;
  /** Below this nothing is sound. @default -60 */
  readonly minDb?: number;
}

/**
 * Discontinuous transmission: leaves out the blocks in which nothing is to be heard and says so in their place, with
 * the level and spectrum of the noise. The first block of a silence is said at once, the rest once a second, and what
 * is left when sound comes back just before it. Every frame is thus sent or said to be silent.
 *
 * It is given the audio that the encoder is given, which runs ahead of the blocks by the encoder's delay: a block just
 * before a word counts as sound.
 */
export class Dtx {
  readonly #activity: VoiceActivity;
  readonly #meter = new NoiseMeter();
  readonly #channels: number;
  readonly #intervalFrames: number;
  /** Whether each block that is yet to come holds sound, in order. */
  #isSound: boolean[] = [];
  #firstSilent = 0;
  /** Silent frames that are yet to be said. */
  #unsignalledFrames = 0;
  #isSilent = false;

  /** @throws RangeError naming the option that is outside its range */
  constructor(format: CodecFormat, options: DtxOptions = {}) {
    const { sampleRateHz, channels } = format;
    const { aboveNoiseDb, minDb, hangoverMs, intervalMs } = { ...DTX_DEFAULTS, ...options };
    requireNumber('intervalMs', intervalMs, 20, 5000);
    this.#activity = new VoiceActivity({ sampleRateHz, channels, aboveNoiseDb, minDb, hangoverMs });
    this.#channels = channels;
    this.#intervalFrames = Math.max(1, Math.min(MAX_FRAMES_PER_PACKET, Math.round(intervalMs / framesToMs(format, 1))));
  }

  /** The audio of the next block, [channels × n], channel-major, at the codec's rate. */
  analyse(pcm: Float32Array): void {
    // Its level is what counts: in which order the channels come does not matter.
    const isSound = this.#activity.add(pcm);
    if (!isSound) this.#meter.add(pcm, this.#channels);
    else if (!this.#isSilent) this.#meter.reset();
    this.#isSound.push(isSound);
  }

  /** What to send for a block whose audio was heard: it, or silence, or nothing yet. */
  take(block: FrameBlock): (FrameBlock | SilentBlock)[] {
    requireInteger('block.frames', block.frames, 1, MAX_FRAMES_PER_PACKET);
    const out: (FrameBlock | SilentBlock)[] = [];
    if (this.#isSound.shift() ?? true) {
      out.push(...this.end(), block);
      this.#isSilent = false;
      return out;
    }
    if (this.#unsignalledFrames + block.frames > MAX_FRAMES_PER_PACKET) out.push(this.#emitSilence(true));
    if (this.#unsignalledFrames === 0) this.#firstSilent = block.firstFrame;
    this.#unsignalledFrames += block.frames;
    if (!this.#isSilent || this.#unsignalledFrames >= this.#intervalFrames) out.push(this.#emitSilence(true));
    this.#isSilent = true;
    return out;
  }

  /** The silence that is yet to be said: sound, or the stream's end, follows. */
  end(): SilentBlock[] {
    return this.#unsignalledFrames > 0 ? [this.#emitSilence(false)] : [];
  }

  #emitSilence(continues: boolean): SilentBlock {
    const frames = this.#unsignalledFrames;
    this.#unsignalledFrames = 0;
    return { firstFrame: this.#firstSilent, frames, noise: this.#meter.measure(), continues };
  }
}
