import { Encoder } from '../../codec/encoder.js';
import { requireNumber } from '../../core/errors.js';
import type { FrameBlock } from '../../core/latent/frames.js';
import type { AudioSource } from '../../ports/audio.js';
import type { Clock } from '../../ports/clock.js';
import type { Kernels } from '../../ports/kernels.js';
import type { LatentModel } from '../../ports/model.js';
import { waitUntil } from '../../stream/wait-until.js';
import type { LossySenderStats } from '../../transports/lossy/lossy-sender.js';
import { MAX_POSITION_MS, type PlayCommand } from '../control/play-command.js';
import type { PlaySource, PlayStart } from '../control/play-source.js';
import type { Timeline } from '../playout/timeline.js';
import { MUSIC_REPAIR_MS, MusicSender } from './music-sender.js';
import type { MusicStream } from './music-stream.js';
import type { MusicTrack } from './music-track.js';
import { type TrackQueue, trackNames } from './track-queue.js';

/** What a {@link MusicProgram} plays, and how it is sent. */
export interface MusicProgramOptions {
  /** What is played; `next` goes on to the following one. */
  readonly queue: TrackQueue;
  /** Encodes. */
  readonly model: LatentModel;
  /** The stream's description. */
  readonly stream: MusicStream;
  /** This peer's clock. */
  readonly clock: Clock;
  /** Bit planes, 1..8. @default 1 */
  readonly planes?: number;
  /** Frames of each message, 1..32. @default 4 */
  readonly framesPerMessage?: number;
  /** Inner loops of the encoder. @default the TypeScript kernels */
  readonly kernels?: Kernels;
  /** The timeline that the session plays by. */
  timeline(): Timeline | undefined;
  /** Session time at a time of `clock`, in ms. */
  toSession(ownMs: number): number | undefined;
  /** Time between sending a frame and hearing it, in ms. */
  delayMs(): number;
  /** Longest message in bytes. */
  maxMessageBytes(): number;
  /** Sends a message to everybody; the host itself takes it too. */
  send(message: Uint8Array): void;
  /** A track has come to its end: the frame after its last, and what follows, if anything. */
  onTrackEnd(endFrame: number, next: PlayStart | undefined): void;
  /** A track cannot be read or encoded. */
  onError(error: unknown): void;
}

/** Frames that are left out at a jump, so that what was sent ahead is never mistaken for what follows. */
const JUMP_FRAMES = 64;
/** How often a program that rests looks whether it plays. */
const LOOK_MS = 20;

/**
 * Plays tracks one after another into a session: each frame is sent as long before its moment as the session's delay.
 * Frames are numbered without end; another place or track begins at a later number.
 */
export class MusicProgram implements PlaySource {
  readonly #o: MusicProgramOptions;
  readonly #sender: MusicSender;
  /** Frame after the last that was sent, or will be by what is planned. */
  #nextFrame = 0;
  /** Whether everything has been sent. */
  #isOver = false;
  /** Changes with every jump: what runs for an earlier one stops. */
  #run = 0;
  #source: AudioSource | undefined;

  constructor(options: MusicProgramOptions) {
    this.#o = options;
    const { stream, queue, planes = 1, framesPerMessage = 4 } = options;
    const isDevice = queue.tracks.some(({ durationMs }) => durationMs === null);
    const repairMs = MUSIC_REPAIR_MS[isDevice ? 'device' : 'recording'];
    this.#sender = new MusicSender(stream, planes, framesPerMessage, repairMs, {
      get maxMessageBytes() {
        return options.maxMessageBytes();
      },
      send: (message) => {
        options.send(message);
        return true;
      },
    });
  }

  /** Begins with a track, at a position. @returns what {@link SessionControl.begin} takes */
  start(track = 0, positionMs = 0, firstFrame = 0): PlayStart {
    this.#nextFrame = firstFrame;
    this.#o.queue.goTo(track);
    return this.#begin(positionMs);
  }

  /** Goes on with what was added behind the last track, where everything has been sent; undefined where that is not so. */
  resume(): PlayStart | undefined {
    if (!this.#isOver || !this.#o.queue.hasNext) return undefined;
    this.#o.queue.goOn();
    return this.#begin(0);
  }

  jump(command: PlayCommand & { action: 'seek' | 'next' }): PlayStart | undefined {
    if (command.action === 'next') {
      if (!this.#o.queue.hasNext) return undefined;
      this.#nextFrame += JUMP_FRAMES;
      this.#o.queue.goOn();
      return this.#begin(0);
    }
    const { durationMs } = this.#o.queue.current;
    if (durationMs === null) return undefined;
    this.#nextFrame += JUMP_FRAMES;
    return this.#begin(Math.min(requireNumber('positionMs', command.positionMs, 0, MAX_POSITION_MS), durationMs));
  }

  get end(): { readonly epoch: number; readonly frame: number } | undefined {
    return this.#isOver ? { epoch: this.#o.stream.epoch, frame: this.#nextFrame } : undefined;
  }

  restart(): PlayStart {
    this.#nextFrame += JUMP_FRAMES;
    this.#o.queue.goTo(0);
    return this.#begin(0);
  }

  /** How much is repeated, and what peers report of their losses. */
  get protection(): LossySenderStats {
    return this.#sender.stats;
  }

  /** A peer tells what it has lost: how much is repeated follows. @param from its id */
  report(message: Uint8Array, from: string): void {
    this.#sender.report(message, this.#o.clock.nowMs(), from);
  }

  /** Ends what is read. May be called twice. */
  async close(): Promise<void> {
    this.#run++;
    await this.#source?.close();
  }

  /** The queue's current track, from a position on. */
  #begin(positionMs: number): PlayStart {
    const run = ++this.#run;
    const track = this.#o.queue.current;
    this.#isOver = false;
    const base = this.#nextFrame;
    void this.#play(run, track, positionMs, base)
      .catch((error: unknown) => {
        if (run === this.#run) this.#o.onError(error);
      })
      // What cannot be read to its end is left for the next track.
      .then(() => {
        if (run === this.#run) this.#goOn();
      });
    const { durationMs } = track;
    return {
      epoch: this.#o.stream.epoch,
      frame: base,
      track: { ...trackNames(track), durationMs, positionMs, frame: base },
    };
  }

  async #play(run: number, track: MusicTrack, positionMs: number, base: number): Promise<void> {
    const { model, planes = 1, framesPerMessage = 4, kernels, stream } = this.#o;
    const before = this.#source;
    this.#source = undefined;
    await before?.close().catch(() => undefined);
    const source = await track.open(positionMs);
    if (run !== this.#run) return source.close();
    this.#source = source;
    const encoder = new Encoder(model, {
      sampleRateHz: source.sampleRateHz,
      channels: source.channels,
      ...(source.channelMask !== undefined && { channelMask: source.channelMask }),
      planes,
      framesPerBlock: framesPerMessage,
      stereo: stream.hasSpatialParameters,
      ...(kernels && { kernels }),
    });
    const sendAll = async (blocks: readonly FrameBlock[]): Promise<void> => {
      for (const block of blocks) await this.#send(run, { ...block, firstFrame: base + block.firstFrame });
    };
    for await (const pcm of source.blocks()) {
      if (run !== this.#run) return source.close();
      await sendAll(await encoder.push(pcm));
    }
    await sendAll(await encoder.flush());
    await source.close();
  }

  #goOn(): void {
    const endFrame = this.#nextFrame;
    this.#isOver = !this.#o.queue.hasNext;
    if (!this.#isOver) this.#o.queue.goOn();
    this.#o.onTrackEnd(endFrame, this.#isOver ? undefined : this.#begin(0));
  }

  /** Waits for the block's time, and sends it. */
  async #send(run: number, block: FrameBlock): Promise<void> {
    const { clock, stream } = this.#o;
    while (run === this.#run) {
      const nowMs = clock.nowMs();
      const sessionMs = this.#o.toSession(nowMs);
      const momentMs = this.#o.timeline()?.momentOf(stream.epoch, block.firstFrame);
      const dueMs = momentMs === undefined || sessionMs === undefined ? undefined : momentMs - this.#o.delayMs();
      if (dueMs !== undefined && dueMs <= sessionMs!) break;
      const waitMs = dueMs === undefined ? LOOK_MS : Math.min(LOOK_MS, dueMs - sessionMs!);
      await waitUntil(clock, nowMs + Math.max(1, waitMs));
    }
    if (run !== this.#run) return;
    this.#nextFrame = block.firstFrame + block.frames;
    this.#sender.send(block, clock.nowMs());
  }
}
