import { FRACTIONAL_HALF, FractionalKernel } from '../../core/dsp/fractional-kernel.js';
import { requireInteger, requireNumber } from '../../core/errors.js';
import { PositionedAudio } from './positioned-audio.js';
import type { Timeline, TimelineSegment } from './timeline.js';

/** The audio's form. */
export interface SyncedPlayoutOptions {
  /** Of the output, and of the audio that is pushed: 8000..192000 Hz. */
  readonly sampleRateHz: number;
  /** Interleaved, 1..32. */
  readonly channels: number;
}

/** State of a {@link SyncedPlayout} and its counts since it was made; plain JSON. */
export interface SyncedPlayoutStats {
  /** What is played less what should be, in ms: positive where this peer is ahead. Averaged over a second. */
  readonly errorMs: number;
  /** Speed less 1, −500..500: positive plays faster. */
  readonly correctionPpm: number;
  /** Audio that is decoded and will be played. */
  readonly queuedMs: number;
  /** Jumps because the error was beyond {@link SYNC_LIMITS}.stepMs. */
  readonly hardSteps: number;
  /** Audio that should have been played and was not there. */
  readonly missingMs: number;
  /** Whether the session's audio is heard now. */
  readonly isPlaying: boolean;
}

/** How playout is corrected. */
export const SYNC_LIMITS = {
  /** Largest deviation of the speed from 1, in ppm: ±0.05 %. */
  maxCorrectionPpm: 500,
  /** An error decays with this time constant, as far as the largest deviation allows. */
  correctionMs: 8000,
  /** A larger error is left with a jump. */
  stepMs: 12,
  /** When it has lasted for this time. */
  stepAfterMs: 800,
  /** An error beyond this is left at once. */
  farMs: 300,
  /** Length of the crossfade at a jump, a seek, a pause and the end of a hole. */
  fadeMs: 10,
} as const;

/** Audio behind the place that is played, which stays for a jump back. */
const HISTORY_MS = 500;
/** After an interruption a larger error than this is left with a jump. */
const REALIGN_MS = 3;
/** The shown error is averaged over about this time. */
const SHOWN_MS = 1000;

interface Head {
  readonly epoch: number;
  /** Place of the next sample, in samples per channel; a real number. */
  at: number;
}

/**
 * Plays decoded audio by a timeline: each sample is asked for with the moment at which it will be heard, and is the one
 * that the timeline states for that moment. Small errors are corrected by reading up to 0.05 % faster or slower, larger
 * ones by a jump with a crossfade. Sans-I/O. PCM is [samples × channels], interleaved.
 */
export class SyncedPlayout {
  readonly #rateHz: number;
  readonly #channels: number;
  readonly #audio: PositionedAudio;
  readonly #kernel = new FractionalKernel();
  readonly #fadeSamples: number;
  #timeline: Timeline | undefined;
  /** Where the next sample is read from; undefined while nothing is played. */
  #head: Head | undefined;
  /** What is faded out, and how many samples of its fade are left. */
  #tail: { readonly head: Head; left: number } | undefined;
  /** Gain of the head, 0..1. */
  #gain = 0;
  /** Whether an error of any size is left with a jump. */
  #isRealigning = false;
  /** The segment that is played. */
  #segment: TimelineSegment | undefined;
  /** Samples for which the error has been too large. */
  #tooFar = 0;
  #errorMs = 0;
  #correction = 0;
  #hardSteps = 0;
  #missing = 0;
  #scratch: Float32Array[] = [];

  /** @throws RangeError naming the option that is outside its range */
  constructor(options: SyncedPlayoutOptions) {
    this.#rateHz = requireInteger('sampleRateHz', options.sampleRateHz, 8000, 192_000);
    this.#channels = requireInteger('channels', options.channels, 1, 32);
    this.#audio = new PositionedAudio(this.#channels);
    this.#fadeSamples = Math.round((SYNC_LIMITS.fadeMs / 1000) * this.#rateHz);
  }

  get stats(): SyncedPlayoutStats {
    const head = this.#head;
    const end = head && this.#audio.endOf(head.epoch);
    const queued = head && end !== undefined ? Math.max(0, end - head.at) : this.#audio.samples;
    return {
      errorMs: this.#errorMs,
      correctionPpm: this.#correction * 1e6,
      queuedMs: this.#ms(queued),
      hardSteps: this.#hardSteps,
      missingMs: this.#ms(this.#missing),
      isPlaying: head !== undefined && this.#gain > 0,
    };
  }

  /** What is heard from now on; undefined: nothing. */
  setTimeline(timeline: Timeline | undefined): void {
    this.#timeline = timeline;
  }

  /** The device has been interrupted: an error that it leaves behind is not worked off slowly, but left at once. */
  realign(): void {
    this.#isRealigning = true;
  }

  /** @param begin place of the first sample. @param pcm [n × channels], copied */
  push(epoch: number, begin: number, pcm: Float32Array): void {
    this.#audio.add(epoch, begin, pcm);
  }

  /**
   * The next `samples` per channel for the device: always all of them.
   * @param heardMs session time at which the first of them is heard
   * @param msPerSample session time from one sample to the next: 1000 / rate, but for the drift of clocks and device
   * @returns [samples × channels]
   */
  pull(samples: number, heardMs: number, msPerSample = 1000 / this.#rateHz): Float32Array {
    requireInteger('samples', samples, 0, 2 ** 24);
    requireNumber('heardMs', heardMs, -Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER);
    const out = new Float32Array(samples * this.#channels);
    for (let at = 0; at < samples; ) {
      const nowMs = heardMs + at * msPerSample;
      const index = this.#timeline?.indexAt(nowMs) ?? -1;
      const endMs = this.#timeline?.endMs(index) ?? Number.POSITIVE_INFINITY;
      const left = Math.max(1, Math.ceil((endMs - nowMs) / msPerSample - 1e-6));
      const n = Math.min(samples - at, left);
      this.#play(out, at, n, nowMs, msPerSample);
      at += n;
    }
    return out;
  }

  /** `n` samples within one segment. */
  #play(out: Float32Array, at: number, n: number, nowMs: number, msPerSample: number): void {
    const position = this.#timeline?.positionAt(nowMs);
    const { frameMs } = this.#timeline ?? { frameMs: 1 };
    const target =
      position?.isPlaying === true
        ? { epoch: position.epoch, at: (position.frame * frameMs * this.#rateHz) / 1000 }
        : undefined;
    const segment = this.#timeline?.segments[this.#timeline.indexAt(nowMs)];
    const isAnother = segment?.atMs !== this.#segment?.atMs || segment?.frame !== this.#segment?.frame;
    this.#segment = segment;
    const offMs = this.#head && target ? Math.abs(this.#ms(this.#head.at - target.at)) : 0;
    const isElsewhere = this.#head?.epoch !== target?.epoch || (isAnother && offMs > SYNC_LIMITS.stepMs);
    if (isElsewhere) this.#jump(target);
    // Speed at which the audio passes, before any correction.
    const speed = (msPerSample * this.#rateHz) / 1000;
    if (this.#head && target) this.#steer(this.#head, target, n, speed);
    if (this.#tail) this.#fadeOut(out, at, n);
    if (!this.#head) return;
    const step = Math.min(1 + MAX, Math.max(1 - MAX, speed + this.#correction));
    this.#fadeIn(out, at, n, step);
    this.#head.at += n * step;
    this.#audio.forget(this.#head.epoch, this.#head.at - (HISTORY_MS * this.#rateHz) / 1000);
  }

  /** Decides the correction, or jumps. */
  #steer(head: Head, target: Head, n: number, speed: number): void {
    const error = head.at - target.at;
    const errorMs = this.#ms(error);
    const isFar = Math.abs(errorMs) > SYNC_LIMITS.stepMs;
    this.#tooFar = isFar ? this.#tooFar + n : 0;
    const isSilent = this.#gain === 0;
    const realigns = this.#isRealigning && Math.abs(errorMs) > REALIGN_MS;
    this.#isRealigning = false;
    if (
      isSilent ||
      realigns ||
      Math.abs(errorMs) > SYNC_LIMITS.farMs ||
      this.#ms(this.#tooFar) > SYNC_LIMITS.stepAfterMs
    ) {
      if (isFar && !isSilent) this.#hardSteps++;
      if (isSilent) head.at = target.at;
      else this.#jump(target);
      this.#errorMs = this.#correction = this.#tooFar = 0;
      return;
    }
    const share = Math.min(1, this.#ms(n) / SHOWN_MS);
    this.#errorMs += share * (errorMs - this.#errorMs);
    const wanted = -errorMs / SYNC_LIMITS.correctionMs;
    // The whole deviation is bounded, that of the clocks included.
    this.#correction = Math.min(1 + MAX, Math.max(1 - MAX, speed + wanted)) - speed;
  }

  /** Continues from another place, or from none: what was played fades out beside what begins. */
  #jump(target: Head | undefined): void {
    if (this.#head && this.#gain > 0) this.#tail = { head: this.#head, left: this.#fadeSamples };
    this.#head = target && { ...target };
    this.#gain = 0;
    this.#tooFar = 0;
    this.#errorMs = this.#correction = 0;
  }

  #fadeOut(out: Float32Array, at: number, n: number): void {
    const tail = this.#tail!;
    const count = Math.min(n, tail.left);
    this.#read(tail.head, count, 1, (i, c, value) => {
      out[(at + i) * this.#channels + c]! += (value * (tail.left - 1 - i)) / this.#fadeSamples;
    });
    tail.head.at += count;
    tail.left -= count;
    if (tail.left <= 0) this.#tail = undefined;
  }

  /** Writes from the head on; where audio is missing it fades out before and in behind the hole. */
  #fadeIn(out: Float32Array, at: number, n: number, step: number): void {
    const head = this.#head!;
    const reach = Math.ceil(n * step) + this.#fadeSamples + FRACTIONAL_HALF;
    const begin = Math.floor(head.at);
    const held = this.#audio.available(head.epoch, begin, reach);
    const rise = 1 / this.#fadeSamples;
    // Behind a hole audio begins at once, faded in.
    const resumes = held > 0 ? 0 : (this.#audio.nextHeld(head.epoch, begin) ?? Number.POSITIVE_INFINITY) - begin;
    const gains = new Float32Array(n);
    for (let i = 0; i < n; i++) {
      const reads = i * step;
      const runsOut = resumes === 0 && held < reach && reads + this.#fadeSamples >= held - FRACTIONAL_HALF;
      const isHole = resumes > 0 ? reads < resumes + FRACTIONAL_HALF : reads >= held - FRACTIONAL_HALF;
      if (isHole) {
        this.#gain = 0;
        this.#missing++;
      } else this.#gain = Math.min(1, Math.max(0, this.#gain + (runsOut ? -rise : rise)));
      gains[i] = this.#gain;
    }
    this.#read(head, n, step, (i, c, value) => {
      out[(at + i) * this.#channels + c]! += value * gains[i]!;
    });
  }

  #read(head: Head, n: number, step: number, write: (i: number, channel: number, value: number) => void): void {
    const begin = Math.floor(head.at) - FRACTIONAL_HALF;
    const span = Math.ceil(n * step) + 2 * FRACTIONAL_HALF + 2;
    if ((this.#scratch[0]?.length ?? 0) < span)
      this.#scratch = Array.from({ length: this.#channels }, () => new Float32Array(span));
    this.#audio.copy(head.epoch, begin, span, this.#scratch);
    for (let i = 0; i < n; i++) {
      const place = head.at + i * step - begin;
      const whole = Math.floor(place);
      this.#kernel.setFraction(place - whole);
      for (let c = 0; c < this.#channels; c++) write(i, c, this.#kernel.at(this.#scratch[c]!, whole));
    }
  }

  #ms(samples: number): number {
    return (samples / this.#rateHz) * 1000;
  }
}

const MAX = SYNC_LIMITS.maxCorrectionPpm * 1e-6;
