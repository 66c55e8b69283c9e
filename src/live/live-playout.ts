import { Deferred } from '../core/deferred.js';
import { guardHandlers } from '../core/guarded.js';
import type { SilentBlock } from '../core/latent/frames.js';
import { PlayoutBuffer, type PlayoutBufferOptions, type PlayoutBufferStats } from '../core/playout/playout-buffer.js';
import type { LiveAudioSink } from '../ports/audio.js';
import type { Clock } from '../ports/clock.js';
import { DeviceLatency } from './device-latency.js';
import { LivePace } from './live-pace.js';
import { FILL_FACTOR, NextDevice } from './next-device.js';
import { closeQuietly, statusOf } from './sink-faults.js';

/**
 * A playout buffer's options, and the device that it supplies. Times are in ms. What a handler throws ends the playout:
 * `write` and `drain` throw it from then on. A device whose `status` throws has gone.
 */
export interface LivePlayoutOptions extends PlayoutBufferOptions {
  /** Times the looks at the device, the attempts to open it, and how long it has run well. */
  readonly clock: Clock;
  /** Opens the device, also again after it has gone, to hold `latencyMs` of audio. */
  open(latencyMs: number): LiveAudioSink;
  /**
   * Latency to open the device with; longer where it keeps running dry, until it has not for some minutes. @default 40
   */
  readonly latencyMs?: number;
  /** It is never opened with more. @default 200, at least latencyMs */
  readonly maxLatencyMs?: number;
  /** How often the device is looked at. @default 5 */
  readonly tickMs?: number;
  /** Wait between two attempts to open a device that has gone. @default 1000 */
  readonly retryMs?: number;
  /** The device cannot be opened or has failed, with what it threw; it is opened again every `retryMs`. */
  onDeviceGone?(error: unknown): void;
  /** The device plays again after `onDeviceGone`. */
  onDeviceBack?(): void;
  /** The device kept running dry: it holds this much from now on. */
  onLatencyRaised?(latencyMs: number): void;
  /** It has not run dry for some minutes: it holds no more than this from now on. */
  onLatencyLowered?(latencyMs: number): void;
  /** What is about to be played, [samples × channels], for a meter. */
  onPlay?(pcm: Float32Array): void;
}

/** State of the buffer and of the device, and counts since the start; plain JSON. */
export interface LivePlayoutStats extends PlayoutBufferStats {
  /** Audio that the device holds. */
  readonly deviceMs: number;
  /** Latency that the device was opened with: more after it has run dry several times. */
  readonly latencyMs: number;
  /** Whether `deviceMs` follows the device's own clock. */
  readonly isMeasured: boolean;
  /** Times that the device had nothing to play, over all the times that it was opened. */
  readonly deviceUnderruns: number;
  /** Times that the device has gone. */
  readonly outages: number;
}

const DEFAULT_LATENCY_MS = 40;
const DEFAULT_MAX_LATENCY_MS = 200;
const TICK_MS = 5;
const RETRY_MS = 1000;
/** Most that is written at once. */
const MAX_WRITE_MS = 500;
/** How long a device has to play silence without running dry before it takes over: briefly where it is needed. */
const TRIAL_MS = { longer: 500, shorter: 10_000 } as const;
/** A device of less latency takes over in a pause, or after this time in the middle of sound. */
const PAUSE_MS = 30_000;

/**
 * Keeps a loudspeaker supplied from a {@link PlayoutBuffer}: checks every 5 ms how much audio waits in the device, by
 * the device's own clock where it reports it, and fills it up to one and a half times its latency.
 *
 * {@link DeviceLatency} decides when the latency changes: a device of the new latency runs beside the old one until it
 * plays without underruns ({@link NextDevice}). A device that has gone is opened again; the audio is taken at live pace
 * meanwhile, so that the stream is at the live edge when the device comes back.
 */
export class LivePlayout {
  readonly buffer: PlayoutBuffer;
  readonly #o: LivePlayoutOptions;
  readonly #handlers: LivePlayoutOptions;
  readonly #latency: DeviceLatency;
  #sink: LiveAudioSink | undefined;
  /** A device of another latency, on trial, and since when it has been ready, in ms. */
  #next: NextDevice | undefined;
  #nextReadyMs: number | undefined;
  /** Set while the device is gone: samples whose time passes, and when it is opened again, in ms. */
  #outage: LivePace | undefined;
  #retryAtMs = 0;
  /** Since the start: outages, and underruns of devices that are closed. */
  #outages = 0;
  #pastUnderruns = 0;
  #cancelTick: (() => void) | undefined;
  #isWriting = false;
  #isClosed = false;
  /** What a handler has thrown. */
  #failure: Error | undefined;
  /** Settled when the buffer has run out; made by `drain`. */
  #drained: Deferred | undefined;

  constructor(options: LivePlayoutOptions) {
    const { clock, latencyMs = DEFAULT_LATENCY_MS, maxLatencyMs = DEFAULT_MAX_LATENCY_MS } = options;
    this.#o = options;
    this.#handlers = guardHandlers(options, (error) => this.#fail(error));
    this.buffer = new PlayoutBuffer(options);
    this.#latency = new DeviceLatency(latencyMs, maxLatencyMs, clock.nowMs());
    this.#sink = options.open(latencyMs);
    this.#schedule();
  }

  get stats(): LivePlayoutStats {
    const status = statusOf(this.#sink);
    return {
      ...this.buffer.stats,
      deviceMs: status?.bufferedMs ?? 0,
      latencyMs: this.#latency.latencyMs,
      isMeasured: status?.isMeasured ?? false,
      deviceUnderruns: this.#pastUnderruns + (status?.underruns ?? 0),
      outages: this.#outages,
    };
  }

  /**
   * Decoded audio, [samples × channels] interleaved. Never waits: the buffer leaves a surplus out.
   * @param silence set where the source left the audio out, see {@link PlayoutBuffer.push}
   * @throws what a handler has thrown
   */
  write(pcm: Float32Array, silence?: Pick<SilentBlock, 'noise' | 'continues'>): void {
    if (this.#failure) throw this.#failure;
    this.buffer.push(pcm, silence);
  }

  /** Plays queued audio to its end. @throws what a handler has thrown */
  async drain(): Promise<void> {
    if (this.#failure) throw this.#failure;
    this.buffer.end();
    if (this.#isClosed || !this.buffer.isPlaying) return;
    this.#drained ??= new Deferred();
    await this.#drained.promise;
  }

  /** Lets the device play what it holds, and closes it. May be called twice. */
  async close(): Promise<void> {
    this.#isClosed = true;
    this.#cancelTick?.();
    this.#drained?.resolve();
    await Promise.all([this.#sink?.close(), this.#next?.close()]);
  }

  #schedule(): void {
    this.#cancelTick = this.#o.clock.schedule(this.#o.tickMs ?? TICK_MS, () => {
      void this.#tick()
        .catch((error: unknown) => this.#lose(error))
        .finally(() => {
          if (!this.#isClosed) this.#schedule();
        });
    });
  }

  async #tick(): Promise<void> {
    if (this.#isWriting || this.#isClosed) return;
    const samples = this.#outage ? Math.min(this.#outage.take(), this.#o.sampleRateHz) : this.#missing();
    if (samples > 0) await this.#writeNext(samples);
    if (!this.#outage) await this.#adaptLatency();
    if (!this.buffer.isPlaying) this.#drained?.resolve();
    const mayRetry = this.#outage && !this.#sink && this.#o.clock.nowMs() >= this.#retryAtMs && !this.#isClosed;
    if (!mayRetry) return;
    this.#latency.reopened();
    this.#sink = this.#o.open(this.#latency.latencyMs);
  }

  async #writeNext(samples: number): Promise<void> {
    this.#isWriting = true;
    const pcm = this.#pull(samples);
    try {
      await this.#sink?.write(pcm);
      if (this.#outage && this.#sink) this.#noticeBack();
    } catch (error) {
      this.#lose(error);
    } finally {
      this.#isWriting = false;
    }
  }

  #pull(samples: number): Float32Array {
    const pcm = this.buffer.pull(samples);
    this.#handlers.onPlay?.(pcm);
    return pcm;
  }

  /** Samples that bring the device up to what it should hold. */
  #missing(): number {
    const status = this.#sink?.status();
    this.#latency.notice(status?.underruns ?? 0, this.#o.clock.nowMs());
    const missingMs = FILL_FACTOR * this.#latency.latencyMs - (status?.bufferedMs ?? 0);
    return missingMs < 1 ? 0 : Math.round((Math.min(missingMs, MAX_WRITE_MS) / 1000) * this.#o.sampleRateHz);
  }

  /** Where another latency is wanted: opens a device beside the one that plays, and lets it take over. */
  async #adaptLatency(): Promise<void> {
    const nowMs = this.#o.clock.nowMs();
    const { latencyMs } = this.#latency;
    const wanted = this.#latency.wanted(nowMs);
    const isUrgent = wanted !== undefined && wanted > latencyMs && (this.#next?.latencyMs ?? wanted) < latencyMs;
    if (wanted !== undefined && (!this.#next || isUrgent)) this.#tryLatency(wanted);
    const next = this.#next;
    if (!next || !this.#sink) return;
    next.supply();
    const isLonger = next.latencyMs > latencyMs;
    if (next.hasFailed) {
      this.#forgetNext();
      // It ran dry on silence already, or two cannot play at once: only a latency that is needed is worth a gap.
      if (isLonger) this.#reopen(next.latencyMs);
      else this.#latency.failedToLower(nowMs);
      return;
    }
    if (!next.isReady) return;
    this.#nextReadyMs ??= nowMs;
    if (isLonger || !this.buffer.isPlaying || nowMs - this.#nextReadyMs >= PAUSE_MS) await this.#takeOver(next);
  }

  #tryLatency(latencyMs: number): void {
    this.#forgetNext();
    const trialMs = latencyMs > this.#latency.latencyMs ? TRIAL_MS.longer : TRIAL_MS.shorter;
    this.#next = new NextDevice(this.#o.open(latencyMs), latencyMs, this.#o.clock, trialMs);
  }

  #forgetNext(): void {
    closeQuietly(this.#next);
    this.#next = this.#nextReadyMs = undefined;
  }

  async #takeOver(next: NextDevice): Promise<void> {
    const old = this.#sink!;
    this.#isWriting = true;
    try {
      const { sink, unheard } = await next.takeOver(old, (samples) => this.#pull(samples));
      this.#next = this.#nextReadyMs = undefined;
      this.#sink = sink;
      this.#pastUnderruns += (statusOf(old)?.underruns ?? 0) - unheard.underruns;
      this.#changed(next.latencyMs, unheard.underruns);
    } catch {
      // If one of them has gone, the next write fails.
      this.#forgetNext();
    } finally {
      this.#isWriting = false;
    }
  }

  /** With a gap, where the system lets only one device play. */
  #reopen(latencyMs: number): void {
    this.#pastUnderruns += statusOf(this.#sink)?.underruns ?? 0;
    closeQuietly(this.#sink);
    this.#sink = this.#o.open(latencyMs);
    this.#changed(latencyMs, 0);
  }

  #changed(latencyMs: number, underruns: number): void {
    const isRaised = latencyMs > this.#latency.latencyMs;
    this.#latency.changed(latencyMs, underruns, this.#o.clock.nowMs());
    if (isRaised) this.#handlers.onLatencyRaised?.(latencyMs);
    else this.#handlers.onLatencyLowered?.(latencyMs);
  }

  #lose(error: unknown): void {
    const { clock, sampleRateHz, retryMs = RETRY_MS } = this.#o;
    const old = this.#sink;
    this.#forgetNext();
    this.#sink = undefined;
    this.#pastUnderruns += statusOf(old)?.underruns ?? 0;
    closeQuietly(old);
    this.#retryAtMs = clock.nowMs() + retryMs;
    if (this.#outage) return;
    this.#outages++;
    this.#outage = new LivePace(clock, sampleRateHz);
    this.#handlers.onDeviceGone?.(error);
  }

  /** The device has taken audio; that it plays it shows when no write fails for a while. */
  #noticeBack(): void {
    if (this.#o.clock.nowMs() < this.#retryAtMs + (this.#o.retryMs ?? RETRY_MS)) return;
    this.#outage = undefined;
    this.#handlers.onDeviceBack?.();
  }

  #fail(error: Error): void {
    this.#failure = error;
    this.#drained?.reject(error);
    void this.close().catch(() => undefined);
  }
}
