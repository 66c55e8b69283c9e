import type { SessionPeer } from '../peer/session-peer.js';
import type { TreeHost } from './tree-host.js';

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
 * so that it sends as soon as the first one is silent, before that is given up; where the first one is heard of again, it
 * is not needed any more.
 */
export class Standby {
  readonly #host: Pick<TreeHost, 'clock' | 'ownId' | 'peers'>;
  #id: string | null = null;
  /** When it was asked to send; −Infinity where it was not. */
  #askedMs = Number.NEGATIVE_INFINITY;
  #isSending = false;

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

  /** It takes the parent's place, and is no second one any more; null where it cannot. @returns it, and whether it sends */
  take(): { readonly peer: SessionPeer; readonly isSending: boolean } | null {
    const { ready } = this;
    const isSending = this.#isSending;
    this.#id = null;
    this.#askedMs = Number.NEGATIVE_INFINITY;
    this.#isSending = false;
    return ready && { peer: ready, isSending };
  }

  /** As the root names it. */
  place(id: unknown): void {
    const next = typeof id === 'string' && id !== this.#host.ownId ? id : null;
    if (next === this.#id) return;
    this.#end();
    this.#id = next;
  }

  /** This peer confirms that it sends. */
  attached(from: SessionPeer): void {
    if (from === this.peer && this.#askedMs > Number.NEGATIVE_INFINITY) this.#isSending = true;
  }

  /**
   * Asks it to send where the parent is silent while messages flow, and no more where that is over.
   * @param lastMessageMs when a message for everybody came last, from whomever
   * @param sinceMs what it shall send again goes back by this, in ms
   */
  watch(parent: SessionPeer, lastMessageMs: number, sinceMs: number): void {
    const nowMs = this.#host.clock.nowMs();
    const isSilent = nowMs - parent.lastDirectMs > SUSPECT_MS;
    if (!isSilent) this.#end();
    else if (nowMs - lastMessageMs < FLOWING_MS && nowMs - this.#askedMs >= ASK_MS) {
      this.#askedMs = nowMs;
      this.ready?.sendControl({ type: 'session.attach', sinceMs });
    }
  }

  #end(): void {
    if (this.#askedMs === Number.NEGATIVE_INFINITY) return;
    this.#askedMs = Number.NEGATIVE_INFINITY;
    this.#isSending = false;
    this.peer?.sendControl({ type: 'session.detach' });
  }
}
