import type { ComfortNoise } from '../dsp/comfort-noise.js';
import { FractionalFifo } from '../dsp/fractional-fifo.js';
import { requireFloat32, requireInteger, requireNumber } from '../errors.js';
import type { SilentBlock } from '../latent/frames.js';
import { AdaptiveMargin } from './adaptive-margin.js';
import { FadeMixer } from './fade-mixer.js';
import type { MarginControl } from './margin-control.js';
import { SilenceAccount } from './silence-account.js';
import { msToSamples, samplesToMs } from './units.js';

/** The audio's form and the reserve that a {@link PlayoutBuffer} keeps against late packets. */
export interface PlayoutBufferOptions {
  /** Rate of the audio on both sides, 1000..192000 Hz, nominal: the two clocks may differ. */
  readonly sampleRateHz: number;
  /** Channels of the interleaved audio, pushed and pulled alike: 1..32. */
  readonly channels: number;
  /** Least audio that should be left when more arrives, 0..10000 ms: what late packets may use up. @default 15 */
  readonly marginMs?: number;
  /** The margin to start with, before anything is known of the network, up to 20000 ms. @default three times marginMs */
  readonly startMarginMs?: number;
  /** The margin never grows beyond this, up to 60000 ms. @default 1000 */
  readonly maxMarginMs?: number;
  /** Takes the place of the margin that the three options above describe. @default an AdaptiveMargin */
  readonly marginControl?: MarginControl;
  /**
   * False: the source waits for what it has sent to be played, as a file's does. It has no clock to follow, so it is
   * played at its own speed and nothing of it is left out.
   * @default true
   */
  readonly isLive?: boolean;
  /** Samples per channel that were pulled ahead of their time and wait in the device: they still count as left. @default none */
  readonly pulledAhead?: () => number;
  /** Most audio that is kept, 100..600000 ms; beyond it the oldest is dropped. @default 10000 */
  readonly maxMs?: number;
}

/** State of a {@link PlayoutBuffer} and its counts since it was made; plain JSON. */
export interface PlayoutBufferStats {
  /** Audio that waits. */
  readonly levelMs: number;
  /** Least audio that was left when more arrived, over the last ten seconds: this is steered to the margin. */
  readonly minLevelMs: number;
  /** The margin as it is now: it grows with jitter and underruns, and shrinks slowly. */
  readonly marginMs: number;
  /** Correction at this moment, −5000..5000: positive plays faster. */
  readonly correctionPpm: number;
  /** Times that there was nothing to play in the middle of a stream. */
  readonly underruns: number;
  /** Comfort noise that was played in a continuing silence, beyond what the source has signalled so far. */
  readonly aheadMs: number;
  /** Audio left out to get back to the live edge. */
  readonly droppedMs: number;
  /** Times that audio was left out. */
  readonly catchUps: number;
}

/** Noise in front of a word that exceeds the margin by more than this is shortened to the margin. */
const SURPLUS_MS = 100;
/** Noise in front of a word that falls short of the margin by more than this is lengthened to the margin. */
const SHORTAGE_MS = 5;

/**
 * Lies between a decoder that brings audio in bursts, by the source's clock, and a device that takes it evenly, by its
 * own. Sans-I/O: the device's samples are the only clock. PCM is [samples × channels], interleaved.
 *
 * A {@link MarginControl} decides how much audio is kept in reserve and how fast it is read. A source that leaves silence
 * out sends nothing while it lasts: comfort noise is played, and counted ({@link SilenceAccount}), so that the audio that
 * follows is in its place to the sample, unless it is late. In front of a word the margin is restored, since nobody
 * notices whether noise lasts a little longer. Every transition fades over 5 ms ({@link FadeMixer}).
 */
export class PlayoutBuffer {
  readonly #sampleRateHz: number;
  readonly #channels: number;
  readonly #isLive: boolean;
  readonly #pulledAhead: () => number;
  readonly #fifo: FractionalFifo;
  readonly #control: MarginControl;
  readonly #silence: SilenceAccount;
  readonly #mixer: FadeMixer;
  /** Whether the stream is heard, and not what fills its gaps. */
  #isPlaying = false;
  /** Whether the stream has ended: running out is no underrun. */
  #isEnding = false;
  /** Output samples still to wait before playing; below 0 where more has passed. */
  #waiting = 0;
  /** Samples of the last push, 0..capacity. */
  #lastPush = 0;
  /** Underruns, samples left out and times that samples were left out, since the buffer was made. */
  #underruns = 0;
  #dropped = 0;
  #catchUps = 0;

  /** @throws RangeError naming the option that is outside its range */
  constructor(options: PlayoutBufferOptions) {
    const marginMs = requireNumber('marginMs', options.marginMs ?? 15, 0, 10_000);
    const sampleRateHz = requireInteger('sampleRateHz', options.sampleRateHz, 1000, 192_000);
    const { startMarginMs = 3 * marginMs, maxMarginMs = Math.max(1000, marginMs), maxMs = 10_000 } = options;
    requireNumber('startMarginMs', startMarginMs, marginMs, 20_000);
    requireNumber('maxMarginMs', maxMarginMs, marginMs, 60_000);
    requireNumber('maxMs', maxMs, 100, 600_000);
    this.#sampleRateHz = sampleRateHz;
    this.#channels = options.channels;
    this.#isLive = options.isLive ?? true;
    this.#pulledAhead = options.pulledAhead ?? (() => 0);
    this.#fifo = new FractionalFifo(options.channels, this.#samples(maxMs));
    this.#control = options.marginControl ?? new AdaptiveMargin({ sampleRateHz, marginMs, startMarginMs, maxMarginMs });
    this.#silence = new SilenceAccount(sampleRateHz);
    this.#mixer = new FadeMixer(sampleRateHz, options.channels);
  }

  get stats(): PlayoutBufferStats {
    return {
      levelMs: this.#ms(this.#fifo.length),
      minLevelMs: this.#ms(this.#control.minLevel ?? this.#fifo.length),
      marginMs: this.#ms(this.#control.margin),
      correctionPpm: (this.#control.step - 1) * 1e6,
      underruns: this.#underruns,
      aheadMs: this.#ms(this.#silence.ahead),
      droppedMs: this.#ms(this.#dropped),
      catchUps: this.#catchUps,
    };
  }

  /** Whether the stream is heard, and not what fills its gaps. */
  get isPlaying(): boolean {
    return this.#isPlaying;
  }

  /** The noise that fills gaps; undefined for silence. */
  setComfort(noise: ComfortNoise | undefined): void {
    this.#mixer.setComfort(noise);
  }

  /**
   * Decoded audio, [n × channels] interleaved; copied.
   * @param silence set where the source left the audio out: its noise, and whether more of it is to come
   * @throws TypeError when it is no Float32Array
   */
  push(pcm: Float32Array, silence?: Pick<SilentBlock, 'noise' | 'continues'>): void {
    requireFloat32('pcm', pcm);
    this.#isEnding = false;
    const wasSilent = this.#silence.isLast;
    if (silence) {
      this.#mixer.setComfort(silence.noise);
      const played = this.#silence.signal(pcm.length / this.#channels, silence.continues);
      const rest = pcm.subarray(played * this.#channels);
      if (rest.length > 0) this.#append(rest, wasSilent ? 0 : this.#control.margin);
      this.#silence.queued();
      return;
    }
    if (pcm.length === 0) return;
    if (wasSilent) this.#restoreMargin();
    const isSteered = this.#isLive && !wasSilent && this.#isPlaying;
    const surplus = isSteered ? this.#control.observe(this.#left) : 0;
    this.#append(pcm, wasSilent ? 0 : this.#control.margin);
    if (surplus > 0) this.#drop(surplus);
    this.#silence.soundQueued();
  }

  /** No more will come: queued audio is played to its end, and running out is no underrun. */
  end(): void {
    this.#isEnding = true;
    this.#silence.close();
    this.#waiting = 0;
  }

  /**
   * The next `samples` per channel for the device: always all of them.
   * @param samples 0..2^24
   * @returns [samples × channels] interleaved
   */
  pull(samples: number): Float32Array {
    requireInteger('samples', samples, 0, 2 ** 24);
    const out = new Float32Array(samples * this.#channels);
    const at = this.#isPlaying ? 0 : this.#wait(out, samples);
    if (this.#isPlaying) this.#play(out, at, samples);
    this.#mixer.elapse(samples);
    this.#control.elapse(samples);
    return out;
  }

  /** Sound after silence: what lies before it is brought to the margin, where it is far from that. */
  #restoreMargin(): void {
    const slack = this.#left - this.#silence.finish();
    const margin = Math.round(this.#control.margin);
    let change = 0;
    if (slack < margin - this.#samples(SHORTAGE_MS)) {
      change = Math.round(margin - Math.max(0, slack));
      const noise = new Float32Array(change * this.#channels);
      this.#mixer.fill(noise, 0, change);
      this.#append(noise, 0);
    } else if (slack - margin > this.#samples(SURPLUS_MS)) {
      change = -Math.floor(slack - margin);
      this.#fifo.skip(-change);
    }
    this.#control.shift(change);
  }

  /** @param waiting output samples to wait before it is played, where nothing is queued or playing */
  #append(pcm: Float32Array, waiting: number): void {
    const n = pcm.length / this.#channels;
    if (!this.#isPlaying && this.#fifo.length === 0) this.#waiting = waiting;
    this.#lastPush = Math.min(n, this.#fifo.capacity);
    // What is longer than the whole buffer has its end kept.
    const kept = n > this.#lastPush ? pcm.subarray((n - this.#lastPush) * this.#channels) : pcm;
    const lacking = this.#lastPush - this.#fifo.room;
    if (lacking > 0) this.#drop(Math.min(this.#fifo.length, lacking + this.#mixer.fadeSamples));
    const fits = Math.min(this.#lastPush, this.#fifo.room) * this.#channels;
    this.#fifo.push(kept.subarray(kept.length - fits));
  }

  /** Fills with comfort noise until playing may begin; returns how many samples were filled. */
  #wait(out: Float32Array, samples: number): number {
    const isFull = this.#fifo.length >= this.#lastPush + this.#control.margin;
    const n = this.#fifo.length === 0 ? samples : isFull ? 0 : Math.min(samples, Math.ceil(this.#waiting));
    this.#mixer.fill(out, 0, n);
    if (this.#fifo.length > 0) this.#waiting -= n;
    else this.#countNoise(n);
    if (n < samples) {
      this.#isPlaying = true;
      const surplus = this.#control.begin(this.#fifo.length - this.#lastPush);
      if (this.#isLive && surplus > 0) this.#leaveOut(surplus);
    }
    return n;
  }

  /** Writes the stream from sample `at` on; where it runs out, noise, and playing stops. */
  #play(out: Float32Array, at: number, samples: number): void {
    const fade = this.#mixer.fadeSamples;
    const available = this.#fifo.length / this.#control.step;
    // Fading out needs samples: the last milliseconds before the buffer runs dry are used for it.
    const isDry = available < samples - at + fade;
    const pcm = this.#fifo.read(samples - at, this.#control.step);
    const n = pcm.length / this.#channels;
    this.#mixer.mix(out, at, pcm, isDry ? Math.max(0, n - fade) : n);
    if (!isDry) return;
    this.#mixer.fill(out, at + n, samples);
    this.#stop();
    this.#countNoise(samples - at - n);
  }

  #stop(): void {
    this.#isPlaying = false;
    this.#mixer.mute();
    this.#control.stop();
    this.#silence.discount(this.#fifo.length);
    this.#fifo.skip(this.#fifo.length);
    if (!this.#isEnding && !this.#silence.isOpen) this.#recordUnderrun();
  }

  /** `samples` of comfort noise were played while nothing was queued. */
  #countNoise(samples: number): void {
    if (!this.#silence.played(samples)) return;
    this.#mixer.setComfort(undefined);
    this.#recordUnderrun();
  }

  #recordUnderrun(): void {
    this.#underruns++;
    this.#control.recordUnderrun();
  }

  /** Samples still to be played, those that wait in the device included. */
  get #left(): number {
    return this.#fifo.length + this.#pulledAhead();
  }

  /** Leaves out the oldest `samples`, the last of them before the gap crossfaded with the first after it. */
  #drop(samples: number): void {
    const fade = this.#mixer.fadeSamples;
    if (!this.#isPlaying || samples < 2 * fade) {
      this.#leaveOut(samples);
      return;
    }
    const tail = this.#fifo.read(fade, 1);
    this.#mixer.crossfadeFrom(tail);
    this.#leaveOut(samples - tail.length / this.#channels);
  }

  #leaveOut(samples: number): void {
    const whole = Math.max(0, Math.min(samples, this.#fifo.length));
    this.#fifo.skip(whole);
    this.#dropped += whole;
    this.#catchUps++;
  }

  #samples(ms: number): number {
    return msToSamples(ms, this.#sampleRateHz);
  }

  #ms(samples: number): number {
    return samplesToMs(samples, this.#sampleRateHz);
  }
}
