import { bytesPerFramePlane } from '../../core/latent/format.js';
import type { FrameBlock } from '../../core/latent/frames.js';
import { EPOCH_MODULUS, FRAME_INDEX_MODULUS, parsePacket } from '../../core/wire/packet.js';
import { extendIndex } from '../../core/wire/sequence.js';
import type { Clock } from '../../ports/clock.js';
import type { Kernels } from '../../ports/kernels.js';
import type { LatentModel } from '../../ports/model.js';
import { Player, type PlayerStats } from '../../stream/receive/player.js';
import { LossyReceiver, type LossyReceiverStats } from '../../transports/lossy/lossy-receiver.js';
import type { SyncedPlayout } from '../playout/synced-playout.js';
import { TimelineSchedule, type TimelineScheduleOptions } from '../playout/timeline-schedule.js';
import type { MusicStream } from './music-stream.js';

/** What a {@link MusicReceiver} decodes with, by which time, and where its audio goes. */
export interface MusicReceiverOptions extends Pick<TimelineScheduleOptions, 'timeline' | 'toSession' | 'toOwn'> {
  /** The stream that is received. */
  readonly stream: MusicStream;
  /** Decodes it. */
  readonly model: LatentModel;
  /** This peer's clock. */
  readonly clock: Clock;
  /** Takes the audio with its place. */
  readonly playout: SyncedPlayout;
  /** Rate and channels of the output. */
  readonly sampleRateHz: number;
  /** 1..32 */
  readonly channels: number;
  /** What the device holds, in ms. */
  deviceMs(): number;
  /** Inner loops of the decoder. @default the TypeScript kernels */
  readonly kernels?: Kernels;
  /** The model has failed: nothing is played any more. */
  onError(error: unknown): void;
}

/** Time for decoding, for timers that are late, and for the audio that is faded. */
const SPARE_MS = 150;
/** Frames that wait for their moment at most; beyond it the oldest are dropped. */
const MAX_DELAY_MS = 120_000;

/** Messages of one stream, of which some are lost → frames → the decoder, each in its time → audio in its place. */
export class MusicReceiver {
  readonly stream: MusicStream;
  readonly #o: MusicReceiverOptions;
  readonly #player: Player;
  readonly #link: LossyReceiver;
  readonly #bytes: number;
  readonly #samplesPerFrame: number;
  /** Place of the next sample that the decoder writes; undefined before the first. */
  #place: number | undefined;
  /** One after the newest frame that has arrived; 0 before the first. */
  #end = 0;
  /** First frame of the packet that was taken last: of a message that is the one that it is sent for. */
  #newest: number | undefined;
  /** By how much each message came before it was needed, in ms: the last 64. */
  #sparesMs: number[] = [];
  /** The same of messages that were lost and sent again, since the last report. */
  #repairSparesMs: number[] = [];

  constructor(options: MusicReceiverOptions) {
    const { stream, model, clock, kernels } = options;
    this.#o = options;
    this.stream = stream;
    this.#bytes = bytesPerFramePlane(stream.format);
    this.#samplesPerFrame = (stream.format.hopSamples * options.sampleRateHz) / stream.format.sampleRateHz;
    // Of another model is a stream that nobody was told of.
    this.#link = new LossyReceiver(model.info, {
      onStream: () => {},
      onPacket: (packet) => this.#take(packet),
      onMismatch: (error) => options.onError(error),
    });
    this.#player = new Player({
      model,
      clock,
      sampleRateHz: options.sampleRateHz,
      channels: options.channels,
      maxDelayMs: MAX_DELAY_MS,
      ...(kernels && { kernels }),
      schedule: new TimelineSchedule({
        timeline: () => options.timeline(),
        toSession: (ms) => options.toSession(ms),
        toOwn: (ms) => options.toOwn(ms),
        epoch: stream.epoch,
        leadMs: () => this.leadMs,
      }),
      onBegin: (firstFrame) => {
        this.#place = Math.round(firstFrame * this.#samplesPerFrame);
      },
      write: (pcm) => this.#write(pcm),
      onError: (error) => options.onError(error),
    });
  }

  /** How long before its moment a frame is decoded, in ms. */
  get leadMs(): number {
    const { decoder, hopSamples, sampleRateHz } = this.stream.format;
    const lookAhead = decoder.delaySamples + (decoder.rightFrames + 1) * hopSamples;
    return (lookAhead / sampleRateHz) * 1000 + this.#o.deviceMs() + SPARE_MS;
  }

  get stats(): PlayerStats {
    return this.#player.stats;
  }

  /** What was lost of the messages, and of the frames in spite of repeats. */
  get link(): LossyReceiverStats {
    return this.#link.stats;
  }

  /** What to tell the sender of that, every few seconds; null before the first message. */
  lossReport(): Uint8Array | null {
    return this.#link.report();
  }

  /** Newest frame that has arrived; undefined before the first. */
  get lastFrame(): number | undefined {
    return this.#end === 0 ? undefined : this.#end - 1;
  }

  /**
   * What the least early of the last messages had to spare, with the time that repeats of lost ones take, in ms; undefined
   * before the first. Below 0: too late.
   */
  get spareMs(): number | undefined {
    return this.#sparesMs.length > 0 ? Math.min(...this.#sparesMs) - this.#link.stats.repairMs : undefined;
  }

  /**
   * The same of messages that were lost and sent again, since {@link endReport}, without the time of repeats; undefined where
   * there were none.
   */
  get repairSpareMs(): number | undefined {
    return this.#repairSparesMs.length > 0 ? Math.min(...this.#repairSparesMs) : undefined;
  }

  /** What {@link repairSpareMs} tells has been reported. */
  endReport(): void {
    this.#repairSparesMs = [];
  }

  /**
   * Takes a message; what is none, or of another stream, is counted in {@link link}.
   * @param isRepair whether it was lost and is sent again @default false
   */
  receive(message: Uint8Array, isRepair = false): void {
    const end = this.#end;
    this.#newest = undefined;
    this.#link.receive(message.slice(), this.#o.clock.nowMs());
    if (this.#newest === undefined) return;
    const spareMs = this.#spareOf(this.#newest);
    if (spareMs === undefined) return;
    if (isRepair) this.#keepSpare(this.#repairSparesMs, spareMs);
    else if (this.#newest >= end) this.#keepSpare(this.#sparesMs, spareMs);
  }

  /** Stops at once. May be called twice. */
  close(): void {
    this.#player.stop();
  }

  #take(bytes: Uint8Array): void {
    const packet = parsePacket(bytes, {
      bytesPerFramePlane: this.#bytes,
      hasSpatialParameters: this.stream.hasSpatialParameters,
    });
    if (packet.type !== 'audio' || packet.epoch !== this.stream.epoch % EPOCH_MODULUS) return;
    const firstFrame = extendIndex(packet.firstFrame, FRAME_INDEX_MODULUS, this.#end);
    const { frames, planes, payload, spatial } = packet;
    const block: FrameBlock = { firstFrame, frames, planes, payload, ...(spatial && { spatial }) };
    this.#newest = firstFrame;
    this.#end = Math.max(this.#end, firstFrame + frames);
    this.#player.push(block);
  }

  /** By how much a message comes before its first new frame is needed, in ms. */
  #spareOf(firstFrame: number): number | undefined {
    const nowMs = this.#o.toSession(this.#o.clock.nowMs());
    const momentMs = this.#o.timeline()?.momentOf(this.stream.epoch, firstFrame);
    return nowMs === undefined || momentMs === undefined ? undefined : momentMs - this.leadMs - nowMs;
  }

  #keepSpare(sparesMs: number[], spareMs: number): void {
    sparesMs.push(spareMs);
    if (sparesMs.length > 64) sparesMs.shift();
  }

  /** The decoder writes as many samples as frames went in, without a gap, from the frame that it began with. */
  #write(pcm: Float32Array): void {
    if (this.#place === undefined) return;
    this.#o.playout.push(this.stream.epoch, this.#place, pcm);
    this.#place += pcm.length / this.#o.channels;
  }
}
