import { CodecError } from '../../core/errors.js';
import { guardHandlers } from '../../core/guarded.js';
import { framesToMs } from '../../core/latent/format.js';
import { sliceBlock } from '../../core/latent/frame-slice.js';
import type { FrameBlock } from '../../core/latent/frames.js';
import { parseRelayControl } from '../../core/wire/control.js';
import { parseHello, parseMetadata, type StreamHello, streamContext } from '../../core/wire/hello.js';
import type { AudioPacket, Packet, SilencePacket } from '../../core/wire/packet.js';
import type { Clock } from '../../ports/clock.js';
import { agreedFeatures, type Features, NO_FEATURES } from '../link/features.js';
import { PacketLink } from '../link/packet-link.js';
import { SpacedSend } from '../link/spaced-send.js';
import type { StreamStatsSnapshot } from '../link/stats.js';
import { downlinkSettings } from './downlink-options.js';
import { IncomingStream, type PlacedFrames } from './incoming-stream.js';
import { modelMismatch, type ReceivingModel, withOwnModel } from './model-match.js';
import { PlayedReports } from './played-reports.js';
import type { ReceiverHandlers } from './receiver-handlers.js';
import { type ReceiverOptions, requireReceiver } from './receiver-options.js';
import { type SourceState, SourceWatch } from './source-watch.js';
import { StreamRequest } from './stream-request.js';

/** A relay takes four a second, and twelve at once; reports of what is played are among them. */
const CONTROL_RATE = { intervalMs: 400, atOnce: 6 } as const;

/**
 * One listener of a channel: connects, checks that its model decodes the stream, and hands on frames with absolute
 * indices. A lost connection is made again and asked for what was missed.
 *
 * Relies on the hello arriving before the packets of its stream: what comes before it is a bad message. Frames may come
 * in any order, twice, or not at all.
 */
export class Receiver {
  readonly #clock: Clock;
  readonly #model: ReceivingModel;
  readonly #handlers: ReceiverHandlers;
  readonly #offered: Features;
  readonly #link: PacketLink;
  readonly #source: SourceWatch;
  readonly #request: StreamRequest;
  /** Tells the relay of another request. */
  readonly #wishes: SpacedSend;
  #stream: IncomingStream | null = null;
  /** Whether metadata of the present stream have come. */
  #hasMetadata = false;
  readonly #reports: PlayedReports;
  /** Connections so far. */
  #connections = 0;

  /** @throws TypeError, RangeError naming a wrong option. */
  constructor(options: ReceiverOptions) {
    requireReceiver(options);
    const downlink = downlinkSettings(options.downlink);
    this.#clock = options.clock;
    this.#model = options.model;
    this.#handlers = guardHandlers(options.handlers, (error) => this.#onFailed(error));
    // Every receiver knows silence; no listener's hello states it.
    this.#offered = { silence: true, stereo: options.features?.stereo === true };
    this.#request = new StreamRequest(downlink, options.model, this.#offered.stereo);
    this.#source = new SourceWatch(options.clock, (state) => this.#onSource(state));
    this.#wishes = new SpacedSend(options.clock, CONTROL_RATE, () => {
      this.#link.send({ type: 'control', body: { ...this.#request.control } });
    });
    this.#reports = new PlayedReports(options.random ?? Math.random);
    this.#link = new PacketLink({
      connect: options.connect,
      clock: options.clock,
      ...(options.random && { random: options.random }),
      ...(options.renewsToken && { renewsToken: true }),
      ...(options.followsAlternative && { followsAlternative: options.followsAlternative }),
      reconnect: downlink,
      direction: 'received',
      context: { bytesPerFramePlane: 1 },
      handlers: {
        onOpen: () => this.#onOpen(),
        onPacket: (packet) => this.#onPacket(packet),
        onDrain: () => {},
        onDown: (error) => this.#onDown(error),
        onFailed: (error) => this.#onFailed(error),
      },
    });
  }

  /** The stream's hello; null while the channel waits for its first source. */
  get hello(): StreamHello | null {
    return this.#stream?.hello ?? null;
  }

  /** What is known of the channel's source now. */
  get source(): SourceState {
    return this.#source.state;
  }

  /** What the stream carries and this receiver has asked for; nothing before the first hello. */
  get features(): Features {
    return this.#stream ? agreedFeatures(this.#offered, this.#stream.hello) : NO_FEATURES;
  }

  /** Bit planes that are asked for, 1..8. */
  get planes(): number {
    return this.#request.planes;
  }

  /**
   * Latent frames in each audio packet that the relay sends, 1..128, as it states it or else as the source sends; 0 before
   * the first hello.
   */
  get framesPerMessage(): number {
    return this.#stream ? this.#stream.sentFrames : 0;
  }

  /**
   * Resolves when connected: the channel may have no source yet. A refusal comes through `onError`.
   * @throws CodecError TRANSPORT_FAILED when the first connection cannot be made
   */
  start(): Promise<void> {
    return this.#link.start();
  }

  /** Asks the relay for at most `planes` planes from now on. @throws RangeError unless 1..8 */
  setPlanes(planes: number): void {
    this.#request.setPlanes(planes);
    this.#wishes.changed();
  }

  /**
   * Asks the relay for packets of another length from now on; a relay that does not join packets goes on as before.
   * @param preset as in `DownlinkOptions`: `live`, `normal`, `radio` or 1..128 latent frames
   * @param maxPreset as there. @default as it was, or `preset` where that is longer
   * @throws RangeError for anything else
   */
  setPreset(preset: string | number, maxPreset?: string | number): void {
    this.#request.setPreset(preset, maxPreset);
    this.#wishes.changed();
  }

  /**
   * Tells a relay that asks for it how far the stream has been played, no more often than it asks.
   * @param epoch of the stream that is played, which may be the one before
   * @param frame index of the first frame that is still to be played
   */
  reportPlayed(epoch: number, frame: number): void {
    if (!this.#reports.isDue(this.hello, epoch, this.#clock.nowMs())) return;
    this.#link.send({ type: 'control', body: { ...this.#request.control, played: { epoch, frame } } });
  }

  /** May be called twice; no handler is called after it. */
  close(): void {
    this.#wishes.cancel();
    this.#source.close();
    this.#link.close(new CodecError('TRANSPORT_CLOSED', 'the receiver was closed'));
  }

  /** What has been received since the start. */
  stats(): StreamStatsSnapshot {
    return this.#link.stats.snapshot(this.#clock.nowMs());
  }

  #onOpen(): void {
    this.#wishes.cancel();
    if (this.#connections++ > 0) this.#link.stats.reconnects++;
    this.#link.send({ type: 'hello', body: { ...this.#request.hello(this.#stream?.resumeFrom) } });
    // The pong comes behind the hello of the stream: where none has come before it, the channel has no stream.
    this.#link.send({ type: 'ping', token: this.#connections });
    this.#link.accepted();
    this.#handlers.onUp?.();
  }

  #onPacket(packet: Packet): (() => void) | undefined {
    const handlers = this.#handlers;
    this.#link.served();
    switch (packet.type) {
      case 'audio':
        return this.#readAudio(packet);
      case 'silence':
        return this.#readSilence(packet);
      case 'hello':
        return this.#readHello(packet.body);
      case 'metadata': {
        const metadata = parseMetadata(packet.body);
        this.#hasMetadata = true;
        return () => handlers.onMetadata?.(metadata);
      }
      case 'end': {
        this.#requireStream().requireEpoch(packet.epoch);
        return () => {
          this.#source.ended();
          handlers.onEnd?.(packet.totalFrames, packet.totalSamples);
        };
      }
      case 'control': {
        const control = parseRelayControl(packet.body);
        if (control.listeners !== undefined) return () => handlers.onListeners?.(control.listeners);
        const { framesPerMessage } = control;
        const { hello } = this.#requireStream();
        this.#stream!.hello = { ...hello, framesPerMessage };
        return () => this.#source.repacked(framesToMs(hello.format, framesPerMessage));
      }
      case 'pong':
        return () => this.#source.answered();
      default:
        return undefined;
    }
  }

  #readHello(body: Readonly<Record<string, unknown>>): (() => void) | undefined {
    const hello = parseHello(body);
    if (hello.role !== 'source') throw new CodecError('PROTOCOL', 'the relay sent the hello of a listener');
    const mismatch = modelMismatch(hello, this.#model);
    if (mismatch) return () => this.#link.fail(mismatch);
    const isNewEpoch = this.#stream?.hello.epoch !== hello.epoch;
    const hadMetadata = isNewEpoch && this.#hasMetadata;
    if (isNewEpoch) this.#hasMetadata = false;
    if (this.#stream && !isNewEpoch) this.#stream.hello = hello;
    else this.#stream = new IncomingStream(hello);
    this.#link.context = streamContext(hello);
    return () => {
      if (isNewEpoch || hello.sourceState !== 'gone') this.#handlers.onHello?.(hello, isNewEpoch);
      if (hadMetadata) this.#handlers.onMetadata?.({});
      this.#source.hello(hello.sourceState, framesToMs(hello.format, this.#stream!.sentFrames));
    };
  }

  #readAudio(packet: AudioPacket): (() => void) | undefined {
    const { firstFrame, gain } = this.#place(packet);
    if (gain.frames === 0) return undefined;
    const { frames, planes } = packet;
    const { bytesPerFramePlane } = this.#link.context;
    // Copies: the transport's view ends with this call, a jitter buffer keeps its blocks for longer.
    const payload = new Uint8Array(packet.payload);
    const spatial = packet.spatial && new Uint8Array(packet.spatial);
    const block: FrameBlock = { firstFrame, frames, planes, payload, ...(spatial && { spatial }) };
    const { stats } = this.#link;
    stats.silentFrames -= gain.unsilencedFrames;
    const payloadBytes = gain.planes * bytesPerFramePlane + gain.spatialBytes;
    stats.onBlock(this.#clock.nowMs(), payloadBytes, gain.newFrames + gain.unsilencedFrames);
    return () => {
      this.#arrived(packet.frames, false);
      for (const run of gain.runs)
        if (!this.#link.isOver) this.#handlers.onBlock(sliceBlock(block, run.from, run.frames, bytesPerFramePlane));
    };
  }

  #readSilence(packet: SilencePacket): (() => void) | undefined {
    const { firstFrame, gain } = this.#place(packet);
    if (gain.frames === 0) return undefined;
    const { noise } = packet;
    this.#link.stats.silentFrames += gain.frames;
    return () => {
      this.#arrived(packet.frames, packet.continues);
      for (const { from, frames } of gain.runs) {
        // What follows a part that ends early has arrived before.
        const continues = packet.continues && from + frames === packet.frames;
        if (!this.#link.isOver) this.#handlers.onSilence?.({ firstFrame: firstFrame + from, frames, noise, continues });
      }
    };
  }

  /** Where the packet's frames belong, and what they add; those that add nothing are counted. */
  #place(packet: AudioPacket | SilencePacket): PlacedFrames {
    const placed = this.#requireStream().place(packet);
    this.#link.stats.droppedFrames += packet.frames - placed.gain.frames;
    return placed;
  }

  #arrived(frames: number, continuesSilence: boolean): void {
    if (!this.#stream) return;
    const { hello } = this.#stream;
    // A packet that is shorter than the others was sent early: the next comes as late as any.
    const coveredFrames = continuesSilence ? frames : Math.max(frames, hello.framesPerMessage ?? 1);
    this.#source.arrived(framesToMs(hello.format, coveredFrames), continuesSilence);
  }

  #onSource(state: SourceState): void {
    // The average over the last seconds would state a rate for a source that sends nothing.
    if (state === 'gone' || state === 'ended') this.#link.stats.sourceGone(this.#clock.nowMs());
    this.#handlers.onSource?.(state);
  }

  #onDown(error: CodecError): void {
    this.#source.disconnected();
    this.#handlers.onDown?.(error);
  }

  #requireStream(): IncomingStream {
    if (!this.#stream) throw new CodecError('PROTOCOL', 'the relay sent a stream before its hello');
    return this.#stream;
  }

  #onFailed(error: Error): void {
    const shown = error instanceof CodecError ? withOwnModel(error, this.#model) : error;
    this.#wishes.cancel();
    this.#source.close();
    this.#link.close(shown);
    this.#handlers.onError?.(shown);
  }
}
