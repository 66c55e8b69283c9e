/** Bytes that the runtime's cryptography accepts. */
export type KeyBytes = Uint8Array<ArrayBuffer>;

/**
 * The cryptography of listening sessions. What a caller passes is unchanged until the promise is settled; what it gets
 * is its own.
 *
 * Implemented by `session/crypto/web-crypto.ts` over WebCrypto, which browsers have on secure pages only.
 */
export interface SessionCrypto {
  randomBytes(length: number): KeyBytes;
  sha256(data: KeyBytes): Promise<KeyBytes>;
  /** HKDF with SHA-256 (RFC 5869), extract and expand: `length` bytes, 1..8160. */
  deriveBytes(secret: KeyBytes, salt: KeyBytes, info: KeyBytes, length: number): Promise<KeyBytes>;
  /** HMAC-SHA-256 under a key of any length. */
  macKey(key: KeyBytes): Promise<MacKey>;
  /** AES in counter mode under a key of 16 bytes. */
  counterModeKey(key: KeyBytes): Promise<CounterModeKey>;
  /** AES-GCM with a tag of 128 bits under a key of 16 or 32 bytes. */
  sealingKey(key: KeyBytes): Promise<SealingKey>;
  /** A new key pair for X25519 (RFC 7748). */
  keyPair(): Promise<KeyPair>;
  /** The Ed25519 key (RFC 8032) of this secret of 32 bytes; null where the runtime has none. */
  signingKey(secret: KeyBytes): Promise<SigningKey | null>;
  /** Whether these 64 bytes are the Ed25519 signature of the data; null where the runtime cannot tell. */
  verify(publicKey: KeyBytes, signature: KeyBytes, data: KeyBytes): Promise<boolean | null>;
}

/** An Ed25519 key, whose secret half stays inside. */
export interface SigningKey {
  /** 32 bytes. */
  readonly publicKey: KeyBytes;
  /** 64 bytes. */
  sign(data: KeyBytes): Promise<KeyBytes>;
}

/** An HMAC key of a {@link SessionCrypto}. */
export interface MacKey {
  /** 32 bytes. */
  sign(data: KeyBytes): Promise<KeyBytes>;
}

/** A key of AES in counter mode. */
export interface CounterModeKey {
  /** Encrypts or decrypts. @param counter 16 bytes, of which the last four count up */
  apply(counter: KeyBytes, data: KeyBytes): Promise<KeyBytes>;
}

/** A key of AES-GCM. */
export interface SealingKey {
  /** The ciphertext, then the tag of 16 bytes. @param nonce 12 bytes, never used twice with the same key */
  seal(nonce: KeyBytes, data: KeyBytes, aad: KeyBytes): Promise<KeyBytes>;
  /** What was sealed; null where anything differs. */
  open(nonce: KeyBytes, sealed: KeyBytes, aad: KeyBytes): Promise<KeyBytes | null>;
}

/** An X25519 key pair, whose secret half stays inside. */
export interface KeyPair {
  /** 32 bytes. */
  readonly publicKey: KeyBytes;
  /** The shared secret of 32 bytes; null for a public key with which it would be zero, or that is not 32 bytes long. */
  agree(publicKey: KeyBytes): Promise<KeyBytes | null>;
}
