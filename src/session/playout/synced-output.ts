import { requireNumber } from '../../core/errors.js';
import type { LiveAudioSink } from '../../ports/audio.js';
import type { Clock } from '../../ports/clock.js';
import { DeviceClock, STEP_AFTER_MS } from './device-clock.js';
import type { SyncedPlayout } from './synced-playout.js';

/** The device that a {@link SyncedOutput} plays on, and the time that it plays by. */
export interface SyncedOutputOptions {
  /** Times the looks at the device; the same clock as `toSession` takes. */
  readonly clock: Clock;
  /** Opens the device, also again after it has gone. */
  open(): LiveAudioSink;
  /** What is played: called with the moment at which the first sample is heard, session time in ms. */
  pull: SyncedPlayout['pull'];
  /**
   * Called with every block before it is written, [samples × channels], also with the silence before the session's time is
   * known: voices are mixed into it here. May change it.
   */
  onBlock?(pcm: Float32Array): void;
  /** The device ran dry, and what it plays has been measured anew: see {@link SyncedPlayout.realign}. */
  onSlip?(): void;
  /** The session's time at a time of `clock`; undefined before it is known. */
  toSession(ownMs: number): number | undefined;
  /** Session ms that pass in each ms of `clock`. */
  rate(): number;
  /** Audio that the device is kept filled with, 20..1000 ms. @default 200 */
  readonly fillMs?: number;
  /**
   * What the device takes longer than it states, −1000..1000 ms: found by ear, or by a click through a microphone.
   * @default 0
   */
  readonly extraLatencyMs?: number;
  /**
   * For how long what the device tells of its position may be wrong, 0..10000 ms: what is off for longer is a jump of the
   * device, and is followed at once.
   * @default 3500
   */
  readonly stepAfterMs?: number;
  /** The device cannot be opened or has failed; it is opened again every second. */
  onDeviceGone?(error: unknown): void;
  /** It plays again. */
  onDeviceBack?(): void;
}

/** State of the device; plain JSON. */
export interface SyncedOutputStats {
  /** From writing a sample to hearing it, as the device states it, with the extra latency. */
  readonly latencyMs: number;
  /** Whether that follows the device's own clock. */
  readonly isMeasured: boolean;
  /** How much faster the device runs than this program's clock. */
  readonly driftPpm: number;
  readonly underruns: number;
  readonly outages: number;
}

/** Range of {@link SyncedOutputOptions.extraLatencyMs}. */
export const EXTRA_LATENCY_MS = [-1000, 1000] as const;

const TICK_MS = 10;
const RETRY_MS = 1000;
/** A device that has not told by then what it has played is taken by the program's own clock. */
const UNMEASURED_MS = 1500;
/** What a device tells of itself just after it has started is wrong by tens of milliseconds. */
const SETTLING_MS = 1200;
/** A look at the device that comes this much too late shows that this program was suspended, or starved: it ran dry. */
const SUSPENDED_MS = 1000;
/** Time after an underrun in which a device tells what it told before. */
const SLIP_MS = 200;
const DEFAULT_FILL_MS = 200;

/**
 * Keeps a sound device supplied from a {@link SyncedPlayout}. The device's sample clock is followed by what it has played
 * ({@link DeviceClock}): every block is asked for with the moment at which its first sample will be heard.
 */
export class SyncedOutput {
  readonly #o: SyncedOutputOptions;
  readonly #stepAfterMs: number;
  #fillMs: number;
  #extraMs: number;
  #sink: LiveAudioSink | undefined;
  #device: DeviceClock | undefined;
  /** Samples per channel written since the device was opened. */
  #written = 0;
  #openedMs = 0;
  /** Since when it tells what it has played, in ms; undefined where it does not. */
  #measuredSinceMs: number | undefined;
  #isSettled = false;
  /** Underruns of this device that have been noticed, and the time of the last one. */
  #underruns = 0;
  #slippedMs: number | undefined;
  #lookedMs = Number.POSITIVE_INFINITY;
  #isWriting = false;
  #isClosed = false;
  #isGone = false;
  #retryAtMs = 0;
  #outages = 0;
  #pastUnderruns = 0;
  #cancel: (() => void) | undefined;

  /** @throws RangeError naming the option that is outside its range */
  constructor(options: SyncedOutputOptions) {
    this.#o = options;
    this.#fillMs = requireNumber('fillMs', options.fillMs ?? DEFAULT_FILL_MS, 20, 1000);
    this.#stepAfterMs = requireNumber('stepAfterMs', options.stepAfterMs ?? STEP_AFTER_MS, 0, 10_000);
    this.#extraMs = requireNumber('extraLatencyMs', options.extraLatencyMs ?? 0, ...EXTRA_LATENCY_MS);
    this.#open();
    this.#schedule();
  }

  get stats(): SyncedOutputStats {
    const status = this.#status();
    return {
      latencyMs: (status?.bufferedMs ?? 0) + this.#extraMs,
      isMeasured: status?.isMeasured ?? false,
      driftPpm: this.#device?.driftPpm ?? 0,
      underruns: this.#pastUnderruns + (status?.underruns ?? 0),
      outages: this.#outages,
    };
  }

  /** See {@link SyncedOutputOptions.extraLatencyMs}: takes effect softly, or by a crossfade where it is much. */
  setExtraLatency(ms: number): void {
    this.#extraMs = requireNumber('extraLatencyMs', ms, ...EXTRA_LATENCY_MS);
  }

  /** See {@link SyncedOutputOptions.fillMs}: for a device whose latency has changed. */
  setFill(ms: number): void {
    this.#fillMs = requireNumber('fillMs', ms, 20, 1000);
  }

  /** Lets the device play what it holds, and closes it. May be called twice. */
  async close(): Promise<void> {
    this.#isClosed = true;
    this.#cancel?.();
    await this.#sink?.close().catch(() => undefined);
  }

  #open(): void {
    try {
      this.#sink = this.#o.open();
      this.#device = new DeviceClock(this.#sink.sampleRateHz, this.#stepAfterMs);
      this.#written = 0;
      this.#openedMs = this.#o.clock.nowMs();
      this.#measuredSinceMs = undefined;
      this.#isSettled = false;
      this.#underruns = 0;
      this.#slippedMs = undefined;
    } catch (error) {
      this.#lose(error);
    }
  }

  #schedule(): void {
    this.#cancel = this.#o.clock.schedule(TICK_MS, () => {
      void this.#tick().finally(() => {
        if (!this.#isClosed) this.#schedule();
      });
    });
  }

  async #tick(): Promise<void> {
    if (this.#isWriting || this.#isClosed) return;
    const { clock } = this.#o;
    if (!this.#sink) {
      if (clock.nowMs() >= this.#retryAtMs) this.#open();
      return;
    }
    this.#isWriting = true;
    try {
      await this.#supply(this.#sink, this.#device!);
    } catch (error) {
      this.#lose(error);
    } finally {
      this.#isWriting = false;
    }
  }

  async #supply(sink: LiveAudioSink, device: DeviceClock): Promise<void> {
    const { clock, toSession } = this.#o;
    const nowMs = clock.nowMs();
    const { bufferedMs, isMeasured, underruns } = sink.status();
    let hasSlipped = false;
    // Its next reports tell where it has continued.
    if (underruns > this.#underruns || nowMs > this.#lookedMs + SUSPENDED_MS) this.#slippedMs = nowMs;
    this.#lookedMs = nowMs;
    this.#underruns = underruns;
    if (this.#slippedMs !== undefined && nowMs - this.#slippedMs > SLIP_MS) {
      device.slipped();
      hasSlipped = true;
      this.#slippedMs = undefined;
    }
    const { sampleRateHz, channels } = sink;
    if (isMeasured) this.#measuredSinceMs ??= nowMs;
    const waitMs = isMeasured ? SETTLING_MS : UNMEASURED_MS;
    this.#isSettled ||= nowMs - (this.#measuredSinceMs ?? this.#openedMs) > waitMs;
    const { steps } = device;
    if (this.#written > 0 && this.#isSettled) device.measure(nowMs, this.#written - (bufferedMs / 1000) * sampleRateHz);
    if (hasSlipped || device.steps > steps) this.#o.onSlip?.();
    const missingMs = this.#fillMs - bufferedMs;
    if (missingMs < TICK_MS / 2) return;
    const samples = Math.round((Math.min(missingMs, this.#fillMs) / 1000) * sampleRateHz);
    const heardMs = (device.isKnown ? device.heardMs(this.#written) : nowMs + bufferedMs) + this.#extraMs;
    const sessionMs = this.#isSettled ? toSession(heardMs) : undefined;
    const pcm =
      sessionMs === undefined
        ? new Float32Array(samples * channels)
        : this.#o.pull(samples, sessionMs, device.msPerSample * this.#o.rate());
    this.#o.onBlock?.(pcm);
    this.#written += samples;
    await sink.write(pcm);
    if (!this.#isGone || clock.nowMs() < this.#retryAtMs + RETRY_MS) return;
    this.#isGone = false;
    this.#o.onDeviceBack?.();
  }

  #status(): ReturnType<LiveAudioSink['status']> | undefined {
    try {
      return this.#sink?.status();
    } catch {
      return undefined;
    }
  }

  #lose(error: unknown): void {
    this.#pastUnderruns += this.#status()?.underruns ?? 0;
    void this.#sink?.close().catch(() => undefined);
    this.#sink = undefined;
    this.#device = undefined;
    this.#retryAtMs = this.#o.clock.nowMs() + RETRY_MS;
    if (this.#isGone || this.#isClosed) return;
    this.#isGone = true;
    this.#outages++;
    this.#o.onDeviceGone?.(error);
  }
}
