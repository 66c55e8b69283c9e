import { CodecError } from '../../core/errors.js';
import { framesToMs } from '../../core/latent/format.js';
import { PRESETS } from '../../core/latent/presets.js';
import { CLOSE_CODES, type Control } from '../../core/wire/control.js';
import type { ListenerHello } from '../../core/wire/hello.js';
import { AUDIO_HEADER_BYTES } from '../../core/wire/packet.js';
import type { Connection, SharedMessage } from '../../ports/transport.js';
import { encodeControlPacket, withBurstRefused } from '../control-packet.js';
import { AUDIO_BYTES_PER_MS, playedEveryMs, type RelayLimits } from '../limits.js';
import { LagProbe } from './lag-probe.js';
import { PacketLengthControl } from './packet-length-control.js';
import { PlaneControl } from './plane-control.js';
import { PlaybackLag } from './playback-lag.js';
import type { StreamStart, Subscriber, SubscriberRequest, SubscriberState, SubscriberStats } from './subscriber.js';
import type { ThinnedMessage } from './thinned.js';
import { MAX_UNPLAYED_MS, TRANSFER_PING_MS, TransferProgress } from './transfer-progress.js';

/** Times the interval that it asks for, at which one that wants long packets is told how many listen: it saves bytes. */
const SAVING_INTERVALS = 5;

/** One listener's connection, and what it asked for. */
export interface SocketSubscriberOptions {
  /** What the channel sends goes out on it, thinned where the listener lags. */
  readonly connection: Connection;
  /** The listener's own hello, with the past audio that it gets. */
  readonly hello: ListenerHello & SubscriberRequest;
  /** Of these: when lag is measured, and when it thins, skips and evicts. */
  readonly limits: RelayLimits;
  /** The relay's clock at this moment: lag is measured from here. */
  readonly nowMs: number;
  /** Numbers in [0, 1): they spread the pings of many listeners over the interval. */
  readonly random: () => number;
  /**
   * Called once, when the subscription ends from this side: tells the peer and closes the connection. Must not throw.
   */
  readonly onClose: (error: CodecError, closeCode?: number) => void;
  /** The past audio that it asks for is refused: it gets live audio alone, and is told so. @default false */
  readonly isBurstRefused?: boolean;
}

/**
 * A listener at the far end of a connection. How far it lags is measured by pings ({@link LagProbe}), and, where it reports
 * what it plays, by how far its player has fallen behind ({@link PlaybackLag}). A listener that lags is sent longer messages
 * where it allows them, then thinned, then skipped ({@link PlaneControl}), and is closed only when it has not answered for
 * `evictAfterMs`, or its player is as far behind. It is skipped too while more than `maxWaitingMs` of audio wait for it here.
 */
export class SocketSubscriber implements Subscriber {
  readonly request: SubscriberRequest;
  readonly #connection: Connection;
  readonly #onClose: SocketSubscriberOptions['onClose'];
  readonly #wantsSpatialParameters: boolean;
  /** As its hello states it. */
  readonly #listenersEveryMs: number | undefined;
  readonly #lag: LagProbe;
  readonly #playback: PlaybackLag;
  /** Duration of a frame of the present stream. */
  #frameMs = 0;
  /** Of the present stream, where it is a transfer. */
  #transfer: TransferProgress | null = null;
  readonly #length: PacketLengthControl;
  readonly #planes: PlaneControl;
  #epoch: number | null = null;
  #cursor = 0;
  #framesPerMessage = 0;
  #isClosed = false;
  #sentMessages = 0;
  #audioBytes = 0;
  #payloadBytes = 0;
  #droppedMessages = 0;
  readonly #limits: RelayLimits;
  /** `sentMessages` at the last visit, and when they last were more than at the visit before. */
  #seenMessages = 0;
  #lastSentMs: number;
  /** The connection has not passed on all at once: the peer, or the way to it, is slow. */
  #isBackedUp = false;
  /** Its next hello tells that its past audio is refused. */
  #isBurstRefused: boolean;

  constructor(options: SocketSubscriberOptions) {
    const { connection, hello, limits, nowMs, random, onClose } = options;
    this.#isBurstRefused = options.isBurstRefused ?? false;
    this.request = this.#isBurstRefused ? { ...hello, burstMs: 0 } : hello;
    this.#connection = connection;
    this.#onClose = onClose;
    this.#wantsSpatialParameters = hello.stereo === true;
    this.#listenersEveryMs = hello.listenersEveryMs;
    this.#limits = limits;
    this.#lastSentMs = nowMs;
    this.#lag = new LagProbe(limits, nowMs, random);
    this.#playback = new PlaybackLag(playedEveryMs(limits));
    this.#length = new PacketLengthControl(hello);
    this.#planes = new PlaneControl(hello.planes, limits, nowMs, this.#length);
  }

  get cursor(): number {
    return this.#cursor;
  }

  get state(): SubscriberState {
    return this.#isBackedUp && this.#isFull() ? 'skipped' : this.#planes.state;
  }

  get isDueSoon(): boolean {
    return this.#lag.isWaiting || this.#isBackedUp || this.state !== 'ok' || this.#isUnproven;
  }

  get framesPerMessage(): number | undefined {
    return this.#length.frames;
  }

  get maxFramesPerMessage(): number | undefined {
    return this.#length.maxFrames;
  }

  get listenersEveryMs(): number | undefined {
    const isSavingBytes = (this.framesPerMessage ?? 1) >= PRESETS.normal;
    return this.#listenersEveryMs && this.#listenersEveryMs * (isSavingBytes ? SAVING_INTERVALS : 1);
  }

  tellListeners(message: SharedMessage): boolean {
    if (this.#isClosed) return true;
    // Audio goes first where the link is slow.
    if (this.#isBackedUp || this.state !== 'ok') return false;
    if (this.#connection.sendShared) this.#connection.sendShared(message);
    else this.#connection.send(message.bytes);
    return true;
  }

  get wireBytes(): number {
    return this.#connection.counters.sentWireBytes;
  }

  /** Bit planes and spatial parameters that were sent, without any header. */
  get payloadBytes(): number {
    return this.#payloadBytes;
  }

  /** How far its player has fallen behind, where it reports that, however long its pings take; else how long they take. */
  lagMs(nowMs: number): number {
    // Whoever records a transfer plays it at a pace of its own.
    if (this.#transfer) return Math.min(this.#lag.lagMs(nowMs), this.#transfer.behindMs(this.#cursor, nowMs));
    return this.#playback.behindMs(nowMs) ?? this.#lag.lagMs(nowMs);
  }

  holdsSource(nowMs: number): boolean {
    const transfer = this.#transfer;
    if (this.#isClosed || !transfer || this.lagMs(nowMs) > this.#limits.thinLagMs) return false;
    if (transfer.isFull(this.#cursor) || this.#isFull(0.5)) return true;
    return this.#playback.waitedForMs(this.#cursor, this.#frameMs, nowMs) > MAX_UNPLAYED_MS;
  }

  stats(nowMs: number): SubscriberStats {
    const { unplayedMs } = this.#playback;
    return {
      planes: this.#planes.planes,
      wantedPlanes: this.#planes.wantedPlanes,
      framesPerMessage: this.#framesPerMessage,
      state: this.state,
      lagMs: this.lagMs(nowMs),
      ...(unplayedMs !== null && { unplayedMs }),
      sentMessages: this.#sentMessages,
      droppedMessages: this.#droppedMessages,
      waitingBytes: this.#connection.bufferedBytes,
      audioBytes: this.#audioBytes,
      wireBytes: this.wireBytes,
    };
  }

  welcome({ hello, cursor, helloMessage, framesPerMessage, metadataMessage }: StreamStart): void {
    if (this.#isClosed) return;
    const isNew = this.#epoch !== hello.epoch;
    if (isNew) {
      this.#cursor = cursor;
      this.#playback.restart();
    }
    // As the hello states it.
    this.#playback.setInterval(playedEveryMs(this.#limits));
    this.#epoch = hello.epoch;
    this.#frameMs = framesToMs(hello.format, 1);
    if (!hello.transfer) this.#transfer = null;
    else if (isNew) this.#transfer = new TransferProgress(this.#cursor, this.#frameMs);
    this.#planes.setStreamPlanes(hello.planes);
    this.#length.setStreamFrames(hello.framesPerPacket);
    this.#framesPerMessage = framesPerMessage;
    this.#connection.send(this.#isBurstRefused ? withBurstRefused(helloMessage) : helloMessage);
    this.#isBurstRefused = false;
    if (metadataMessage) this.#connection.send(metadataMessage);
  }

  offer(message: ThinnedMessage, firstFrame: number, frames: number): void {
    if (this.#isClosed || firstFrame + frames <= this.#cursor) return;
    if (this.#planes.isSkipping || (this.#isBackedUp && this.#isFull())) {
      this.#droppedMessages++;
      return;
    }
    const { planes } = this.#planes;
    // What it has had was sent before it changed to messages of this length, or on an earlier connection.
    const had = Math.max(0, this.#cursor - firstFrame);
    const shared =
      had > 0
        ? message.getWithout(had, planes, this.#wantsSpatialParameters)
        : message.get(planes, this.#wantsSpatialParameters);
    this.#cursor = firstFrame + frames;
    this.#sentMessages++;
    this.#audioBytes += shared.bytes.length;
    // Type 0 is audio; silence has no payload.
    if ((shared.bytes[0]! & 15) === 0) this.#payloadBytes += shared.bytes.length - AUDIO_HEADER_BYTES;
    const connection = this.#connection;
    const isPassedOn = connection.sendShared ? connection.sendShared(shared) : connection.send(shared.bytes);
    if (!isPassedOn) this.#isBackedUp = true;
  }

  repacked(framesPerMessage: number): void {
    if (this.#isClosed) return;
    this.#framesPerMessage = framesPerMessage;
    // One that has stated no wish may not know what it is told.
    if (this.#length.frames !== undefined)
      this.#connection.send(encodeControlPacket({ type: 'control', body: { framesPerMessage } }));
  }

  metadata(message: Uint8Array): void {
    if (!this.#isClosed) this.#connection.send(message);
  }

  sourceGone(helloMessage: Uint8Array): void {
    if (!this.#isClosed) this.#connection.send(helloMessage);
  }

  end(message: Uint8Array): void {
    if (!this.#isClosed) this.#connection.send(message);
  }

  /** Pings when one is due and steps the planes up or down. */
  tick(nowMs: number): void {
    if (this.#isClosed) return;
    const lagMs = this.lagMs(nowMs);
    if (this.#lag.isLost(nowMs)) {
      this.#evict(`no pong for ${Math.round(this.#lag.lagMs(nowMs) / 1000)} s`);
      return;
    }
    if (!this.#transfer && (this.#playback.behindMs(nowMs) ?? 0) > this.#limits.evictAfterMs) {
      this.#evict(`what it plays is ${Math.round(lagMs / 1000)} s behind`);
      return;
    }
    this.#planes.update(lagMs, nowMs);
    if (this.#isBackedUp) this.#isBackedUp = this.#connection.bufferedBytes > 0;
    if (this.#seenMessages !== this.#sentMessages) this.#lastSentMs = nowMs;
    this.#seenMessages = this.#sentMessages;
    // A peer to which nothing is sent takes its connection for dead after a while, and audio shows that it is not.
    const isQuiet = nowMs - this.#lastSentMs >= this.#limits.pingIntervalMs;
    const intervalMs = this.#isUnproven ? TRANSFER_PING_MS : this.#limits.pingIntervalMs;
    const token = this.#lag.duePing(nowMs, isQuiet || this.#isBackedUp || this.#isUnproven, intervalMs);
    if (token === null) return;
    this.#transfer?.pinged(this.#cursor, nowMs);
    this.#connection.send(encodeControlPacket({ type: 'ping', token }));
  }

  close(error: CodecError, closeCode?: number): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#onClose(error, closeCode);
  }

  /**
   * The listener asks for at most so many planes from now on, and for messages of another length from the next tick on;
   * what it does not state of the length stays as it was. It may report what it plays: of another stream, not sent yet, or
   * too soon after the last report, that is ignored.
   * @returns how far its player has fallen behind, in ms; null without a report, and for one that is ignored
   */
  onControl({ planes, played, ...length }: Control, nowMs: number): number | null {
    this.#planes.setRequestedPlanes(planes);
    this.#length.setRequest(length);
    if (!played || played.epoch !== this.#epoch) return null;
    const messageMs = this.#framesPerMessage * this.#frameMs;
    return this.#playback.report(played.frame, this.#cursor, this.#frameMs, messageMs, nowMs);
  }

  /** @returns the lag that it measures, in ms; null for a pong that answers no ping */
  onPong(token: number, nowMs: number): number | null {
    const roundTripMs = this.#lag.onPong(token, nowMs, this.#planes.isSkipping);
    if (roundTripMs !== null) this.#transfer?.answered(this.#cursor, nowMs);
    return roundTripMs;
  }

  #evict(why: string): void {
    this.close(new CodecError('TRANSPORT_CLOSED', why), CLOSE_CODES.tooSlow);
  }

  /** Audio of a transfer is on its way. */
  get #isUnproven(): boolean {
    return this.#transfer?.isUnproven(this.#cursor) ?? false;
  }

  /** More waits in the relay than may wait for one listener, or this share of it. */
  #isFull(share = 1): boolean {
    return this.#connection.bufferedBytes > share * this.#limits.maxWaitingMs * AUDIO_BYTES_PER_MS;
  }
}
