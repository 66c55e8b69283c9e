import { TO_AUDIENCE } from '../../core/wire/room-message.js';
import type { Clock } from '../../ports/clock.js';
import type { KeyBytes } from '../../ports/session-crypto.js';
import { concat } from '../crypto/bytes.js';
import type { Refusal } from '../crypto/peer-keys.js';
import { ofKeyId, type SenderKey } from '../crypto/sender-key.js';
import { parseSframeHeader } from '../crypto/sframe-header.js';
import type { SessionPeer } from '../peer/session-peer.js';
import { RecentCount } from '../recent-count.js';
import { encodePlain, FRAME_KINDS, parsePlain, withStream } from './message-frame.js';
import { RecentMessages } from './recent-messages.js';

/** Protected messages of peers whose key has not come yet that wait for it, and how long, in ms. */
const WAITING_FOR_KEY = { messages: 64, ms: 2_000 } as const;

/** A peer is sent what came lately again at most so often, in a time in ms. */
const REPLAYS = { max: 8, ms: 10_000 } as const;

/** A peer is asked for its key at most once in this time, in ms. */
const ASK_KEY_MS = 1_000;

/** Where the messages to everybody go from this peer. */
export interface Edges {
  /** Peers next to this one in the tree, each over its direct path. */
  neighbours(): Iterable<SessionPeer>;
  /** Whether the relay passes what this peer sends on to an audience: those below it without a direct path. */
  readonly hasAudience: boolean;
  /** The peer that gets what this one sends by the relay: the one above it, where there is no direct path to it. */
  readonly above: SessionPeer | null;
}

/** What a {@link MediaRouter} needs of its session. */
export interface RouterHost {
  readonly clock: Clock;
  readonly key: SenderKey;
  readonly edges: Edges;
  peerOnSeat(seat: number): SessionPeer | undefined;
  ownSeat(): number;
  passOn(seat: number, frame: Uint8Array): boolean;
  /** A message of another peer has come, for the first time. */
  onMessage(): void;
  /** The peer's key is not known, or not the one in use; told once a second at most. */
  onKeyMissing(origin: SessionPeer): void;
  onRefused(why: Refusal): void;
}

/** What waits for a key. */
interface WaitingMessage {
  readonly atMs: number;
  /** What it counts as where none comes in time. */
  readonly refusal: Refusal;
  again(): void;
}

/** Counts of what came in and went out for everybody. */
export interface RouterCounters {
  /** Messages of this peer. */
  sent: number;
  /** Messages of others that this peer has passed on, once for each link. */
  forwarded: number;
  /** Bytes that protection has added to what this peer has sent, over all links. */
  protectionBytes: number;
}

/**
 * Takes the messages to everybody through the tree of the session: what comes in once is delivered once and passed on to
 * all other neighbours, unchanged. Over a direct path a peer's own messages are not protected by more than that path is;
 * whoever passes them on protects them as their sender would have, byte for byte.
 */
export class MediaRouter {
  readonly counters: RouterCounters = { sent: 0, forwarded: 0, protectionBytes: 0 };
  readonly #host: RouterHost;
  readonly #recent = new RecentMessages();
  readonly #waiting: WaitingMessage[] = [];
  readonly #replays = new RecentCount<SessionPeer>(REPLAYS.max, REPLAYS.ms);
  /** When each peer was asked for its key last. */
  readonly #askedMs = new WeakMap<SessionPeer, number>();
  /** What is protected goes out in order. */
  #sending: Promise<unknown> = Promise.resolve();

  constructor(host: RouterHost) {
    this.#host = host;
  }

  /** Sends a message of this peer to everybody. */
  send(stream: number, message: Uint8Array): void {
    const { key, clock, edges } = this.#host;
    const body = withStream(stream, message);
    const needsProtection = edges.hasAudience || edges.above !== null;
    const { number, cipher } = key.next();
    this.counters.sent++;
    const plain = encodePlain(number, body);
    for (const peer of edges.neighbours()) peer.sendDirect(plain);
    let made: Promise<KeyBytes> | undefined;
    const protect = (): Promise<KeyBytes> => (made ??= cipher.then((ready) => ready.encrypt(number.counter, body)));
    this.#recent.add({ atMs: clock.nowMs(), protect });
    if (needsProtection) this.#sendLater(protect, (frame) => this.#byRelay(frame, body.length));
  }

  /** A message that has come over a link, plain or protected. The frame is a view. */
  receive(frame: Uint8Array, via: SessionPeer, isDirect: boolean): void {
    if (frame[0]! >= FRAME_KINDS.plain) this.#receivePlain(frame.slice(), via);
    else void this.#receiveProtected(frame.slice(), via, isDirect, true);
  }

  /** Sends again what came in the last so many ms, to a peer that has changed its way. */
  replay(to: SessionPeer, sinceMs: number): void {
    const { clock } = this.#host;
    if (!this.#replays.take(to, clock.nowMs())) return;
    for (const message of this.#recent.since(clock.nowMs() - sinceMs))
      this.#sendLater(
        () => message.protect(),
        (frame) => {
          if (!to.isDirect || !to.sendDirect(frame)) to.sendByRelay(frame);
        },
      );
  }

  /** A key has come: what has waited for one is tried again. */
  keyArrived(): void {
    const nowMs = this.#host.clock.nowMs();
    for (const { again, atMs, refusal } of this.#waiting.splice(0))
      if (nowMs - atMs < WAITING_FOR_KEY.ms) again();
      else this.#host.onRefused(refusal);
  }

  #wait(message: WaitingMessage): void {
    this.#waiting.push(message);
    while (
      this.#waiting.length > WAITING_FOR_KEY.messages ||
      message.atMs - this.#waiting[0]!.atMs >= WAITING_FOR_KEY.ms
    ) {
      this.#host.onRefused(this.#waiting.shift()!.refusal);
    }
  }

  #receivePlain(frame: KeyBytes, via: SessionPeer): void {
    const parsed = parsePlain(frame);
    const nowMs = this.#host.clock.nowMs();
    if (!parsed) {
      this.#host.onRefused('malformed');
      return;
    }
    const number = via.keys.acceptPlain(parsed.generation, parsed.counter, nowMs);
    if (!number) {
      this.#host.onRefused('replayed');
      return;
    }
    const { body } = parsed;
    this.#deliver(via, body);
    let made: KeyBytes | null = null;
    const protect = async (): Promise<KeyBytes | null> => {
      made ??= await via.keys.protect(number, body);
      return made;
    };
    this.#recent.add({ atMs: nowMs, protect });
    this.#passOn(
      async () => {
        const message = await protect();
        if (message) return message;
        this.#askKey(via);
        this.#wait({ atMs: nowMs, refusal: 'unknownKey', again: () => this.#passOn(protect, via, true) });
        return null;
      },
      via,
      true,
    );
  }

  async #receiveProtected(frame: KeyBytes, via: SessionPeer, isDirect: boolean, mayWait: boolean): Promise<void> {
    const header = parseSframeHeader(frame);
    if (!header) {
      this.#host.onRefused('malformed');
      return;
    }
    const { seat } = ofKeyId(header.keyId);
    // What comes back to its sender is not passed on again.
    if (seat === this.#host.ownSeat()) return;
    const origin = this.#host.peerOnSeat(seat);
    const nowMs = this.#host.clock.nowMs();
    const opened = await (origin?.keys.open(frame, header, nowMs) ?? { refusal: 'foreign' as const });
    if (opened.refusal === undefined && origin) {
      this.#deliver(origin, opened.plaintext);
      this.#recent.add({ atMs: nowMs, protect: () => Promise.resolve(frame) });
      this.#passOn(() => Promise.resolve(frame), via, isDirect);
    } else if ((opened.refusal === 'unknownKey' || opened.refusal === 'tampered') && origin && mayWait) {
      // Changed on the way, or under a key that is not known here, or whose number has come round: the peer knows which.
      this.#askKey(origin);
      this.#wait({
        atMs: nowMs,
        refusal: opened.refusal,
        again: () => void this.#receiveProtected(frame, via, isDirect, false),
      });
    } else if (opened.refusal) this.#host.onRefused(opened.refusal);
  }

  #askKey(origin: SessionPeer): void {
    const nowMs = this.#host.clock.nowMs();
    if (nowMs - (this.#askedMs.get(origin) ?? Number.NEGATIVE_INFINITY) < ASK_KEY_MS) return;
    this.#askedMs.set(origin, nowMs);
    this.#host.onKeyMissing(origin);
  }

  #deliver(origin: SessionPeer, body: Uint8Array): void {
    this.#host.onMessage();
    if (body.length < 2) this.#host.onRefused('malformed');
    else origin.deliver(body[0]!, body.subarray(1));
  }

  #passOn(protect: () => Promise<KeyBytes | null>, via: SessionPeer, isDirect: boolean): void {
    const { edges } = this.#host;
    const others = [...edges.neighbours()].filter((peer) => !(isDirect && peer === via));
    const above = edges.above !== null && (isDirect || edges.above !== via) ? edges.above : null;
    if (others.length === 0 && !edges.hasAudience && !above) return;
    this.#sendLater(protect, (frame) => {
      for (const peer of others) if (peer.sendDirect(frame)) this.counters.forwarded++;
      if (edges.hasAudience && this.#host.passOn(TO_AUDIENCE, frame)) this.counters.forwarded++;
      if (above?.sendByRelay(frame)) this.counters.forwarded++;
    });
  }

  #byRelay(frame: KeyBytes, bodyBytes: number): void {
    const { edges } = this.#host;
    const links = Number(edges.hasAudience) + Number(edges.above !== null);
    this.counters.protectionBytes += links * (frame.length - bodyBytes);
    if (edges.hasAudience) this.#host.passOn(TO_AUDIENCE, frame);
    edges.above?.sendByRelay(frame);
  }

  #sendLater(protect: () => Promise<Uint8Array | null>, use: (frame: KeyBytes) => void): void {
    const frame = protect();
    this.#sending = this.#sending.then(async () => {
      const ready = await frame;
      if (ready) use(concat(ready));
    });
  }
}
