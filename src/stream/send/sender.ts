import { CodecError, requireInteger, requireNumber } from '../../core/errors.js';
import { framesPerSecond } from '../../core/latent/format.js';
import type { FrameBlock, SilentBlock } from '../../core/latent/frames.js';
import { parseHello, type StreamHello, type StreamMetadata, shortEpoch, streamContext } from '../../core/wire/hello.js';
import {
  encodePacket,
  FRAME_INDEX_MODULUS,
  type Packet,
  type PacketContext,
  parsePacket,
} from '../../core/wire/packet.js';
import type { Clock } from '../../ports/clock.js';
import type { Connection } from '../../ports/transport.js';
import { Backoff, type BackoffOptions } from '../link/backoff.js';
import { Link } from '../link/link.js';
import { StreamStats, type StreamStatsSnapshot } from '../link/stats.js';
import { type QueuedBlock, SendQueue } from './send-queue.js';

export interface SenderOptions {
  /** Makes one connection to the channel; called again after every loss. */
  readonly connect: () => Promise<Connection>;
  readonly clock: Clock;
  /** What the stream is; `resumeFrame` is the sender's own to set. */
  readonly hello: Omit<StreamHello, 'role' | 'resumeFrame'>;
  readonly metadata?: StreamMetadata;
  /** Numbers in [0, 1) for the back-off. @default Math.random */
  readonly random?: () => number;
  readonly backoff?: Partial<BackoffOptions>;
  /** Audio that may wait on a connection that does not drain. @default 2000 */
  readonly queueMs?: number;
  /** Audio that is kept to be sent again after a reconnect. @default 10000 */
  readonly ringMs?: number;
  /** @default 5000 */
  readonly pingIntervalMs?: number;
  /** A ping that is owed for longer than this stops the sending until it is answered. @default 3000 */
  readonly maxLagMs?: number;
  /** A relay that says nothing for so long is taken for dead. @default 15000 */
  readonly idleTimeoutMs?: number;
  /** How long `end` waits for the relay. @default 10000 */
  readonly endTimeoutMs?: number;
  readonly handlers?: SenderHandlers;
}

export interface SenderHandlers {
  /** The relay has taken the stream; frames from `nextFrame` on are sent. */
  onUp?(nextFrame: number): void;
  /** The connection was lost; another is being made. */
  onDown?(error: CodecError): void;
  /** The stream cannot go on. */
  onError?(error: CodecError): void;
}

export interface SenderStats extends StreamStatsSnapshot {
  readonly state: SenderState;
  readonly pendingFrames: number;
  /** Round trip of the last ping, or the age of one that is owed. */
  readonly lagMs: number;
}

export type SenderState = 'connecting' | 'live' | 'ended' | 'failed' | 'closed';

/**
 * One live stream to a relay. Blocks are sent in order; what a lost connection did not deliver is sent again on the
 * next one, from the frame that the relay asks for. Where the way is too slow the oldest waiting frames are dropped and
 * counted, so that what arrives is fresh.
 */
export class Sender {
  readonly #clock: Clock;
  readonly #hello: Omit<StreamHello, 'role' | 'resumeFrame'>;
  readonly #options: SenderOptions;
  readonly #context: PacketContext;
  readonly #queue: SendQueue;
  readonly #queueFrames: number;
  readonly #pingIntervalMs: number;
  readonly #maxLagMs: number;
  readonly #link: Link;
  readonly #stats = new StreamStats('sent');
  #state: SenderState = 'connecting';
  #started: Deferred | null = null;
  #drainWaiters: Deferred[] = [];
  #metadata: StreamMetadata | undefined;
  #error: CodecError | null = null;
  #accepted = false;
  #acceptsSilence = false;
  #acceptsStereo = false;
  #everAccepted = false;
  #blocked = false;
  #catchingUp = false;
  #pingSentMs: number | null = null;
  #pingToken = 0;
  #roundTripMs = 0;
  #cancelPing: (() => void) | null = null;
  #ending: { packet: Packet; done: Deferred; token: number | null; cancelTimeout: () => void } | null = null;

  /** @throws RangeError naming an option outside its range. */
  constructor(options: SenderOptions) {
    const { format } = options.hello;
    this.#options = options;
    this.#clock = options.clock;
    this.#hello = options.hello;
    this.#metadata = options.metadata;
    this.#context = streamContext(options.hello);
    const toFrames = (ms: number): number => Math.ceil((ms / 1000) * framesPerSecond(format));
    this.#queueFrames = toFrames(requireNumber('queueMs', options.queueMs ?? 2000, 1, 600_000));
    this.#queue = new SendQueue(toFrames(requireNumber('ringMs', options.ringMs ?? 10_000, 1, 600_000)));
    this.#pingIntervalMs = requireNumber('pingIntervalMs', options.pingIntervalMs ?? 5000, 1, 600_000);
    this.#maxLagMs = requireNumber('maxLagMs', options.maxLagMs ?? 3000, 1, 600_000);
    this.#link = new Link({
      connect: options.connect,
      clock: options.clock,
      backoff: new Backoff(options.backoff, options.random),
      idleTimeoutMs: requireNumber('idleTimeoutMs', options.idleTimeoutMs ?? 15_000, 1, 3_600_000),
      handlers: {
        onOpen: (connection) => this.#onOpen(connection),
        onMessage: (message) => this.#onMessage(message),
        onDrain: () => this.#onDrain(),
        onDown: (error) => this.#onDown(error),
        onFailed: (error) => this.#onFailed(error),
      },
    });
  }

  get state(): SenderState {
    return this.#state;
  }

  /** Whether the relay knows silence packets: the hello said `silence` and the relay has repeated it. */
  get acceptsSilence(): boolean {
    return this.#acceptsSilence;
  }

  /** Whether the relay knows spatial parameters: the hello said `stereo` and the relay has repeated it. */
  get acceptsStereo(): boolean {
    return this.#acceptsStereo;
  }

  /**
   * Resolves when the relay has taken the stream. Blocks may be sent before.
   * @throws CodecError TRANSPORT_FAILED, CHANNEL_BUSY, CHANNEL_LIMIT, … when it has not
   */
  start(): Promise<void> {
    if (!this.#started) {
      this.#started = new Deferred();
      this.#link.open();
    }
    return this.#started.promise;
  }

  /**
   * Sends a block or queues it. Returns false when the caller can wait for {@link drained}; one that cannot (a live
   * source) goes on, and the oldest waiting frames are dropped beyond `queueMs`.
   * @throws RangeError when the block does not come after the one before it, or is not of the hello's format
   * @throws CodecError TRANSPORT_CLOSED after `end`, `close` or a failure
   */
  send(block: FrameBlock): boolean {
    const { firstFrame, frames, planes, payload } = block;
    const spatial = this.#hello.stereo ? block.spatial : undefined;
    this.#requireNext(firstFrame);
    const message = encodePacket(
      {
        type: 'audio',
        epoch: shortEpoch(this.#hello.epoch),
        firstFrame: firstFrame % FRAME_INDEX_MODULUS,
        frames,
        encodedPlanes: this.#hello.planes,
        planes,
        payload,
        ...(spatial && { spatial }),
      },
      this.#context,
    );
    const spatialBytes = spatial?.length ?? 0;
    return this.#push({ message, firstFrame, frames, payloadBytes: payload.length + spatialBytes, spatialBytes });
  }

  /**
   * Says that frames are silent instead of sending them; only where {@link acceptsSilence}. Otherwise as `send`.
   * @throws RangeError, CodecError as `send` does
   */
  sendSilence(block: SilentBlock): boolean {
    const { firstFrame, frames, noise, continues } = block;
    this.#requireNext(firstFrame);
    const at = { epoch: shortEpoch(this.#hello.epoch), firstFrame: firstFrame % FRAME_INDEX_MODULUS, frames };
    const message = encodePacket({ type: 'silence', ...at, noise, continues }, this.#context);
    return this.#push({ message, firstFrame, frames, payloadBytes: 0, isSilent: true });
  }

  #requireNext(firstFrame: number): void {
    if (this.#ending || this.#link.isOver)
      throw this.#error ?? new CodecError('TRANSPORT_CLOSED', 'the sender is closed');
    requireInteger('firstFrame', firstFrame, this.#queue.nextFrame, Number.MAX_SAFE_INTEGER);
  }

  #push(block: QueuedBlock): boolean {
    this.#stats.droppedFrames += this.#queue.push(block);
    this.#flush();
    // While what an outage left behind is being sent, the ring's own bound holds; otherwise the queue's.
    if (this.#accepted && !this.#catchingUp) this.#stats.droppedFrames += this.#queue.dropPending(this.#queueFrames);
    return this.#isDrained();
  }

  /**
   * Resolves when nothing waits.
   * @throws CodecError when the stream cannot go on
   */
  drained(): Promise<void> {
    if (this.#isDrained()) return Promise.resolve();
    if (this.#link.isOver)
      return Promise.reject(this.#error ?? new CodecError('TRANSPORT_CLOSED', 'the sender is closed'));
    const waiter = new Deferred();
    this.#drainWaiters.push(waiter);
    return waiter.promise;
  }

  /** Replaces the metadata; repeated after every reconnect. */
  setMetadata(metadata: StreamMetadata): void {
    this.#metadata = metadata;
    if (this.#accepted) this.#sendPacket({ type: 'metadata', body: { ...metadata } });
  }

  /**
   * Sends what waits and the end of the stream, and closes. Resolves when the relay has it all.
   * @throws CodecError TRANSPORT_FAILED when it has not within `endTimeoutMs`
   */
  end(totalFrames: number, totalSamples: number): Promise<void> {
    if (this.#ending) return this.#ending.done.promise;
    if (this.#link.isOver)
      return Promise.reject(this.#error ?? new CodecError('TRANSPORT_CLOSED', 'the sender is closed'));
    const packet: Packet = { type: 'end', epoch: shortEpoch(this.#hello.epoch), totalFrames, totalSamples };
    encodePacket(packet, this.#context);
    const timeoutMs = this.#options.endTimeoutMs ?? 10_000;
    const cancelTimeout = this.#clock.schedule(timeoutMs, () => {
      this.#finish(
        'failed',
        new CodecError('TRANSPORT_FAILED', `the relay has not taken the end within ${timeoutMs} ms`),
      );
    });
    this.#ending = { packet, done: new Deferred(), token: null, cancelTimeout };
    this.#flush();
    return this.#ending.done.promise;
  }

  /** Closes at once, without an end: listeners wait for the source to come back. May be called twice. */
  close(): void {
    if (this.#state === 'connecting' || this.#state === 'live')
      this.#finish('closed', new CodecError('TRANSPORT_CLOSED', 'the sender was closed'));
  }

  stats(): SenderStats {
    const nowMs = this.#clock.nowMs();
    return {
      ...this.#stats.snapshot(nowMs),
      state: this.#state,
      pendingFrames: this.#queue.pendingFrames,
      lagMs: this.#lagMs(nowMs),
    };
  }

  #onOpen(connection: Connection): void {
    this.#stats.attach(connection.counters, this.#clock.nowMs());
    this.#blocked = false;
    this.#pingSentMs = null;
    const resume = this.#everAccepted && { resumeFrame: this.#queue.oldestFrame };
    this.#sendPacket({ type: 'hello', body: { role: 'source', ...this.#hello, ...resume } });
  }

  #onMessage(message: Uint8Array): void {
    try {
      const packet = parsePacket(message, this.#context);
      if (packet.type === 'hello') this.#onAccepted(packet.body);
      else if (packet.type === 'ping') this.#sendPacket({ type: 'pong', token: packet.token });
      else if (packet.type === 'pong') this.#onPong(packet.token);
      else if (packet.type === 'error') this.#link.refused(packet.body);
    } catch (error) {
      if (!(error instanceof CodecError)) throw error;
      this.#stats.badMessages++;
    }
  }

  /** The relay answers a source's hello with its own: `resumeFrame` is the first frame that it does not have. */
  #onAccepted(body: Readonly<Record<string, unknown>>): void {
    const hello = parseHello(body);
    if (hello.role !== 'source' || hello.epoch !== this.#hello.epoch)
      throw new CodecError('PROTOCOL', 'the relay answered with the hello of another stream');
    if (this.#accepted) return;
    const nextFrame = hello.resumeFrame ?? 0;
    this.#acceptsSilence = hello.silence === true;
    this.#acceptsStereo = hello.stereo === true;
    if (this.#everAccepted) this.#stats.reconnects++;
    this.#accepted = true;
    this.#everAccepted = true;
    this.#state = 'live';
    this.#link.accepted();
    this.#link.served();
    this.#queue.rewind(nextFrame);
    this.#catchingUp = true;
    if (this.#metadata) this.#sendPacket({ type: 'metadata', body: { ...this.#metadata } });
    this.#schedulePing();
    this.#started?.resolve();
    this.#options.handlers?.onUp?.(nextFrame);
    this.#flush();
  }

  #onPong(token: number): void {
    if (token !== this.#pingToken || this.#pingSentMs === null) return;
    this.#roundTripMs = this.#clock.nowMs() - this.#pingSentMs;
    this.#pingSentMs = null;
    // The pong came behind everything that was sent before it: the relay has the end.
    if (this.#ending?.token === token) this.#finish('ended', null);
    else this.#flush();
  }

  #onDrain(): void {
    this.#blocked = false;
    this.#flush();
  }

  #onDown(error: CodecError): void {
    this.#disconnect();
    if (this.#ending) this.#ending.token = null;
    this.#state = 'connecting';
    this.#options.handlers?.onDown?.(error);
  }

  #onFailed(error: CodecError): void {
    this.#finish('failed', error);
    this.#options.handlers?.onError?.(error);
  }

  #flush(): void {
    if (!this.#accepted) return;
    const nowMs = this.#clock.nowMs();
    for (let block = this.#queue.next; block && !this.#blocked; block = this.#queue.next) {
      // A connection may take bytes for hours without delivering any: a ping that is owed tells.
      if (this.#pingSentMs !== null && nowMs - this.#pingSentMs > this.#maxLagMs) return;
      this.#queue.taken();
      // A relay that came after one of a newer version would close on a packet that it does not know.
      if (block.isSilent && !this.#acceptsSilence) continue;
      const cut = this.#acceptsStereo ? 0 : (block.spatialBytes ?? 0);
      const message = cut > 0 ? block.message.subarray(0, block.message.length - cut) : block.message;
      this.#blocked = !(this.#link.connection?.send(message) ?? false);
      if (block.isSilent) this.#stats.silentFrames += block.frames;
      else this.#stats.onBlock(nowMs, block.payloadBytes - cut, block.frames);
    }
    if (this.#queue.next) return;
    this.#catchingUp = false;
    if (this.#ending && this.#ending.token === null) {
      this.#sendPacket(this.#ending.packet);
      this.#ending.token = this.#ping();
    }
    if (this.#isDrained()) for (const waiter of this.#drainWaiters.splice(0)) waiter.resolve();
  }

  #isDrained(): boolean {
    return this.#accepted && !this.#blocked && this.#queue.next === undefined;
  }

  #schedulePing(): void {
    this.#cancelPing?.();
    this.#cancelPing = this.#clock.schedule(this.#pingIntervalMs, () => {
      if (this.#pingSentMs === null) this.#ping();
      this.#schedulePing();
    });
  }

  #ping(): number {
    this.#pingToken = (this.#pingToken + 1) >>> 0;
    this.#pingSentMs = this.#clock.nowMs();
    this.#sendPacket({ type: 'ping', token: this.#pingToken });
    return this.#pingToken;
  }

  #lagMs(nowMs: number): number {
    return this.#pingSentMs === null ? this.#roundTripMs : Math.max(this.#roundTripMs, nowMs - this.#pingSentMs);
  }

  #sendPacket(packet: Packet): void {
    const connection = this.#link.connection;
    if (connection && !connection.send(encodePacket(packet, this.#context)))
      this.#blocked = connection.state === 'open';
  }

  #disconnect(): void {
    this.#accepted = false;
    this.#pingSentMs = null;
    this.#cancelPing?.();
    this.#cancelPing = null;
  }

  #finish(state: SenderState, error: CodecError | null): void {
    this.#state = state;
    this.#error = error;
    this.#disconnect();
    this.#link.close();
    const failure = error ?? new CodecError('TRANSPORT_CLOSED', 'the stream has ended');
    this.#started?.reject(failure);
    for (const waiter of this.#drainWaiters.splice(0)) waiter.reject(failure);
    this.#ending?.cancelTimeout();
    if (error) this.#ending?.done.reject(error);
    else this.#ending?.done.resolve();
  }
}

/** A promise with its handles outside; a rejection that nobody waits for is not an unhandled one. */
class Deferred {
  resolve!: () => void;
  reject!: (error: Error) => void;
  readonly promise: Promise<void>;

  constructor() {
    this.promise = new Promise((resolve, reject) => {
      this.resolve = resolve;
      this.reject = reject;
    });
    this.promise.catch(() => {});
  }
}
