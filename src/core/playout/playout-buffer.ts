import { type ComfortNoise, NoiseSource } from '../dsp/comfort-noise.js';
import { FractionalFifo, MAX_STEP_DEVIATION } from '../dsp/fractional-fifo.js';
import { requireFloat32, requireInteger, requireNumber } from '../errors.js';
import type { SilentBlock } from '../latent/frames.js';

export interface PlayoutOptions {
  readonly sampleRateHz: number;
  readonly channels: number;
  /** Least audio that should be left when more comes: what late packets may use up. @default 15 */
  readonly marginMs?: number;
  /** The margin to start with, before anything is known of the network. @default three times marginMs */
  readonly startMarginMs?: number;
  /** The margin is never widened beyond this. @default 1000 */
  readonly maxMarginMs?: number;
  /**
   * False: the source waits for what it has sent to be played, as a file's does. It has no clock to follow, so it is
   * played at its own speed and nothing of it is left out.
   * @default true
   */
  readonly isLive?: boolean;
  /** Samples per channel that were pulled ahead of their time and wait in the device: they still count as left. @default none */
  readonly pulledAhead?: () => number;
  /** Most audio that is kept; beyond it the oldest is dropped. @default 10000 */
  readonly maxMs?: number;
}

export interface PlayoutStats {
  /** Audio that waits. */
  readonly levelMs: number;
  /** Least audio that was left when more came, over the last {@link WINDOW_MS}; what is steered to the margin. */
  readonly minLevelMs: number;
  /** The margin as it is now: widened by underruns, shrinking slowly. */
  readonly marginMs: number;
  /** Correction at this moment: positive plays faster. */
  readonly correctionPpm: number;
  /** Times that there was nothing to play in the middle of a stream. */
  readonly underruns: number;
  /** Comfort noise that was played in a silence that goes on, beyond what the source has said so far. */
  readonly aheadMs: number;
  /** Audio left out to get back to the live edge. */
  readonly droppedMs: number;
  readonly catchUps: number;
}

/** The trough is the least of so long: about fifty packets of `live`. */
export const WINDOW_MS = 10_000;
/** A delay that is wrong by d is worked off at d / 30 s, at most half a percent: 200 ppm of drift cost 6 ms. */
const CORRECTION_MS = 30_000;
/** An underrun widens the margin by so much; it shrinks back by half a millisecond a second. */
const WIDEN_MS = 20;
const SHRINK_MS_PER_S = 0.5;
/** Where it is wider than it need be by more than this, the rest of that goes within 20 s or so. */
const WIDE_MS = 60;
const WIDE_SHRINK_S = 20;
/** The margin is at least this share of what the troughs of the last seconds differ by: their jitter. */
const JITTER_SHARE = 0.5;
/**
 * So much too late for a second is not worked off at half a percent: it is left out. Of what a new listener was given
 * at once so that sound comes at once, all but a little is left out after the first second.
 */
const CATCH_UP_MS = 250;
const OPENING_KEEP_MS = 50;
const CATCH_UP_WINDOW_MS = 1000;
/** A silence of which nothing was heard for so long is over: a source says it again every second. */
export const OPEN_SILENCE_MS = 5000;
/** A silence of which the source has said the end is over when the word after it has not come for so long: it is still to be decoded. */
const CLOSING_MS = 250;
/** Noise in front of a word that is more than the margin by so much is left out. */
const SURPLUS_MS = 100;
/** Noise in front of a word that is shorter than the margin by more than this is made longer. */
const LACK_MS = 5;
const FADE_MS = 5;

/**
 * What lies between a decoder that brings audio in bursts, by the source's clock, and a device that takes it evenly, by
 * its own. Sans-I/O: the device's samples are the only clock.
 *
 * How much audio is left when more comes (the trough) tells both the jitter of the network and the drift of the two
 * clocks. Its least value over ten seconds is steered to the margin by reading up to half a percent faster or slower.
 * A source that leaves silence out sends nothing while it lasts: comfort noise is played on, and counted, so that what
 * is said of it later is not played again. The audio that follows is thus in its place to the sample, unless it comes
 * late. In front of a word the margin is brought about anew, since nobody hears whether noise lasts a little longer.
 *
 * Every transition fades over 5 ms into comfort noise or silence, so that nothing clicks.
 */
export class PlayoutBuffer {
  readonly #o: Required<Omit<PlayoutOptions, 'pulledAhead'>> & Pick<PlayoutOptions, 'pulledAhead'>;
  readonly #fifo: FractionalFifo;
  /** Troughs of late: [time in output samples, samples left]. */
  #troughs: { at: number; samples: number }[] = [];
  #out = 0;
  #isPlaying = false;
  #isEnding = false;
  /** Output samples still to wait before playing. */
  #waiting = 0;
  #lastPush = 0;
  #margin: number;
  /** The margin does not shrink below this: what was asked for, or what the jitter of late asks for. */
  #least: number;
  #step = 1;
  /** 1 is the stream, 0 comfort noise. */
  #level = 0;
  readonly #comfort = new NoiseSource();
  /** The source is silent and will be until it says otherwise, or has said so: noise is played on. */
  #isOpen = false;
  /** Output samples of noise, beyond what the source has said, after which it is over all the same. */
  #maxAhead = 0;
  /** Whether the last push was silence. */
  #wasSilent = false;
  /** Output samples of comfort noise that the source has not said yet. */
  #ahead = 0;
  /** The first second is over, and with it what the stream began with. */
  #hasSettled = false;
  #underruns = 0;
  #dropped = 0;
  #catchUps = 0;

  /** @throws RangeError naming the option that is outside its range */
  constructor(options: PlayoutOptions) {
    const marginMs = requireNumber('marginMs', options.marginMs ?? 15, 0, 10_000);
    this.#o = {
      sampleRateHz: requireInteger('sampleRateHz', options.sampleRateHz, 1000, 192_000),
      channels: options.channels,
      marginMs,
      isLive: options.isLive ?? true,
      startMarginMs: requireNumber('startMarginMs', options.startMarginMs ?? 3 * marginMs, marginMs, 20_000),
      maxMarginMs: requireNumber('maxMarginMs', options.maxMarginMs ?? Math.max(1000, marginMs), marginMs, 60_000),
      maxMs: requireNumber('maxMs', options.maxMs ?? 10_000, 100, 600_000),
      ...(options.pulledAhead && { pulledAhead: options.pulledAhead }),
    };
    this.#fifo = new FractionalFifo(options.channels, this.#samples(this.#o.maxMs));
    this.#margin = this.#samples(this.#o.startMarginMs);
    this.#least = this.#samples(marginMs);
  }

  get stats(): PlayoutStats {
    return {
      levelMs: this.#ms(this.#fifo.length),
      minLevelMs: this.#ms(this.#trough(WINDOW_MS) ?? this.#fifo.length),
      marginMs: this.#ms(this.#margin),
      correctionPpm: (this.#step - 1) * 1e6,
      underruns: this.#underruns,
      aheadMs: this.#ms(this.#ahead),
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
    this.#comfort.set(noise);
  }

  /**
   * Decoded audio, [n × channels] interleaved; copied.
   * @param silence set where the source left the audio out: its noise, and whether more of it is to come
   */
  push(pcm: Float32Array, silence?: Pick<SilentBlock, 'noise' | 'continues'>): void {
    requireFloat32('pcm', pcm);
    const { channels } = this.#o;
    this.#isEnding = false;
    if (silence) {
      this.#comfort.set(silence.noise);
      this.#isOpen = true;
      const played = Math.max(0, Math.min(Math.round(this.#ahead), pcm.length / channels));
      this.#ahead -= played;
      this.#maxAhead = silence.continues ? this.#samples(OPEN_SILENCE_MS) : this.#ahead + this.#samples(CLOSING_MS);
      const rest = pcm.subarray(played * channels);
      if (rest.length > 0) this.#append(rest, this.#wasSilent ? 0 : this.#margin);
      this.#wasSilent = true;
      return;
    }
    if (pcm.length === 0) return;
    if (this.#wasSilent) this.#settle();
    const surplus = this.#o.isLive && !this.#wasSilent && this.#isPlaying ? this.#observe() : 0;
    this.#append(pcm, this.#wasSilent ? 0 : this.#margin);
    if (surplus > 0) this.#drop(surplus);
    this.#wasSilent = false;
  }

  /** Sound after silence: what lies before it is made as long as the margin asks, where it is far from that. */
  #settle(): void {
    const { channels } = this.#o;
    const slack = this.#left - this.#ahead;
    this.#isOpen = false;
    this.#ahead = 0;
    const margin = Math.round(this.#margin);
    let change = 0;
    if (slack < margin - this.#samples(LACK_MS)) {
      change = Math.round(margin - Math.max(0, slack));
      const noise = new Float32Array(change * channels);
      this.#fill(noise, 0, change);
      this.#append(noise, 0);
    } else if (slack - margin > this.#samples(SURPLUS_MS)) {
      change = -Math.floor(slack - margin);
      this.#fifo.skip(-change);
    }
    // What was left when more came would have been as much more or less: their jitter stays known.
    for (const trough of this.#troughs) trough.samples = Math.max(0, trough.samples + change);
  }

  /** @param waiting output samples to wait before it is played, where nothing is queued or playing */
  #append(pcm: Float32Array, waiting: number): void {
    const n = pcm.length / this.#o.channels;
    if (!this.#isPlaying && this.#fifo.length === 0) this.#waiting = waiting;
    this.#lastPush = Math.min(n, this.#fifo.capacity);
    // What is longer than the whole buffer has its end kept.
    const kept = n > this.#lastPush ? pcm.subarray((n - this.#lastPush) * this.#o.channels) : pcm;
    const lacking = this.#lastPush - this.#fifo.room;
    if (lacking > 0) this.#drop(Math.min(this.#fifo.length, lacking + this.#fade));
    const fits = Math.min(this.#lastPush, this.#fifo.room) * this.#o.channels;
    this.#fifo.push(kept.subarray(kept.length - fits));
  }

  /** No more will come: what is there is played to its end, which is no underrun. */
  end(): void {
    this.#isEnding = true;
    this.#isOpen = false;
    this.#waiting = 0;
  }

  /** The next `frames` samples per channel for the device: always all of them. [samples × channels] interleaved. */
  pull(frames: number): Float32Array {
    requireInteger('frames', frames, 0, 2 ** 24);
    const { channels } = this.#o;
    const out = new Float32Array(frames * channels);
    let at = 0;
    if (!this.#isPlaying) at = this.#wait(out, frames);
    if (this.#isPlaying) {
      const keep = this.#fifo.length / this.#step;
      // Fading out needs samples: the last milliseconds before the buffer runs dry are used for it.
      const isDry = keep < frames - at + this.#fade;
      const pcm = this.#fifo.read(frames - at, this.#step);
      const n = pcm.length / channels;
      this.#mix(out, at, pcm, isDry ? Math.max(0, n - this.#fade) : n);
      if (isDry) {
        this.#fill(out, at + n, frames);
        this.#stop();
        this.#count(frames - at - n);
      }
    }
    this.#out += frames;
    const wide = this.#ms(this.#margin - this.#least) - WIDE_MS;
    const perSecond = Math.max(SHRINK_MS_PER_S, wide / WIDE_SHRINK_S);
    this.#margin = Math.max(this.#least, this.#margin - frames * (perSecond / 1000));
    return out;
  }

  /** Fills with comfort noise until playing may begin; returns how much was filled. */
  #wait(out: Float32Array, frames: number): number {
    const isFull = this.#fifo.length >= this.#lastPush + this.#margin;
    const n = this.#fifo.length === 0 ? frames : isFull ? 0 : Math.min(frames, Math.ceil(this.#waiting));
    this.#fill(out, 0, n);
    if (this.#fifo.length > 0) this.#waiting -= n;
    else this.#count(n);
    if (n < frames) {
      this.#isPlaying = true;
      // A stall that is over has brought all that it held back: go on at the live edge.
      const surplus = this.#fifo.length - this.#lastPush - this.#margin;
      if (this.#o.isLive && surplus > this.#samples(CATCH_UP_MS)) this.#leaveOut(surplus);
      this.#troughs = [];
    }
    return n;
  }

  #stop(): void {
    this.#isPlaying = false;
    this.#level = 0;
    this.#step = 1;
    // In a silence that goes on, noise is played for these: they are not lost from its time.
    if (this.#isOpen) this.#ahead -= this.#fifo.length;
    this.#fifo.skip(this.#fifo.length);
    if (this.#isEnding || this.#isOpen) return;
    this.#recordUnderrun();
  }

  /** `samples` of comfort noise were played while nothing was queued. */
  #count(samples: number): void {
    if (!this.#isOpen) return;
    this.#ahead += samples;
    if (this.#ahead < this.#maxAhead) return;
    this.#isOpen = this.#wasSilent = false;
    this.#ahead = 0;
    this.#comfort.set(undefined);
    this.#recordUnderrun();
  }

  #recordUnderrun(): void {
    this.#underruns++;
    this.#margin = Math.min(this.#samples(this.#o.maxMarginMs), this.#margin + this.#samples(WIDEN_MS));
  }

  /** Steers the speed by what is left; returns samples to leave out instead, or 0. */
  #observe(): number {
    this.#troughs.push({ at: this.#out, samples: this.#left });
    const oldest = this.#out - this.#samples(WINDOW_MS);
    while (this.#troughs[0]!.at < oldest) this.#troughs.shift();
    const late = (this.#trough(CATCH_UP_WINDOW_MS) ?? 0) - this.#margin;
    const spans = this.#out - this.#troughs[0]!.at >= this.#samples(CATCH_UP_WINDOW_MS);
    const surplus = this.#hasSettled ? late : late - this.#samples(OPENING_KEEP_MS);
    const maxMs = this.#hasSettled ? CATCH_UP_MS : 2 * FADE_MS;
    if (spans) this.#hasSettled = true;
    if (spans && surplus > this.#samples(maxMs)) {
      this.#troughs = [];
      return surplus;
    }
    const most = this.#troughs.reduce((m, { samples }) => Math.max(m, samples), 0);
    // What a stream begins with is no jitter, nor is what piles up while the device stands still.
    const isJitter = this.#hasSettled && this.#left - this.#margin <= this.#samples(CATCH_UP_MS);
    const jitter = isJitter ? most - this.#trough(WINDOW_MS)! : 0;
    this.#least = Math.min(
      this.#samples(this.#o.maxMarginMs),
      Math.max(this.#samples(this.#o.marginMs), JITTER_SHARE * jitter),
    );
    this.#margin = Math.max(this.#margin, this.#least);
    const error = this.#trough(WINDOW_MS)! - this.#margin;
    const step = error / this.#samples(CORRECTION_MS);
    this.#step = 1 + Math.max(-MAX_STEP_DEVIATION, Math.min(MAX_STEP_DEVIATION, step));
    return 0;
  }

  get #left(): number {
    return this.#fifo.length + (this.#o.pulledAhead?.() ?? 0);
  }

  /** Least trough of the last `ms`; undefined before the first. */
  #trough(ms: number): number | undefined {
    const oldest = this.#out - this.#samples(ms);
    let least: number | undefined;
    for (let i = this.#troughs.length - 1; i >= 0 && this.#troughs[i]!.at >= oldest; i--)
      least = Math.min(least ?? Number.POSITIVE_INFINITY, this.#troughs[i]!.samples);
    return least;
  }

  /** Leaves out the oldest `samples`, the last of them before the gap crossfaded with the first after it. */
  #drop(samples: number): void {
    if (!this.#isPlaying || samples < 2 * this.#fade) {
      this.#leaveOut(samples);
      return;
    }
    const { channels } = this.#o;
    this.#tail = this.#fifo.read(this.#fade, 1);
    this.#tailAt = 0;
    this.#leaveOut(samples - this.#tail.length / channels);
  }

  #leaveOut(samples: number): void {
    const whole = Math.max(0, Math.min(samples, this.#fifo.length));
    this.#fifo.skip(whole);
    this.#dropped += whole;
    this.#catchUps++;
  }

  /** What was about to be played before a gap, and how much of it has been crossfaded. */
  #tail: Float32Array | undefined;
  #tailAt = 0;

  /** Writes the stream at `at`, fading in where it has just begun and out after sample `until`. */
  #mix(out: Float32Array, at: number, pcm: Float32Array, until: number): void {
    const { channels } = this.#o;
    const n = pcm.length / channels;
    this.#fill(out, at, at + n);
    const rise = 1 / this.#fade;
    // What is shorter than a fade still ends at nothing.
    const fall = Math.max(rise, (this.#level + rise * until) / Math.max(1, n - until));
    for (let i = 0; i < n; i++) {
      this.#level = i < until ? Math.min(1, this.#level + rise) : Math.max(0, this.#level - fall);
      const tail = this.#tail;
      const mixed = tail ? Math.min(1, (this.#tailAt + 1) / this.#fade) : 1;
      for (let c = 0; c < channels; c++) {
        const j = (at + i) * channels + c;
        let sample = pcm[i * channels + c]!;
        if (tail) sample = sample * mixed + (tail[this.#tailAt * channels + c] ?? 0) * (1 - mixed);
        out[j] = out[j]! * (1 - this.#level) + sample * this.#level;
      }
      if (tail && ++this.#tailAt >= this.#fade) this.#tail = undefined;
    }
  }

  /** Comfort noise in samples [from, to) of every channel; its level follows what is wanted over 10 ms. */
  #fill(out: Float32Array, from: number, to: number): void {
    if (to <= from || !this.#comfort.isOn) return;
    const { channels } = this.#o;
    for (let i = from; i < to; i++) {
      const sample = this.#comfort.next(this.#out + i);
      for (let c = 0; c < channels; c++) out[i * channels + c] = sample;
    }
  }

  get #fade(): number {
    return Math.max(1, this.#samples(FADE_MS));
  }

  #samples(ms: number): number {
    return Math.round((ms / 1000) * this.#o.sampleRateHz);
  }

  #ms(samples: number): number {
    return (samples / this.#o.sampleRateHz) * 1000;
  }
}
