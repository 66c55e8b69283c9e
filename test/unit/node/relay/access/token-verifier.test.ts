import { createHmac, generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { AccessError } from '../../../../../src/node/relay/access/access-error.js';
import type { TokenOptions } from '../../../../../src/node/relay/access/access-options.js';
import { isTokenShaped, TokenVerifier } from '../../../../../src/node/relay/access/token-verifier.js';
import { SEED } from '../../../../support/seed.js';
import {
  ECDSA,
  ED25519,
  forgeToken,
  publicPem,
  RSA,
  SHARED_SECRET,
  secretBytes,
  signToken,
  TOKEN_KEYS,
  TOKEN_NOW_MS,
} from '../../../../support/tokens.js';

const nowSeconds = TOKEN_NOW_MS / 1000;
const verifier = (options: Partial<TokenOptions> = {}) => TokenVerifier.create({ keys: TOKEN_KEYS, ...options });
const verify = async (token: string | Promise<string>, options: Partial<TokenOptions> = {}) =>
  (await verifier(options)).verify(await token, TOKEN_NOW_MS);
const failure = async (token: string | Promise<string>, options: Partial<TokenOptions> = {}): Promise<AccessError> => {
  const text = await token;
  const error = await verify(text, options).then(
    () => expect.fail('the token was accepted'),
    (cause: AccessError) => cause,
  );
  for (const part of text.split('.').filter(({ length }) => length > 12)) expect(error.message).not.toContain(part);
  return error;
};
const outcome = async (...args: Parameters<typeof failure>): Promise<string> => (await failure(...args)).failure;

describe('TokenVerifier', () => {
  it('accepts a token of each key, by its id or by its algorithm, with all that it states', async () => {
    const token = await verify(signToken({ claims: { sub: 'alice', jti: 'j1' } }));
    expect(token).toMatchObject({
      identity: 'subject:shared:alice',
      subject: 'alice',
      tokenId: 'j1',
      endMs: TOKEN_NOW_MS + 3_630_000,
    });
    expect(token.permissions.allow('administer', '*')).toBe(true);
    for (const header of [
      { alg: 'EdDSA', kid: 'edwards' },
      { alg: 'EdDSA', kid: undefined },
    ])
      expect((await verify(signToken({ header, key: ED25519.privateKey }))).subject).toBeUndefined();
    await verify(signToken({ header: { alg: 'RS256', kid: 'rsa' }, key: RSA.privateKey }));
    const ecdsa = { id: 'ec', algorithm: 'ES256', publicKey: publicPem(ECDSA.publicKey) } as const;
    await verify(signToken({ header: { alg: 'ES256', kid: 'ec' }, key: ECDSA.privateKey }), { keys: [ecdsa] });
  });

  it('accepts a JWK as a public key, and a secret with the newline at the end of its file', async () => {
    const jwk = JSON.stringify(ED25519.publicKey.export({ format: 'jwk' }));
    const key = { id: 'edwards', algorithm: 'EdDSA', publicKey: jwk } as const;
    await verify(signToken({ header: { alg: 'EdDSA', kid: 'edwards' }, key: ED25519.privateKey }), { keys: [key] });
    await verify(signToken(), { keys: [{ id: 'shared', algorithm: 'HS256', secret: `${SHARED_SECRET}\n` }] });
  });

  it('tells holders without a subject apart by their tokens', async () => {
    const [one, other] = [await signToken(), await signToken({ claims: { jti: '2' } })];
    expect((await verify(one)).identity).toBe((await verify(one)).identity);
    expect((await verify(one)).identity).not.toBe((await verify(other)).identity);
  });

  it('refuses each kind of wrong token for its own reason, and quotes none', async () => {
    const other = generateKeyPairSync('ed25519').privateKey;
    const good = await signToken();
    const [header, payload, signature] = good.split('.') as [string, string, string];
    const claims = { latentcast: { publish: ['*'] }, exp: nowSeconds + 60 };
    // The classic confusion: the public key's text as the secret of an HMAC.
    const input = forgeToken({ alg: 'HS256', kid: 'rsa' }, claims).slice(0, -1);
    const confused = `${input}.${createHmac('sha256', publicPem(RSA.publicKey)).update(input).digest('base64url')}`;
    const cases: [string, string | Promise<string>][] = [
      ['expired', signToken({ expiresIn: -31 })],
      ['not-yet-valid', signToken({ claims: { nbf: nowSeconds + 31 } })],
      ['signature', `${header}.${payload}.${signature.slice(0, -4)}AAAA`],
      [
        'signature',
        `${header}.${Buffer.from(JSON.stringify({ ...claims, exp: nowSeconds + 9999 })).toString('base64url')}.${signature}`,
      ],
      ['signature', signToken({ key: secretBytes('another secret of 32 bytes and more') })],
      ['signature', signToken({ header: { alg: 'EdDSA', kid: 'edwards' }, key: other })],
      ['algorithm', forgeToken({ alg: 'none' }, claims)],
      ['algorithm', forgeToken({ alg: 'none', kid: 'shared' }, claims)],
      ['algorithm', forgeToken({ alg: 'None' }, claims, signature)],
      ['algorithm', confused],
      ['algorithm', signToken({ header: { alg: 'HS512' }, key: secretBytes(SHARED_SECRET.repeat(2)) })],
      ['algorithm', signToken({ header: { alg: 'HS256', kid: 'edwards' } })],
      ['unknown-key', signToken({ header: { kid: 'rotated-away' } })],
      ['malformed', `!!!.${payload}.${signature}`],
      ['malformed', forgeToken({ alg: 'HS256', kid: 'shared', crit: ['x'] }, claims, signature)],
      ['claims', signToken({ expiresIn: null })],
    ];
    for (const [expected, token] of cases) expect(await outcome(token), `${expected}: ${await token}`).toBe(expected);
  });

  it('forgives the difference of clocks that is configured, and no more', async () => {
    await verify(signToken({ expiresIn: -29 }));
    await verify(signToken({ claims: { nbf: nowSeconds + 29 } }));
    expect(await outcome(signToken({ expiresIn: -1 }), { clockToleranceMs: 0 })).toBe('expired');
  });

  it('accepts a token without an end only where that is configured', async () => {
    const token = signToken({ expiresIn: null });
    expect((await failure(token)).message).toContain('"exp"');
    expect((await verify(token, { requiresExpiry: false })).endMs).toBe(Number.POSITIVE_INFINITY);
  });

  it('checks issuer and audience where they are configured', async () => {
    const token = signToken({ claims: { iss: 'https://id.example', aud: ['radio', 'other'] } });
    await verify(token, { issuer: 'https://id.example', audience: 'radio' });
    await verify(token, { issuer: ['x', 'https://id.example'], audience: ['y', 'other'] });
    expect(await outcome(token, { issuer: 'https://else.example' })).toBe('claims');
    expect(await outcome(token, { audience: 'tv' })).toBe('claims');
    expect(await outcome(signToken(), { issuer: 'x' })).toBe('claims');
    expect(await outcome(signToken(), { audience: 'x' })).toBe('claims');
  });

  it('refuses a claim latentcast that is missing or wrong, and names what is wrong in it', async () => {
    const cases: [unknown, RegExp][] = [
      [undefined, /must have a claim latentcast/],
      [['publish'], /must have a claim latentcast/],
      [{ publish: 'main' }, /claim latentcast\.publish must be a list of channel patterns, got "main"/],
      [{ listen: ['a/b'] }, /claim latentcast\.listen\[0\] must be 1 to 64 letters.*got "a\/b"/],
      [{ admin: 'yes' }, /claim latentcast\.admin must be true, false or a list of channel patterns, got "yes"/],
      [{ publish: new Array(65).fill('a') }, /claim latentcast\.publish must be at most 64 patterns/],
    ];
    for (const [latentcast, message] of cases) {
      const error = await failure(signToken({ claims: { latentcast } }));
      expect([error.failure, error.message]).toEqual(['claims', expect.stringMatching(message)]);
    }
    const narrow = await verify(signToken({ claims: { latentcast: { publish: ['studio-*'], admin: ['studio-1'] } } }));
    expect(narrow.permissions.allow('publish', 'studio-2')).toBe(true);
    expect(narrow.permissions.allow('listen', 'studio-2')).toBe(false);
    expect([narrow.permissions.allow('administer', 'studio-1'), narrow.permissions.allow('administer', '*')]).toEqual([
      true,
      false,
    ]);
  });

  it('takes two keys while one replaces the other, also of one algorithm and for tokens that name none', async () => {
    const [old, next] = ['old secret of at least 32 bytes!', 'new secret of at least 32 bytes!'];
    const keys = [
      { id: 'k1', algorithm: 'HS256', secret: old },
      { id: 'k2', algorithm: 'HS256', secret: next },
    ] as const;
    for (const secret of [old, next])
      await verify(signToken({ header: { kid: undefined }, key: secretBytes(secret) }), { keys });
    await verify(signToken({ header: { kid: 'k1' }, key: secretBytes(old) }), { keys });
    expect(await outcome(signToken({ header: { kid: 'k2' }, key: secretBytes(old) }), { keys })).toBe('signature');
    expect(await outcome(signToken({ header: { kid: 'k1' }, key: secretBytes(old) }), { keys: [keys[1]] })).toBe(
      'unknown-key',
    );
    expect(await outcome(signToken({ header: { kid: undefined }, key: secretBytes(old) }), { keys: [keys[1]] })).toBe(
      'signature',
    );
  });

  it('refuses keys that do not fit their algorithm, and never quotes a secret', async () => {
    const weak = generateKeyPairSync('rsa', { modulusLength: 1024 }).publicKey;
    const pkcs8 = ED25519.privateKey.export({ type: 'pkcs8', format: 'pem' }) as string;
    const jwk = JSON.stringify(ED25519.privateKey.export({ format: 'jwk' }));
    const cases: [object, RegExp][] = [
      [
        { algorithm: 'HS256', secret: 'topsecret' },
        /^tokens\.keys\[0\]\.secret must be at least 32 bytes for HS256, got 9$/,
      ],
      [{ algorithm: 'HS512', secret: SHARED_SECRET }, /at least 64 bytes for HS512/],
      [{ algorithm: 'HS256' }, /secret must be given for HS256/],
      [{ algorithm: 'HS256', secret: SHARED_SECRET, publicKey: 'x' }, /publicKey does not apply to HS256/],
      [{ algorithm: 'EdDSA', secret: SHARED_SECRET }, /publicKey must be given for EdDSA/],
      [{ algorithm: 'none', secret: SHARED_SECRET }, /algorithm must be one of HS256, .* got "none"/],
      [{ algorithm: 'EdDSA', publicKey: 'nonsense' }, /publicKey must be a public key, PEM/],
      [{ algorithm: 'EdDSA', publicKey: pkcs8 }, /got a private key/],
      [{ algorithm: 'EdDSA', publicKey: jwk }, /got a private key/],
      [{ algorithm: 'RS256', publicKey: publicPem(ED25519.publicKey) }, /must be of type rsa for RS256, got ed25519/],
      [{ algorithm: 'EdDSA', publicKey: publicPem(RSA.publicKey) }, /must be of type ed25519 for EdDSA, got rsa/],
      [
        { algorithm: 'ES384', publicKey: publicPem(ECDSA.publicKey) },
        /must be on the curve secp384r1 for ES384, got prime256v1/,
      ],
      [{ algorithm: 'RS256', publicKey: publicPem(weak) }, /at least 2048 bits, got 1024/],
      [{ algorithm: 'HS256', secret: SHARED_SECRET, kid: 1 }, /tokens\.keys\[0\]\.kid is not an option/],
    ];
    for (const [key, message] of cases) {
      const error = await verifier({ keys: [{ id: 'k', ...key }] as never }).catch((cause: Error) => cause);
      expect((error as Error).message, JSON.stringify(key)).toMatch(message);
      expect((error as Error).message).not.toMatch(/topsecret|shared secret/);
    }
    const twice = verifier({ keys: [TOKEN_KEYS[0]!, TOKEN_KEYS[0]!] });
    await expect(twice).rejects.toThrow('tokens.keys[1].id must differ');
    await expect(verifier({ keys: [] })).rejects.toThrow('tokens.keys must be 1 to 16 keys, got 0');
    await expect(verifier({ issuer: [] })).rejects.toThrow('tokens.issuer must be a text');
    await expect(verifier({ clockToleranceMs: -1 })).rejects.toThrow(
      'tokens.clockToleranceMs must be an integer from 0',
    );
  });

  it('survives any text in the shape of a token', async () => {
    const check = await verifier();
    let state = SEED;
    const seed = state;
    const random = (below: number): number => {
      state = (state * 1103515245 + 12345) % 2147483648;
      return Math.floor((state / 2147483648) * below);
    };
    const good = await signToken();
    for (let i = 0; i < 300; i++) {
      const characters = [...good];
      for (let n = 1 + random(5); n > 0; n--) characters[random(characters.length)] = 'AZaz09-_.'[random(9)]!;
      const text = characters.join('');
      if (text === good) continue;
      const error: unknown = await check.verify(text, TOKEN_NOW_MS).catch((cause: unknown) => cause);
      // The last character of a signature has bits that do not count.
      if (!(error instanceof Error)) expect(text.slice(0, -1), `seed ${seed}`).toBe(good.slice(0, -1));
      else expect(error.name, `seed ${seed}: ${text}`).toBe('AccessError');
    }
  });

  it('knows the shape of a token', () => {
    expect([good(), 'lck_abc', 'a.b.c', 'eyJ.b', ''].map(isTokenShaped)).toEqual([true, false, false, false, false]);
  });
});

const good = (): string => forgeToken({ alg: 'none' }, {});
