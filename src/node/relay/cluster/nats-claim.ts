import type { CodecError } from '../../../core/errors.js';
import { callGuarded } from '../../../core/guarded.js';
import { packetType } from '../../../core/wire/packet.js';
import type { ChannelClaim, ClaimLost, OutgoingMessage } from '../../../ports/cluster-bus.js';
import { encodeControlFrame, encodeMessageFrame } from '../../../relay/cluster/bus-frames.js';
import type { RetainedStream } from '../../../relay/cluster/retained-stream.js';
import type { ClaimRecord, StreamRecord } from './channel-record.js';
import type { RevisedStore } from './revised-store.js';
import type { Subjects } from './subjects.js';

/** After this silence subscribers are told where the channel stands. */
const HEAD_MS = 2000;

/** What a claim needs of its bus. */
export interface NatsClaimOptions {
  /** The channel's name. */
  readonly channel: string;
  /** As it was granted. */
  readonly record: ClaimRecord;
  /** See {@link ChannelClaim}. */
  readonly isResumed: boolean;
  /** What is retained of the stream that the channel has had until now. */
  readonly retained: RetainedStream;
  /** Names on NATS. */
  readonly subjects: Subjects;
  /** Sends a frame to all nodes that follow a channel; false where it was dropped. */
  readonly publish: (subject: string, frame: Uint8Array, isAudio: boolean) => boolean;
  /** The claims of all channels. */
  readonly claims: RevisedStore;
  /** The beginnings of their streams. */
  readonly streams: RevisedStore;
  /** Monotonic time. */
  readonly nowMs: () => number;
  /** Called where the claim is lost. */
  readonly onLost: ClaimLost;
  /** A record was written. */
  readonly onWritten: (record: ClaimRecord, revision: number) => void;
}

/** A claim that this node has: what is published goes to the channel's subject, and to what is retained here. */
export class NatsClaim implements ChannelClaim {
  readonly term: number;
  readonly isResumed: boolean;
  /** Kept for this node's answers to who comes late. */
  readonly retained: RetainedStream;
  readonly #o: NatsClaimOptions;
  #isHeld = true;
  #next = 0;
  #hasEnded: boolean;
  #publishedMs: number;
  #isHeadTold = true;
  /** Writes of the records, one after the other. */
  #writing: Promise<void> = Promise.resolve();
  #isStreamDirty = false;

  constructor(options: NatsClaimOptions) {
    this.#o = options;
    this.term = options.record.term;
    this.isResumed = options.isResumed;
    this.retained = options.retained;
    this.#hasEnded = options.record.hasEnded;
    this.#publishedMs = options.nowMs();
    this.retained.claimed(options.isResumed);
  }

  get channel(): string {
    return this.#o.channel;
  }

  get isHeld(): boolean {
    return this.#isHeld;
  }

  get owner(): string {
    return this.#o.record.owner;
  }

  /** As it was granted. */
  get record(): ClaimRecord {
    return this.#o.record;
  }

  /** Settles when what was published before is kept by the servers as well; never rejects. */
  get settled(): Promise<void> {
    return this.#writing;
  }

  publish(message: OutgoingMessage): boolean {
    if (!this.#isHeld) return false;
    const { channel, subjects, publish, nowMs } = this.#o;
    const position = { term: this.term, number: this.#next++ };
    const type = packetType(message.bytes);
    const isAudio = type === 'audio' || type === 'silence';
    const frame = encodeMessageFrame(channel, { ...message, ...position });
    this.#publishedMs = nowMs();
    this.#isHeadTold = false;
    // The number is used up, so that subscribers notice.
    if (!publish(subjects.channel(channel), frame, isAudio)) return false;
    this.retained.add(frame, message.bytes, position, this.#publishedMs);
    if (isAudio) return true;
    this.#isStreamDirty = true;
    if (type === 'end' || type === 'hello') this.#setEnded(type === 'end');
    this.#write(() => this.#writeStream());
    return true;
  }

  release(isLost = false): void {
    if (!this.#isHeld) return;
    this.#isHeld = false;
    const { channel, subjects, publish } = this.#o;
    const told = { kind: 'released', channel, term: this.term, next: this.#next, isReplaced: false } as const;
    publish(subjects.channel(channel), encodeControlFrame(told), false);
    this.#write(() => this.#change((record) => ({ ...record, isHeld: false, isLost, next: this.#next })));
  }

  /** Another has taken the channel, or the bus has gone. */
  lose(error: CodecError, isResumed = false): void {
    if (!this.#isHeld) return;
    this.#isHeld = false;
    callGuarded(
      () => this.#o.onLost(error, isResumed),
      () => {},
    );
  }

  /** Drops what is too old, and tells subscribers, once, where a channel stands that has fallen silent. */
  tick(): void {
    const { nowMs, channel, subjects, publish } = this.#o;
    this.retained.tick(nowMs());
    if (!this.#isHeld || this.#isHeadTold || nowMs() - this.#publishedMs < HEAD_MS) return;
    this.#isHeadTold = true;
    publish(
      subjects.channel(channel),
      encodeControlFrame({ kind: 'head', channel, term: this.term, next: this.#next }),
      false,
    );
  }

  #setEnded(hasEnded: boolean): void {
    if (this.#hasEnded === hasEnded) return;
    this.#hasEnded = hasEnded;
    this.#write(() => this.#change((record) => (record.hasEnded === hasEnded ? null : { ...record, hasEnded })));
  }

  #write(action: () => Promise<void>): void {
    this.#writing = this.#writing.then(action).catch(() => {});
  }

  /** Changes the claim's record while it is this claim's. */
  async #change(change: (record: ClaimRecord) => ClaimRecord | null): Promise<void> {
    const { claims, channel, subjects, record: own, onWritten } = this.#o;
    const { value, revision } = await claims.modify<ClaimRecord>(subjects.key(channel), ({ value: record }) =>
      record?.isHeld && record.term === this.term && record.session === own.session ? change(record) : null,
    );
    if (value) onWritten(value, revision);
  }

  /** The last hello, metadata and end, unless a later claim has written its own. */
  async #writeStream(): Promise<void> {
    if (!this.#isStreamDirty) return;
    this.#isStreamDirty = false;
    const { streams, channel, subjects } = this.#o;
    await streams.modify<StreamRecord>(subjects.key(channel), ({ value: before }) => {
      if (before && before.term > this.term) return null;
      const streamTerm = this.isResumed && before ? before.streamTerm : this.term;
      const frames = Array.from(this.retained.stateFrames(), (frame) => Buffer.from(frame).toString('base64'));
      return { term: this.term, streamTerm, frames };
    });
  }
}
