import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../../src/core/random.js';
import { fromBase64Url, toBase64Url } from '../../../../src/session/crypto/bytes.js';
import { createSframeCipher, SFRAME_SUITES, type SframeSuite } from '../../../../src/session/crypto/sframe.js';
import { encodeSframeHeader, parseSframeHeader } from '../../../../src/session/crypto/sframe-header.js';
import { webCrypto } from '../../../../src/session/crypto/web-crypto.js';
import { SEED } from '../../../support/seed.js';

interface Vectors {
  readonly header: readonly (readonly [number, number, string])[];
  /** Encodings of numbers beyond 2^53 − 1. */
  readonly header_beyond: readonly string[];
  readonly aes_ctr_hmac: readonly unknown[];
  readonly sframe: readonly {
    cipher_suite: number;
    kid: number;
    ctr: number;
    base_key: string;
    metadata: string;
    pt: string;
    ct: string;
  }[];
}

const vectors = JSON.parse(
  readFileSync(new URL('../../../vectors/sframe-rfc9605.json', import.meta.url), 'utf8'),
) as Vectors;
const bytes = (hex: string): Uint8Array<ArrayBuffer> => new Uint8Array(Buffer.from(hex, 'hex'));
const hex = (data: Uint8Array): string => Buffer.from(data).toString('hex');
const suites = Object.entries(SFRAME_SUITES) as [SframeSuite, { id: number }][];

describe('SFrame', () => {
  it('has the headers of RFC 9605, and refuses numbers beyond 2^53 − 1', () => {
    expect(vectors.header.length).toBeGreaterThan(150);
    for (const [keyId, counter, encoded] of vectors.header) {
      expect(hex(encodeSframeHeader(keyId, counter))).toBe(encoded);
      expect(parseSframeHeader(bytes(`${encoded}ff`))).toEqual({ keyId, counter, length: encoded.length / 2 });
      expect(parseSframeHeader(bytes(encoded).slice(0, -1)) === null || encoded.length === 2).toBe(true);
    }
    for (const encoded of vectors.header_beyond) expect(parseSframeHeader(bytes(encoded))).toBeNull();
    // Not the shortest form.
    for (const encoded of ['0807', '8007', '090001', '']) expect(parseSframeHeader(bytes(encoded))).toBeNull();
  });

  it('encrypts and decrypts what RFC 9605 states', async () => {
    expect(vectors.sframe).toHaveLength(2);
    for (const vector of vectors.sframe) {
      const [suite] = suites.find(([, { id }]) => id === vector.cipher_suite)!;
      const cipher = await createSframeCipher(webCrypto(), suite, vector.kid, bytes(vector.base_key));
      const metadata = bytes(vector.metadata);
      expect(hex(await cipher.encrypt(vector.ctr, bytes(vector.pt), metadata))).toBe(vector.ct);
      const message = bytes(vector.ct);
      const header = parseSframeHeader(message)!;
      expect(header).toMatchObject({ keyId: vector.kid, counter: vector.ctr });
      expect(hex((await cipher.decrypt(message, header, metadata))!)).toBe(vector.pt);
    }
  });

  it('refuses every message of which one bit, its length, its metadata or its key is another', async () => {
    const seed = SEED;
    const random = seededRandom(seed);
    for (const [suite] of suites) {
      const key = bytes('000102030405060708090a0b0c0d0e0f');
      const cipher = await createSframeCipher(webCrypto(), suite, 9, key);
      const others = await Promise.all([
        createSframeCipher(
          webCrypto(),
          suite,
          9,
          key.map((byte, i) => byte ^ (i === 15 ? 1 : 0)),
        ),
        createSframeCipher(webCrypto(), suite, 10, key),
      ]);
      const message = await cipher.encrypt(300, bytes('11'.repeat(38)));
      expect(message.length - 38, suite).toBe(suite === 'gcm-128' ? 20 : 12);
      const header = parseSframeHeader(message)!;
      for (let i = 0; i < 40; i++) {
        const at = Math.floor(random() * message.length * 8);
        const changed = message.slice();
        changed[at >> 3]! ^= 1 << (at & 7);
        const seen = parseSframeHeader(changed);
        expect(seen === null ? null : await cipher.decrypt(changed, seen), `seed ${seed}, bit ${at}`).toBeNull();
        const cut = message.slice(0, Math.floor(random() * message.length));
        expect(cut.length < header.length ? null : await cipher.decrypt(cut, header), `seed ${seed}`).toBeNull();
      }
      expect(await cipher.decrypt(message, header, bytes('00'))).toBeNull();
      for (const other of others) expect(await other.decrypt(message, header)).toBeNull();
      expect(hex((await cipher.decrypt(message, header))!)).toBe('11'.repeat(38));
    }
  });
});

describe('the cryptography of sessions', () => {
  it('agrees on a secret between any two key pairs, and on none with a key to which nothing was contributed', async () => {
    const crypto = webCrypto();
    const [a, b] = await Promise.all([crypto.keyPair(), crypto.keyPair()]);
    expect(hex((await a.agree(b.publicKey))!)).toBe(hex((await b.agree(a.publicKey))!));
    for (const wrong of [new Uint8Array(32), new Uint8Array(31), new Uint8Array(0)])
      expect(await a.agree(wrong)).toBeNull();
  });

  it('is refused with what to do where the page is not secure', () => {
    const own = Object.getOwnPropertyDescriptor(globalThis, 'crypto')!;
    Object.defineProperty(globalThis, 'crypto', { configurable: true, value: { getRandomValues: () => {} } });
    try {
      expect(() => webCrypto()).toThrow(/^listening sessions need crypto\.subtle, .*: open the page over https$/);
    } finally {
      Object.defineProperty(globalThis, 'crypto', own);
    }
  });

  it('writes base64 for URLs, one text for each sequence of bytes', () => {
    for (let length = 0; length < 40; length++) {
      const data = Uint8Array.from({ length }, (_, i) => (i * 89 + length) & 255);
      expect(toBase64Url(data)).toBe(Buffer.from(data).toString('base64url'));
      expect(fromBase64Url(toBase64Url(data))).toEqual(data);
    }
    for (const wrong of ['A', 'AB', 'AAAAA', 'AA=', 'A+AA', 'Aé']) expect(fromBase64Url(wrong), wrong).toBeNull();
  });
});
