import { NoiseSource } from '../../core/comfort-noise.js';
import type { Clock } from '../../ports/clock.js';
import { waitUntil } from '../../stream/pacer.js';
import type { PlayedInfo } from '../../stream/player.js';
import { MAX_DEVIATION, RateMatcher } from '../rate-match.js';
import type { PcmOutput } from './pcm-output.js';

export interface PlayoutOptions {
  readonly output: PcmOutput;
  readonly clock: Clock;
  readonly sampleRateHz: number;
  readonly channels: number;
  /** Audio that should be left when more comes, 0..5000 ms; grows with every underrun. */
  readonly targetMs: number;
  /** Audio that is waiting to be decoded, in ms. */
  readonly backlogMs: () => number;
  /** A live source: what is older than it needs to be is passed over. Otherwise the decoder waits for the ring. */
  readonly isLive: () => boolean;
}

const MAX_TARGET_MS = 2000;
const WIDEN_MS = 60;
/** A live stream may lag so much behind its target before it is passed over instead of worked off. */
const EXCESS_MS = 2500;
/** Audio in the ring beyond which the decoder waits. */
const RING_MS = 3000;
const FADE_MS = 5;
/** While a source is silent the ring is looked after so often, and for so long without a word from it. */
const SILENCE_TICK_MS = 20;
const OPEN_SILENCE_MS = 5000;
/** Writes whose lowest level is what decides about speed. */
const LEVELS = 8;

/**
 * Decides when decoded audio is played, and how fast. Decoding a packet puts its audio into the ring at once; what is
 * left in the ring just before that is the slack against late packets and slow decodes, and is kept near the target by
 * playing at most 0.5 % faster or slower.
 */
export class Playout {
  readonly #o: PlayoutOptions;
  readonly #matcher: RateMatcher;
  #targetMs: number;
  #levels: number[] = [];
  #underruns = 0;
  #firstWriteMs: number | null = null;
  #isSkipping = false;
  #cancelStart: (() => void) | null = null;
  #isClosed = false;
  #hasEnded = false;
  /** Comfort noise for a source that sends nothing while it is silent, and how much of it was not yet said by it. */
  readonly #comfort = new NoiseSource();
  #aheadFrames = 0;
  #noiseFrames = 0;
  #cancelComfort: (() => void) | null = null;
  skippedMs = 0;
  /** Times that playing stood still although the stream had not ended. */
  interruptions = 0;

  constructor(options: PlayoutOptions) {
    this.#o = options;
    this.#matcher = new RateMatcher(options.channels);
    this.#targetMs = options.targetMs;
    this.#underruns = options.output.underruns;
  }

  get targetMs(): number {
    return this.#targetMs;
  }

  get levelMs(): number {
    return (this.#o.output.levelFrames / this.#o.sampleRateHz) * 1000;
  }

  /**
   * Takes decoded audio, [n × channels]; resolves when more may be decoded.
   * @param silence set where the source left the audio out: noise is played on until it says otherwise
   */
  async write(decoded: Float32Array, silence?: PlayedInfo['silence']): Promise<void> {
    const { output, clock, channels } = this.#o;
    if (this.#isClosed) return;
    this.#cancelComfort?.();
    this.#cancelComfort = null;
    const played = silence ? Math.min(this.#aheadFrames, decoded.length / channels) : 0;
    this.#aheadFrames = silence ? this.#aheadFrames - played : 0;
    const pcm = played > 0 ? decoded.subarray(played * channels) : decoded;
    if (silence) this.#comfort.set(silence.noise);
    if (silence?.goesOn && this.#o.isLive()) this.#scheduleComfort();
    if (pcm.length === 0) return;
    this.#noticeUnderrun();
    if (this.#o.isLive() && this.#passOver(pcm)) return;
    if (output.isPlaying) this.#adjust();
    const audio = this.#isSkipping ? this.#faded(pcm, 'in') : pcm;
    this.#isSkipping = false;
    output.write(this.#matcher.process(audio));
    this.#start();
    const mostMs = Math.max(RING_MS, this.#targetMs + 1000);
    while (this.levelMs > mostMs && !this.#isClosed) await waitUntil(clock, clock.nowMs() + 50);
  }

  #scheduleComfort(): void {
    this.#cancelComfort = this.#o.clock.schedule(SILENCE_TICK_MS, () => this.#playComfort());
  }

  /** Keeps half of the target in the ring with comfort noise. */
  #playComfort(): void {
    const { output, sampleRateHz, channels } = this.#o;
    this.#cancelComfort = null;
    if (this.#isClosed || this.#aheadFrames > (OPEN_SILENCE_MS / 1000) * sampleRateHz) return;
    const lackMs = this.#targetMs / 2 - this.levelMs;
    const n = Math.ceil((lackMs / 1000) * sampleRateHz);
    if (output.isPlaying && n > 0) {
      const noise = new Float32Array(n * channels);
      for (let i = 0; i < n; i++)
        noise.fill(this.#comfort.next(this.#noiseFrames + i), i * channels, (i + 1) * channels);
      output.write(noise);
      this.#noiseFrames += n;
      this.#aheadFrames += n;
    }
    this.#scheduleComfort();
  }

  /** The stream has ended: what is there is played to its end, and running out is no underrun. */
  end(): void {
    if (this.#isClosed) return;
    this.#cancelComfort?.();
    // The worklet fades its last block out: silence, so that it is not the audio's.
    this.#o.output.write(new Float32Array(1024 * this.#o.channels));
    this.#firstWriteMs = null;
    this.#hasEnded = true;
    this.#play();
  }

  close(): void {
    this.#isClosed = true;
    this.#cancelStart?.();
    this.#cancelComfort?.();
    this.#o.output.clear();
  }

  /** Playing begins when the slack is there: as audio that is left over, or as time to wait. */
  #start(): void {
    const { output, clock } = this.#o;
    if (output.isPlaying || this.#cancelStart) return;
    this.#firstWriteMs ??= clock.nowMs();
    const queuedMs = this.#o.backlogMs();
    const waitMs = Math.max(0, this.#targetMs - queuedMs - (clock.nowMs() - this.#firstWriteMs));
    if (waitMs === 0) this.#play();
    else this.#cancelStart = clock.schedule(waitMs, () => this.#play());
  }

  #play(): void {
    this.#cancelStart?.();
    this.#cancelStart = null;
    this.#levels = [];
    this.#o.output.isPlaying = true;
  }

  #noticeUnderrun(): void {
    const { underruns } = this.#o.output;
    if (underruns === this.#underruns) return;
    this.#underruns = underruns;
    this.#firstWriteMs = null;
    if (this.#hasEnded) {
      this.#hasEnded = false;
      return;
    }
    this.interruptions++;
    this.#targetMs = Math.min(MAX_TARGET_MS, this.#targetMs + WIDEN_MS);
  }

  #adjust(): void {
    this.#levels.push(this.levelMs + this.#o.backlogMs());
    if (this.#levels.length > LEVELS) this.#levels.shift();
    // A file that is sent faster than it plays fills the buffer on purpose.
    if (this.#levels.length < LEVELS || !this.#o.isLive()) return;
    const error = Math.min(...this.#levels) - this.#targetMs;
    // Within a quarter of the target nothing is done; full speed at four times that.
    const band = this.#targetMs / 4;
    const beyond = Math.sign(error) * Math.max(0, Math.abs(error) - band);
    this.#matcher.ratio = 1 + MAX_DEVIATION * Math.max(-1, Math.min(1, beyond / (4 * band)));
  }

  /** True when `pcm` was dropped, but for a fade where it begins. */
  #passOver(pcm: Float32Array): boolean {
    const waitingMs = this.levelMs + this.#o.backlogMs();
    if (!this.#isSkipping && waitingMs <= this.#targetMs + EXCESS_MS) return false;
    if (this.#isSkipping && waitingMs <= this.#targetMs) return false;
    const { output, sampleRateHz, channels } = this.#o;
    if (!this.#isSkipping) output.write(this.#faded(pcm, 'out'));
    this.#isSkipping = true;
    this.skippedMs += (pcm.length / channels / sampleRateHz) * 1000;
    if (!output.isPlaying) this.#play();
    return true;
  }

  /** `in`: the whole, its beginning faded in. `out`: its first 5 ms, faded out. */
  #faded(pcm: Float32Array, how: 'in' | 'out'): Float32Array {
    const { channels, sampleRateHz } = this.#o;
    const length = Math.min(pcm.length / channels, Math.round((FADE_MS / 1000) * sampleRateHz));
    const out = how === 'in' ? pcm.slice() : pcm.slice(0, length * channels);
    for (let i = 0; i < length; i++)
      for (let c = 0; c < channels; c++) out[i * channels + c]! *= how === 'in' ? i / length : 1 - i / length;
    return out;
  }
}
