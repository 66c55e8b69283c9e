import type { KeyBytes, SealingKey, SessionCrypto } from '../../ports/session-crypto.js';
import { concat, toBase64Url, utf8 } from './bytes.js';

/** Bytes of the secret in a session's link. */
export const SESSION_SECRET_BYTES = 16;

const SALT = utf8('latentcast session v1');
const ID_BYTES = 16;
const PEER_ID_BYTES = 12;
const NONCE_BYTES = 12;

/** What everybody with the link has, and nobody else: derived from the secret, from which it cannot be turned back. */
export interface SessionKeys {
  /** Name of the session's room on the relay: 22 characters, the only one of these that the relay learns. */
  readonly roomId: string;
  /** Goes into the keys of every two peers, so that who lacks the link cannot stand between them. */
  readonly pairSalt: KeyBytes;
  /** Seals what a peer tells all others of itself. */
  readonly cards: CardSealer;
}

/** Seals a peer's card, so that the relay can neither read nor change it, nor show it as another peer's. */
export interface CardSealer {
  seal(peerId: string, card: KeyBytes): Promise<KeyBytes>;
  /** Null where it is none of this session, or of another peer. */
  open(peerId: string, sealed: KeyBytes): Promise<KeyBytes | null>;
}

/** @param secret {@link SESSION_SECRET_BYTES} bytes, from the link */
export async function deriveSessionKeys(crypto: SessionCrypto, secret: KeyBytes): Promise<SessionKeys> {
  const derive = (what: string, length: number): Promise<KeyBytes> =>
    crypto.deriveBytes(secret, SALT, utf8(what), length);
  const roomId = toBase64Url(await derive('room', ID_BYTES));
  return {
    roomId,
    pairSalt: await derive('pairs', 32),
    cards: cardSealer(crypto, await crypto.sealingKey(await derive('cards', 32)), roomId),
  };
}

function cardSealer(crypto: SessionCrypto, key: SealingKey, roomId: string): CardSealer {
  const aadOf = (peerId: string): KeyBytes => utf8(`card ${roomId} ${peerId}`);
  return {
    seal: async (peerId, card) => {
      const nonce = crypto.randomBytes(NONCE_BYTES);
      return concat(nonce, await key.seal(nonce, card, aadOf(peerId)));
    },
    open: async (peerId, sealed) => {
      if (sealed.length < NONCE_BYTES + 16) return null;
      return key.open(sealed.slice(0, NONCE_BYTES), sealed.slice(NONCE_BYTES), aadOf(peerId));
    },
  };
}

/** A peer's id is the beginning of its public key's hash, so that nobody else can have it: 16 characters. */
export const peerIdOf = async (crypto: SessionCrypto, publicKey: KeyBytes): Promise<string> =>
  toBase64Url((await crypto.sha256(concat(utf8('latentcast peer '), publicKey))).subarray(0, PEER_ID_BYTES));

/**
 * What two people compare, by voice, to know that nobody stands between them: the same 60 digits on both sides, in groups
 * of five.
 */
export async function safetyNumber(crypto: SessionCrypto, a: KeyBytes, b: KeyBytes): Promise<string> {
  const halves = await Promise.all([a, b].map((key) => crypto.sha256(concat(utf8('latentcast safety number '), key))));
  return halves.map(digitsOf).sort().join(' ');
}

/** 30 digits of 30 bytes. */
const digitsOf = (hash: KeyBytes): string =>
  [0, 5, 10, 15, 20, 25]
    .map((at) => hash.subarray(at, at + 5).reduce((value, byte) => value * 256 + byte, 0) % 100_000)
    .map((value) => String(value).padStart(5, '0'))
    .join(' ');
