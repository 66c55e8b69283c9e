import { NoiseMeter } from '../../core/dsp/comfort-noise.js';
import { VoiceActivity } from '../../core/dsp/voice-activity.js';
import { requireInteger, requireNumber } from '../../core/errors.js';
import { type CodecFormat, framesToMs } from '../../core/latent/format.js';
import type { FrameBlock, SilentBlock } from '../../core/latent/frames.js';
import { type OptionKinds, requireOptions } from '../../core/options.js';
import { MAX_FRAMES_PER_PACKET } from '../../core/wire/packet.js';
import { DTX_DEFAULTS, withDefaults } from '../defaults.js';

/** When audio counts as silent, and how often that is signalled. Plain data. */
export interface DtxOptions {
  /**
   * Refresh interval of a silence that lasts: its noise level may change, and a listener may join, 20..5000.
   * @default 1000
   */
  readonly intervalMs?: number;
  /** Time after sound that still counts as sound: word ends and pauses for breath, 0..10000. @default 400 */
  readonly hangoverMs?: number;
  /** Threshold of sound above the noise floor, 0..60. @default 9 */
  readonly aboveNoiseDb?: number;
  /** Level of a band below which nothing counts as sound, in dB below full scale, -120..0. @default -88 */
  readonly minDb?: number;
}

const KINDS: OptionKinds<DtxOptions> = { intervalMs: 'any', hangoverMs: 'any', aboveNoiseDb: 'any', minDb: 'any' };

/**
 * The options checked, with defaults. Plain data: it can be sent to a worker.
 *
 * @throws TypeError, RangeError naming a wrong option
 */
export function requireDtx(options: DtxOptions): Required<DtxOptions> {
  requireOptions('', options, KINDS);
  const { intervalMs, hangoverMs, aboveNoiseDb, minDb } = withDefaults(DTX_DEFAULTS, options);
  requireNumber('intervalMs', intervalMs, 20, 5000);
  // Its constructor checks; the ranges do not depend on the format.
  new VoiceActivity({ sampleRateHz: 8000, channels: 1, aboveNoiseDb, minDb, hangoverMs });
  return { intervalMs, hangoverMs, aboveNoiseDb, minDb };
}

/**
 * Discontinuous transmission: sends silence blocks, with the level and spectrum of the noise, in place of blocks without
 * sound. The first block of a silence is signalled at once, what follows at the refresh interval, and the rest just
 * before sound comes back. Every frame is thus either sent or signalled as silent.
 *
 * It receives the same audio as the encoder, which runs ahead of the blocks by the encoder's delay: a block just
 * before a word counts as sound.
 */
export class Dtx {
  readonly #activity: VoiceActivity;
  readonly #meter = new NoiseMeter();
  readonly #channels: number;
  /** 1..128 */
  readonly #intervalFrames: number;
  /** Whether each block that is yet to come holds sound, in order. */
  #isSound: boolean[] = [];
  #firstSilent = 0;
  /** Silent frames that are yet to be signalled, 0..128. */
  #unsignalledFrames = 0;
  #isSilent = false;

  /** @throws RangeError naming the option that is outside its range */
  constructor(format: CodecFormat, options: DtxOptions = {}) {
    const { sampleRateHz, channels } = format;
    const { aboveNoiseDb, minDb, hangoverMs, intervalMs } = requireDtx(options);
    this.#activity = new VoiceActivity({ sampleRateHz, channels, aboveNoiseDb, minDb, hangoverMs });
    this.#channels = channels;
    this.#intervalFrames = Math.max(1, Math.min(MAX_FRAMES_PER_PACKET, Math.round(intervalMs / framesToMs(format, 1))));
  }

  /** The audio of the next block, [channels × n], channel-major, at the codec's rate. */
  analyse(pcm: Float32Array): void {
    // Only its level counts: the order of the channels does not matter.
    const isSound = this.#activity.add(pcm);
    if (!isSound) this.#meter.add(pcm, this.#channels);
    else if (!this.#isSilent) this.#meter.reset();
    this.#isSound.push(isSound);
  }

  /** What to send for a block whose audio was analysed: the block, or silence, or nothing yet. */
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

  /** The silence that is yet to be signalled, at most one block: sound, or the stream's end, follows. */
  end(): SilentBlock[] {
    return this.#unsignalledFrames > 0 ? [this.#emitSilence(false)] : [];
  }

  #emitSilence(continues: boolean): SilentBlock {
    const frames = this.#unsignalledFrames;
    this.#unsignalledFrames = 0;
    return { firstFrame: this.#firstSilent, frames, noise: this.#meter.measure(), continues };
  }
}
