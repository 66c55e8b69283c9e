import { createPublicKey } from 'node:crypto';
import { CodecError } from '../../core/errors.js';
import { isPlainObject } from '../../core/plain-object.js';
import type { AccessError } from '../../node/relay/access/access-error.js';
import { TOKEN_ALGORITHMS, type TokenAlgorithm } from '../../node/relay/access/token-key.js';
import { TokenVerifier } from '../../node/relay/access/token-verifier.js';

/** What a token says, and whether it would be accepted. */
export interface TokenReport {
  readonly header: Readonly<Record<string, unknown>>;
  readonly claims: Readonly<Record<string, unknown>>;
  /** Times of the claims, ISO 8601, UTC; null where they are not stated. */
  readonly times: {
    readonly issued: string | null;
    readonly notBefore: string | null;
    readonly expires: string | null;
  };
  /** `valid`, `not checked` without a key, or why it is refused. */
  readonly verdict: string;
}

/**
 * Reads a token and checks it with a key, as a relay does that knows no issuer and no audience.
 *
 * @param key secret, or public or private key, PEM or JWK; without it the signature is not checked
 * @throws CodecError FILE_HEADER for a text that is no token
 */
export async function inspectToken(token: string, key: string | undefined, wallMs: number): Promise<TokenReport> {
  const [header, claims] = token.split('.', 2).map(readPart);
  if (!header || !claims)
    throw new CodecError('FILE_HEADER', 'the text is no token: three parts with dots between them');
  const time = (name: string): string | null => {
    const date = new Date(typeof claims[name] === 'number' ? claims[name] * 1000 : Number.NaN);
    return Number.isNaN(date.getTime()) ? null : date.toISOString();
  };
  const times = { issued: time('iat'), notBefore: time('nbf'), expires: time('exp') };
  return {
    header,
    claims,
    times,
    verdict: key === undefined ? 'not checked' : await verdict(token, header, key, wallMs),
  };
}

function readPart(part: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(Buffer.from(part, 'base64url').toString('utf8'));
    return isPlainObject(value) ? value : null;
  } catch {
    return null;
  }
}

async function verdict(
  token: string,
  { alg, kid }: Readonly<Record<string, unknown>>,
  key: string,
  wallMs: number,
): Promise<string> {
  const algorithm = TOKEN_ALGORITHMS.find((known) => known === alg);
  if (algorithm === undefined) return `refused: the token states the algorithm ${JSON.stringify(alg ?? null)}`;
  const id = typeof kid === 'string' ? kid : 'key';
  const verifier = await TokenVerifier.create({ keys: [{ id, algorithm, ...material(algorithm, key) }] });
  return verifier.verify(token, wallMs).then(
    () => 'valid',
    (error: AccessError) => `refused: ${error.message}`,
  );
}

const material = (algorithm: TokenAlgorithm, key: string): { secret: string } | { publicKey: string } =>
  algorithm.startsWith('HS') ? { secret: key } : { publicKey: publicPart(key) };

/** The public key of a private one; any other text as it is. */
function publicPart(key: string): string {
  const isJwk = key.trimStart().startsWith('{');
  if (!isJwk && !/PRIVATE KEY/.test(key)) return key;
  try {
    const publicKey = isJwk ? createPublicKey({ key: JSON.parse(key), format: 'jwk' }) : createPublicKey(key);
    return publicKey.export({ type: 'spki', format: 'pem' }) as string;
  } catch {
    throw new CodecError('FILE_HEADER', 'the key is neither PEM nor JWK');
  }
}
