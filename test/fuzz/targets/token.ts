import { createHmac } from 'node:crypto';
import { AccessError } from '../../../src/node/relay/access/access-error.js';
import { isTokenShaped, TokenVerifier } from '../../../src/node/relay/access/token-verifier.js';
import { bytesOf, type FuzzTarget, isObject, jsonOf, mustHold } from './fuzz-target.js';

const NOW_MS = Date.UTC(2030, 0, 1);
const SECRET = 'a shared secret of 32 bytes and more';
const EXPIRES = NOW_MS / 1000 + 3600;
const HEADER = { alg: 'HS256', kid: 'shared' };
const CLAIMS = { latentcast: { publish: ['*'], listen: ['a', 'b*'], admin: true }, exp: EXPIRES, sub: 'x' };

const verifier = TokenVerifier.create({
  keys: [{ id: 'shared', algorithm: 'HS256', secret: SECRET }],
  issuer: undefined as never,
});

const part = (text: string): string => Buffer.from(text).toString('base64url');

function signed(header: string, payload: string): string {
  const body = `${part(header)}.${part(payload)}`;
  return `${body}.${createHmac('sha256', SECRET).update(body).digest('base64url')}`;
}

const VALID = signed(JSON.stringify(HEADER), JSON.stringify(CLAIMS));

/**
 * Any text as a token, and any JSON as header or claims of one that is signed: none is accepted but with the key's own
 * signature, its algorithm and a time of expiry to come.
 */
export const target: FuzzTarget = {
  seeds: () => [
    bytesOf(`t${VALID}`),
    bytesOf(`c${JSON.stringify(CLAIMS)}`),
    bytesOf(`c${JSON.stringify({ ...CLAIMS, nbf: 5, iss: 'i', aud: ['a'], jti: 'j' })}`),
    bytesOf(`h${JSON.stringify(HEADER)}`),
    bytesOf(`h${JSON.stringify({ alg: 'none' })}`),
    bytesOf(`t${part(JSON.stringify({ alg: 'none' }))}.${part(JSON.stringify(CLAIMS))}.`),
  ],
  words: ['"alg"', '"none"', '"HS512"', '"crit"', '"b64"', '"exp"', '1e300', '"latentcast"', '__proto__', '"admin"'],
  maxBytes: 1024,
  suiteRuns: 300,
  run: async (bytes) => {
    const kind = String.fromCharCode(bytes[0] ?? 0);
    const text = new TextDecoder().decode(bytes.subarray(1));
    const token =
      kind === 'c' ? signed(JSON.stringify(HEADER), text) : kind === 'h' ? signed(text, JSON.stringify(CLAIMS)) : text;
    isTokenShaped(token);
    try {
      const { endMs, permissions } = await (await verifier).verify(token, NOW_MS);
      mustHold(endMs > NOW_MS, 'what is accepted ends later');
      if (kind === 'c') mustHold(isObject(jsonOf(bytes.subarray(1))), 'claims are an object');
      else if (kind !== 'h')
        mustHold(
          token.split('.').slice(0, 2).join('.') === VALID.split('.').slice(0, 2).join('.'),
          'what is accepted was signed',
        );
      mustHold(permissions !== undefined, 'what is accepted permits something or nothing');
    } catch (error) {
      if (!(error instanceof AccessError)) throw error;
      mustHold(!error.message.includes(SECRET) && error.message.length < 500, 'a refusal is short and tells no secret');
    }
  },
};
