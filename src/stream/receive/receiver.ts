import { CodecError, requireInteger, requireNumber } from '../../core/errors.js';
import type { CodecFormat } from '../../core/latent/format.js';
import type { FrameBlock, SilentBlock } from '../../core/latent/frames.js';
import {
  HELLO_LIMITS,
  parseHello,
  parseMetadata,
  type StreamHello,
  type StreamMetadata,
  shortEpoch,
  streamContext,
} from '../../core/wire/hello.js';
import {
  type AudioPacket,
  encodePacket,
  FRAME_INDEX_MODULUS,
  MAX_PLANES,
  type Packet,
  type PacketContext,
  parsePacket,
  type SilencePacket,
} from '../../core/wire/packet.js';
import { extendIndex } from '../../core/wire/sequence.js';
import type { Clock } from '../../ports/clock.js';
import type { ModelInfo } from '../../ports/model.js';
import type { Connection } from '../../ports/transport.js';
import { Backoff, type BackoffOptions } from '../link/backoff.js';
import { Link } from '../link/link.js';
import { StreamStats, type StreamStatsSnapshot } from '../link/stats.js';

export interface ReceiverOptions {
  /** Makes one connection to the channel; called again after every loss. */
  readonly connect: () => Promise<Connection>;
  readonly clock: Clock;
  /** The model that will decode: a stream of another is refused with MODEL_MISMATCH. */
  readonly model: Pick<ModelInfo, 'id' | 'sha256' | 'compatibleWith' | 'format'>;
  /** At most this many planes, 1..8. @default 8 */
  readonly planes?: number;
  /** Asks for the spatial parameters, for who plays two channels. @default false */
  readonly stereo?: boolean;
  /** Past audio wanted on the first connection. @default 1000 */
  readonly burstMs?: number;
  /** Missed audio wanted on a reconnect. @default 10000 */
  readonly resumeBurstMs?: number;
  /** Numbers in [0, 1) for the back-off. @default Math.random */
  readonly random?: () => number;
  readonly backoff?: Partial<BackoffOptions>;
  /** A relay that says nothing for so long, not even a ping, is taken for dead. @default 15000 */
  readonly idleTimeoutMs?: number;
  readonly handlers: ReceiverHandlers;
}

export interface ReceiverHandlers {
  /** A stream has come (`isNewEpoch`: indices start anew) or has come back. */
  onHello?(hello: StreamHello, isNewEpoch: boolean): void;
  /** Frames, with absolute indices, in the order they came; the handler owns the payload. */
  onBlock(block: FrameBlock): void;
  /** Frames that the source left out because they are silent; without a handler they look like lost ones. */
  onSilence?(block: SilentBlock): void;
  onMetadata?(metadata: StreamMetadata): void;
  /** The source has ended the stream; another may follow on the same channel. */
  onEnd?(totalFrames: number, totalSamples: number): void;
  onUp?(): void;
  /** The connection was lost; another is being made. */
  onDown?(error: CodecError): void;
  /** The stream cannot be received: MODEL_MISMATCH and other refusals. No more attempts are made. */
  onError?(error: CodecError): void;
}

/** Blocks of this many last packets are known, so that none is handed on twice. */
const RECENT_BLOCKS = 128;

/**
 * One listener of a channel: connects, checks that the stream is one that the model decodes, and hands on frames with
 * absolute indices. Where the connection is lost it comes back and asks for what it has missed.
 */
export class Receiver {
  readonly #options: ReceiverOptions;
  readonly #link: Link;
  readonly #stats = new StreamStats('received');
  readonly #recent = new Float64Array(RECENT_BLOCKS).fill(-1);
  #recentAt = 0;
  #planes: number;
  #hello: StreamHello | null = null;
  #context: PacketContext = { bytesPerFramePlane: 1 };
  #nextFrame = 0;
  #hasFrames = false;
  #startHandles: { resolve: () => void; reject: (error: CodecError) => void } | null = null;
  #started: Promise<void> | null = null;
  #connections = 0;

  /** @throws RangeError naming an option outside its range. */
  constructor(options: ReceiverOptions) {
    requireInteger('burstMs', options.burstMs ?? 1000, ...HELLO_LIMITS.burstMs);
    requireInteger('resumeBurstMs', options.resumeBurstMs ?? 10_000, ...HELLO_LIMITS.burstMs);
    this.#options = options;
    this.#planes = requireInteger('planes', options.planes ?? MAX_PLANES, 1, MAX_PLANES);
    this.#link = new Link({
      connect: options.connect,
      clock: options.clock,
      backoff: new Backoff(options.backoff, options.random),
      idleTimeoutMs: requireNumber('idleTimeoutMs', options.idleTimeoutMs ?? 15_000, 1, 3_600_000),
      handlers: {
        onOpen: (connection) => this.#onOpen(connection),
        onMessage: (message) => this.#onMessage(message),
        onDrain: () => {},
        onDown: (error) => options.handlers.onDown?.(error),
        onFailed: (error) => this.#onFailed(error),
      },
    });
  }

  /** The stream's hello; null while the channel waits for its first source. */
  get hello(): StreamHello | null {
    return this.#hello;
  }

  get planes(): number {
    return this.#planes;
  }

  /**
   * Resolves when connected: the channel may have no source yet. A refusal comes through `onError`.
   * @throws CodecError TRANSPORT_FAILED when the first connection cannot be made
   */
  start(): Promise<void> {
    this.#started ??= new Promise((resolve, reject) => {
      this.#startHandles = { resolve, reject };
      this.#link.open();
    });
    return this.#started;
  }

  /** Asks the relay for at most `planes` planes from now on. @throws RangeError unless 1..8 */
  setPlanes(planes: number): void {
    this.#planes = requireInteger('planes', planes, 1, MAX_PLANES);
    this.#send({ type: 'control', body: { planes } });
  }

  /** May be called twice; no handler is called after it. */
  close(): void {
    this.#link.close();
    this.#startHandles?.reject(new CodecError('TRANSPORT_CLOSED', 'the receiver was closed'));
  }

  stats(): StreamStatsSnapshot {
    return this.#stats.snapshot(this.#options.clock.nowMs());
  }

  #onOpen(connection: Connection): void {
    const { model, burstMs, resumeBurstMs, clock, handlers } = this.#options;
    this.#stats.attach(connection.counters, clock.nowMs());
    if (this.#connections++ > 0) this.#stats.reconnects++;
    const isResuming = this.#hello !== null && this.#hasFrames;
    this.#send({
      type: 'hello',
      body: {
        role: 'listener',
        planes: this.#planes,
        burstMs: isResuming ? (resumeBurstMs ?? 10_000) : (burstMs ?? 1000),
        modelSha256: [model.sha256, ...model.compatibleWith].slice(0, HELLO_LIMITS.models),
        ...(this.#options.stereo && { stereo: true }),
        ...(isResuming && { from: { epoch: this.#hello!.epoch, frame: this.#nextFrame } }),
      },
    });
    this.#link.accepted();
    this.#startHandles?.resolve();
    handlers.onUp?.();
  }

  #onMessage(message: Uint8Array): void {
    let deliver: (() => void) | undefined;
    try {
      deliver = this.#read(parsePacket(message, this.#context));
    } catch (error) {
      if (!(error instanceof CodecError)) throw error;
      if (error.code === 'MODEL_MISMATCH') this.#link.fail(error);
      else this.#stats.badMessages++;
      return;
    }
    // Outside the try: what a handler throws is its own error, not a bad message.
    deliver?.();
  }

  /** Takes in one packet; returns the handler's call, if it has one. */
  #read(packet: Packet): (() => void) | undefined {
    const { handlers } = this.#options;
    if (packet.type !== 'error') this.#link.served();
    switch (packet.type) {
      case 'audio':
        return this.#readAudio(packet);
      case 'silence':
        return this.#readSilence(packet);
      case 'hello':
        return this.#readHello(packet.body);
      case 'metadata': {
        const metadata = parseMetadata(packet.body);
        return () => handlers.onMetadata?.(metadata);
      }
      case 'end': {
        this.#requireEpoch(packet.epoch);
        return () => handlers.onEnd?.(packet.totalFrames, packet.totalSamples);
      }
      case 'ping':
        this.#send({ type: 'pong', token: packet.token });
        return undefined;
      case 'error':
        this.#link.refused(packet.body);
        return undefined;
      default:
        return undefined;
    }
  }

  #readHello(body: Readonly<Record<string, unknown>>): () => void {
    const hello = parseHello(body);
    if (hello.role !== 'source') throw new CodecError('PROTOCOL', 'the relay sent the hello of a listener');
    requireModel(hello, this.#options.model);
    const isNewEpoch = this.#hello?.epoch !== hello.epoch;
    this.#hello = hello;
    this.#context = streamContext(hello);
    if (isNewEpoch) {
      this.#nextFrame = hello.resumeFrame ?? 0;
      this.#hasFrames = false;
      this.#recent.fill(-1);
    }
    return () => this.#options.handlers.onHello?.(hello, isNewEpoch);
  }

  #readAudio(packet: AudioPacket): (() => void) | undefined {
    const firstFrame = this.#place(packet);
    if (firstFrame === undefined) return undefined;
    const { frames, planes } = packet;
    // Copies: the transport's view ends with this call, a jitter buffer keeps its blocks for longer.
    const payload = new Uint8Array(packet.payload);
    const spatial = packet.spatial && new Uint8Array(packet.spatial);
    this.#stats.onBlock(this.#options.clock.nowMs(), payload.length + (spatial?.length ?? 0), frames);
    return () => this.#options.handlers.onBlock({ firstFrame, frames, planes, payload, ...(spatial && { spatial }) });
  }

  #readSilence(packet: SilencePacket): (() => void) | undefined {
    const firstFrame = this.#place(packet);
    if (firstFrame === undefined) return undefined;
    const { frames, noise, continues } = packet;
    this.#stats.silentFrames += frames;
    return () => this.#options.handlers.onSilence?.({ firstFrame, frames, noise, continues });
  }

  /** Absolute index of a packet's first frame; undefined for one that came before. */
  #place(packet: AudioPacket | SilencePacket): number | undefined {
    this.#requireEpoch(packet.epoch);
    const { frames } = packet;
    const firstFrame = extendIndex(packet.firstFrame, FRAME_INDEX_MODULUS, this.#nextFrame);
    if (this.#recent.includes(firstFrame)) {
      this.#stats.droppedFrames += frames;
      return undefined;
    }
    this.#recent[this.#recentAt++ % RECENT_BLOCKS] = firstFrame;
    this.#nextFrame = Math.max(this.#nextFrame, firstFrame + frames);
    this.#hasFrames = true;
    return firstFrame;
  }

  #requireEpoch(epoch: number): void {
    if (!this.#hello) throw new CodecError('PROTOCOL', 'the relay sent a stream before its hello');
    const expected = shortEpoch(this.#hello.epoch);
    if (epoch !== expected) throw new CodecError('PACKET_FIELD', `epoch must be ${expected}, got ${epoch}`);
  }

  #send(packet: Packet): void {
    this.#link.connection?.send(encodePacket(packet, this.#context));
  }

  #onFailed(error: CodecError): void {
    const { model, handlers } = this.#options;
    // The relay knows our hashes but not our model's name.
    const isRelays = error.code === 'MODEL_MISMATCH' && !error.message.includes('this receiver has');
    const shown = isRelays
      ? new CodecError('MODEL_MISMATCH', `${error.message}; this receiver has ${model.id} (sha256 ${model.sha256})`)
      : error;
    this.#startHandles?.reject(shown);
    handlers.onError?.(shown);
  }
}

/** The fields that decide what the bits mean. */
const FORMAT_FIELDS = [
  'sampleRateHz',
  'channels',
  'hopSamples',
  'latentSize',
] as const satisfies readonly (keyof CodecFormat)[];

/** @throws CodecError MODEL_MISMATCH naming both models. A wrong model decodes to noise without any error. */
function requireModel(hello: StreamHello, model: ReceiverOptions['model']): void {
  const both = `the stream is of model ${hello.modelId} (sha256 ${hello.modelSha256}), this receiver has ${model.id} (sha256 ${model.sha256})`;
  if (hello.modelSha256 !== model.sha256 && !model.compatibleWith.includes(hello.modelSha256))
    throw new CodecError('MODEL_MISMATCH', both);
  for (const key of FORMAT_FIELDS)
    if (hello.format[key] !== model.format[key])
      throw new CodecError(
        'MODEL_MISMATCH',
        `format.${key} is ${hello.format[key]} in the stream and ${model.format[key]} here: ${both}`,
      );
}
