import type { CodecError } from '../../core/errors.js';
import { framesToMs } from '../../core/latent/format.js';
import { CLOSE_CODES } from '../../core/wire/control.js';
import { type StreamHello, shortEpoch } from '../../core/wire/hello.js';
import { encodePacket, packetType } from '../../core/wire/packet.js';
import type { StreamBrief } from '../../core/wire/stream-brief.js';
import type { Clock } from '../../ports/clock.js';
import type { LossyLink } from '../../ports/lossy-link.js';
import type { CloseEvent, Connection, ConnectionHandlers, DeliveryGuarantees } from '../../ports/transport.js';
import { Inbox } from '../inbox.js';
import { type LossyModel, LossyReceiver, type LossyReceiverStats } from './lossy-receiver.js';

const NO_CONTEXT = { bytesPerFramePlane: 1 };
/** Interval of reports, and of the pings that tell a receiver that the link stands. */
const REPORT_MS = 2000;
/** A source of which nothing comes for so long has gone, and for so long where its packets are longer. */
const GONE_MS = 8000;
const GONE_PACKETS = 8;

/**
 * A lossy link as the connection of a listener: a `Receiver` takes it for a relay. The hello of the stream is made of its
 * brief, and what arrives is handed on as ordinary packets, in any order and with copies.
 */
export class LossyListenerConnection implements Connection {
  readonly guarantees: DeliveryGuarantees = { isOrdered: false, isReliable: false, isDuplicateFree: false };
  readonly #link: LossyLink;
  readonly #clock: Clock;
  readonly #model: LossyModel;
  readonly #inbox = new Inbox();
  readonly #receiver: LossyReceiver;
  #hello: StreamHello | null = null;
  #state: 'live' | 'gone' | 'ended' = 'live';
  #lastMs: number;
  #reports = 0;
  #isClosed = false;
  #cancel: () => void = () => {};

  /** @param link closed with this connection */
  constructor(link: LossyLink, clock: Clock, model: LossyModel) {
    this.#link = link;
    this.#clock = clock;
    this.#model = model;
    this.#lastMs = clock.nowMs();
    this.#receiver = new LossyReceiver(model, {
      onStream: (brief, sha256, frame) => this.#onStream(brief, sha256, frame),
      onPacket: (packet) => this.#onPacket(packet),
      onMismatch: (error) => this.#onMismatch(error),
    });
    link.setHandlers({
      onMessage: (message) => this.#onMessage(message),
      onClose: ({ reason, error }) => {
        // What has come is played to its end: nobody connects anew before.
        if (!error && !this.#isClosed && this.#hello) this.#onCut(this.#hello);
        else this.#end({ code: error ? 1006 : 1000, reason, ...(error && { error }) });
      },
    });
    this.#watch();
  }

  get state(): 'open' | 'closed' {
    return this.#isClosed ? 'closed' : 'open';
  }

  get bufferedBytes(): number {
    return this.#link.bufferedBytes;
  }

  get counters(): LossyLink['counters'] {
    return this.#link.counters;
  }

  /** What is measured of the link. */
  get reception(): LossyReceiverStats {
    return this.#receiver.stats;
  }

  /** When a frame should be played; see {@link LossyReceiver.dueMs}. */
  dueMs(frame: number): number | null {
    return this.#receiver.dueMs(frame);
  }

  setHandlers(handlers: ConnectionHandlers): void {
    this.#inbox.setHandlers(handlers);
  }

  /** Nobody answers to what a receiver asks for, but to its pings. */
  send(packet: Uint8Array): boolean {
    if (this.#isClosed) return false;
    if (packetType(packet) === 'ping') {
      const pong = new Uint8Array(packet);
      pong[0] = (pong[0]! & 0xf0) | 5;
      this.#clock.schedule(0, () => this.#inbox.message(pong));
    }
    return true;
  }

  close(code = 1000, reason = ''): void {
    if (this.#isClosed) return;
    this.#link.close(reason);
    this.#clock.schedule(0, () => this.#end({ code, reason }));
    this.#isClosed = true;
    this.#cancel();
  }

  #end(event: CloseEvent): void {
    this.#isClosed = true;
    this.#cancel();
    this.#inbox.close(event);
  }

  /** The link has ended, whether or not the stream has: no more frames come. */
  #onCut({ epoch, format }: StreamHello): void {
    if (this.#state === 'ended') return;
    const totalFrames = this.#receiver.newestFrame;
    const totalSamples = totalFrames * format.hopSamples;
    this.#onPacket(encodePacket({ type: 'end', epoch: shortEpoch(epoch), totalFrames, totalSamples }, NO_CONTEXT));
  }

  #onMessage(message: Uint8Array): void {
    const before = this.#receiver.stats.messages;
    this.#receiver.receive(message, this.#clock.nowMs());
    if (this.#receiver.stats.messages === before) return;
    this.#lastMs = this.#clock.nowMs();
    if (this.#state === 'gone' && this.#hello) this.#tell('live');
    // Asks at once for the brief, and tells early how the link is.
    if (this.#reports === 0) this.#report();
  }

  #onStream(brief: StreamBrief, modelSha256: string, frame: number): void {
    const { format, id } = this.#model;
    const { planes, framesPerPacket, epoch, startedAtMs, silence, stereo } = brief;
    this.#hello = {
      role: 'source',
      modelId: id,
      modelSha256,
      format,
      planes,
      framesPerPacket,
      epoch,
      startedAtMs,
      ...(silence && { silence }),
      ...(stereo && { stereo }),
      resumeFrame: frame,
    };
    this.#tell('live');
  }

  #onPacket(packet: Uint8Array): void {
    const type = packetType(packet);
    if (type === 'end') {
      if (this.#state === 'ended') return;
      this.#state = 'ended';
    } else if (this.#state === 'ended' && type === 'metadata') return;
    this.#inbox.message(packet);
  }

  #onMismatch({ code, message }: CodecError): void {
    this.#inbox.message(encodePacket({ type: 'error', body: { code, message } }, NO_CONTEXT));
    this.close(CLOSE_CODES.modelMismatch, 'another model');
  }

  #tell(state: 'live' | 'gone'): void {
    this.#state = state;
    const body = { ...this.#hello, ...(state === 'gone' && { sourceState: 'gone' }) };
    this.#inbox.message(encodePacket({ type: 'hello', body }, NO_CONTEXT));
  }

  #report(): void {
    if (this.#link.direction !== 'both') return;
    const report = this.#receiver.report();
    if (!report) return;
    this.#reports++;
    this.#link.send(report);
  }

  #watch(): void {
    this.#cancel = this.#clock.schedule(REPORT_MS, () => {
      if (this.#isClosed) return;
      const packetMs = this.#hello ? framesToMs(this.#hello.format, this.#hello.framesPerPacket) : 0;
      const isSilent = this.#clock.nowMs() - this.#lastMs > Math.max(GONE_MS, GONE_PACKETS * packetMs);
      if (isSilent && this.#hello && this.#state === 'live') this.#tell('gone');
      if (!isSilent && this.#state === 'live') this.#report();
      // A receiver that hears nothing connects anew, which would help nobody here.
      this.#inbox.message(encodePacket({ type: 'ping', token: 0 }, NO_CONTEXT));
      this.#watch();
    });
  }
}
