import { CodecError } from '../../core/errors.js';
import { framesPerSecond } from '../../core/latent/format.js';
import { RateMeter } from '../../core/rate-meter.js';
import { CLOSE_CODES } from '../../core/wire/control.js';
import {
  type ListenerHello,
  type StreamHello,
  type StreamMetadata,
  shortEpoch,
  streamContext,
} from '../../core/wire/hello.js';
import {
  type AudioPacket,
  type EndPacket,
  encodePacket,
  FRAME_INDEX_MODULUS,
  type PacketContext,
  type SilencePacket,
} from '../../core/wire/packet.js';
import { extendIndex } from '../../core/wire/sequence.js';
import type { Connection } from '../../ports/transport.js';
import type { RelayLimits } from '../limits.js';
import { Listener, type ListenerStats } from '../subscribers/listener.js';
import { ThinnedMessage } from '../subscribers/thinned.js';
import { AudioRing } from './ring.js';

/** Refuses one connection and forgets it; must not throw. */
export type Drop = (connection: Connection, error: CodecError, closeCode?: number) => void;

/**
 * One channel: at most one source, its listeners and the last seconds of its audio. The room outlives its source:
 * listeners stay when it goes, and are told by a hello when one comes.
 */
export class Room {
  readonly name: string;
  readonly #limits: RelayLimits;
  readonly #drop: Drop;
  readonly #listeners = new Map<Connection, { listener: Listener; hello: ListenerHello }>();
  readonly #thinned = new ThinnedMessage();
  readonly #payloadIn = new RateMeter();
  readonly #wireIn = new RateMeter();
  readonly #wireOut = new RateMeter();
  #source: Connection | null = null;
  #hello: StreamHello | null = null;
  #metadata: Uint8Array | null = null;
  #end: Uint8Array | null = null;
  #ring: AudioRing | null = null;
  #context: PacketContext = { bytesPerFramePlane: 1 };
  #nextFrame = 0;
  #staleMessages = 0;
  #audioMessages = 0;
  #silentFrames = 0;
  #payloadBytes = 0;
  #wireOutBefore = 0;
  #wireInBefore = 0;
  #emptySinceMs: number;

  constructor(name: string, limits: RelayLimits, drop: Drop, nowMs: number) {
    this.name = name;
    this.#limits = limits;
    this.#drop = drop;
    this.#emptySinceMs = nowMs;
  }

  get source(): Connection | null {
    return this.#source;
  }

  get context(): PacketContext {
    return this.#context;
  }

  get listenerCount(): number {
    return this.#listeners.size;
  }

  /** How long nobody has been here, in ms. */
  idleMs(nowMs: number): number {
    return this.#source || this.#listeners.size > 0 ? 0 : nowMs - this.#emptySinceMs;
  }

  /**
   * A source has said hello. One that goes on with the epoch that is here takes over from its own dead connection: the
   * epoch is a random number, not a secret, so that this keeps out accidents and not attackers.
   * @throws CodecError CHANNEL_BUSY when another source is here
   */
  attachSource(connection: Connection, hello: StreamHello): void {
    const isResumed = this.#hello !== null && this.#hello.epoch === hello.epoch && hello.resumeFrame !== undefined;
    const previous = this.#source;
    // A source that has ended is on its way out: its close may come after the hello of the next one.
    if (previous && !isResumed && !this.#end)
      throw new CodecError('CHANNEL_BUSY', `channel ${this.name} has a source already (epoch ${this.#hello?.epoch})`);
    const hasChanged = isResumed && !isSameStream(this.#hello!, hello);
    if (hasChanged)
      throw new CodecError(
        'PROTOCOL',
        'a resumed source must state the model, format, planes and stereo it started with',
      );
    if (!isResumed) this.#startStream(hello);
    this.#source = connection;
    this.#wireInBefore = 0;
    this.#end = null;
    if (previous)
      this.#drop(previous, new CodecError('CHANNEL_BUSY', 'the source has connected anew'), CLOSE_CODES.channelBusy);
    connection.send(this.#helloMessage());
    this.#announce();
  }

  /** The source's connection has gone; its listeners stay. */
  detach(connection: Connection, nowMs: number): void {
    if (this.#source === connection) this.#source = null;
    const entry = this.#listeners.get(connection);
    if (entry) {
      // What a listener that has left was sent still counts in the channel's total, or the rate would turn negative.
      this.#wireOutBefore -= connection.counters.sentWireBytes;
      this.#listeners.delete(connection);
    }
    if (!this.#source && this.#listeners.size === 0) this.#emptySinceMs = nowMs;
  }

  /** @throws CodecError CHANNEL_LIMIT | MODEL_MISMATCH */
  attachListener(connection: Connection, hello: ListenerHello, nowMs: number, random: () => number): Listener {
    if (this.#listeners.size >= this.#limits.maxListenersPerChannel)
      throw new CodecError(
        'CHANNEL_LIMIT',
        `channel ${this.name} may have ${this.#limits.maxListenersPerChannel} listeners`,
      );
    const mismatch = this.#mismatch(hello);
    if (mismatch) throw mismatch;
    const listener = new Listener(connection, hello, this.#limits, nowMs, random);
    this.#listeners.set(connection, { listener, hello });
    this.#wireOutBefore += connection.counters.sentWireBytes;
    if (this.#hello) this.#welcome(listener, hello);
    return listener;
  }

  /**
   * Audio of the source, parsed once. `message` is kept: the caller has copied it.
   * @throws CodecError PACKET_FIELD when its epoch or planes are not the hello's
   */
  onAudio(message: Uint8Array, packet: AudioPacket, nowMs: number): void {
    const hello = this.#hello!;
    this.#requireEpoch(packet.epoch);
    if (packet.encodedPlanes !== hello.planes)
      throw new CodecError(
        'PACKET_FIELD',
        `encodedPlanes must be ${hello.planes} as in the hello, got ${packet.encodedPlanes}`,
      );
    if (!this.#pass(message, packet, packet.planes)) return;
    this.#audioMessages++;
    const payloadBytes = packet.payload.length + (packet.spatial?.length ?? 0);
    this.#payloadBytes += payloadBytes;
    this.#payloadIn.add(nowMs, payloadBytes);
  }

  /**
   * Silence of the source: passed on, kept and left out as audio is, never thinned. `message` is kept.
   * @throws CodecError PACKET_FIELD when its epoch is not the hello's
   */
  onSilence(message: Uint8Array, packet: SilencePacket): void {
    this.#requireEpoch(packet.epoch);
    if (this.#pass(message, packet, 0)) this.#silentFrames += packet.frames;
  }

  /** Keeps a message for late joins and sends it to every listener; false for one that was here already. */
  #pass(message: Uint8Array, packet: AudioPacket | SilencePacket, planes: number): boolean {
    const firstFrame = extendIndex(packet.firstFrame, FRAME_INDEX_MODULUS, this.#nextFrame);
    // Sources come over ordered transports: what is behind was sent again after a reconnect and is here already.
    if (firstFrame < this.#nextFrame) {
      this.#staleMessages++;
      return false;
    }
    this.#nextFrame = firstFrame + packet.frames;
    this.#ring!.push({ message, firstFrame, frames: packet.frames, planes });
    this.#thinned.set(message, planes, this.#context);
    // The one hot loop: no closure and no copy per listener.
    for (const { listener } of this.#listeners.values()) {
      try {
        listener.offer(this.#thinned, firstFrame, packet.frames);
      } catch (cause) {
        this.#dropBroken(listener.connection, cause);
      }
    }
    return true;
  }

  /** Kept for those who join later and repeated after every hello. */
  onMetadata(metadata: StreamMetadata): void {
    this.#metadata = encodePacket({ type: 'metadata', body: { ...metadata } }, this.#context);
    this.#broadcast(this.#metadata);
  }

  /** @throws CodecError PACKET_FIELD when its epoch is not the hello's */
  onEnd(packet: EndPacket): void {
    this.#requireEpoch(packet.epoch);
    this.#end = encodePacket(packet, this.#context);
    this.#broadcast(this.#end);
  }

  tick(nowMs: number): void {
    let wireOut = 0;
    for (const [connection, { listener }] of this.#listeners) {
      wireOut += connection.counters.sentWireBytes;
      this.#guard(connection, () => {
        if (listener.check(nowMs) === 'keep') return;
        const seconds = Math.round(listener.lagMs(nowMs) / 1000);
        this.#drop(connection, new CodecError('TRANSPORT_CLOSED', `no pong for ${seconds} s`), CLOSE_CODES.tooSlow);
      });
    }
    this.#wireOut.add(nowMs, Math.max(0, wireOut - this.#wireOutBefore));
    this.#wireOutBefore = wireOut;
    if (this.#source) {
      const wireIn = this.#source.counters.receivedWireBytes;
      this.#wireIn.add(nowMs, wireIn - this.#wireInBefore);
      this.#wireInBefore = wireIn;
    }
  }

  stats(nowMs: number): RoomStats {
    const listeners = [...this.#listeners.values()].map(({ listener }) => listener.stats(nowMs));
    return {
      channel: this.name,
      epoch: this.#hello?.epoch ?? null,
      modelId: this.#hello?.modelId ?? null,
      isLive: this.#source !== null,
      hasEnded: this.#end !== null,
      nextFrame: this.#nextFrame,
      listeners: listeners.length,
      sourcePayloadKbps: this.#payloadIn.kbitPerSecond(nowMs),
      sourceWireKbps: this.#wireIn.kbitPerSecond(nowMs),
      listenersWireKbps: this.#wireOut.kbitPerSecond(nowMs),
      audioMessages: this.#audioMessages,
      payloadBytes: this.#payloadBytes,
      silentFrames: this.#silentFrames,
      staleMessages: this.#staleMessages,
      maxLagMs: listeners.reduce((max, { lagMs }) => Math.max(max, lagMs), 0),
      thinnedListeners: listeners.filter(({ state }) => state === 'thinned').length,
      skippedListeners: listeners.filter(({ state }) => state === 'skipped').length,
      perListener: listeners,
    };
  }

  #startStream(hello: StreamHello): void {
    this.#hello = hello;
    this.#metadata = null;
    this.#context = streamContext(hello);
    const keepFrames = Math.ceil((this.#limits.ringMs / 1000) * framesPerSecond(hello.format));
    this.#ring = new AudioRing(keepFrames, this.#limits.maxRingPackets);
    // A relay that has started anew takes a resumed stream where its source can go on.
    this.#nextFrame = hello.resumeFrame ?? 0;
  }

  /** Tells those who are here of the stream that has come or come back; those who decode another model must go. */
  #announce(): void {
    for (const [connection, { listener, hello }] of this.#listeners) {
      this.#guard(connection, () => {
        const mismatch = this.#mismatch(hello);
        if (mismatch) this.#drop(connection, mismatch);
        else this.#welcome(listener, listener.cursor > 0 ? { ...hello, burstMs: 0 } : hello);
      });
    }
  }

  /** Hello, metadata and past audio, in this order. */
  #welcome(listener: Listener, wish: ListenerHello): void {
    const hello = this.#hello!;
    const { connection } = listener;
    const isResuming = wish.from !== undefined && wish.from.epoch === hello.epoch;
    listener.setStream(hello.epoch, hello.planes, isResuming ? wish.from!.frame : 0);
    connection.send(this.#helloMessage());
    if (this.#metadata) connection.send(this.#metadata);
    // Who resumes gets what it has missed; who comes new to a stream that stands still gets nothing stale.
    if (this.#source || isResuming) {
      const burstFrames = Math.floor((wish.burstMs / 1000) * framesPerSecond(hello.format));
      const thinned = new ThinnedMessage();
      for (const { message, firstFrame, frames, planes } of this.#ring!.from(this.#nextFrame - burstFrames)) {
        thinned.set(message, planes, this.#context);
        listener.offer(thinned, firstFrame, frames);
      }
    }
    if (this.#end && isResuming) connection.send(this.#end);
  }

  /**
   * The stream's hello with the next frame that the relay expects. A source learns from it what it must send again, a
   * listener how far the 24-bit indices have come.
   */
  #helloMessage(): Uint8Array {
    return encodePacket({ type: 'hello', body: { ...this.#hello!, resumeFrame: this.#nextFrame } }, this.#context);
  }

  #mismatch(hello: ListenerHello): CodecError | null {
    const stream = this.#hello;
    if (!stream || !hello.modelSha256 || hello.modelSha256.includes(stream.modelSha256)) return null;
    return new CodecError(
      'MODEL_MISMATCH',
      `channel ${this.name} streams model ${stream.modelId} (sha256 ${stream.modelSha256}); the listener has sha256 ${hello.modelSha256.join(', ')}`,
    );
  }

  #requireEpoch(epoch: number): void {
    const expected = shortEpoch(this.#hello!.epoch);
    if (epoch !== expected)
      throw new CodecError('PACKET_FIELD', `epoch must be ${expected} as in the hello, got ${epoch}`);
  }

  #broadcast(message: Uint8Array): void {
    for (const connection of this.#listeners.keys()) this.#guard(connection, () => connection.send(message));
  }

  /** Whatever a listener's connection throws is that listener's alone. */
  #guard(connection: Connection, action: () => void): void {
    try {
      action();
    } catch (cause) {
      this.#dropBroken(connection, cause);
    }
  }

  #dropBroken(connection: Connection, cause: unknown): void {
    this.#drop(connection, new CodecError('TRANSPORT_FAILED', 'the connection threw', { cause }), CLOSE_CODES.protocol);
  }
}

const isSameStream = (a: StreamHello, b: StreamHello): boolean =>
  a.modelSha256 === b.modelSha256 &&
  a.planes === b.planes &&
  (a.stereo ?? false) === (b.stereo ?? false) &&
  JSON.stringify(a.format) === JSON.stringify(b.format);

export interface RoomStats {
  readonly channel: string;
  readonly epoch: number | null;
  readonly modelId: string | null;
  /** A source is connected. */
  readonly isLive: boolean;
  readonly hasEnded: boolean;
  /** Index after the last frame that came. */
  readonly nextFrame: number;
  readonly listeners: number;
  /** Bit planes and spatial parameters, without any header. */
  readonly sourcePayloadKbps: number;
  readonly sourceWireKbps: number;
  /** All listeners together. */
  readonly listenersWireKbps: number;
  readonly audioMessages: number;
  readonly payloadBytes: number;
  /** Frames that the source said to be silent. */
  readonly silentFrames: number;
  /** Audio messages that were here already. */
  readonly staleMessages: number;
  readonly maxLagMs: number;
  readonly thinnedListeners: number;
  readonly skippedListeners: number;
  readonly perListener: readonly ListenerStats[];
}
