import {
  createCipheriv,
  createDecipheriv,
  createHash,
  createHmac,
  createPrivateKey,
  createPublicKey,
  diffieHellman,
  generateKeyPairSync,
  hkdfSync,
  randomBytes,
  sign,
  verify,
} from 'node:crypto';
import type { KeyBytes, SessionCrypto } from '../../src/ports/session-crypto.js';

const bytes = (data: Uint8Array | ArrayBuffer): KeyBytes => new Uint8Array(data as Uint8Array<ArrayBuffer>);
const PREFIX = Buffer.from('302a300506032b656e032100', 'hex');
const ED25519 = { secret: '302e020100300506032b657004220420', public: '302a300506032b6570032100' } as const;

/** Real cryptography whose promises are settled at once, so that fake clocks can drive it. */
export const syncSessionCrypto: SessionCrypto = {
  randomBytes: (length) => bytes(randomBytes(length)),
  sha256: async (data) => bytes(createHash('sha256').update(data).digest()),
  deriveBytes: async (secret, salt, info, length) => bytes(hkdfSync('sha256', secret, salt, info, length)),
  macKey: async (key) => ({ sign: async (data) => bytes(createHmac('sha256', key).update(data).digest()) }),
  counterModeKey: async (key) => ({
    apply: async (counter, data) => bytes(createCipheriv('aes-128-ctr', key, counter).update(data)),
  }),
  sealingKey: async (key) => {
    const name = key.length === 16 ? 'aes-128-gcm' : 'aes-256-gcm';
    return {
      seal: async (nonce, data, aad) => {
        const cipher = createCipheriv(name, key, nonce).setAAD(aad);
        return bytes(Buffer.concat([cipher.update(data), cipher.final(), cipher.getAuthTag()]));
      },
      open: async (nonce, sealed, aad) => {
        try {
          const decipher = createDecipheriv(name, key, nonce).setAAD(aad).setAuthTag(sealed.subarray(-16));
          return bytes(Buffer.concat([decipher.update(sealed.subarray(0, -16)), decipher.final()]));
        } catch {
          return null;
        }
      },
    };
  },
  keyPair: async () => {
    const pair = generateKeyPairSync('x25519');
    return {
      publicKey: bytes(pair.publicKey.export({ type: 'spki', format: 'der' }).subarray(-32)),
      agree: async (other) => {
        try {
          const publicKey = createPublicKey({ key: Buffer.concat([PREFIX, other]), type: 'spki', format: 'der' });
          const secret = diffieHellman({ privateKey: pair.privateKey, publicKey });
          return secret.some((byte) => byte !== 0) ? bytes(secret) : null;
        } catch {
          return null;
        }
      },
    };
  },
  signingKey: async (secret) => {
    const encoded = Buffer.concat([Buffer.from(ED25519.secret, 'hex'), secret]);
    const key = createPrivateKey({ key: encoded, type: 'pkcs8', format: 'der' });
    const publicKey = bytes(createPublicKey(key).export({ type: 'spki', format: 'der' }).subarray(-32));
    return { publicKey, sign: async (data) => bytes(sign(null, data, key)) };
  },
  verify: async (publicKey, signature, data) => {
    const encoded = Buffer.concat([Buffer.from(ED25519.public, 'hex'), publicKey]);
    return verify(null, data, createPublicKey({ key: encoded, type: 'spki', format: 'der' }), signature);
  },
};
