import { CodecError } from '../../core/errors.js';
import type { KeyBytes, KeyPair, SessionCrypto, SigningKey } from '../../ports/session-crypto.js';
import { fromBase64Url } from './bytes.js';

/** What is used of WebCrypto; the isomorphic folders have no types of it. */
interface Subtle {
  digest(algorithm: string, data: KeyBytes): Promise<ArrayBuffer>;
  importKey(format: string, data: KeyBytes, algorithm: unknown, extractable: boolean, uses: string[]): Promise<Key>;
  exportKey(format: string, key: Key): Promise<ArrayBuffer>;
  exportKey(format: 'jwk', key: Key): Promise<{ readonly x?: string }>;
  generateKey(algorithm: unknown, extractable: boolean, uses: string[]): Promise<{ publicKey: Key; privateKey: Key }>;
  deriveBits(algorithm: unknown, key: Key, bits: number): Promise<ArrayBuffer>;
  sign(algorithm: string, key: Key, data: KeyBytes): Promise<ArrayBuffer>;
  verify(algorithm: string, key: Key, signature: KeyBytes, data: KeyBytes): Promise<boolean>;
  encrypt(algorithm: unknown, key: Key, data: KeyBytes): Promise<ArrayBuffer>;
  decrypt(algorithm: unknown, key: Key, data: KeyBytes): Promise<ArrayBuffer>;
}
/** A CryptoKey, which this module only passes on. */
type Key = { readonly type: string };

interface Runtime {
  readonly crypto?: { readonly subtle?: Subtle; getRandomValues(bytes: KeyBytes): unknown };
}

/** Makes key pairs where the runtime's own cryptography has no X25519. */
export type KeyPairFallback = (randomBytes: (length: number) => KeyBytes) => Promise<KeyPair>;

/**
 * The runtime's WebCrypto.
 *
 * @param fallback for a runtime without X25519 @default such a runtime is refused with NOT_INSTALLED
 * @throws CodecError NOT_ALLOWED where there is none, as on an insecure page
 */
export function webCrypto(fallback?: KeyPairFallback): SessionCrypto {
  const { crypto } = globalThis as unknown as Runtime;
  const subtle = crypto?.subtle;
  if (!crypto || !subtle)
    throw new CodecError(
      'NOT_ALLOWED',
      'listening sessions need crypto.subtle, which a browser gives only to pages over https, or of localhost: open the page over https',
    );
  const bytes = async (result: Promise<ArrayBuffer>): Promise<KeyBytes> => new Uint8Array(await result);
  const randomBytes = (length: number): KeyBytes => {
    const random = new Uint8Array(length);
    crypto.getRandomValues(random);
    return random;
  };
  return {
    randomBytes,
    sha256: (data) => bytes(subtle.digest('SHA-256', data)),
    deriveBytes: async (secret, salt, info, length) => {
      const key = await subtle.importKey('raw', secret, 'HKDF', false, ['deriveBits']);
      return bytes(subtle.deriveBits({ name: 'HKDF', hash: 'SHA-256', salt, info }, key, 8 * length));
    },
    macKey: async (secret) => {
      const key = await subtle.importKey('raw', secret, { name: 'HMAC', hash: 'SHA-256' }, false, ['sign']);
      return { sign: (data) => bytes(subtle.sign('HMAC', key, data)) };
    },
    counterModeKey: async (secret) => {
      const key = await subtle.importKey('raw', secret, 'AES-CTR', false, ['encrypt']);
      return {
        apply: (counter, data) => bytes(subtle.encrypt({ name: 'AES-CTR', counter, length: 32 }, key, data)),
      };
    },
    sealingKey: async (secret) => {
      const key = await subtle.importKey('raw', secret, 'AES-GCM', false, ['encrypt', 'decrypt']);
      const algorithm = (iv: KeyBytes, additionalData: KeyBytes) => ({ name: 'AES-GCM', iv, additionalData });
      return {
        seal: (nonce, data, aad) => bytes(subtle.encrypt(algorithm(nonce, aad), key, data)),
        open: (nonce, sealed, aad) => bytes(subtle.decrypt(algorithm(nonce, aad), key, sealed)).catch(() => null),
      };
    },
    keyPair: () => keyPair(subtle, () => withoutX25519(fallback, randomBytes)),
    signingKey: (secret) => signingKey(subtle, secret),
    verify: async (publicKey, signature, data) => {
      try {
        const key = await subtle.importKey('raw', publicKey, 'Ed25519', false, ['verify']);
        return await subtle.verify('Ed25519', key, signature, data);
      } catch (error) {
        // Bytes that are no key are refused as data; a runtime without Ed25519 does not know the name.
        return (error as Error).name === 'NotSupportedError' ? null : false;
      }
    },
  };
}

/** In front of a secret of 32 bytes: PKCS #8 of RFC 8410, section 7. */
const ED25519_PKCS8 = [48, 46, 2, 1, 0, 48, 5, 6, 3, 43, 101, 112, 4, 34, 4, 32] as const;

async function signingKey(subtle: Subtle, secret: KeyBytes): Promise<SigningKey | null> {
  const encoded = new Uint8Array([...ED25519_PKCS8, ...secret]);
  try {
    const key = await subtle.importKey('pkcs8', encoded, 'Ed25519', true, ['sign']);
    const publicKey = fromBase64Url((await subtle.exportKey('jwk', key)).x ?? '');
    if (publicKey?.length !== 32) return null;
    return { publicKey, sign: async (data) => new Uint8Array(await subtle.sign('Ed25519', key, data)) };
  } catch {
    return null;
  }
}

async function keyPair(subtle: Subtle, withoutSupport: () => Promise<KeyPair>): Promise<KeyPair> {
  const algorithm = { name: 'X25519' };
  let pair: { publicKey: Key; privateKey: Key };
  try {
    pair = await subtle.generateKey(algorithm, true, ['deriveBits']);
  } catch {
    return withoutSupport();
  }
  return {
    publicKey: new Uint8Array(await subtle.exportKey('raw', pair.publicKey)),
    agree: async (other) => {
      try {
        const key = await subtle.importKey('raw', other, algorithm, true, []);
        const secret = await subtle.deriveBits({ ...algorithm, public: key }, pair.privateKey, 256);
        return requireContribution(new Uint8Array(secret));
      } catch {
        return null;
      }
    },
  };
}

/** RFC 7748, 6.1: a secret of zeros is one to which the other side has contributed nothing. */
const requireContribution = (secret: KeyBytes): KeyBytes | null => (secret.some((byte) => byte !== 0) ? secret : null);

function withoutX25519(fallback: KeyPairFallback | undefined, randomBytes: (length: number) => KeyBytes) {
  if (fallback) return fallback(randomBytes);
  throw new CodecError('NOT_INSTALLED', 'this runtime has no X25519, which listening sessions need');
}
