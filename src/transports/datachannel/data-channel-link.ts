import { Deferred } from '../../core/deferred.js';
import { CodecError } from '../../core/errors.js';
import { CLOSE_NORMAL, closeReason } from '../../core/wire/close-codes.js';
import type { IcePath, NativePeer } from '../../ports/peer-backend.js';
import type { CloseEvent } from '../../ports/transport.js';
import { ControlChannel } from './control-channel.js';
import { type CheckedLinkOptions, type DataChannelLinkOptions, requireLinkOptions } from './link-options.js';
import { MediaChannel } from './media-channel.js';
import { Signalling } from './signalling.js';

/** Text messages, which users of the channels cannot send: a sign of life, and `bye CODE REASON`. */
const HEARTBEAT = 'h';
const BYE = /^bye (\d{4})(?: (.*))?$/s;
/** How long the reliable `bye` has to arrive before the connection is torn down, and, after the other, to be waited for. */
const LINGER_MS = 250;

/** The two channels of an open {@link DataChannelLink}. Closing either closes the link. */
export interface PeerChannels {
  /** Unordered, nothing is sent again. */
  readonly media: MediaChannel;
  /** Ordered and reliable: messages of at most 16384 bytes. */
  readonly control: ControlChannel;
}

/**
 * One WebRTC connection to another peer, from its first signal to its end. It is made once: after an end, and where the
 * network has changed, another one is made (node-datachannel cannot restart ICE).
 *
 * The peer's end is noticed by its `bye`, by what the implementation tells, and where nothing has come for `deadMs`:
 * implementations take 27 s and more to notice a peer that was killed.
 */
export class DataChannelLink {
  readonly #options: CheckedLinkOptions;
  readonly #native: NativePeer;
  readonly #signalling: Signalling;
  readonly #ready = new Deferred<PeerChannels>();
  readonly #media: MediaChannel;
  readonly #control: ControlChannel;
  #state: 'connecting' | 'open' | 'closed' = 'connecting';
  #cancelTimer: () => void = () => {};
  #lastSentMs: number;
  #lastReceivedMs: number;
  /** Whether the peer has said that it closes; what it has sent before may still come. */
  #isEnding = false;

  /** @throws TypeError, RangeError naming a wrong option; Error where the implementation cannot make a connection */
  constructor(options: DataChannelLinkOptions) {
    this.#options = requireLinkOptions(options);
    const { backend, clock, role, iceServers, onSignal, maxBufferedBytes, controlHighWaterBytes } = this.#options;
    this.#lastSentMs = this.#lastReceivedMs = clock.nowMs();
    this.#native = backend.create({
      iceServers,
      onCandidate: (candidate) => this.#signalling.localCandidate(candidate),
      onEnd: (state) => this.#onNativeEnd(state),
    });
    this.#signalling = new Signalling(role, this.#native, onSignal, (error) => this.#fail(error));
    const { media, control } = this.#native;
    const onSent = (): void => {
      this.#lastSentMs = clock.nowMs();
    };
    this.#media = new MediaChannel(media, maxBufferedBytes, (reason) => this.close(reason), onSent);
    this.#control = new ControlChannel(
      control,
      controlHighWaterBytes,
      (code, reason) => this.close(reason, code),
      onSent,
    );
    for (const channel of [media, control])
      channel.setHandlers({
        onOpen: () => this.#onChannelOpen(),
        onMessage: (message) => this.#onMessage(message, channel === control),
        onLow: () => channel === control && this.#control.drained(),
        onClosed: () => this.#onNativeEnd('closed'),
      });
    this.#cancelTimer = clock.schedule(this.#options.connectTimeoutMs, () => this.#onConnectTimeout());
    this.#signalling.start();
  }

  get state(): 'connecting' | 'open' | 'closed' {
    return this.#state;
  }

  /**
   * Resolves when both channels are open; handlers must be set soon after.
   * @throws CodecError TRANSPORT_FAILED, PROTOCOL where there is no connection, TRANSPORT_CLOSED where it was closed before
   */
  get ready(): Promise<PeerChannels> {
    return this.#ready.promise;
  }

  /** Of this end's certificate, `sha-256 AB:CD:…`, as its description states it; null before there is one. */
  get localFingerprint(): string | null {
    return this.#signalling.localFingerprint;
  }

  /** Of the certificate that the other end has to show; null before its description has come. */
  get remoteFingerprint(): string | null {
    return this.#signalling.remoteFingerprint;
  }

  /** Signals that were of no use: damaged, repeated, too many, or candidates that cannot be used. */
  get refusedSignals(): number {
    return this.#signalling.refusedSignals;
  }

  /** A signal of the other end, as it came; anything else is counted. Never throws. */
  signal(value: unknown): void {
    this.#signalling.accept(value);
  }

  /** What the connection runs over now; null where there is none or the implementation does not tell. */
  async path(): Promise<IcePath | null> {
    if (this.#state !== 'open') return null;
    return this.#native.path().catch(() => null);
  }

  /** Tells the other end, and closes. May be called twice. `reason` is cut to 123 characters of ASCII. */
  close(reason = '', code: number = CLOSE_NORMAL): void {
    if (this.#state === 'closed') return;
    const event = { code, reason: closeReason(reason) };
    const wasOpen = this.#state === 'open';
    if (wasOpen) for (const isReliable of [false, true]) this.#sendText(`bye ${code} ${event.reason}`, isReliable);
    this.#stop();
    const { clock } = this.#options;
    clock.schedule(wasOpen ? LINGER_MS : 0, () => this.#native.close());
    clock.schedule(0, () => this.#tell(event));
    this.#ready.reject(new CodecError('TRANSPORT_CLOSED', 'the connection was closed before it was open'));
  }

  #onChannelOpen(): void {
    const { media, control } = this.#native;
    if (this.#state !== 'connecting' || !media.isOpen || !control.isOpen) return;
    this.#cancelTimer();
    this.#state = 'open';
    this.#lastReceivedMs = this.#options.clock.nowMs();
    this.#watch();
    this.#ready.resolve({ media: this.#media, control: this.#control });
  }

  #onMessage(message: Uint8Array | string, isControl: boolean): void {
    if (this.#state === 'closed') return;
    this.#lastReceivedMs = this.#options.clock.nowMs();
    if (typeof message !== 'string') {
      if (isControl) this.#control.received(message);
      else this.#media.received(message);
      return;
    }
    const bye = BYE.exec(message);
    if (!bye) {
      if (message !== HEARTBEAT) this.#media.counters.damaged();
      return;
    }
    const event = { code: Number(bye[1]), reason: closeReason(bye[2] ?? '') };
    if (isControl) this.#end(event);
    else if (!this.#isEnding) {
      // It may have overtaken what was sent before it.
      this.#isEnding = true;
      this.#options.clock.schedule(LINGER_MS, () => this.#end(event));
    }
  }

  #onNativeEnd(state: 'failed' | 'closed'): void {
    // Told in a turn of its own: the implementation may still hand over what came before.
    this.#options.clock.schedule(0, () => {
      if (state === 'failed')
        this.#fail(new CodecError('TRANSPORT_FAILED', 'no way to the peer was found, or it was lost'));
      else if (this.#state === 'connecting')
        this.#fail(new CodecError('TRANSPORT_FAILED', 'the peer closed the connection before it was open'));
      else this.#end({ code: CLOSE_NORMAL, reason: '' });
    });
  }

  #onConnectTimeout(): void {
    const { connectTimeoutMs } = this.#options;
    this.#fail(new CodecError('TRANSPORT_FAILED', `no connection to the peer within ${connectTimeoutMs} ms`));
  }

  /** Sends signs of life, and notices where none comes. */
  #watch(): void {
    const { clock, heartbeatMs, deadMs } = this.#options;
    const now = clock.nowMs();
    if (now - this.#lastReceivedMs >= deadMs) {
      this.#fail(new CodecError('TRANSPORT_FAILED', `nothing has come from the peer for ${deadMs} ms`));
      return;
    }
    if (now - this.#lastSentMs >= heartbeatMs) this.#sendText(HEARTBEAT, false);
    const dueMs = Math.min(this.#lastSentMs + heartbeatMs, this.#lastReceivedMs + deadMs);
    this.#cancelTimer = clock.schedule(Math.max(1, dueMs - now), () => this.#watch());
  }

  #sendText(text: string, isReliable: boolean): void {
    this.#lastSentMs = this.#options.clock.nowMs();
    try {
      (isReliable ? this.#native.control : this.#native.media).send(text);
    } catch {
      // What the implementation does not take is lost, and the silence tells.
    }
  }

  #fail(error: CodecError): void {
    this.#ready.reject(error);
    this.#end({ code: 1006, reason: '', error });
  }

  #end(event: CloseEvent): void {
    if (this.#state === 'closed') return;
    this.#stop();
    this.#native.close();
    this.#tell(event);
  }

  #stop(): void {
    this.#state = 'closed';
    this.#cancelTimer();
    this.#signalling.close();
    this.#media.stop();
    this.#control.stop();
  }

  #tell(event: CloseEvent): void {
    const { reason, error } = event;
    const lossy = { reason, ...(error && { error }) };
    this.#control.ended(event);
    this.#media.ended(lossy);
    this.#options.onClose?.(lossy);
  }
}
