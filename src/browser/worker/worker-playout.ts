import { PlayoutBuffer } from '../../core/playout/playout-buffer.js';
import type { Clock } from '../../ports/clock.js';
import type { PlayedInfo } from '../../stream/receive/player.js';
import { waitUntil } from '../../stream/wait-until.js';
import type { PcmOutput } from './pcm-output.js';

export interface WorkerPlayoutOptions {
  readonly output: PcmOutput;
  readonly clock: Clock;
  readonly sampleRateHz: number;
  readonly channels: number;
  /** Audio that should be left when more comes, 0..5000 ms, the output's own lead counted; grows with underruns. */
  readonly targetMs: number;
}

/** How often the output is looked after. */
const TICK_MS = 10;
/** Margin of a source that is not live: a file that comes faster than it plays, or slower for a while. */
const RECORDING_MARGIN_MS = 1000;
const MIN_MARGIN_MS = 10;
const MAX_MARGIN_MS = 5000;
/** Most audio that waits when nothing plays: a tab that sleeps. */
const MAX_MS = 10_000;
/** A ring that ran dry because decoding took longer than expected is kept fuller from then on. */
const WIDEN_MS = 30;
const MAX_LEAD_MS = 600;
/** Below so much in the ring a lack of audio is bridged with comfort noise or silence; above it more may still come. */
const LOW_MS = 20;
/** Recordings are taken in pieces of so much, so that no surplus seems to be there. */
const PIECE_MS = 50;
/** So much longer than the last calls may decoding take. */
const SAFETY = 1.4;

/**
 * A {@link PlayoutBuffer} whose device is the ring that the worklet reads. The buffer decides what is played and how
 * fast; this keeps the ring filled from it: a little at every tick, and more before a decode, which blocks this
 * thread, for as long as that may take.
 */
export class WorkerPlayout {
  readonly #o: WorkerPlayoutOptions;
  #buffer: PlayoutBuffer;
  #isLive = true;
  #begun: Promise<void> = Promise.resolve();
  #leadMs: number;
  /** Slowest of the last calls, in ms of computing for each ms of audio; the first ones are slow. */
  #cost = 0.5;
  #cancelTick: (() => void) | null = null;
  #ringUnderruns: number;
  #isRunning = false;
  #hasEnded = false;
  #isClosed = false;
  #before = { underruns: 0, droppedMs: 0 };
  #ringInterruptions = 0;

  constructor(options: WorkerPlayoutOptions) {
    this.#o = options;
    this.#leadMs = options.output.leadMs;
    this.#ringUnderruns = options.output.underruns;
    this.#buffer = this.#makeBuffer();
  }

  /** What is to be left when the next packet has been decoded. */
  get targetMs(): number {
    return this.#buffer.stats.marginMs + this.#leadMs;
  }

  /** Decoded and not yet played. */
  get levelMs(): number {
    return this.#buffer.stats.levelMs + this.#ringMs;
  }

  /** Audio left out to get back to the live edge. */
  get skippedMs(): number {
    return this.#before.droppedMs + this.#buffer.stats.droppedMs;
  }

  /** Times that there was nothing to play although the stream had not ended. */
  get interruptions(): number {
    return this.#before.underruns + this.#buffer.stats.underruns + this.#ringInterruptions;
  }

  /**
   * A stream begins. A live one is played as near to its edge as the target says, a recording as a whole: what is
   * decoded beyond its margin has to wait.
   */
  begin(isLive: boolean): void {
    if (isLive === this.#isLive) return;
    this.#isLive = isLive;
    this.#begun = this.#change();
  }

  async #change(): Promise<void> {
    // What is there is of another stream; it is played to its end.
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
   * Takes decoded audio, [n × channels]; resolves when more may be decoded: at once for a live stream.
   * @param silence set where the source left the audio out: noise is played on until it says otherwise
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

  /** `audioMs` of audio are about to be decoded, which blocks this thread: the ring is filled for as long. */
  beforeDecode(audioMs: number): void {
    if (this.#isRunning) this.#fill(Math.min(MAX_LEAD_MS, audioMs * this.#cost * SAFETY));
  }

  /** It took so long. */
  afterDecode(audioMs: number, computeMs: number): void {
    this.#cost = Math.max(computeMs / audioMs, 0.8 * this.#cost);
    if (this.#isRunning) this.#fill(0);
  }

  /** The stream has ended: what is there is played to its end, and running out is no underrun. */
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
      // The buffer's margin is what lies in the buffer: the ring's lead is not taken from it.
      const lackMs = this.#leadMs - this.#ringMs;
      if (lackMs > 0) output.write(new Float32Array(Math.ceil((lackMs / 1000) * sampleRateHz) * channels));
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
    // What is pulled from an empty buffer is noise or silence: little at a time, more audio may be on its way.
    const hasMs = levelMs > 0 ? Math.max(0, levelMs - LOW_MS / 2) : LOW_MS;
    const wantedMs = this.#leadMs + extraMs - ringMs;
    const isLow = ringMs < LOW_MS;
    let ms = Math.min(wantedMs, hasMs);
    if (isLow && ms < LOW_MS - ringMs) ms = LOW_MS - ringMs;
    if (this.#hasEnded && !this.#buffer.isPlaying && levelMs === 0) {
      // The worklet fades its last block out: silence, so that it is not the audio's.
      if (this.#isRunning) output.write(new Float32Array(1024 * this.#o.channels));
      output.isPlaying = true;
      this.#isRunning = false;
      return;
    }
    if (ms > 0) output.write(this.#buffer.pull(Math.ceil((ms / 1000) * this.#o.sampleRateHz)));
    if (!output.isPlaying) output.isPlaying = true;
  }

  /** The worklet found the ring empty: this thread was busy for longer than it had provided for. */
  #noticeRing(): void {
    const { underruns } = this.#o.output;
    if (underruns === this.#ringUnderruns) return;
    this.#ringUnderruns = underruns;
    if (!this.#isRunning || this.#hasEnded) return;
    this.#ringInterruptions++;
    this.#leadMs = Math.min(MAX_LEAD_MS, this.#leadMs + WIDEN_MS);
  }
}
