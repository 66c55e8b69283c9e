import type { LossyLink } from '../../ports/lossy-link.js';
import type { KeyBytes } from '../../ports/session-crypto.js';
import { udpWireCost } from '../../transports/udp-cost.js';
import { serverWireCost } from '../../transports/websocket-cost.js';
import type { PeerCard } from '../card.js';
import { concat, fromBase64Url, toBase64Url, utf8 } from '../crypto/bytes.js';
import { PAIR_OVERHEAD_BYTES, type PairChannel } from '../crypto/pair-channel.js';
import { PeerKeys } from '../crypto/peer-keys.js';
import type { SframeSuite } from '../crypto/sframe.js';
import { getOrMake, HandlerSet } from '../handler-set.js';
import {
  encodeProbeAnswer,
  FRAME_KINDS,
  parseProbe,
  parseProbeAnswer,
  withKind,
  withStream,
} from '../media/message-frame.js';
import { type ControlMessage, type PeerLink, type PeerPath, type PeerRole, SESSION_STREAMS } from '../peer-link.js';
import { ControlQueue } from './control-queue.js';
import { type DirectChannels, DirectPaths } from './direct-paths.js';
import { PathProbe } from './path-probe.js';
import type { PeerHost } from './peer-host.js';
import { StreamLink, type StreamPath } from './stream-link.js';

/** Longest message of a stream in bytes: what a data channel's packet holds, less what the session and SFrame add. */
export const MAX_STREAM_MESSAGE_BYTES = 1_064;

/** What a room's message has in front of what it passes on. */
const ROOM_DATA_OVERHEAD_BYTES = 2;

/** Another peer of the session, and the ways to it. */
export class SessionPeer implements PeerLink {
  readonly peerId: string;
  readonly keys: PeerKeys;
  readonly paths: DirectPaths;
  readonly probe = new PathProbe();
  seat: number;
  card: PeerCard;
  name: string;
  /** When anything came over the direct path, in ms; −Infinity where there is none. */
  lastDirectMs = Number.NEGATIVE_INFINITY;
  /** When anything was sent over the direct path. */
  lastDirectSentMs = Number.NEGATIVE_INFINITY;
  /** Whether the relay says that it is there. */
  isPresent = true;
  readonly #host: PeerHost<SessionPeer>;
  readonly #pair: PairChannel;
  readonly #queue: ControlQueue;
  readonly #streams = new Map<number, StreamLink>();
  readonly #controls = new Map<string, HandlerSet<[ControlMessage]>>();
  readonly #closeHandlers = new HandlerSet<[string]>();
  #direct: DirectChannels | null = null;
  #closed: string | null = null;
  /** What is sealed goes out in the order in which it was sent. */
  #sealing: Promise<unknown> = Promise.resolve();
  #opening: Promise<unknown> = Promise.resolve();

  constructor(host: PeerHost<SessionPeer>, peerId: string, seat: number, card: PeerCard, pair: PairChannel) {
    this.#host = host;
    this.#pair = pair;
    this.peerId = peerId;
    this.seat = seat;
    this.card = card;
    this.name = card.name;
    this.keys = new PeerKeys(host.crypto, card.suite as SframeSuite, seat);
    const { clock } = host;
    this.#queue = new ControlQueue({
      clock,
      epoch: new DataView(host.crypto.randomBytes(4).buffer).getUint32(0),
      send: (frame) => this.#sendControlFrame(frame),
      onMessage: (message) => this.#onControl(message),
    });
    this.paths = new DirectPaths({
      connector: host.connector(),
      clock,
      isOfferer: host.ownId < peerId,
      onSignal: (signal) =>
        this.#seal('signal', utf8(JSON.stringify(signal)), (sealed) => host.signal(this.seat, toBase64Url(sealed))),
      onAsk: (attempt) => this.sendControl({ type: 'session.direct', attempt }),
      onOpen: (channels) => this.#onDirect(channels),
      onLost: () => this.#onDirectLost(),
      onFailed: () => host.onDirect(this, 'failed'),
    });
  }

  get role(): PeerRole {
    return this.card.role;
  }

  get path(): PeerPath {
    return this.#direct ? { kind: 'direct' } : this.#host.indirectPath(this);
  }

  get isDirect(): boolean {
    return this.#direct !== null;
  }

  get media(): LossyLink {
    return this.stream(SESSION_STREAMS.music);
  }

  get roundTripMs(): number | null {
    return this.probe.roundTripMs;
  }

  get lossShare(): number | null {
    return this.probe.lossShare;
  }

  stream(stream: number): StreamLink {
    return getOrMake(this.#streams, stream, () => new StreamLink(this.#streamPath, stream));
  }

  sendControl(message: ControlMessage, onArrived?: () => void): boolean {
    return this.#queue.send(message, onArrived);
  }

  onControl(type: string, handler: (message: ControlMessage) => void): () => void {
    return getOrMake(this.#controls, type, () => new HandlerSet<[ControlMessage]>()).add(handler);
  }

  onClose(handler: (reason: string) => void): () => void {
    const remove = this.#closeHandlers.add(handler);
    if (this.#closed !== null) this.#closeHandlers.call(this.#closed);
    return remove;
  }

  /** A frame over the direct path; false where there is none, or it takes no more. */
  sendDirect(frame: Uint8Array): boolean {
    if (!this.#direct?.media.send(frame)) return false;
    this.lastDirectSentMs = this.#host.clock.nowMs();
    this.probe.countSent();
    return true;
  }

  /** A frame to this peer alone, which the relay passes on. */
  sendByRelay(frame: Uint8Array): boolean {
    return this.#host.passOn(this.seat, frame);
  }

  /** Asks for a sign of life over the path in use. */
  sendProbe(nowMs: number): void {
    const frame = this.probe.next(nowMs);
    if (this.#direct) this.sendDirect(frame);
    else this.sendByRelay(frame);
  }

  /** A frame that has come from this peer: directly, or passed on by the relay. A view. */
  receive(frame: Uint8Array, isDirect: boolean): void {
    if (this.#closed !== null) return;
    const nowMs = this.#host.clock.nowMs();
    if (isDirect) {
      this.lastDirectMs = nowMs;
      this.probe.countReceived();
    }
    const kind = frame[0] ?? 0;
    if (kind === FRAME_KINDS.probe) {
      const probe = parseProbe(frame);
      if (probe) this.#answerProbe(probe, isDirect, nowMs);
      else this.#host.onRefused('malformed');
    } else if (kind === FRAME_KINDS.probeAnswer) {
      const token = parseProbeAnswer(frame);
      if (token !== null) this.probe.answered(token, nowMs);
    } else if (kind === FRAME_KINDS.control) this.#open('control', frame, (message) => this.#queue.receive(message));
    else if (kind === FRAME_KINDS.sealed) this.#open('stream', frame, (message) => this.#onBody(message));
    else if (kind === FRAME_KINDS.direct && isDirect) this.#onBody(frame.subarray(1));
    else if (kind < FRAME_KINDS.plain || (isDirect && kind === FRAME_KINDS.plain))
      this.#host.onMedia(frame, this, isDirect);
    // An unprotected message over the relay is somebody else's.
    else this.#host.onRefused(kind === FRAME_KINDS.plain || kind === FRAME_KINDS.direct ? 'tampered' : 'malformed');
  }

  #answerProbe(
    { token, sent }: { readonly token: number; readonly sent: number },
    isDirect: boolean,
    nowMs: number,
  ): void {
    if (isDirect) this.probe.probed(sent, nowMs);
    const answer = encodeProbeAnswer(token);
    if (isDirect) this.sendDirect(answer);
    else this.sendByRelay(answer);
  }

  /** A sealed signal that the relay has passed on. */
  receiveSignal(data: string): void {
    const sealed = fromBase64Url(data);
    this.#open('signal', concat(Uint8Array.of(0), sealed ?? new Uint8Array(0)), (message) => {
      try {
        this.paths.signal(JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(message)));
      } catch {
        this.#host.onRefused('malformed');
      }
    });
  }

  /** A message of one of its streams, checked, by whatever way it came. */
  deliver(stream: number, message: Uint8Array): void {
    if (this.#closed !== null || stream > SESSION_STREAMS.max) return;
    this.stream(stream).receive(message);
    this.#host.onStreamMessage(this, stream, message);
  }

  /** The relay can be reached again, or the peer has come back to it. */
  pathChanged(): void {
    this.#queue.pathChanged();
  }

  close(reason = 'left'): void {
    if (this.#closed !== null) return;
    this.#closed = reason;
    this.#direct = null;
    this.paths.close(reason);
    this.#queue.close();
    for (const stream of this.#streams.values()) stream.close(reason);
    this.#closeHandlers.call(reason);
  }

  readonly #streamPath: StreamPath = {
    maxMessageBytes: MAX_STREAM_MESSAGE_BYTES,
    bufferedBytes: 0,
    wireBytes: (bytes) => {
      if (this.#direct) return udpWireCost(bytes + 2);
      return serverWireCost(bytes + 2 + PAIR_OVERHEAD_BYTES + ROOM_DATA_OVERHEAD_BYTES);
    },
    send: (stream, message) => this.#sendStream(stream, message),
  };

  #sendStream(stream: number, message: Uint8Array): boolean {
    if (this.#closed !== null) return false;
    if (this.#direct) return this.sendDirect(concat(Uint8Array.of(FRAME_KINDS.direct, stream), message));
    this.#seal('stream', withStream(stream, message), (sealed) => {
      this.sendByRelay(withKind(FRAME_KINDS.sealed, sealed));
    });
    return true;
  }

  #onBody(body: Uint8Array): void {
    if (body.length < 2) this.#host.onRefused('malformed');
    else this.deliver(body[0]!, body.subarray(1));
  }

  #sendControlFrame(frame: KeyBytes): boolean {
    const { control } = this.#direct ?? {};
    if (control?.state === 'open') {
      control.send(frame);
      return true;
    }
    this.#seal('control', frame, (sealed) => this.sendByRelay(withKind(FRAME_KINDS.control, sealed)));
    return true;
  }

  #onControl(message: ControlMessage): void {
    if (message.type === 'session.direct') this.paths.asked(message.attempt);
    this.#controls.get(message.type)?.call(message);
    this.#host.onControl(this, message);
  }

  #onDirect(channels: DirectChannels): void {
    this.#direct = channels;
    this.lastDirectMs = this.#host.clock.nowMs();
    this.probe.reset();
    channels.media.setHandlers({ onMessage: (frame) => this.receive(frame, true) });
    channels.control.setHandlers({
      onMessage: (frame) => {
        this.lastDirectMs = this.#host.clock.nowMs();
        this.#queue.receive(frame);
      },
    });
    this.#queue.pathChanged();
    this.#host.onDirect(this, 'open');
  }

  #onDirectLost(): void {
    this.#direct = null;
    this.lastDirectMs = Number.NEGATIVE_INFINITY;
    this.probe.reset();
    this.#queue.pathChanged();
    this.#host.onDirect(this, 'lost');
  }

  #seal(kind: string, message: KeyBytes, use: (sealed: KeyBytes) => unknown): void {
    const sealed = this.#pair.seal(kind, message);
    this.#sealing = this.#sealing.then(async () => {
      const bytes = await sealed;
      if (this.#closed === null) use(bytes);
    });
  }

  /** @param frame with one byte in front of what was sealed; a view */
  #open(kind: string, frame: Uint8Array, use: (message: KeyBytes) => void): void {
    const opened = this.#pair.open(kind, frame.slice(1) as KeyBytes);
    this.#opening = this.#opening.then(async () => {
      const message = await opened;
      if (this.#closed !== null) return;
      if (message) use(message);
      else this.#host.onRefused('tampered');
    });
  }
}
