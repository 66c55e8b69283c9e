import { Deferred } from '../../core/deferred.js';
import { CodecError } from '../../core/errors.js';
import { guardHandlers } from '../../core/guarded.js';
import { parseQueuePlace } from '../../core/wire/control.js';
import { parseHello, type StreamMetadata, streamContext } from '../../core/wire/hello.js';
import type { EndPacket, Packet } from '../../core/wire/packet.js';
import type { Clock } from '../../ports/clock.js';
import { agreedFeatures, type Features, NO_FEATURES } from '../link/features.js';
import { PacketLink } from '../link/packet-link.js';
import { Pinger } from '../link/pinger.js';
import { SpacedSend } from '../link/spaced-send.js';
import { fitToFeatures, type StreamDescription, type StreamMessage } from './packetizer.js';
import { SendQueue } from './send-queue.js';
import { SendWindow } from './send-window.js';
import { StreamEnding } from './stream-ending.js';
import type { SenderHandlers, SenderOptions, SenderState, SenderStats, Uplink } from './uplink.js';
import { type UplinkSettings, uplinkSettings } from './uplink-options.js';

/** A relay takes two a second, and twelve at once. */
const METADATA_RATE = { intervalMs: 600, atOnce: 8 } as const;

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
  readonly #settings: UplinkSettings;
  readonly #link: PacketLink;
  readonly #pinger: Pinger;
  readonly #queue: SendQueue;
  /** Of a transfer. */
  readonly #window: SendWindow | null;
  readonly #titles: SpacedSend;
  readonly #drainWaiters: Deferred[] = [];
  /** `live` exactly while the relay has taken the stream on the present connection. */
  #state: SenderState = 'connecting';
  /** Set together with a final state, but for `ended`. */
  #error: Error | null = null;
  #metadata: StreamMetadata | undefined;
  #features = NO_FEATURES;
  /** Whether any connection was taken so far: the next one resumes. */
  #wasAccepted = false;
  /** From the relay's last answer: it proves to the relay, when this side comes back, that the stream is its own. */
  #resumeSecret: string | undefined;
  /** Whether the connection is full: nothing is sent before its `onDrain`. */
  #isBlocked = false;
  #ending: StreamEnding | null = null;

  /** @throws RangeError naming an option outside its range. */
  constructor(options: SenderOptions) {
    const { clock, hello } = options;
    const settings = uplinkSettings(options.uplink, hello.format);
    this.#settings = settings;
    this.#clock = clock;
    this.#hello = hello;
    this.#handlers = guardHandlers(options.handlers ?? {}, (error) => this.#onFailed(error));
    this.#metadata = options.metadata;
    this.#window = hello.transfer ? new SendWindow(settings.windowFrames) : null;
    // A transfer can send everything again of which the relay has not shown that it has it.
    const ringFrames = Math.max(
      settings.ringFrames,
      this.#window ? settings.windowFrames + 2 * hello.framesPerPacket : 0,
    );
    this.#queue = new SendQueue(ringFrames, settings.queueFrames);
    this.#pinger = new Pinger(clock, settings.pingIntervalMs, (token) => {
      this.#window?.pinged();
      this.#send({ type: 'ping', token });
    });
    this.#titles = new SpacedSend(clock, METADATA_RATE, () => this.#sendMetadata());
    this.#link = new PacketLink({
      connect: options.connect,
      clock,
      ...(options.random && { random: options.random }),
      ...(options.renewsToken && { renewsToken: true }),
      ...(options.followsAlternative && { followsAlternative: options.followsAlternative }),
      reconnect: settings.reconnect,
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

  get refusal(): Error | null {
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
    // While no connection stands the ring's bound alone holds.
    if (this.#state === 'live') stats.droppedFrames += this.#queue.trim();
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
    this.#titles.changed();
  }

  end(packet: EndPacket): Promise<void> {
    if (this.#ending) return this.#ending.done;
    if (this.#link.isOver) return Promise.reject(this.refusal);
    // What is on its way of a transfer may be read no faster than live.
    const endTimeoutMs = this.#settings.endTimeoutMs + (this.#window ? 2 * this.#settings.windowMs : 0);
    const message = `the relay has not taken the end within ${endTimeoutMs} ms`;
    this.#ending = new StreamEnding(packet, this.#clock, endTimeoutMs, () =>
      this.#finish('failed', new CodecError('TRANSPORT_FAILED', message)),
    );
    this.#flush();
    return this.#ending.done;
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
    const secret = this.#resumeSecret !== undefined && { resumeSecret: this.#resumeSecret };
    const resume = this.#wasAccepted && { resumeFrame: this.#queue.oldestFrame, ...secret };
    this.#send({ type: 'hello', body: { role: 'source', ...this.#hello, ...resume } });
  }

  #onPacket(packet: Packet): (() => void) | undefined {
    if (packet.type === 'hello') return this.#readHello(packet.body);
    if (packet.type === 'control') {
      const place = parseQueuePlace(packet.body);
      return place === null || this.#state === 'live' ? undefined : () => this.#handlers.onQueued?.(place);
    }
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
    return () => {
      this.#resumeSecret = answer.resumeSecret;
      this.#onAccepted(features, answer.resumeFrame ?? 0);
    };
  }

  #onAccepted(features: Features, nextFrame: number): void {
    this.#features = features;
    if (this.#wasAccepted) this.#link.stats.reconnects++;
    this.#wasAccepted = true;
    this.#state = 'live';
    this.#link.accepted();
    this.#link.served();
    this.#queue.rewind(nextFrame);
    this.#window?.restart(nextFrame);
    this.#sendMetadata();
    this.#pinger.start();
    this.#handlers.onUp?.(nextFrame);
    this.#flush();
  }

  #onPong(token: number): void {
    if (!this.#pinger.pong(token)) return;
    this.#window?.answered();
    if (this.#ending?.isProvenBy(token)) this.#finish('ended', null);
    else this.#flush();
  }

  #onDrain(): void {
    this.#isBlocked = false;
    this.#flush();
  }

  #onDown(error: CodecError): void {
    this.#pinger.stop();
    this.#ending?.lost();
    this.#state = 'connecting';
    this.#handlers.onDown?.(error);
  }

  #onFailed(error: Error): void {
    if (this.#state !== 'connecting' && this.#state !== 'live') return;
    this.#finish('failed', error);
    this.#handlers.onError?.(error);
  }

  #flush(): void {
    if (this.#state !== 'live') return;
    for (let item = this.#queue.next; item && !this.#isBlocked; item = this.#queue.next) {
      // A connection may take bytes for hours without delivering any: an unanswered ping shows it.
      if (this.#pinger.outstandingMs > this.#settings.maxLagMs) return;
      if (this.#window?.isPingDue && !this.#pinger.isOutstanding) this.#pinger.ping();
      if (this.#window?.isFull) return;
      this.#queue.taken();
      const fitted = fitToFeatures(item, this.#features);
      if (fitted) this.#sendItem(fitted);
      this.#window?.sent(item.firstFrame + item.frames);
    }
    if (this.#queue.next) return;
    if (this.#ending && !this.#ending.isSent) {
      this.#send(this.#ending.packet);
      this.#ending.sent(this.#pinger.ping());
    }
    if (this.#isDrained()) for (const waiter of this.#drainWaiters.splice(0)) waiter.resolve();
  }

  #sendItem({ message, isSilent, frames, payloadBytes }: StreamMessage): void {
    const { stats } = this.#link;
    this.#isBlocked = !this.#link.sendMessage(message);
    if (isSilent) stats.silentFrames += frames;
    else stats.onBlock(this.#clock.nowMs(), payloadBytes, frames);
  }

  #sendMetadata(): void {
    this.#titles.cancel();
    if (this.#metadata && this.#state === 'live') this.#send({ type: 'metadata', body: { ...this.#metadata } });
  }

  #send(packet: Packet): void {
    if (!this.#link.send(packet)) this.#isBlocked = this.#link.isOpen;
  }

  #isDrained(): boolean {
    return this.#state === 'live' && !this.#isBlocked && this.#queue.next === undefined;
  }

  #finish(state: SenderState, error: Error | null): void {
    this.#state = state;
    this.#error = error;
    this.#pinger.stop();
    this.#titles.cancel();
    const reason = error ?? new CodecError('TRANSPORT_CLOSED', 'the stream has ended');
    this.#link.close(reason);
    for (const waiter of this.#drainWaiters.splice(0)) waiter.reject(reason);
    this.#ending?.settle(error);
  }
}
