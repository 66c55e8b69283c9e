import { CodecError } from '../../core/errors.js';
import { parseHello } from '../../core/wire/hello.js';
import { encodePacket, packetType, parsePacket } from '../../core/wire/packet.js';
import { modelHalf } from '../../core/wire/stream-brief.js';
import type { Clock } from '../../ports/clock.js';
import type { LossyLink } from '../../ports/lossy-link.js';
import type { Connection, ConnectionHandlers } from '../../ports/transport.js';
import { STREAM_GUARANTEES } from '../guarantees.js';
import { Inbox } from '../inbox.js';
import { type ProtectionOptions, requireProtection } from './lossy-options.js';
import { LossySender, type LossySenderStats } from './lossy-sender.js';

/** JSON packets of a stream need no context; audio has that of the hello. */
const NO_CONTEXT = { bytesPerFramePlane: 1 };
/** The end is sent as often as the last packets are repeated and so many times more. */
const EXTRA_ENDS = 4;
/** Wait between two of them, where packets are short. */
const END_INTERVAL_MS = 60;
const METADATA_TIMES = 3;
const METADATA_INTERVAL_MS = 700;
const METADATA_REFRESH_MS = 20_000;

/**
 * A lossy link as the connection of a source: a `Sender` takes it for a relay. Its hello is answered here, what it sends
 * goes out as messages that repeat each other, and what is lost is lost.
 */
export class LossySourceConnection implements Connection {
  /** As a sender sees it: what it sends is taken in order. */
  readonly guarantees = STREAM_GUARANTEES;
  readonly #link: LossyLink;
  readonly #clock: Clock;
  readonly #settings;
  readonly #inbox = new Inbox();
  readonly #timers = new Set<() => void>();
  #sender: LossySender | null = null;
  #cancelMetadata: () => void = () => {};
  #isEnding = false;
  #heldPong: Uint8Array | null = null;

  /** @throws TypeError, RangeError naming a wrong option */
  constructor(link: LossyLink, clock: Clock, protection: ProtectionOptions = {}) {
    this.#link = link;
    this.#clock = clock;
    this.#settings = requireProtection(protection);
    link.setHandlers({
      onMessage: (message) => this.#sender?.receive(message, clock.nowMs()),
      onClose: ({ reason, error }) => {
        this.#stop();
        this.#inbox.close({ code: error ? 1006 : 1000, reason, ...(error && { error }) });
      },
    });
  }

  get state(): 'open' | 'closed' {
    return this.#link.state;
  }

  get bufferedBytes(): number {
    return this.#link.bufferedBytes;
  }

  get counters(): LossyLink['counters'] {
    return this.#link.counters;
  }

  /** How the stream is protected now; null before its hello. */
  get protection(): LossySenderStats | null {
    return this.#sender?.stats ?? null;
  }

  setHandlers(handlers: ConnectionHandlers): void {
    this.#inbox.setHandlers(handlers);
  }

  send(packet: Uint8Array): boolean {
    if (this.#link.state === 'closed') return false;
    try {
      this.#take(packet);
    } catch (error) {
      if (!(error instanceof CodecError)) throw error;
      const body = { code: error.code, message: error.message };
      this.#answer(encodePacket({ type: 'error', body }, NO_CONTEXT));
    }
    return true;
  }

  close(_code?: number, reason = ''): void {
    this.#stop();
    this.#link.close(reason);
  }

  #take(packet: Uint8Array): void {
    const nowMs = this.#clock.nowMs();
    switch (packetType(packet)) {
      case 'hello':
        this.#onHello(packet);
        return;
      case 'ping': {
        const pong = new Uint8Array(packet);
        pong[0] = (pong[0]! & 0xf0) | 5;
        // It proves that the end is out.
        if (this.#isEnding) this.#heldPong = pong;
        else this.#answer(pong);
        return;
      }
      case 'audio':
      case 'silence':
        this.#sender?.send(packet, nowMs);
        return;
      case 'metadata':
        this.#cancelMetadata();
        this.#sendMetadata(new Uint8Array(packet), 0);
        return;
      case 'end':
        this.#isEnding = true;
        this.#sendEnd(packet, 0);
        return;
      default:
    }
  }

  /** A relay would answer so. */
  #onHello(packet: Uint8Array): void {
    const parsed = parsePacket(packet, NO_CONTEXT);
    const hello = parsed.type === 'hello' ? parseHello(parsed.body) : null;
    if (hello?.role !== 'source') throw new CodecError('PROTOCOL', 'a source must send the hello of a source');
    const { modelSha256, planes, framesPerPacket, epoch, startedAtMs, silence, stereo, format } = hello;
    this.#sender ??= new LossySender(
      {
        model: modelHalf(modelSha256),
        planes,
        framesPerPacket,
        epoch,
        startedAtMs: startedAtMs < 2 ** 48 ? startedAtMs : 0,
        silence: silence === true,
        stereo: stereo === true,
      },
      format,
      this.#settings,
      this.#link,
    );
    const { resumeSecret: _, ...own } = hello;
    this.#answer(encodePacket({ type: 'hello', body: { ...own } }, NO_CONTEXT));
  }

  #sendMetadata(packet: Uint8Array, time: number): void {
    if (this.#isEnding) return;
    this.#sender?.send(packet, this.#clock.nowMs());
    const waitMs = time + 1 < METADATA_TIMES ? METADATA_INTERVAL_MS : METADATA_REFRESH_MS;
    this.#cancelMetadata = this.#after(waitMs, () => this.#sendMetadata(packet, time + 1));
  }

  #sendEnd(packet: Uint8Array, time: number): void {
    const { depth, stride } = this.#sender?.stats ?? { depth: 0, stride: 1 };
    this.#sender?.sendEnd(packet, this.#clock.nowMs(), time);
    if (time < depth * stride + EXTRA_ENDS) {
      this.#after(END_INTERVAL_MS, () => this.#sendEnd(packet, time + 1));
      return;
    }
    this.#isEnding = false;
    if (this.#heldPong) this.#answer(this.#heldPong);
  }

  /** In a turn of its own, as an answer over a network comes. */
  #answer(packet: Uint8Array): void {
    this.#after(0, () => this.#inbox.message(packet));
  }

  #after(delayMs: number, use: () => void): () => void {
    const cancel = this.#clock.schedule(delayMs, () => {
      this.#timers.delete(cancel);
      use();
    });
    this.#timers.add(cancel);
    return cancel;
  }

  #stop(): void {
    for (const cancel of this.#timers) cancel();
    this.#timers.clear();
  }
}
