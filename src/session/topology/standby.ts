import type { SessionPeer } from '../peer/session-peer.js';
import type { TreeHost } from './tree.js';

/** A parent of whom nothing has come for this long, while messages come, is suspected, in ms: two messages are missing. */
export const SUSPECT_MS = 400;
/** Messages have come lately where the last one is not older than this, in ms: a pause is no reason for suspicion. */
const FLOWING_MS = 2_000;
/** A standby of whom nothing has come for this long cannot be relied on, in ms: it answers a probe every two seconds. */
const FRESH_MS = 5_000;
/** The standby is asked again after this, in ms. */
const ASK_MS = 1_000;

/**
 * The second parent of a peer below the first level of the tree, named by the root in advance. A direct path to it stands,
 * so that it can send as soon as the first one is silent, before that is given up.
 */
export class Standby {
  readonly #host: Pick<TreeHost, 'clock' | 'ownId' | 'peers'>;
  #id: string | null = null;
  /** When it was asked to send; −Infinity where it was not. */
  #askedMs = Number.NEGATIVE_INFINITY;

  constructor(host: Pick<TreeHost, 'clock' | 'ownId' | 'peers'>) {
    this.#host = host;
  }

  /** Null where there is none, or it has left. */
  get peer(): SessionPeer | null {
    return this.#id === null ? null : (this.#host.peers.get(this.#id) ?? null);
  }

  /** The same where a direct path to it is alive. */
  get ready(): SessionPeer | null {
    const { peer } = this;
    return peer?.isDirect && this.#host.clock.nowMs() - peer.lastDirectMs < FRESH_MS ? peer : null;
  }

  /** As the root names it. */
  place(id: unknown): void {
    this.#id = typeof id === 'string' && id !== this.#host.ownId ? id : null;
    this.#askedMs = Number.NEGATIVE_INFINITY;
  }

  /** Whether it was asked to send; it is not any more. */
  takeAsked(): boolean {
    const wasAsked = this.#askedMs > Number.NEGATIVE_INFINITY;
    this.#askedMs = Number.NEGATIVE_INFINITY;
    return wasAsked;
  }

  /**
   * Whether the parent has been silent for so long that the standby is to send, too.
   * @param lastMessageMs when a message for everybody came last, from whomever
   */
  isSuspected(parent: SessionPeer, lastMessageMs: number): boolean {
    const nowMs = this.#host.clock.nowMs();
    return nowMs - parent.lastDirectMs > SUSPECT_MS && nowMs - lastMessageMs < FLOWING_MS;
  }

  /** Whether it should be asked to send now. It counts as asked then. */
  ask(parent: SessionPeer, lastMessageMs: number): boolean {
    const nowMs = this.#host.clock.nowMs();
    if (!this.ready || !this.isSuspected(parent, lastMessageMs) || nowMs - this.#askedMs < ASK_MS) return false;
    this.#askedMs = nowMs;
    return true;
  }
}
