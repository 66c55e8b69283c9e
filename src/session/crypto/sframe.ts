import type { KeyBytes, SessionCrypto } from '../../ports/session-crypto.js';
import { bigEndian, concat, isSameBytes, utf8 } from './bytes.js';
import { encodeSframeHeader, type SframeHeader } from './sframe-header.js';

/** Cipher suites of RFC 9605, 4.5, by name; `id` is the number in IANA's registry. */
export const SFRAME_SUITES = {
  /** AES-128 in counter mode with HMAC-SHA-256 cut to 64 bits. */
  'ctr-hmac-64': { id: 2, keyBytes: 48, tagBytes: 8 },
  /** AES-128-GCM with a tag of 128 bits. */
  'gcm-128': { id: 4, keyBytes: 16, tagBytes: 16 },
} as const;

/** A key of {@link SFRAME_SUITES}. */
export type SframeSuite = keyof typeof SFRAME_SUITES;

/** Length of the key that SFrame's own are derived from. */
export const SFRAME_BASE_KEY_BYTES = 16;

/** Encrypts and decrypts messages under one base key of one sender. */
export interface SframeCipher {
  readonly keyId: number;
  /**
   * The header, the ciphertext and the tag.
   * @param counter never used twice with the same key
   * @param metadata authenticated with the message and not part of it
   */
  encrypt(counter: number, plaintext: Uint8Array, metadata?: Uint8Array): Promise<KeyBytes>;
  /** The plaintext; null where the tag is wrong. @param header of the message, as `parseSframeHeader` reads it */
  decrypt(message: KeyBytes, header: SframeHeader, metadata?: Uint8Array): Promise<KeyBytes | null>;
}

interface Aead {
  seal(nonce: KeyBytes, aad: KeyBytes, data: KeyBytes): Promise<KeyBytes>;
  open(nonce: KeyBytes, aad: KeyBytes, sealed: KeyBytes): Promise<KeyBytes | null>;
}

/** @param baseKey of any length; not changed afterwards */
export async function createSframeCipher(
  crypto: SessionCrypto,
  suite: SframeSuite,
  keyId: number,
  baseKey: KeyBytes,
): Promise<SframeCipher> {
  const { id, keyBytes } = SFRAME_SUITES[suite];
  const label = (what: string): KeyBytes =>
    concat(utf8(`SFrame 1.0 Secret ${what} `), bigEndian(keyId, 8), bigEndian(id, 2));
  const empty = new Uint8Array(0);
  const key = await crypto.deriveBytes(baseKey, empty, label('key'), keyBytes);
  const salt = await crypto.deriveBytes(baseKey, empty, label('salt'), 12);
  const aead = await (suite === 'gcm-128' ? gcm(crypto, key) : counterModeWithMac(crypto, suite, key));
  const nonceOf = (counter: number): KeyBytes => bigEndian(counter, 12).map((byte, i) => byte ^ salt[i]!);
  return {
    keyId,
    encrypt: async (counter, plaintext, metadata = empty) => {
      const header = encodeSframeHeader(keyId, counter);
      return concat(header, await aead.seal(nonceOf(counter), concat(header, metadata), concat(plaintext)));
    },
    decrypt: (message, { counter, length }, metadata = empty) =>
      aead.open(nonceOf(counter), concat(message.subarray(0, length), metadata), message.subarray(length)),
  };
}

async function gcm(crypto: SessionCrypto, key: KeyBytes): Promise<Aead> {
  const sealing = await crypto.sealingKey(key);
  return {
    seal: (nonce, aad, data) => sealing.seal(nonce, data, aad),
    open: (nonce, aad, sealed) => (sealed.length < 16 ? Promise.resolve(null) : sealing.open(nonce, sealed, aad)),
  };
}

/** RFC 9605, 4.5.1: counter mode, then a MAC over the lengths, the nonce, what is authenticated, and the ciphertext. */
async function counterModeWithMac(crypto: SessionCrypto, suite: SframeSuite, key: KeyBytes): Promise<Aead> {
  const { tagBytes } = SFRAME_SUITES[suite];
  const cipher = await crypto.counterModeKey(key.slice(0, 16));
  const mac = await crypto.macKey(key.slice(16));
  const tagOf = async (nonce: KeyBytes, aad: KeyBytes, data: KeyBytes): Promise<KeyBytes> => {
    const lengths = concat(bigEndian(aad.length, 8), bigEndian(data.length, 8), bigEndian(tagBytes, 8));
    return (await mac.sign(concat(lengths, nonce, aad, data))).subarray(0, tagBytes);
  };
  const counterOf = (nonce: KeyBytes): KeyBytes => concat(nonce, new Uint8Array(4));
  return {
    seal: async (nonce, aad, data) => {
      const encrypted = await cipher.apply(counterOf(nonce), data);
      return concat(encrypted, await tagOf(nonce, aad, encrypted));
    },
    open: async (nonce, aad, sealed) => {
      const end = sealed.length - tagBytes;
      if (end < 0) return null;
      const encrypted = sealed.slice(0, end);
      if (!isSameBytes(await tagOf(nonce, aad, encrypted), sealed.subarray(end))) return null;
      return cipher.apply(counterOf(nonce), encrypted);
    },
  };
}
