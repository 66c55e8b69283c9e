import type { KeyBytes, KeyPair, SealingKey, SessionCrypto } from '../../ports/session-crypto.js';
import { bigEndian, concat, utf8 } from './bytes.js';
import { ReplayWindow } from './replay-window.js';

const COUNTER_BYTES = 6;
const TAG_BYTES = 16;

/** Bytes that {@link PairChannel.seal} adds. */
export const PAIR_OVERHEAD_BYTES = COUNTER_BYTES + TAG_BYTES;

/** Who the two are. */
export interface PairIdentity {
  readonly ownId: string;
  readonly own: KeyPair;
  readonly peerId: string;
  readonly peerKey: KeyBytes;
  /** {@link SessionKeys.pairSalt}. */
  readonly pairSalt: KeyBytes;
}

/**
 * What two peers of a session tell each other past everybody else: sealed under a key that follows from their key pairs
 * and from the link, each direction by itself. A message that was changed, comes twice, or is of others is refused.
 */
export class PairChannel {
  readonly #sending: SealingKey;
  readonly #receiving: SealingKey;
  readonly #window = new ReplayWindow();
  #sent = 0;

  private constructor(sending: SealingKey, receiving: SealingKey) {
    this.#sending = sending;
    this.#receiving = receiving;
  }

  /** Null where the peer's public key is none. */
  static async create(crypto: SessionCrypto, pair: PairIdentity): Promise<PairChannel | null> {
    const secret = await pair.own.agree(pair.peerKey);
    if (!secret) return null;
    const key = async (from: string, to: string): Promise<SealingKey> =>
      crypto.sealingKey(await crypto.deriveBytes(secret, pair.pairSalt, utf8(`pair ${from} ${to}`), 32));
    return new PairChannel(await key(pair.ownId, pair.peerId), await key(pair.peerId, pair.ownId));
  }

  /** @param kind what it is, which a message of another kind is not taken for */
  async seal(kind: string, message: KeyBytes): Promise<KeyBytes> {
    const counter = bigEndian(this.#sent++, COUNTER_BYTES);
    return concat(counter, await this.#sending.seal(nonceOf(counter), message, utf8(kind)));
  }

  /** Null for what is refused. */
  async open(kind: string, sealed: KeyBytes): Promise<KeyBytes | null> {
    if (sealed.length < PAIR_OVERHEAD_BYTES) return null;
    const counter = sealed.slice(0, COUNTER_BYTES);
    const number = counter.reduce((value, byte) => value * 256 + byte, 0);
    if (!this.#window.isNew(number)) return null;
    const message = await this.#receiving.open(nonceOf(counter), sealed.slice(COUNTER_BYTES), utf8(kind));
    return message && this.#window.add(number) ? message : null;
  }
}

const nonceOf = (counter: KeyBytes): KeyBytes => concat(new Uint8Array(12 - COUNTER_BYTES), counter);
