import type { CodecError } from '../../core/errors.js';
import type { StreamMetadata } from '../../core/wire/hello.js';
import type { EndPacket } from '../../core/wire/packet.js';
import type { Features } from '../link/features.js';
import type { StreamConnectOptions } from '../link/options.js';
import type { StreamStatsSnapshot } from '../link/stats.js';
import type { StreamDescription, StreamMessage } from './packetizer.js';
import type { UplinkOptions } from './uplink-options.js';

/** One live stream: what it is, and how it reaches its relay. */
export interface SenderOptions extends StreamConnectOptions {
  /** What the stream is, and which features it offers: `silence`, `stereo`. */
  readonly hello: StreamDescription;
  /** Title and the like, sent with every connection. */
  readonly metadata?: StreamMetadata;
  /** Queue, resume and reconnect. */
  readonly uplink?: UplinkOptions;
  /** Told when the relay takes the stream and when a connection is lost. @default none */
  readonly handlers?: SenderHandlers;
}

/** `ended`, `failed` and `closed` are final. */
export type SenderState = 'connecting' | 'live' | 'ended' | 'failed' | 'closed';

/** Counters and state of a sender; plain JSON. */
export interface SenderStats extends StreamStatsSnapshot {
  readonly state: SenderState;
  /** Frames that wait to be sent. */
  readonly pendingFrames: number;
  /** Round trip of the last ping in ms, or the age of an unanswered one where that is more. */
  readonly lagMs: number;
}

/**
 * What a sender reports while it runs; every handler is optional. What a handler throws, or its promise rejects with, is
 * the error with which the stream fails; that of `onError` is dropped.
 */
export interface SenderHandlers {
  /** The relay has taken the stream; frames from `nextFrame` on are sent. */
  onUp?(nextFrame: number): void;
  /** The channel has another source: the relay lets this one wait, in this place of the queue, from 1. Called at each change. */
  onQueued?(place: number): void;
  /** The connection was lost; another is being made. */
  onDown?(error: CodecError): void;
  /** The stream has failed for good: a CodecError, or what another handler, `connect` or `random` has thrown. */
  onError?(error: Error): void;
}

/**
 * Brings the messages of one stream to a relay. Whether all of them arrive, and in which order, is a matter of the
 * implementation: every message carries its frame index, so that a receiver needs neither.
 */
export interface Uplink {
  readonly state: SenderState;
  /** What this side has offered and the relay has repeated on the last connection; nothing before the first answer. */
  readonly features: Features;
  /** Why no more messages are taken; null while they are. */
  readonly refusal: Error | null;
  /**
   * Resolves when the relay has taken the stream. Messages may be sent before.
   * @throws CodecError TRANSPORT_FAILED, CHANNEL_BUSY, CHANNEL_LIMIT, … when it has not
   */
  start(): Promise<void>;
  /** Sends a message or queues it; only while {@link refusal} is null. Returns false when the caller should wait for {@link drained}. */
  send(item: StreamMessage): boolean;
  /**
   * Resolves when nothing waits.
   * @throws CodecError when the stream has failed or was closed
   */
  drained(): Promise<void>;
  /** Replaces the metadata. */
  setMetadata(metadata: StreamMetadata): void;
  /**
   * Sends what waits and the end, and closes. Resolves when the relay has the end.
   * @throws CodecError TRANSPORT_FAILED when it has not got it in time
   */
  end(packet: EndPacket): Promise<void>;
  /** Closes at once. May be called twice. */
  close(): void;
  /** What has been sent, dropped and queued since the start. */
  stats(): SenderStats;
}
