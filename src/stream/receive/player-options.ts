import { type OptionKinds, requireOptions, SHAPES } from '../../core/options.js';
import type { PlayoutSchedule } from '../../core/playout/playout-schedule.js';
import type { Clock } from '../../ports/clock.js';
import type { Kernels } from '../../ports/kernels.js';
import type { LatentModel } from '../../ports/model.js';
import type { PlayedInfo } from './played-info.js';

/** What a player plays with, where its audio goes, and how long frames wait. */
export interface PlayerOptions {
  /** Decodes; the player does not close it. */
  readonly model: LatentModel;
  /** Times the arrival of frames and when the schedule decides; measures the time spent in the model. */
  readonly clock: Clock;
  /**
   * Takes decoded audio, [samples × channels], interleaved; the player waits for it before it decodes more. `info`
   * names the frames that were decoded; their audio lags by the model's delay.
   */
  write(pcm: Float32Array, info: PlayedInfo): Promise<void> | void;
  /**
   * Called when the decoder begins, or begins anew, with a frame: the audio that is written from then on begins there,
   * without a gap. What `write` is given first may belong to later frames: the model may hold back all audio of the first.
   */
  onBegin?(firstFrame: number): void;
  /**
   * Called once when the model, `write` or the schedule fails; the player writes no more. A model that fails after
   * `close` is not reported: what it would have decoded is left out.
   */
  onError(error: unknown): void;
  /**
   * When frames are decoded and when missing ones are reported lost.
   * @default an EagerSchedule: what has arrived is decoded as soon as it is complete
   */
  readonly schedule?: PlayoutSchedule;
  /** Rate of the written audio, 8000..192000. @default the model's */
  readonly sampleRateHz?: number;
  /**
   * Channels of the written audio, 1..32; two of a mono model's are stereo where the stream is. @default the model's
   */
  readonly channels?: number;
  /**
   * Maximum of audio that waits in the buffer, up to 600000; beyond it the oldest is dropped.
   * @default 600000: a file that is sent faster than it is decoded waits here
   */
  readonly maxDelayMs?: number;
  /** Implementation of the inner loops; all give the same bits. @default the TypeScript kernels */
  readonly kernels?: Kernels;
}

/** Kinds of those {@link PlayerOptions} that are plain data, and the schedule. */
export const PLAYER_FORM_KINDS: OptionKinds<
  Pick<PlayerOptions, 'schedule' | 'sampleRateHz' | 'channels' | 'maxDelayMs'>
> = {
  schedule: SHAPES.schedule,
  sampleRateHz: 'any',
  channels: 'any',
  maxDelayMs: 'any',
};

const KINDS: OptionKinds<PlayerOptions> = {
  model: SHAPES.model,
  clock: SHAPES.clock,
  write: 'function',
  onBegin: 'function',
  onError: 'function',
  ...PLAYER_FORM_KINDS,
  kernels: SHAPES.kernels,
};

/** @throws TypeError naming an option that is unknown, missing or of a wrong kind */
export const requirePlayer = (options: PlayerOptions): void =>
  requireOptions('', options, KINDS, ['model', 'clock', 'write', 'onError']);
