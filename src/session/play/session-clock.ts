import type { Clock } from '../../ports/clock.js';
import { ClockFollower } from '../clock/clock-follower.js';
import { encodeClockMessage, parseClockMessage } from '../clock/clock-messages.js';
import { answerProbe } from '../clock/clock-responder.js';
import { type PeerLink, SESSION_STREAMS, type SessionMembership } from '../peer-link.js';

/** Error of the clock, as a standard deviation, below which playing begins; and the time after which it begins anyway. */
const READY_MS = 3;
const PATIENCE_MS = 4000;

/**
 * The session's time at one peer: its own clock where it is the session's, else the estimate of it, by asking whoever
 * leads. Answers others' questions by what it knows.
 */
export class SessionClock {
  readonly #clock: Clock;
  readonly #membership: SessionMembership;
  readonly #follower: ClockFollower;
  readonly #unsubscribe: () => void;
  #isOwn = false;
  #clockId: string | undefined;
  #leaderId: string | undefined;
  #sinceMs: number;
  #isReady = false;

  constructor(clock: Clock, membership: SessionMembership) {
    this.#clock = clock;
    this.#membership = membership;
    this.#sinceMs = clock.nowMs();
    this.#follower = new ClockFollower({
      clock,
      send: (message) => {
        if (this.#leaderId !== undefined)
          membership.peers.get(this.#leaderId)?.stream(SESSION_STREAMS.clock).send(message);
      },
    });
    for (const peer of membership.peers.values()) this.#serve(peer);
    this.#unsubscribe = membership.on('joined', (peer) => this.#serve(peer));
  }

  /** Standard deviation of the session's time, in ms; infinite before it is known. */
  get errorMs(): number {
    return this.#isOwn ? 0 : this.#follower.errorMs;
  }

  /** Shortest round trip of the last exchanges with the leader, in ms; 0 at the leader. */
  get roundTripMs(): number {
    return this.#isOwn ? 0 : this.#follower.state.minRoundTripMs;
  }

  /** Session ms that pass in each ms of this peer's clock. */
  get rate(): number {
    return this.#isOwn ? 1 : this.#follower.rate;
  }

  /** Follows the clock of this name, as that peer knows it; `isOwn`: it is this peer's own. */
  follow(clockId: string, leaderId: string, isOwn: boolean): void {
    const isAnother = clockId !== this.#clockId;
    const hasMoved = leaderId !== this.#leaderId;
    this.#clockId = clockId;
    this.#leaderId = leaderId;
    if (isOwn !== this.#isOwn || isAnother) this.#isReady = false;
    this.#isOwn = isOwn;
    if (isOwn || leaderId === this.#membership.ownId) {
      // A stand-in keeps the time that it knows.
      this.#follower.stop();
      return;
    }
    if (isAnother) {
      this.#sinceMs = this.#clock.nowMs();
      this.#follower.reset();
    }
    if (isAnother || hasMoved) this.#follower.start();
  }

  /** The session's time at a time of this peer's clock; undefined until it is known well enough to play by it. */
  toSession(ownMs: number): number | undefined {
    if (this.#isOwn) return ownMs;
    if (!this.#follower.isKnown) return undefined;
    const isLate = this.#clock.nowMs() - this.#sinceMs > PATIENCE_MS;
    if (this.#follower.errorMs < READY_MS || isLate) this.#isReady = true;
    return this.#isReady ? this.#follower.toSession(ownMs) : undefined;
  }

  /** This peer's time at a time of the session. Meaningless where {@link toSession} is undefined. */
  toOwn(sessionMs: number): number {
    return this.#isOwn ? sessionMs : this.#follower.toOwn(sessionMs);
  }

  /** The session's time now. */
  nowMs(): number | undefined {
    return this.toSession(this.#clock.nowMs());
  }

  /** Asks and answers no more. May be called twice. */
  close(): void {
    this.#unsubscribe();
    this.#follower.stop();
  }

  #serve(peer: PeerLink): void {
    const link = peer.stream(SESSION_STREAMS.clock);
    link.setHandlers({
      onMessage: (bytes) => {
        const receivedMs = this.#clock.nowMs();
        try {
          const message = parseClockMessage(bytes);
          if (message.kind === 'answer') {
            if (peer.peerId === this.#leaderId) this.#follower.answer(message, receivedMs);
            return;
          }
          const nowMs = this.nowMs();
          if (nowMs === undefined) return;
          const time = { nowMs: () => nowMs, errorMs: this.errorMs };
          link.send(encodeClockMessage(answerProbe(message, time)));
        } catch {
          // What is no clock message is not answered.
        }
      },
    });
  }
}
