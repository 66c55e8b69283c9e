import { CodecError } from '../core/errors.js';
import type { AbortSignalLike, AudioSource } from '../ports/audio.js';
import type { Clock } from '../ports/clock.js';

export interface SteadyOptions {
  readonly clock: Clock;
  readonly sampleRateHz: number;
  readonly channels: number;
  /** Opens the device anew. */
  open(): AudioSource;
  /** A device that gives nothing for so long has gone. @default 3000 */
  readonly stallMs?: number;
  /** Wait between two attempts to open it. @default 1000 */
  readonly retryMs?: number;
  /** The device has gone; silence stands for it. */
  onGone?(error: Error): void;
  onBack?(): void;
  /** Takes the audio, silence included, as it comes. */
  onBlock(pcm: Float32Array): void;
}

const SILENCE_MS = 20;

/**
 * A device that may go away and come back: unplugged, or its server restarted. While it is gone silence comes at live
 * pace, and it is opened anew until it gives audio. Only a device that never gave any is an error.
 */
export class SteadySource {
  readonly #o: SteadyOptions;
  #source: AudioSource | undefined;
  #isClosed = false;
  #hasHeard = false;
  #isGone = false;
  /** What the device and its silence have given so far, and since when. */
  #cancelSilence: (() => void) | undefined;
  #cancelWait: (() => void) | undefined;
  #outages = 0;

  constructor(options: SteadyOptions) {
    this.#o = options;
  }

  get outages(): number {
    return this.#outages;
  }

  get isGone(): boolean {
    return this.#isGone;
  }

  /**
   * Runs until it is closed or aborted.
   * @throws CodecError DEVICE when the device gives nothing the first time
   */
  async run(signal?: AbortSignalLike): Promise<void> {
    const onAbort = (): void => void this.close();
    signal?.addEventListener('abort', onAbort, { once: true });
    if (signal?.aborted) await this.close();
    try {
      while (!this.#isClosed) {
        const error = await this.#runOnce();
        if (this.#isClosed) return;
        if (!this.#hasHeard) throw error;
        if (!this.#isGone) {
          this.#isGone = true;
          this.#outages++;
          this.#o.onGone?.(error);
          this.#emitSilence();
        }
        await this.#wait(this.#o.retryMs ?? 1000);
      }
    } finally {
      signal?.removeEventListener('abort', onAbort);
      this.#cancelSilence?.();
    }
  }

  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#cancelWait?.();
    this.#cancelSilence?.();
    await this.#source?.close();
  }

  /** One life of the device; returns why it ended. */
  async #runOnce(): Promise<Error> {
    const { clock, open, onBlock, onBack } = this.#o;
    const stallMs = this.#o.stallMs ?? 3000;
    let cancelStall = (): void => {};
    let stalled: CodecError | undefined;
    try {
      const source = open();
      this.#source = source;
      const watch = (ms: number): void => {
        cancelStall();
        cancelStall = clock.schedule(ms, () => {
          stalled = new CodecError('DEVICE', `the device has given nothing for ${ms} ms`);
          void source.close();
        });
      };
      // Starting a device may take some seconds: drivers, sound servers, permissions.
      watch(stallMs * 3);
      for await (const pcm of source.blocks()) {
        watch(stallMs);
        this.#hasHeard = true;
        if (this.#isGone) {
          this.#isGone = false;
          this.#cancelSilence?.();
          onBack?.();
        }
        if (!this.#isClosed) onBlock(pcm);
      }
      return stalled ?? new CodecError('DEVICE', 'the device has ended');
    } catch (error) {
      return stalled ?? (error instanceof Error ? error : new CodecError('DEVICE', String(error)));
    } finally {
      cancelStall();
      await this.#source?.close();
    }
  }

  /** Silence at live pace, so that the stream goes on and its listeners stay in step. */
  #emitSilence(): void {
    const { clock, sampleRateHz, channels, onBlock } = this.#o;
    const startMs = clock.nowMs();
    let given = 0;
    const tick = (): void => {
      const due = Math.floor(((clock.nowMs() - startMs) / 1000) * sampleRateHz);
      if (due > given) onBlock(new Float32Array((due - given) * channels));
      given = Math.max(given, due);
      this.#cancelSilence = clock.schedule(SILENCE_MS, tick);
    };
    this.#cancelSilence = clock.schedule(SILENCE_MS, tick);
  }

  #wait(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const cancel = this.#o.clock.schedule(ms, resolve);
      this.#cancelWait = () => {
        cancel();
        resolve();
      };
    });
  }
}
