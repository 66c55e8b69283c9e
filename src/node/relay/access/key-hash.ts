import { createHash, randomBytes, type ScryptOptions, scrypt, timingSafeEqual } from 'node:crypto';
import { shown } from '../../../core/shown.js';

/** What every generated key starts with, so that people and scanners of leaked secrets recognise one. */
export const KEY_PREFIX = 'lck_';

/** Cost of the hash of a password: 32 MiB and about a tenth of a second. */
const SCRYPT = { log2N: 15, r: 8, p: 1, saltBytes: 16, hashBytes: 32 } as const;
/** Bounds that keep one check below 64 MiB. */
const SCRYPT_RANGES = { log2N: [14, 16], r: [8, 8], p: [1, 4] } as const;

const FORM = 'sha256:HASH or scrypt:… as `latentcast token --static` prints it';

/** Hash of a key of high entropy: compared at once. */
interface Sha256Hash {
  readonly kind: 'sha256';
  readonly digest: Buffer;
}

/** Hash of a password that a person has chosen: slow to compute, so that it cannot be guessed from the hash. */
export interface ScryptHash {
  readonly kind: 'scrypt';
  readonly salt: Buffer;
  readonly digest: Buffer;
  readonly options: ScryptOptions;
}

/** The hash of a static key, as a configuration holds it. */
export type KeyHash = Sha256Hash | ScryptHash;

/** A new key of 256 random bits, without characters that a header or a shell treats specially. */
export const generateStaticKey = (): string => KEY_PREFIX + randomBytes(32).toString('base64url');

/** The line for the configuration of a key that was generated. */
export const hashStaticKey = (key: string): string => `sha256:${sha256(key).toString('hex')}`;

/** The line for the configuration of a password that a person has chosen. */
export async function hashPassword(password: string): Promise<string> {
  const { log2N, r, p, saltBytes, hashBytes } = SCRYPT;
  const salt = randomBytes(saltBytes);
  const digest = await derive(password, salt, hashBytes, scryptOptions(log2N, r, p));
  return `scrypt:${log2N}:${r}:${p}:${salt.toString('base64url')}:${digest.toString('base64url')}`;
}

/**
 * Reads a hash as a configuration holds it.
 *
 * @throws RangeError naming the field and what is allowed; a text that may be the key itself is not quoted
 */
export function parseKeyHash(field: string, text: string): KeyHash {
  const [kind, ...parts] = text.split(':');
  if (kind === 'sha256' && parts.length === 1 && /^[0-9a-f]{64}$/i.test(parts[0]!))
    return { kind, digest: Buffer.from(parts[0]!, 'hex') };
  if (kind === 'scrypt' && parts.length === 5) return parseScrypt(field, parts);
  const start = kind === 'sha256' || kind === 'scrypt' ? `${kind}:…` : 'another text';
  throw new RangeError(`${field} must be ${FORM}, got ${start}`);
}

function parseScrypt(field: string, parts: readonly string[]): ScryptHash {
  const [log2N, r, p] = (['log2N', 'r', 'p'] as const).map((name, i) => {
    const [min, max] = SCRYPT_RANGES[name];
    const value = /^\d{1,2}$/.test(parts[i]!) ? Number(parts[i]) : Number.NaN;
    if (!(value >= min && value <= max))
      throw new RangeError(`${field}: ${name} of scrypt must be from ${min} to ${max}, got ${shown(parts[i])}`);
    return value;
  }) as [number, number, number];
  const [salt, digest] = [Buffer.from(parts[3]!, 'base64url'), Buffer.from(parts[4]!, 'base64url')];
  if (salt.length < 8 || salt.length > 64 || digest.length !== SCRYPT.hashBytes)
    throw new RangeError(`${field}: scrypt needs a salt of 8 to 64 bytes and a hash of ${SCRYPT.hashBytes}`);
  return { kind: 'scrypt', salt, digest, options: scryptOptions(log2N, r, p) };
}

/** SHA-256 of a text's UTF-8 bytes. */
export const sha256 = (text: string): Buffer => createHash('sha256').update(text, 'utf8').digest();

/** Whether two digests of the same length are equal, in the same time whatever they are. */
export const isSameDigest = (one: Buffer, other: Buffer): boolean =>
  one.length === other.length && timingSafeEqual(one, other);

/** Whether the password has this hash; computed in the thread pool. */
export const isPassword = async (password: string, { salt, digest, options }: ScryptHash): Promise<boolean> =>
  isSameDigest(await derive(password, salt, digest.length, options), digest);

const scryptOptions = (log2N: number, r: number, p: number): ScryptOptions => ({
  N: 2 ** log2N,
  r,
  p,
  maxmem: 2 ** 27,
});

const derive = (password: string, salt: Buffer, bytes: number, options: ScryptOptions): Promise<Buffer> =>
  new Promise((resolve, reject) => {
    scrypt(password.normalize('NFKC'), salt, bytes, options, (error, key) => (error ? reject(error) : resolve(key)));
  });
