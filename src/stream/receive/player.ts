import { Decoder, type DecoderStats } from '../../codec/decoder.js';
import { Serial } from '../../codec/serial.js';
import { resampledLength } from '../../core/dsp/resampler.js';
import { bytesPerFramePlane, framesToMs } from '../../core/latent/format.js';
import type { FrameBlock, SilentBlock } from '../../core/latent/frames.js';
import { JitterBuffer } from '../../core/playout/jitter-buffer.js';
import { JITTER_DEFAULTS } from '../../core/playout/jitter-defaults.js';
import type { JitterStats } from '../../core/playout/queue-item.js';
import { StreamJoin } from '../../core/playout/stream-join.js';
import { msToSamples } from '../../core/playout/units.js';
import { waitUntil } from '../wait-until.js';
import type { PlayedInfo } from './played-info.js';
import { type PlayerOptions, requirePlayer } from './player-options.js';
import { PlayerWrites } from './player-writes.js';
import { EXTEND_FRAMES, type StreamJoining } from './stream-joining.js';

/**
 * Frames that are decoded, or concealed, at once: a stream may skip as many as the buffer may hold, and their audio is not
 * to be one block.
 */
export const MAX_DECODE_FRAMES = 256;

/**
 * Silence and losses that are handed out in one go. More of them wait for the next millisecond, so that a schedule that
 * never waits leaves time for everything else.
 */
const MAX_EMPTY_ITEMS = 64;

/** Counters since the player was made; plain JSON. */
export interface PlayerStats {
  readonly jitter: JitterStats;
  readonly decoder: DecoderStats;
  /** Samples per channel written, at the output rate. */
  readonly samples: number;
}

/** Jitter buffer → decoder → audio: plays the blocks of a receiver. */
export class Player {
  readonly decoder: Decoder;
  readonly #options: PlayerOptions;
  readonly #jitter: JitterBuffer;
  readonly #serial = new Serial();
  readonly #writes: PlayerWrites;
  readonly #join: StreamJoin;
  #cancelTimer: (() => void) | undefined;
  /** First frame that was played of the present stream; undefined before it. */
  #firstFrame: number | undefined;
  /** Samples per channel written of the present stream, and of all. */
  #writtenOfStream = 0;
  #samples = 0;
  /** Blocks of streams that begin when those before them are played: one list for each `restart` under way. */
  #held: (FrameBlock | SilentBlock)[][] = [];
  /** Frames of this run of the decoder whose audio its delay has held back: they belong to the block that is written next. */
  #unwritten = 0;
  /** Whether the decoder was drained at an end: it starts anew with the next frame. */
  #isDrained = false;
  #failed = false;
  #closed = false;

  /** @throws TypeError, RangeError naming a wrong option */
  constructor(options: PlayerOptions) {
    requirePlayer(options);
    const { format } = options.model.info;
    this.#options = options;
    this.#writes = new PlayerWrites(options.clock);
    this.decoder = new Decoder(
      options.model,
      {
        ...(options.sampleRateHz !== undefined && { sampleRateHz: options.sampleRateHz }),
        ...(options.channels !== undefined && { channels: options.channels }),
        ...(options.kernels !== undefined && { kernels: options.kernels }),
      },
      () => options.clock.nowMs(),
    );
    this.#join = new StreamJoin(this.decoder.channels);
    this.#jitter = new JitterBuffer({
      frameMs: framesToMs(format, 1),
      bytesPerFramePlane: bytesPerFramePlane(format),
      maxDelayMs: options.maxDelayMs ?? JITTER_DEFAULTS.maxDelayLimitMs,
      ...(options.schedule && { schedule: options.schedule }),
    });
  }

  get stats(): PlayerStats {
    return { jitter: this.#jitter.stats, decoder: this.decoder.stats, samples: this.#samples };
  }

  /**
   * Takes a block as it was received: in any order, overlapping others, twice, or late. Copies of a frame are merged until
   * it is decoded: more planes win, sound wins over silence. A frame is never played twice. The payload must not be changed.
   */
  push(block: FrameBlock | SilentBlock): void {
    if (this.#failed || this.#closed) return;
    const held = this.#held.at(-1);
    if (held) {
      held.push(block);
      return;
    }
    this.#put(block);
    void this.#run(() => this.#pumpAndWake());
  }

  /**
   * Another stream has begun: what is buffered of the old one is played, then the new one is faded in, or crossfaded with
   * what is left of the old one.
   */
  restart({ crossfadeMs = 0, holdMs = 0 }: StreamJoining = {}): Promise<void> {
    this.#held.push([]);
    return this.#run(async () => {
      await this.#playOut();
      if (crossfadeMs > 0 && !this.#isDrained) await this.#follow(crossfadeMs);
      else await this.#restartDecoder(false);
      this.#join.hold(this.#samplesOf(holdMs));
      this.#begin();
      this.#jitter.reset();
      for (const block of this.#held.shift() ?? []) this.#put(block);
      await this.#pumpAndWake();
    });
  }

  /** From here on so much decoded audio is held back: see {@link StreamJoining.holdMs}. */
  hold(holdMs: number): void {
    void this.#run(() => this.#join.hold(this.#samplesOf(holdMs)));
  }

  /** Plays what is held back: nothing follows for the moment. */
  release(): void {
    void this.#run(() => this.#emit(this.#join.flush(), this.#playing(0, false)));
  }

  /**
   * The source has ended: everything up to its last sample is written. A `restart` may follow; without one, frames behind
   * the end continue the stream, and what lies before it is late.
   */
  end(totalFrames: number, totalSamples: number): Promise<void> {
    return this.#run(async () => {
      this.#jitter.end(totalFrames, this.#options.clock.nowMs());
      // Missing frames may still arrive, and early ones wait for their time.
      for (;;) {
        const untilMs = await this.#pump();
        if (this.#jitter.isEnded || untilMs === undefined || this.#closed) break;
        await waitUntil(this.#options.clock, Math.max(untilMs, this.#options.clock.nowMs() + 1));
      }
      await this.#drain(totalSamples);
      this.#jitter.reopen();
      // The source may have continued meanwhile.
      void this.#run(() => this.#pumpAndWake());
    });
  }

  /**
   * Plays what is buffered, writes what the decoder holds back, and stops; a write that takes 10 s or more is no longer
   * waited for, and what follows it is left out. May be called twice.
   */
  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    this.#cancelTimer?.();
    this.#writes.close();
    await this.#run(async () => {
      await this.#playOut();
      await this.#drain(undefined);
    });
  }

  /** Stops at once: what is buffered is not written. May be called twice. */
  stop(): void {
    this.#closed = this.#failed = true;
    this.#cancelTimer?.();
    this.#writes.stop();
  }

  /** Resolves when all blocks pushed so far are decoded and written, as far as they are due. */
  idle(): Promise<void> {
    return this.#run(() => undefined);
  }

  #put(block: FrameBlock | SilentBlock): void {
    const nowMs = this.#options.clock.nowMs();
    if ('noise' in block) this.#jitter.pushSilence(block, nowMs);
    else this.#jitter.push(block, nowMs);
  }

  #begin(): void {
    this.#firstFrame = undefined;
    this.#writtenOfStream = 0;
  }

  async #run(job: () => Promise<void> | void): Promise<void> {
    try {
      await this.#serial.run(() => (this.#failed ? undefined : job()));
    } catch (error) {
      if (this.#failed) return;
      this.#failed = true;
      this.#cancelTimer?.();
      if (!this.#closed || this.#writes.hasFailed) this.#options.onError(error);
    }
  }

  /**
   * Plays all that is due; returns the time at which more may be due, later than now, or undefined when only a push can
   * bring more.
   */
  async #pump(nowMs?: number): Promise<number | undefined> {
    this.#cancelTimer?.();
    this.#cancelTimer = undefined;
    for (let emptyItems = 0; !this.#failed; ) {
      const atMs = nowMs ?? this.#options.clock.nowMs();
      if (emptyItems >= MAX_EMPTY_ITEMS && nowMs === undefined) return atMs + 1;
      const item = this.#jitter.pull(atMs, MAX_DECODE_FRAMES);
      if (item.kind === 'wait' && item.reason !== 'early') return undefined;
      if (item.kind === 'wait') return item.untilMs > atMs ? item.untilMs : atMs + 1;
      emptyItems = item.kind === 'frames' ? 0 : emptyItems + 1;
      const first = item.kind === 'lost' ? item.firstFrame : item.block.firstFrame;
      if (item.kind === 'lost' && item.skipped) {
        // Its time has passed: continue after it as a late join does, instead of playing silence ever later.
        await this.#restartDecoder(true);
        continue;
      }
      if (this.#isDrained) await this.#restartDecoder(false);
      this.#firstFrame ??= first;
      if (this.decoder.expectedFrame === undefined) this.#options.onBegin?.(first);
      const pcm = await this.decoder.push(item);
      const frames = this.#unwritten + (item.kind === 'lost' ? item.frames : item.block.frames);
      const silence = item.kind === 'silent' && { noise: item.block.noise, continues: item.block.continues };
      const firstFrame = first - this.#unwritten;
      this.#unwritten = pcm.length === 0 && !silence ? frames : 0;
      await this.#write(pcm, { firstFrame, frames, isLost: item.kind === 'lost', ...(silence && { silence }) });
    }
    return undefined;
  }

  async #pumpAndWake(): Promise<void> {
    const untilMs = await this.#pump();
    if (untilMs === undefined || this.#closed) return;
    const delayMs = Math.max(0, untilMs - this.#options.clock.nowMs());
    this.#cancelTimer = this.#options.clock.schedule(delayMs, () => void this.#run(() => this.#pumpAndWake()));
  }

  /** Plays everything that is buffered now, due or not, with gaps counted as lost. */
  async #playOut(): Promise<void> {
    const nowMs = this.#options.clock.nowMs();
    this.#jitter.end(Number.MAX_SAFE_INTEGER, nowMs);
    await this.#pump(nowMs + 1e9);
  }

  /** Writes what the decoder holds back, no further than the stream's last sample where that is known. */
  async #drain(totalSamples: number | undefined): Promise<void> {
    if (this.#firstFrame === undefined) return;
    const { channels, sampleRateHz } = this.decoder;
    const { format } = this.#options.model.info;
    let rest = await this.decoder.flush();
    this.#isDrained = true;
    if (totalSamples !== undefined) {
      const codecSamples = Math.max(0, totalSamples - this.#firstFrame * format.hopSamples);
      const total = resampledLength(codecSamples, format.sampleRateHz, sampleRateHz);
      rest = rest.subarray(0, Math.max(0, total - this.#writtenOfStream) * channels);
    }
    await this.#write(rest, this.#playing(0, false));
    await this.#emit(this.#join.flush(), this.#playing(0, false));
    this.#begin();
  }

  /** Ends what was decoded so far; the next frame begins with a fade. */
  async #restartDecoder(isLost: boolean): Promise<void> {
    this.#isDrained = false;
    this.#unwritten = 0;
    await this.#write(await this.decoder.restart(), this.#playing(0, isLost));
  }

  /** Ends what was decoded so far; it is crossfaded with the frames that come next. */
  async #follow(crossfadeMs: number): Promise<void> {
    const rest = await this.decoder.restart(EXTEND_FRAMES);
    await this.#emit(this.#join.follow(rest, this.#samplesOf(crossfadeMs)), this.#playing(0, false));
  }

  #samplesOf(ms: number): number {
    return msToSamples(ms, this.decoder.sampleRateHz);
  }

  #playing(frames: number, isLost: boolean): PlayedInfo {
    return { firstFrame: this.decoder.expectedFrame ?? 0, frames, isLost };
  }

  async #write(pcm: Float32Array, info: PlayedInfo): Promise<void> {
    // The silence's noise is passed on even where the decoder's delay leaves it without a sample.
    if ((pcm.length === 0 && !info.silence) || this.#writes.isStopped) return;
    this.#writtenOfStream += pcm.length / this.decoder.channels;
    await this.#emit(this.#join.pass(pcm), info);
  }

  async #emit(pcm: Float32Array, info: PlayedInfo): Promise<void> {
    if ((pcm.length === 0 && !info.silence) || this.#writes.isStopped) return;
    this.#samples += pcm.length / this.decoder.channels;
    await this.#writes.write(() => this.#options.write(pcm, info));
  }
}
