import { Deferred } from '../../core/deferred.js';
import { CodecError, requireNumber } from '../../core/errors.js';
import { type CodecFormat, framesPerSecond } from '../../core/latent/format.js';
import { parseHello, type StreamMetadata, streamContext } from '../../core/wire/hello.js';
import type { EndPacket, Packet } from '../../core/wire/packet.js';
import type { Clock } from '../../ports/clock.js';
import { UPLINK_DEFAULTS, withDefaults } from '../defaults.js';
import { agreedFeatures, type Features, NO_FEATURES } from '../link/features.js';
import type { ReconnectOptions, StreamConnectOptions } from '../link/options.js';
import { PacketLink } from '../link/packet-link.js';
import { Pinger } from '../link/pinger.js';
import { fitToFeatures, type StreamDescription, type StreamMessage } from './packetizer.js';
import { SendQueue } from './send-queue.js';
import type { SenderHandlers, SenderState, SenderStats, Uplink } from './uplink.js';

/** How a sender queues, resumes and gives up. Plain data. */
export interface UplinkOptions extends ReconnectOptions {
  /** Audio that may wait on a connection that does not drain, 1..600000. @default 2000 */
  readonly queueMs?: number;
  /** Audio that is kept to be sent again after a reconnect, 1..600000. @default 10000 */
  readonly ringMs?: number;
  /** Interval between two pings, 1..600000. @default 5000 */
  readonly pingIntervalMs?: number;
  /** While a ping is unanswered for longer than this nothing more is sent, 1..600000. @default 3000 */
  readonly maxLagMs?: number;
  /** How long `end` waits for the relay, 0..3600000. @default 10000 */
  readonly endTimeoutMs?: number;
}

export interface ReliableUplinkOptions extends StreamConnectOptions {
  readonly hello: StreamDescription;
  readonly metadata?: StreamMetadata;
  readonly uplink?: UplinkOptions;
  readonly handlers?: SenderHandlers;
}

/** The end of the stream, on its way. */
interface Ending {
  readonly packet: EndPacket;
  readonly done: Deferred;
  readonly cancelTimeout: () => void;
  /** Of the ping behind the end; null until it is sent on the present connection. */
  pingToken: number | null;
}

/**
 * An uplink over a connection that keeps order and loses nothing while it lasts. Messages are sent in order; what a lost
 * connection did not deliver is sent again on the next one, from the frame that the relay asks for. Where the link is
 * too slow the oldest waiting frames are dropped and counted, so that what arrives is fresh.
 *
 * It relies on order in two places: the hello arrives before all else, and a pong proves that the relay has everything
 * that was sent before the ping.
 */
export class ReliableUplink implements Uplink {
  readonly #clock: Clock;
  readonly #hello: StreamDescription;
  readonly #handlers: SenderHandlers;
  readonly #queueFrames: number;
  readonly #maxLagMs: number;
  readonly #endTimeoutMs: number;
  readonly #link: PacketLink;
  readonly #pinger: Pinger;
  readonly #queue: SendQueue;
  readonly #drainWaiters: Deferred[] = [];
  /** `live` exactly while the relay has taken the stream on the present connection. */
  #state: SenderState = 'connecting';
  /** Set together with a final state, but for `ended`. */
  #error: CodecError | null = null;
  #metadata: StreamMetadata | undefined;
  #features = NO_FEATURES;
  /** Whether any connection was taken so far: the next one resumes. */
  #wasAccepted = false;
  /** Whether the connection is full: it will say when it has drained. */
  #isBlocked = false;
  /** While what an outage left in the queue is sent, the ring's bound holds instead of the queue's. */
  #isCatchingUp = false;
  #ending: Ending | null = null;

  /** @throws RangeError naming an option outside its range. */
  constructor(options: ReliableUplinkOptions) {
    const { clock, hello } = options;
    const uplink = withDefaults(UPLINK_DEFAULTS, options.uplink);
    const toFrames = (ms: number): number => msToFrames(hello.format, ms);
    this.#clock = clock;
    this.#hello = hello;
    this.#handlers = options.handlers ?? {};
    this.#metadata = options.metadata;
    this.#queueFrames = toFrames(requireNumber('queueMs', uplink.queueMs, 1, 600_000));
    this.#queue = new SendQueue(toFrames(requireNumber('ringMs', uplink.ringMs, 1, 600_000)));
    this.#maxLagMs = requireNumber('maxLagMs', uplink.maxLagMs, 1, 600_000);
    this.#endTimeoutMs = requireNumber('endTimeoutMs', uplink.endTimeoutMs, 0, 3_600_000);
    const pingIntervalMs = requireNumber('pingIntervalMs', uplink.pingIntervalMs, 1, 600_000);
    this.#pinger = new Pinger(clock, pingIntervalMs, (token) => this.#send({ type: 'ping', token }));
    this.#link = new PacketLink({
      connect: options.connect,
      clock,
      ...(options.random && { random: options.random }),
      reconnect: uplink,
      direction: 'sent',
      context: streamContext(hello),
      handlers: {
        onOpen: () => this.#onOpen(),
        onPacket: (packet) => this.#onPacket(packet),
        onDrain: () => this.#onDrain(),
        onDown: (error) => this.#onDown(error),
        onFailed: (error) => this.#onFailed(error),
      },
    });
  }

  get state(): SenderState {
    return this.#state;
  }

  get features(): Features {
    return this.#features;
  }

  get refusal(): CodecError | null {
    if (!this.#ending && !this.#link.isOver) return null;
    return this.#error ?? new CodecError('TRANSPORT_CLOSED', 'the sender is closed');
  }

  start(): Promise<void> {
    return this.#link.start();
  }

  send(item: StreamMessage): boolean {
    const { stats } = this.#link;
    stats.droppedFrames += this.#queue.push(item);
    this.#flush();
    if (this.#state === 'live' && !this.#isCatchingUp)
      stats.droppedFrames += this.#queue.dropPending(this.#queueFrames);
    return this.#isDrained();
  }

  drained(): Promise<void> {
    if (this.#isDrained()) return Promise.resolve();
    if (this.#link.isOver) return Promise.reject(this.refusal);
    const waiter = new Deferred();
    this.#drainWaiters.push(waiter);
    return waiter.promise;
  }

  setMetadata(metadata: StreamMetadata): void {
    this.#metadata = metadata;
    if (this.#state === 'live') this.#send({ type: 'metadata', body: { ...metadata } });
  }

  end(packet: EndPacket): Promise<void> {
    if (this.#ending) return this.#ending.done.promise;
    if (this.#link.isOver) return Promise.reject(this.refusal);
    const timeoutMs = this.#endTimeoutMs;
    const message = `the relay has not taken the end within ${timeoutMs} ms`;
    const cancelTimeout = this.#clock.schedule(timeoutMs, () =>
      this.#finish('failed', new CodecError('TRANSPORT_FAILED', message)),
    );
    this.#ending = { packet, done: new Deferred(), cancelTimeout, pingToken: null };
    this.#flush();
    return this.#ending.done.promise;
  }

  close(): void {
    if (this.#state === 'connecting' || this.#state === 'live')
      this.#finish('closed', new CodecError('TRANSPORT_CLOSED', 'the sender was closed'));
  }

  stats(): SenderStats {
    return {
      ...this.#link.stats.snapshot(this.#clock.nowMs()),
      state: this.#state,
      pendingFrames: this.#queue.pendingFrames,
      lagMs: this.#pinger.lagMs,
    };
  }

  #onOpen(): void {
    this.#isBlocked = false;
    const resume = this.#wasAccepted && { resumeFrame: this.#queue.oldestFrame };
    this.#send({ type: 'hello', body: { role: 'source', ...this.#hello, ...resume } });
  }

  #onPacket(packet: Packet): (() => void) | undefined {
    if (packet.type === 'hello') return this.#readHello(packet.body);
    if (packet.type === 'pong') return () => this.#onPong(packet.token);
    return undefined;
  }

  /** The relay answers a source's hello with its own: `resumeFrame` is the first frame that it does not have. */
  #readHello(body: Readonly<Record<string, unknown>>): (() => void) | undefined {
    const answer = parseHello(body);
    if (answer.role !== 'source' || answer.epoch !== this.#hello.epoch)
      throw new CodecError('PROTOCOL', 'the relay answered with the hello of another stream');
    if (this.#state === 'live') return undefined;
    const features = agreedFeatures(this.#hello, answer);
    return () => this.#onAccepted(features, answer.resumeFrame ?? 0);
  }

  #onAccepted(features: Features, nextFrame: number): void {
    this.#features = features;
    if (this.#wasAccepted) this.#link.stats.reconnects++;
    this.#wasAccepted = true;
    this.#state = 'live';
    this.#link.accepted();
    this.#link.served();
    this.#queue.rewind(nextFrame);
    this.#isCatchingUp = true;
    if (this.#metadata) this.#send({ type: 'metadata', body: { ...this.#metadata } });
    this.#pinger.start();
    this.#handlers.onUp?.(nextFrame);
    this.#flush();
  }

  #onPong(token: number): void {
    if (!this.#pinger.pong(token)) return;
    if (this.#ending?.pingToken === token) this.#finish('ended', null);
    else this.#flush();
  }

  #onDrain(): void {
    this.#isBlocked = false;
    this.#flush();
  }

  #onDown(error: CodecError): void {
    this.#pinger.stop();
    if (this.#ending) this.#ending.pingToken = null;
    this.#state = 'connecting';
    this.#handlers.onDown?.(error);
  }

  #onFailed(error: CodecError): void {
    this.#finish('failed', error);
    this.#handlers.onError?.(error);
  }

  #flush(): void {
    if (this.#state !== 'live') return;
    for (let item = this.#queue.next; item && !this.#isBlocked; item = this.#queue.next) {
      // A connection may take bytes for hours without delivering any: an unanswered ping shows it.
      if (this.#pinger.outstandingMs > this.#maxLagMs) return;
      this.#queue.taken();
      const fitted = fitToFeatures(item, this.#features);
      if (fitted) this.#sendItem(fitted);
    }
    if (this.#queue.next) return;
    this.#isCatchingUp = false;
    if (this.#ending && this.#ending.pingToken === null) {
      this.#send(this.#ending.packet);
      this.#ending.pingToken = this.#pinger.ping();
    }
    if (this.#isDrained()) for (const waiter of this.#drainWaiters.splice(0)) waiter.resolve();
  }

  #sendItem({ message, isSilent, frames, payloadBytes }: StreamMessage): void {
    const { stats } = this.#link;
    this.#isBlocked = !this.#link.sendMessage(message);
    if (isSilent) stats.silentFrames += frames;
    else stats.onBlock(this.#clock.nowMs(), payloadBytes, frames);
  }

  #send(packet: Packet): void {
    if (!this.#link.send(packet)) this.#isBlocked = this.#link.isOpen;
  }

  #isDrained(): boolean {
    return this.#state === 'live' && !this.#isBlocked && this.#queue.next === undefined;
  }

  #finish(state: SenderState, error: CodecError | null): void {
    this.#state = state;
    this.#error = error;
    this.#pinger.stop();
    const reason = error ?? new CodecError('TRANSPORT_CLOSED', 'the stream has ended');
    this.#link.close(reason);
    for (const waiter of this.#drainWaiters.splice(0)) waiter.reject(reason);
    this.#ending?.cancelTimeout();
    if (error) this.#ending?.done.reject(error);
    else this.#ending?.done.resolve();
  }
}

const msToFrames = (format: CodecFormat, ms: number): number => Math.ceil((ms / 1000) * framesPerSecond(format));
