import { CodecError } from '../../core/errors.js';
import type { KeyBytes, SessionCrypto } from '../../ports/session-crypto.js';
import { concat, fromBase64Url, isSameBytes, toBase64Url, utf8 } from './bytes.js';
import { SESSION_SECRET_BYTES } from './session-secret.js';

/** Bytes of the key by which a host is known when it comes back. */
export const HOST_KEY_BYTES = 32;

const SALT = utf8('latentcast host v1');
const NONCE_BYTES = 16;

/** What the link's secret was made from: whoever has the link can check it, and make no other that fits. */
export interface HostCommitment {
  /** Ed25519, 32 bytes. */
  readonly publicKey: KeyBytes;
  /** 16 random bytes, so that the secret follows from no public key. */
  readonly nonce: KeyBytes;
}

/** What a peer's card states of the session's host. */
export interface HostStatement extends HostCommitment {
  /** Of the peer's own public key, 64 bytes: only the host's card has one that is valid. */
  readonly signature?: KeyBytes;
}

/** A host that can prove that it has created its session. */
export interface HostIdentity extends HostCommitment {
  /** The secret of its session's link. */
  readonly secret: KeyBytes;
  /** @param publicKey of the peer that the host is this time, X25519 */
  sign(publicKey: KeyBytes): Promise<KeyBytes>;
}

/** A new host key: 43 characters. */
export const newHostKey = (crypto: Pick<SessionCrypto, 'randomBytes'>): string =>
  toBase64Url(crypto.randomBytes(HOST_KEY_BYTES));

/** Whether this is a host key. */
export const isHostKey = (value: unknown): value is string =>
  typeof value === 'string' && fromBase64Url(value)?.length === HOST_KEY_BYTES;

/**
 * The host that has this key. The secret of its session's link is a hash of its public key, so that everybody with the link
 * knows which host is meant, and the link is no longer than without.
 *
 * @param hostKey as {@link newHostKey} makes it
 * @returns null where the runtime has no Ed25519
 * @throws TypeError for a key that is none
 */
export async function hostIdentity(crypto: SessionCrypto, hostKey: string): Promise<HostIdentity | null> {
  if (!isHostKey(hostKey))
    throw new TypeError('hostKey must be 43 letters, digits, - and _, as createHostKey makes it');
  const pair = await crypto.signingKey(
    await crypto.deriveBytes(fromBase64Url(hostKey)!, SALT, utf8('signing key'), 32),
  );
  if (!pair) return null;
  const { publicKey } = pair;
  const nonce = await crypto.deriveBytes(fromBase64Url(hostKey)!, SALT, utf8('nonce'), NONCE_BYTES);
  const secret = await secretOf(crypto, { publicKey, nonce });
  return { publicKey, nonce, secret, sign: async (own) => pair.sign(statement(secret, own)) };
}

/**
 * The secret of a new session's link: that of the host with this key, or a random one.
 * @throws TypeError for a key that is none; CodecError NOT_INSTALLED where the runtime has no Ed25519
 */
export async function newSecret(crypto: SessionCrypto, hostKey: string | undefined): Promise<KeyBytes> {
  if (hostKey === undefined) return crypto.randomBytes(SESSION_SECRET_BYTES);
  const identity = await hostIdentity(crypto, hostKey);
  if (!identity) throw new CodecError('NOT_INSTALLED', 'this runtime has no Ed25519, which a host key needs');
  return identity.secret;
}

/** Whether the secret of a link was made from this. */
export const isCommitted = async (
  crypto: SessionCrypto,
  secret: KeyBytes,
  commitment: HostCommitment,
): Promise<boolean> => isSameBytes(await secretOf(crypto, commitment), secret);

/**
 * Whether the host whose key the link was made from has signed this peer's public key. A runtime without Ed25519 cannot
 * tell, and believes it.
 */
export async function isSignedByHost(
  crypto: SessionCrypto,
  secret: KeyBytes,
  { publicKey, signature }: HostStatement,
  ofPeer: KeyBytes,
): Promise<boolean> {
  if (!signature) return false;
  return (await crypto.verify(publicKey, signature, statement(secret, ofPeer))) !== false;
}

/** As it stands in a card. */
export const encodeHostStatement = ({ publicKey, nonce, signature }: HostStatement): Record<string, string> => ({
  publicKey: toBase64Url(publicKey),
  nonce: toBase64Url(nonce),
  ...(signature && { signature: toBase64Url(signature) }),
});

/** @throws RangeError naming what is wrong */
export function parseHostStatement(value: unknown): HostStatement {
  const fields = (value ?? {}) as Record<string, unknown>;
  const read = (name: string, length: number): KeyBytes => {
    const bytes = fromBase64Url(String(fields[name]));
    if (bytes?.length !== length) throw new RangeError(`host.${name} must be ${length} bytes`);
    return bytes;
  };
  const commitment = { publicKey: read('publicKey', 32), nonce: read('nonce', NONCE_BYTES) };
  return fields.signature === undefined ? commitment : { ...commitment, signature: read('signature', 64) };
}

const secretOf = async (crypto: SessionCrypto, { publicKey, nonce }: HostCommitment): Promise<KeyBytes> =>
  (await crypto.sha256(concat(utf8('latentcast session of host '), publicKey, nonce))).slice(0, SESSION_SECRET_BYTES);

const statement = (secret: KeyBytes, publicKey: KeyBytes): KeyBytes =>
  concat(utf8('latentcast host is '), secret, publicKey);
