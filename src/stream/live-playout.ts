import type { SilentBlock } from '../core/frames.js';
import { PlayoutBuffer, type PlayoutOptions, type PlayoutStats } from '../core/playout-buffer.js';
import type { LiveAudioSink } from '../ports/audio.js';
import type { Clock } from '../ports/clock.js';

export interface LivePlayoutOptions extends PlayoutOptions {
  readonly clock: Clock;
  /** Opens the device anew, to hold `latencyMs` of audio. */
  open(latencyMs: number): LiveAudioSink;
  /** Latency to open the device with; it is opened anew with more where it keeps running dry. @default 40 */
  readonly latencyMs?: number;
  /** It is never opened with more. @default 200, at least latencyMs */
  readonly mostLatencyMs?: number;
  /** How often it is looked after. @default 5 */
  readonly tickMs?: number;
  /** Wait between two attempts to open a device that has gone. @default 1000 */
  readonly retryMs?: number;
  onGone?(error: unknown): void;
  onBack?(): void;
  /** The device kept running dry and was opened anew with this latency. */
  onWiden?(latencyMs: number): void;
  /** What is about to be played, for a meter. */
  onPlay?(pcm: Float32Array): void;
}

export interface LivePlayoutStats extends PlayoutStats {
  /** Audio that the device holds. */
  readonly deviceMs: number;
  /** Latency that the device was opened with: more after it has run dry several times. */
  readonly latencyMs: number;
  /** Whether `deviceMs` follows the device's own clock. */
  readonly isMeasured: boolean;
  /** Times that the device had nothing to play, over all of its lives. */
  readonly deviceUnderruns: number;
  readonly outages: number;
}

/**
 * A device is kept supplied with so much of its latency. What is above one waits before the device, in a pipe: it lets
 * us be late, not the program that feeds the device, and that is what the latency itself is for.
 */
const SUPPLY = 1.5;
/** So many underruns within so long open the device anew with this much more latency. */
export const DEVICE_WIDEN = { underruns: 3, withinMs: 10_000, factor: 1.5 } as const;

/**
 * Keeps a device supplied from a {@link PlayoutBuffer}: looks every 5 ms how much waits in the device, by its own clock
 * where it tells, and brings it up to one and a half times its latency. A device that keeps running dry is opened anew
 * with more latency: the machine is too busy for less. A device that has gone is opened anew while the audio is
 * taken at live pace all the same, so that the stream is at the live edge when it comes back.
 */
export class LivePlayout {
  readonly buffer: PlayoutBuffer;
  readonly #o: LivePlayoutOptions;
  #sink: LiveAudioSink | undefined;
  #cancelTick: (() => void) | undefined;
  #isWriting = false;
  #isClosed = false;
  #isGone = false;
  #outages = 0;
  #oldUnderruns = 0;
  /** While the device is gone: since when, and how much was taken. */
  #goneMs = 0;
  #takenGone = 0;
  #retryAtMs = 0;
  #whenDry: (() => void) | undefined;
  #latencyMs: number;
  #knownUnderruns = 0;
  /** When the device ran dry of late. */
  #dryMs: number[] = [];

  constructor(options: LivePlayoutOptions) {
    this.#o = options;
    this.buffer = new PlayoutBuffer(options);
    this.#latencyMs = options.latencyMs ?? 40;
    this.#sink = options.open(this.#latencyMs);
    this.#schedule();
  }

  get stats(): LivePlayoutStats {
    const status = this.#sink?.status();
    return {
      ...this.buffer.stats,
      deviceMs: status?.bufferedMs ?? 0,
      latencyMs: this.#latencyMs,
      isMeasured: status?.isMeasured ?? false,
      deviceUnderruns: this.#oldUnderruns + (status?.underruns ?? 0),
      outages: this.#outages,
    };
  }

  /**
   * Decoded audio, interleaved. Never waits: what is too much is left out by the buffer.
   * @param silence set where the source left the audio out, see {@link PlayoutBuffer.push}
   */
  write(pcm: Float32Array, silence?: Pick<SilentBlock, 'noise' | 'goesOn'>): void {
    this.buffer.push(pcm, silence);
  }

  /** Plays what is there to its end. */
  async drain(): Promise<void> {
    this.buffer.end();
    if (this.#isClosed || !this.buffer.isPlaying) return;
    await new Promise<void>((resolve) => {
      this.#whenDry = resolve;
    });
  }

  /** Lets the device play what it holds, and closes it. May be called twice. */
  async close(): Promise<void> {
    this.#isClosed = true;
    this.#cancelTick?.();
    this.#whenDry?.();
    await this.#sink?.close();
  }

  #schedule(): void {
    this.#cancelTick = this.#o.clock.schedule(this.#o.tickMs ?? 5, () => {
      void this.#tick().finally(() => {
        if (!this.#isClosed) this.#schedule();
      });
    });
  }

  async #tick(): Promise<void> {
    if (this.#isWriting || this.#isClosed) return;
    const wanted = this.#isGone ? this.#passed() : this.#wanted();
    if (wanted > 0) {
      this.#isWriting = true;
      const pcm = this.buffer.pull(wanted);
      this.#o.onPlay?.(pcm);
      try {
        await this.#sink?.write(pcm);
        if (this.#isGone && this.#sink) this.#isBack();
      } catch (error) {
        this.#lose(error);
      } finally {
        this.#isWriting = false;
      }
    }
    if (!this.buffer.isPlaying) this.#whenDry?.();
    if (this.#isGone && !this.#sink && this.#o.clock.nowMs() >= this.#retryAtMs && !this.#isClosed) this.#open();
  }

  /** Samples that bring the device up to what it should hold. */
  #wanted(): number {
    const { sampleRateHz } = this.#o;
    const status = this.#sink?.status();
    this.#noticeUnderruns(status?.underruns ?? 0);
    const lacksMs = SUPPLY * this.#latencyMs - (status?.bufferedMs ?? 0);
    return lacksMs < 1 ? 0 : Math.round((Math.min(lacksMs, 500) / 1000) * sampleRateHz);
  }

  #noticeUnderruns(underruns: number): void {
    const { clock, mostLatencyMs = 200 } = this.#o;
    const nowMs = clock.nowMs();
    for (; this.#knownUnderruns < underruns; this.#knownUnderruns++) this.#dryMs.push(nowMs);
    this.#dryMs = this.#dryMs.filter((ms) => nowMs - ms <= DEVICE_WIDEN.withinMs);
    if (this.#dryMs.length < DEVICE_WIDEN.underruns || this.#latencyMs >= mostLatencyMs) return;
    this.#latencyMs = Math.min(mostLatencyMs, this.#latencyMs * DEVICE_WIDEN.factor);
    const old = this.#sink;
    this.#oldUnderruns += underruns;
    void old?.close().catch(() => {});
    this.#open();
    this.#o.onWiden?.(this.#latencyMs);
  }

  #open(): void {
    this.#knownUnderruns = 0;
    this.#dryMs = [];
    this.#sink = this.#o.open(this.#latencyMs);
  }

  /** Samples whose time has passed while the device is gone. */
  #passed(): number {
    const { clock, sampleRateHz } = this.#o;
    const due = Math.floor(((clock.nowMs() - this.#goneMs) / 1000) * sampleRateHz);
    const n = Math.min(due - this.#takenGone, sampleRateHz);
    this.#takenGone = due;
    return n;
  }

  #lose(error: unknown): void {
    const { clock } = this.#o;
    const old = this.#sink;
    this.#sink = undefined;
    this.#oldUnderruns += old?.status().underruns ?? 0;
    void old?.close().catch(() => {});
    this.#retryAtMs = clock.nowMs() + (this.#o.retryMs ?? 1000);
    if (this.#isGone) return;
    this.#isGone = true;
    this.#outages++;
    this.#goneMs = clock.nowMs();
    this.#takenGone = 0;
    this.#o.onGone?.(error);
  }

  /** It has taken audio; whether it plays it shows when the next write fails. */
  #isBack(): void {
    if (this.#o.clock.nowMs() < this.#retryAtMs + (this.#o.retryMs ?? 1000)) return;
    this.#isGone = false;
    this.#o.onBack?.();
  }
}
