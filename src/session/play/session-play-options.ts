import type { Clock } from '../../ports/clock.js';
import type { Kernels } from '../../ports/kernels.js';
import type { LatentModel } from '../../ports/model.js';
import type { ControlRight, PlayState } from '../control/play-state.js';
import type { SessionMembership } from '../peer-link.js';
import type { MusicTrack } from './music-track.js';

/** Who takes part, what decodes, and the form of what is played. */
export interface SessionPlayOptions {
  /** The peers and the ways to them. */
  readonly membership: SessionMembership;
  /** This peer's clock. */
  readonly clock: Clock;
  /** Decodes; a host's encodes too, where there is no other for that. */
  readonly model: LatentModel;
  /** Encodes what this peer hosts. @default `model` */
  readonly encoderModel?: LatentModel;
  /** Of the output, 8000..192000 Hz. */
  readonly sampleRateHz: number;
  /** Of the output, 1..32. */
  readonly channels: number;
  /** Inner loops of the codec. @default the TypeScript kernels */
  readonly kernels?: Kernels;
  /** What the device holds, in ms. @default 200 */
  deviceMs?(): number;
  /** Another state holds: another track, a pause, a seek, another leader. */
  onState?(state: PlayState): void;
  /** What comes after the track that is played has changed: `SessionPlay.queue`. */
  onQueue?(): void;
  /** The host's stream cannot be decoded here, or the model has failed: MODEL_MISMATCH, MODEL_FAILED, or what it threw. */
  onError?(error: unknown): void;
  /** A message of another peer was refused. */
  onRefused?(why: string, peerId: string): void;
}

/** What a host plays, and how. */
export interface HostPlayOptions {
  /** In their order; at least one. */
  readonly tracks: readonly MusicTrack[];
  /** Names this start of the host among all others; a random one. 0..2^32 − 1 */
  readonly epoch: number;
  /** Time between sending a frame and hearing it, 300..10000 ms: what the poorest link that counts needs. @default 2000 */
  readonly delayMs?: number;
  /** Who may pause, seek and change the track. @default 'host' */
  readonly mayControl?: ControlRight;
  /** Peer that takes the host's place when it leaves, by its id. @default null: playback rests until the host is back */
  readonly successorId?: string | null;
  /**
   * Whether this host was in the session before, with another start of the program: it continues where the others rest, and
   * waits for that up to 8 s. @default false
   */
  readonly isBack?: boolean;
  /** Bit planes, 1..8. @default 1 */
  readonly planes?: number;
  /** Frames of each message, 1..32. @default 4 */
  readonly framesPerMessage?: number;
  /** Whether spatial parameters are sent, for audio of two channels. @default false */
  readonly stereo?: boolean;
}
