import { PlayoutBuffer } from '../../core/playout/playout-buffer.js';
import type { Clock } from '../../ports/clock.js';
import type { PlayedInfo } from '../../stream/receive/played-info.js';
import { waitUntil } from '../../stream/wait-until.js';
import type { PcmOutput } from './pcm-output.js';

/** Options of a {@link WorkerPlayout}. */
export interface WorkerPlayoutOptions {
  /** The worklet's ring. */
  readonly output: PcmOutput;
  /** Schedules the ticks at which the ring is filled. */
  readonly clock: Clock;
  /** Rate of the audio context. */
  readonly sampleRateHz: number;
  /** Channels of the output, 1 or 2. */
  readonly channels: number;
  /** Audio that should be left when more arrives, the output's lead included, 0..5000 ms; grows with underruns. */
  readonly targetMs: number;
}

/** Interval at which the ring is filled. */
const TICK_MS = 10;
/** Margin of a source that is not live: its audio may arrive faster than it plays, or slower for a while. */
const RECORDING_MARGIN_MS = 1000;
const MIN_MARGIN_MS = 10;
const MAX_MARGIN_MS = 5000;
/** Longest audio that waits while nothing plays, as in a tab that sleeps; on top of the margin. */
const MAX_MS = 10_000;
/** Growth of the lead when the ring ran empty because decoding took longer than expected. */
const WIDEN_MS = 30;
const MAX_LEAD_MS = 600;
/** Level of the ring below which missing audio is replaced with comfort noise or silence; above it more may arrive. */
const LOW_MS = 20;
/** A recording is pushed in pieces of this length, so that the buffer takes none of it for a surplus. */
const PIECE_MS = 50;
/** Factor by which the next decode may take longer than the last ones. */
const SAFETY = 1.4;

/**
 * Keeps the ring that the worklet reads filled from a {@link PlayoutBuffer}, which decides what is played and how fast:
 * a little at every tick, and more before a decode, since that blocks this thread.
 */
export class WorkerPlayout {
  readonly #o: WorkerPlayoutOptions;
  #buffer: PlayoutBuffer;
  #isLive = true;
  #begun: Promise<void> = Promise.resolve();
  /** Audio that the ring is kept filled with; grows when it was too little. */
  #leadMs: number;
  /** Computing time of the slowest of the last decodes, in ms for each ms of audio; the first ones are slow. */
  #cost = 0.5;
  #cancelTick: (() => void) | null = null;
  #ringUnderruns: number;
  #isRunning = false;
  #hasEnded = false;
  #isClosed = false;
  /** Counts of earlier buffers. */
  #before = { underruns: 0, droppedMs: 0 };
  #ringInterruptions = 0;

  constructor(options: WorkerPlayoutOptions) {
    this.#o = options;
    this.#leadMs = options.output.leadMs;
    this.#ringUnderruns = options.output.underruns;
    this.#buffer = this.#makeBuffer();
  }

  /** Audio that should be left when the next packet has been decoded. */
  get targetMs(): number {
    return this.#buffer.stats.marginMs + this.#leadMs;
  }

  /** Decoded and not yet played. */
  get levelMs(): number {
    return this.#buffer.stats.levelMs + this.#ringMs;
  }

  /** Whether the stream is heard, and not what fills its gaps: a little audio may wait for more. */
  get isPlaying(): boolean {
    return this.#buffer.isPlaying;
  }

  /** Decoded and not yet played, without what fills the ring where there is no audio. */
  get queuedMs(): number {
    return this.#buffer.stats.levelMs;
  }

  /** Audio that was skipped to catch up with the source. */
  get skippedMs(): number {
    return this.#before.droppedMs + this.#buffer.stats.droppedMs;
  }

  /** Times that there was no audio to play although the stream had not ended. */
  get interruptions(): number {
    return this.#before.underruns + this.#buffer.stats.underruns + this.#ringInterruptions;
  }

  /**
   * A stream begins. A live one is played with the target's delay, and audio beyond it is skipped; a recording is
   * played whole, and decoding waits while there is more than its margin.
   */
  begin(isLive: boolean): void {
    if (isLive === this.#isLive) return;
    this.#isLive = isLive;
    this.#begun = this.#change();
  }

  async #change(): Promise<void> {
    // The audio in the buffer is another stream's and is played to its end.
    this.#buffer.end();
    while (this.#buffer.isPlaying && !this.#isClosed) await this.#wait();
    const { underruns, droppedMs } = this.#buffer.stats;
    this.#before = {
      underruns: this.#before.underruns + underruns,
      droppedMs: this.#before.droppedMs + droppedMs,
    };
    this.#buffer = this.#makeBuffer();
  }

  /**
   * Takes decoded audio; resolves when more may be decoded: at once for a live stream.
   *
   * @param pcm [samples × channels]
   * @param silence set for a pause of the source, in which comfort noise is played until audio follows
   */
  async write(pcm: Float32Array, silence?: PlayedInfo['silence']): Promise<void> {
    await this.#begun;
    if (this.#isClosed) return;
    this.#hasEnded = false;
    if (this.#isLive || silence) {
      this.#buffer.push(pcm, silence);
      this.#run();
      return;
    }
    const piece = Math.round((PIECE_MS / 1000) * this.#o.sampleRateHz) * this.#o.channels;
    for (let at = 0; at < pcm.length; at += piece) {
      while (this.#buffer.stats.levelMs > RECORDING_MARGIN_MS + PIECE_MS && !this.#isClosed) await this.#wait();
      if (this.#isClosed) return;
      this.#buffer.push(pcm.subarray(at, at + piece));
      this.#run();
    }
  }

  /** To be called before a decode of `audioMs` of audio, which blocks this thread: fills the ring for that time. */
  beforeDecode(audioMs: number): void {
    if (this.#isRunning) this.#fill(Math.min(MAX_LEAD_MS, audioMs * this.#cost * SAFETY));
  }

  /** To be called after it, with the time that it took. */
  afterDecode(audioMs: number, computeMs: number): void {
    this.#cost = Math.max(computeMs / audioMs, 0.8 * this.#cost);
    if (this.#isRunning) this.#fill(0);
  }

  /** The stream has ended: the rest is played, and the empty buffer after it is no underrun. */
  end(): void {
    if (this.#isClosed) return;
    this.#hasEnded = true;
    this.#buffer.end();
    if (this.#buffer.stats.levelMs > 0) this.#run();
  }

  /** Stops at once; nothing is played after it. */
  close(): void {
    this.#isClosed = true;
    this.#cancelTick?.();
    this.#o.output.clear();
  }

  get #ringMs(): number {
    return (this.#o.output.levelSamples / this.#o.sampleRateHz) * 1000;
  }

  #makeBuffer(): PlayoutBuffer {
    const { sampleRateHz, channels, targetMs } = this.#o;
    const liveMs = Math.max(MIN_MARGIN_MS, targetMs - this.#leadMs);
    const marginMs = this.#isLive ? liveMs : RECORDING_MARGIN_MS;
    return new PlayoutBuffer({
      sampleRateHz,
      channels,
      marginMs,
      isLive: this.#isLive,
      startMarginMs: marginMs,
      maxMarginMs: MAX_MARGIN_MS,
      maxMs: MAX_MS + marginMs,
      pulledAhead: () => Math.max(0, ((this.#ringMs - this.#leadMs) / 1000) * sampleRateHz),
    });
  }

  #wait(): Promise<void> {
    return waitUntil(this.#o.clock, this.#o.clock.nowMs() + TICK_MS);
  }

  #run(): void {
    const { output, sampleRateHz, channels } = this.#o;
    if (!this.#isRunning) {
      this.#ringUnderruns = output.underruns;
      // The ring's lead comes on top of the buffer's margin, so that it begins as silence.
      const missingMs = this.#leadMs - this.#ringMs;
      if (missingMs > 0) output.write(new Float32Array(Math.ceil((missingMs / 1000) * sampleRateHz) * channels));
    }
    this.#isRunning = true;
    this.#fill(0);
    if (!this.#cancelTick) this.#schedule();
  }

  #schedule(): void {
    this.#cancelTick = this.#o.clock.schedule(TICK_MS, () => {
      this.#cancelTick = null;
      this.#fill(0);
      if (this.#isRunning && !this.#isClosed) this.#schedule();
    });
  }

  /** Brings the ring to its lead and `extraMs`, as far as there is audio. */
  #fill(extraMs: number): void {
    const { output } = this.#o;
    this.#noticeRing();
    const ringMs = this.#ringMs;
    const { levelMs } = this.#buffer.stats;
    // An empty buffer returns noise or silence: little at a time, since audio may arrive.
    const hasMs = levelMs > 0 ? Math.max(0, levelMs - LOW_MS / 2) : LOW_MS;
    const wantedMs = this.#leadMs + extraMs - ringMs;
    const isLow = ringMs < LOW_MS;
    let ms = Math.min(wantedMs, hasMs);
    if (isLow && ms < LOW_MS - ringMs) ms = LOW_MS - ringMs;
    if (this.#hasEnded && !this.#buffer.isPlaying && levelMs === 0) {
      // The worklet fades its last block out: silence, so that no audio is faded.
      if (this.#isRunning) output.write(new Float32Array(1024 * this.#o.channels));
      output.isPlaying = true;
      this.#isRunning = false;
      return;
    }
    if (ms > 0) output.write(this.#buffer.pull(Math.ceil((ms / 1000) * this.#o.sampleRateHz)));
    if (!output.isPlaying) output.isPlaying = true;
  }

  /** Raises the lead when the worklet found the ring empty: this thread was busy for longer than expected. */
  #noticeRing(): void {
    const { underruns } = this.#o.output;
    if (underruns === this.#ringUnderruns) return;
    this.#ringUnderruns = underruns;
    if (!this.#isRunning || this.#hasEnded) return;
    this.#ringInterruptions++;
    this.#leadMs = Math.min(MAX_LEAD_MS, this.#leadMs + WIDEN_MS);
  }
}
