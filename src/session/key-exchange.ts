import type { Clock } from '../ports/clock.js';
import { fromBase64Url, toBase64Url } from './crypto/bytes.js';
import type { SenderKey, SenderKeyGrant } from './crypto/sender-key.js';
import { SFRAME_BASE_KEY_BYTES } from './crypto/sframe.js';
import type { ControlMessage } from './peer-link.js';

/** A new key is used when every peer has it, or after this, in ms. */
const MAX_WAIT_MS = 1_000;
/** Peers that come within this time are given one key, in ms. */
const GIVE_MS = 200;

/** Whom keys are given to. */
export interface KeyReceiver {
  sendControl(message: ControlMessage, onArrived?: () => void): boolean;
}

/** What a {@link KeyExchange} needs. */
export interface KeyExchangeOptions {
  /** Times the wait for peers that do not answer. */
  readonly clock: Clock;
  /** This peer's own. */
  readonly key: SenderKey;
  /** All others in the session now. */
  readonly peers: () => readonly KeyReceiver[];
}

/**
 * Gives this peer's key to the others, each over what only the two can read, once this peer has something to send: a new
 * one when somebody has left, and the one that follows from it when somebody comes.
 */
export class KeyExchange {
  readonly #options: KeyExchangeOptions;
  /** Whether the key has been given to those who are there. */
  #isGiven = false;
  /** Who is given the key that comes next, with the next message. */
  readonly #newcomers = new Set<KeyReceiver>();
  /** Ends the wait of a new key for its use; null where none waits. */
  #use: (() => void) | null = null;
  #isRenewalDue = false;
  #cancelTimer: (() => void) | null = null;
  #cancelGiving: (() => void) | null = null;

  constructor(options: KeyExchangeOptions) {
    this.#options = options;
  }

  /** Before each message, and where there will be some. */
  give(): void {
    if (!this.#isGiven) {
      this.#isGiven = true;
      for (const peer of this.#options.peers()) this.giveTo(peer);
    } else if (this.#newcomers.size > 0) {
      // Under a key that no message has yet, there is nothing from before that they could read.
      if (this.#options.key.isUsed) this.#options.key.advance();
      for (const peer of this.#newcomers) this.giveTo(peer);
    }
    this.#newcomers.clear();
  }

  /** Gives a peer the key in use. */
  giveTo(peer: KeyReceiver): void {
    if (!this.#isGiven) return;
    void this.#options.key.grant().then((grant) => peer.sendControl(keyMessage(grant)));
  }

  /** A peer has come: it will read what is sent from then on, and nothing from before. */
  onJoined(peer: KeyReceiver): void {
    this.#newcomers.add(peer);
    if (!this.#isGiven) return;
    // Before the next message, where that is not sent at once: several that come together get one key.
    this.#cancelGiving ??= this.#options.clock.schedule(GIVE_MS, () => {
      this.#cancelGiving = null;
      this.give();
    });
  }

  onLeft(peer: KeyReceiver): void {
    this.#newcomers.delete(peer);
    this.renew();
  }

  /** A peer has left, or new keys were asked for: what is sent from now on has a key that nobody else knows. */
  renew(): void {
    if (!this.#isGiven) return;
    if (this.#use) {
      this.#isRenewalDue = true;
      return;
    }
    const { key, peers, clock } = this.#options;
    const grant = key.fresh();
    const waiting = new Set(peers());
    const use = (): void => {
      if (this.#use !== use) return;
      this.#use = null;
      this.#cancelTimer?.();
      this.#cancelTimer = null;
      key.use(grant);
      // Who has come meanwhile has at most the key before.
      for (const peer of peers()) if (!asked.includes(peer)) this.#newcomers.add(peer);
      if (this.#isRenewalDue) {
        this.#isRenewalDue = false;
        this.renew();
      }
    };
    const asked = [...waiting];
    this.#use = use;
    this.#cancelTimer = clock.schedule(MAX_WAIT_MS, use);
    for (const peer of asked)
      peer.sendControl(keyMessage(grant), () => {
        waiting.delete(peer);
        if (waiting.size === 0) use();
      });
    if (waiting.size === 0) use();
  }

  /** This peer has another seat, which is part of its key's name. */
  setSeat(seat: number): void {
    const { key, peers } = this.#options;
    if (seat === key.seat) return;
    this.#use = null;
    this.#cancelTimer?.();
    key.use(key.fresh(), seat);
    if (this.#isGiven) for (const peer of peers()) this.giveTo(peer);
  }

  close(): void {
    this.#cancelTimer?.();
    this.#cancelGiving?.();
    this.#use = null;
  }
}

/** The type of the control messages that carry keys. */
export const KEY_CONTROL = 'session.key';

const keyMessage = ({ generation, key }: SenderKeyGrant): ControlMessage => ({
  type: KEY_CONTROL,
  generation,
  key: toBase64Url(key),
});

/** The key that a peer has given; null where the message has none. */
export function parseKeyMessage({ generation, key }: ControlMessage): SenderKeyGrant | null {
  const bytes = typeof key === 'string' ? fromBase64Url(key) : null;
  const isCount = Number.isSafeInteger(generation) && (generation as number) >= 0;
  return isCount && bytes?.length === SFRAME_BASE_KEY_BYTES ? { generation: generation as number, key: bytes } : null;
}
