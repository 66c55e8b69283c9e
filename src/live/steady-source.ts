import { Deferred } from '../core/deferred.js';
import { CodecError } from '../core/errors.js';
import { asError, callGuarded, guardHandlers } from '../core/guarded.js';
import { Interruption } from '../core/interruption.js';
import type { AbortSignalLike, AudioSource } from '../ports/audio.js';
import type { Clock } from '../ports/clock.js';
import { LivePace } from './live-pace.js';

/** A microphone's form, how to open it, and when it counts as gone. Times are in ms. */
export interface SteadySourceOptions {
  /** Times the stall, the attempts to open, and the silence in between. */
  readonly clock: Clock;
  /** Rate of the silence that stands for a device that has gone: the device's own, in Hz. */
  readonly sampleRateHz: number;
  /** Channels of that silence: as many as the device delivers. */
  readonly channels: number;
  /** Opens the device, also again after it has gone. */
  open(): AudioSource;
  /** A device that delivers nothing for this time has gone. @default 3000 */
  readonly stallMs?: number;
  /** Wait between two attempts to open it. @default 1000 */
  readonly retryMs?: number;
  /** The device has gone; silence is delivered in its place. */
  onDeviceGone?(error: Error): void;
  /** The device delivers audio again after `onDeviceGone`. */
  onDeviceBack?(): void;
  /** Takes the audio, silence included, as it arrives: [samples × channels], its own. */
  onBlock(pcm: Float32Array): void;
}

/** Length of the blocks of silence. */
const SILENCE_MS = 20;
/** A device may take this many times longer to start: drivers, sound servers, permissions. */
const START_FACTOR = 3;

/**
 * A microphone that may go away and come back: unplugged, or its server restarted. While it is gone silence is
 * delivered at live pace, and it is opened again until it delivers audio. Only a device that never delivered any is an
 * error.
 */
export class SteadySource {
  readonly #o: SteadySourceOptions;
  readonly #handlers: Pick<SteadySourceOptions, 'onBlock' | 'onDeviceGone' | 'onDeviceBack'>;
  #source: AudioSource | undefined;
  /** Of the loop over the present device's blocks. */
  #reading = new Interruption();
  /** What a handler has thrown. */
  #failure: Error | undefined;
  #isClosed = false;
  /** Whether the device has delivered audio at all. */
  #hasDelivered = false;
  #isGone = false;
  #cancelSilence: (() => void) | undefined;
  /** Settled when the wait before the next attempt is over; cancelled by `close`. */
  #waiting: { readonly over: Deferred; readonly cancel: () => void } | undefined;
  #outages = 0;

  constructor(options: SteadySourceOptions) {
    this.#o = options;
    this.#handlers = guardHandlers(options, (error) => this.#fail(error));
  }

  get outages(): number {
    return this.#outages;
  }

  get isGone(): boolean {
    return this.#isGone;
  }

  /**
   * Runs until it is closed or aborted.
   * @throws CodecError DEVICE when the device delivers nothing the first time; what a handler throws
   */
  async run(signal?: AbortSignalLike): Promise<void> {
    const onAbort = (): void => void this.close().catch(() => undefined);
    signal?.addEventListener('abort', onAbort, { once: true });
    if (signal?.aborted) await this.close();
    try {
      while (!this.#isClosed) {
        const error = await this.#runOnce();
        if (this.#failure) throw this.#failure;
        if (this.#isClosed) return;
        if (!this.#hasDelivered) throw error;
        if (!this.#isGone) {
          this.#isGone = true;
          this.#outages++;
          this.#handlers.onDeviceGone?.(error);
          this.#emitSilence();
        }
        if (!this.#isClosed) await this.#wait(this.#o.retryMs ?? 1000);
        if (this.#failure) throw this.#failure;
      }
    } finally {
      signal?.removeEventListener('abort', onAbort);
      this.#cancelSilence?.();
    }
  }

  /** Ends the run, also where the device does not answer. @throws what the device's own `close` throws */
  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#waiting?.cancel();
    this.#waiting?.over.resolve();
    this.#cancelSilence?.();
    this.#reading.stop();
    await this.#source?.close();
  }

  #fail(error: Error): void {
    this.#failure = error;
    void this.close().catch(() => undefined);
  }

  /** Captures from the device until it ends; returns why it did. */
  async #runOnce(): Promise<Error> {
    const { clock } = this.#o;
    const reading = new Interruption();
    this.#reading = reading;
    const stallMs = this.#o.stallMs ?? 3000;
    let cancelStall = (): void => {};
    let stalled: CodecError | undefined;
    try {
      const source = this.#o.open();
      this.#source = source;
      const watch = (ms: number): void => {
        cancelStall();
        cancelStall = clock.schedule(ms, () => {
          stalled = new CodecError('DEVICE', `the device has delivered nothing for ${ms} ms`);
          reading.stop();
        });
      };
      watch(stallMs * START_FACTOR);
      for await (const pcm of reading.items(source.blocks())) {
        watch(stallMs);
        this.#hasDelivered = true;
        if (this.#isGone) {
          this.#isGone = false;
          this.#cancelSilence?.();
          this.#handlers.onDeviceBack?.();
        }
        if (!this.#isClosed) this.#handlers.onBlock(pcm);
      }
      return stalled ?? new CodecError('DEVICE', 'the device has ended');
    } catch (error) {
      return stalled ?? asError(error);
    } finally {
      cancelStall();
      // What is closed already, or fails to close, holds nothing up.
      const closing = this.#isClosed
        ? undefined
        : callGuarded(
            async () => this.#source?.close(),
            () => {},
          );
      await closing?.catch(() => undefined);
    }
  }

  /** Silence at live pace, so that the stream continues and its listeners stay in step. */
  #emitSilence(): void {
    const { clock, sampleRateHz, channels } = this.#o;
    const pace = new LivePace(clock, sampleRateHz);
    const tick = (): void => {
      const samples = pace.take();
      if (samples > 0) this.#handlers.onBlock(new Float32Array(samples * channels));
      if (this.#isClosed) return;
      this.#cancelSilence = clock.schedule(SILENCE_MS, tick);
    };
    this.#cancelSilence = clock.schedule(SILENCE_MS, tick);
  }

  #wait(ms: number): Promise<void> {
    const over = new Deferred();
    this.#waiting = { over, cancel: this.#o.clock.schedule(ms, over.resolve) };
    return over.promise;
  }
}
