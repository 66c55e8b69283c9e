import type { SilentBlock } from '../core/latent/frames.js';
import { PlayoutBuffer, type PlayoutBufferOptions, type PlayoutBufferStats } from '../core/playout/playout-buffer.js';
import type { LiveAudioSink } from '../ports/audio.js';
import type { Clock } from '../ports/clock.js';
import { NextDevice, SUPPLY } from './next-device.js';

export interface LivePlayoutOptions extends PlayoutBufferOptions {
  readonly clock: Clock;
  /** Opens the device anew, to hold `latencyMs` of audio. */
  open(latencyMs: number): LiveAudioSink;
  /** Latency to open the device with; more where it keeps running dry, until it has not for some minutes. @default 40 */
  readonly latencyMs?: number;
  /** It is never opened with more. @default 200, at least latencyMs */
  readonly maxLatencyMs?: number;
  /** How often it is looked after. @default 5 */
  readonly tickMs?: number;
  /** Wait between two attempts to open a device that has gone. @default 1000 */
  readonly retryMs?: number;
  onGone?(error: unknown): void;
  onBack?(): void;
  /** The device kept running dry: it holds so much from now on. */
  onWiden?(latencyMs: number): void;
  /** It has not run dry for long: it holds no more than this from now on. */
  onNarrow?(latencyMs: number): void;
  /** What is about to be played, for a meter. */
  onPlay?(pcm: Float32Array): void;
}

export interface LivePlayoutStats extends PlayoutBufferStats {
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

/** So many underruns within so long ask for this much more latency. */
export const DEVICE_WIDEN = { underruns: 3, withinMs: 10_000, factor: 1.5 } as const;
/**
 * After so long without an underrun the last widening is taken back; each time that this does not hold, or not even on
 * silence, the wait is twice as long.
 */
export const DEVICE_NARROW = { calmMs: 60_000, maxCalmMs: 960_000 } as const;
/** A device that takes over has run on silence for so long without running dry: briefly where it is needed. */
const WARM_MS = { wider: 500, narrower: 10_000 } as const;
/** A device that is to be narrowed is changed in a pause, or after so long in the middle of sound. */
const PAUSE_MS = 30_000;

/**
 * Keeps a device supplied from a {@link PlayoutBuffer}: looks every 5 ms how much waits in the device, by its own clock
 * where it tells, and brings it up to one and a half times its latency: what is above one waits before the device, in a
 * pipe, and lets us be late, not the program that feeds the device, which is what the latency itself is for.
 *
 * A device that keeps running dry is replaced by one with more latency, since the machine is too busy for less, and
 * one that has not for some minutes by one with less; the new one runs beside the old one until it runs well
 * ({@link NextDevice}). A device that has gone is opened anew while the audio is
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
  #outageSamples = 0;
  #retryAtMs = 0;
  #whenDry: (() => void) | undefined;
  #latencyMs: number;
  #knownUnderruns = 0;
  /** When the device ran dry of late. */
  #dryMs: number[] = [];
  /** Since when it has neither run dry nor been changed, and for how long it must not before it is narrowed. */
  #calmSinceMs: number;
  #calmMs: number = DEVICE_NARROW.calmMs;
  #wasNarrowed = false;
  #next: NextDevice | undefined;
  #nextReadyMs: number | undefined;

  constructor(options: LivePlayoutOptions) {
    this.#o = options;
    this.buffer = new PlayoutBuffer(options);
    this.#latencyMs = options.latencyMs ?? 40;
    this.#sink = options.open(this.#latencyMs);
    this.#calmSinceMs = options.clock.nowMs();
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
  write(pcm: Float32Array, silence?: Pick<SilentBlock, 'noise' | 'continues'>): void {
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
    await Promise.all([this.#sink?.close(), this.#next?.close()]);
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
    const wanted = this.#isGone ? this.#elapsedSamples() : this.#wanted();
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
    if (!this.#isGone) await this.#change();
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
    const nowMs = this.#o.clock.nowMs();
    if (this.#knownUnderruns < underruns) this.#calmSinceMs = nowMs;
    for (; this.#knownUnderruns < underruns; this.#knownUnderruns++) this.#dryMs.push(nowMs);
    this.#dryMs = this.#dryMs.filter((ms) => nowMs - ms <= DEVICE_WIDEN.withinMs);
  }

  /** Another latency, where one is wanted: opens a device beside the one that plays, and lets it take over. */
  async #change(): Promise<void> {
    const { clock, maxLatencyMs = 200, latencyMs: minMs = 40 } = this.#o;
    const nowMs = clock.nowMs();
    const { factor, underruns } = DEVICE_WIDEN;
    if (this.#dryMs.length >= underruns && this.#latencyMs < maxLatencyMs) {
      if (!this.#next || this.#next.latencyMs < this.#latencyMs)
        this.#prepare(Math.min(maxLatencyMs, this.#latencyMs * factor));
    } else if (!this.#next && this.#latencyMs > minMs && nowMs - this.#calmSinceMs >= this.#calmMs)
      this.#prepare(Math.max(minMs, this.#latencyMs / factor));
    const next = this.#next;
    if (!next || !this.#sink) return;
    next.supply();
    const isWider = next.latencyMs > this.#latencyMs;
    if (next.hasFailed) {
      this.#forgetNext();
      // It ran dry on silence already, or two cannot play: only a latency that is needed is worth a gap.
      if (isWider) this.#reopen(next.latencyMs);
      else this.#waitLonger();
      return;
    }
    if (!next.isReady) return;
    this.#nextReadyMs ??= nowMs;
    if (isWider || !this.buffer.isPlaying || nowMs - this.#nextReadyMs >= PAUSE_MS) await this.#takeOver(next);
  }

  #prepare(latencyMs: number): void {
    this.#forgetNext();
    const warmMs = latencyMs > this.#latencyMs ? WARM_MS.wider : WARM_MS.narrower;
    this.#next = new NextDevice(this.#o.open(latencyMs), latencyMs, this.#o.clock, warmMs);
  }

  #forgetNext(): void {
    void this.#next?.close().catch(() => {});
    this.#next = this.#nextReadyMs = undefined;
  }

  async #takeOver(next: NextDevice): Promise<void> {
    const old = this.#sink!;
    this.#isWriting = true;
    try {
      const { sink, unheard } = await next.takeOver(old, (samples) => {
        const pcm = this.buffer.pull(samples);
        this.#o.onPlay?.(pcm);
        return pcm;
      });
      this.#next = this.#nextReadyMs = undefined;
      this.#sink = sink;
      this.#oldUnderruns += old.status().underruns - unheard.underruns;
      this.#changed(next.latencyMs, unheard.underruns);
    } catch {
      // Whichever of them has gone is noticed by the next write.
      this.#forgetNext();
    } finally {
      this.#isWriting = false;
    }
  }

  /** With a gap, where the system lets only one play. */
  #reopen(latencyMs: number): void {
    this.#oldUnderruns += this.#sink?.status().underruns ?? 0;
    void this.#sink?.close().catch(() => {});
    this.#sink = this.#o.open(latencyMs);
    this.#changed(latencyMs, 0);
  }

  #waitLonger(): void {
    this.#calmMs = Math.min(DEVICE_NARROW.maxCalmMs, 2 * this.#calmMs);
    this.#calmSinceMs = this.#o.clock.nowMs();
  }

  #changed(latencyMs: number, knownUnderruns: number): void {
    const isWider = latencyMs > this.#latencyMs;
    if (isWider && this.#wasNarrowed) this.#waitLonger();
    this.#wasNarrowed = !isWider;
    this.#latencyMs = latencyMs;
    this.#knownUnderruns = knownUnderruns;
    this.#dryMs = [];
    this.#calmSinceMs = this.#o.clock.nowMs();
    if (isWider) this.#o.onWiden?.(latencyMs);
    else this.#o.onNarrow?.(latencyMs);
  }

  #open(): void {
    this.#knownUnderruns = 0;
    this.#dryMs = [];
    this.#sink = this.#o.open(this.#latencyMs);
  }

  /** Samples whose time has passed while the device is gone. */
  #elapsedSamples(): number {
    const { clock, sampleRateHz } = this.#o;
    const due = Math.floor(((clock.nowMs() - this.#goneMs) / 1000) * sampleRateHz);
    const n = Math.min(due - this.#outageSamples, sampleRateHz);
    this.#outageSamples = due;
    return n;
  }

  #lose(error: unknown): void {
    const { clock } = this.#o;
    const old = this.#sink;
    this.#forgetNext();
    this.#sink = undefined;
    this.#oldUnderruns += old?.status().underruns ?? 0;
    void old?.close().catch(() => {});
    this.#retryAtMs = clock.nowMs() + (this.#o.retryMs ?? 1000);
    if (this.#isGone) return;
    this.#isGone = true;
    this.#outages++;
    this.#goneMs = clock.nowMs();
    this.#outageSamples = 0;
    this.#o.onGone?.(error);
  }

  /** It has taken audio; whether it plays it shows when the next write fails. */
  #isBack(): void {
    if (this.#o.clock.nowMs() < this.#retryAtMs + (this.#o.retryMs ?? 1000)) return;
    this.#isGone = false;
    this.#o.onBack?.();
  }
}
