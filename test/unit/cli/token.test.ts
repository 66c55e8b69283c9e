import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { createAccess } from '../../../src/node/relay/access/access.js';
import type { AccessOptions, StaticKeyOptions } from '../../../src/node/relay/access/access-options.js';
import type { TokenKeyOptions } from '../../../src/node/relay/access/token-key.js';
import { cli, startCli } from '../../support/cli.js';

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'token-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

/** The key of a printed configuration, with what its `file:` names. */
function tokenKey(yaml: string): TokenKeyOptions {
  const { access } = parse(yaml) as { access: { tokens: { keys: Record<string, string>[] } } };
  const entries = Object.entries(access.tokens.keys[0]!).map(([name, value]) => [
    name,
    value.startsWith('file:') ? readFileSync(value.slice(5), 'utf8') : value,
  ]);
  return Object.fromEntries(entries) as TokenKeyOptions;
}
const permissions = async (options: AccessOptions, credentials: string, channel = 'main'): Promise<readonly string[]> =>
  (await (await createAccess({ anonymous: {}, ...options })).authorize({ channel, credentials })).permissions;

describe('latentcast token', () => {
  it('prints a static key alone, and the lines with which the relay accepts it on standard error', async () => {
    const { code, out, err } = await cli(['token', '--static', '--name', 'studio', '--publish', 'main', 'studio-*']);
    expect([code, out]).toEqual([0, expect.stringMatching(/^lck_[\w-]{43}\n$/)]);
    const key = out.trim();
    expect(err).not.toContain(key);
    const { access } = parse(err.slice(err.indexOf('access:'))) as { access: { keys: StaticKeyOptions[] } };
    expect(access.keys[0]).toMatchObject({ name: 'studio', publish: ['main', 'studio-*'] });
    expect(await permissions(access, key)).toEqual(['publish']);
    expect(await permissions(access, key, 'other')).toEqual([]);
    const json = JSON.parse((await cli(['token', '--static', '--json'])).out);
    expect(Object.keys(json)).toEqual(['key', 'name', 'hash', 'publish']);
  });

  it('hashes a password from standard input', async () => {
    const running = startCli(['token', '--password', '--name', 'dj']);
    running.stdin.end('hackme\n');
    const { code, out } = await running.done;
    const { access } = parse(out) as { access: { keys: StaticKeyOptions[] } };
    expect([code, await permissions(access, 'hackme')]).toEqual([0, ['publish']]);
    expect(out).not.toContain('hackme');
    const empty = startCli(['token', '--password']);
    empty.stdin.end('\n');
    expect(await empty.done).toMatchObject({ code: 1, err: expect.stringContaining('is empty') });
  });

  it.each([['hs256'], ['ed25519']])(
    'writes a key of type %s that only the user reads, and signs tokens with it',
    async (type) => {
      const file = join(dir, 'key');
      const made = await cli(['token', '--generate-key', type, '--out', file, '--kid', 'k1']);
      expect([made.code, statSync(file).mode & 0o777]).toEqual([0, 0o600]);
      const before = readFileSync(file, 'utf8');
      const again = await cli(['token', '--generate-key', type, '--out', file]);
      expect([again.code, again.err, readFileSync(file, 'utf8')]).toEqual([
        2,
        expect.stringContaining('exists: a key is never replaced'),
        before,
      ]);
      const tokens = { keys: [tokenKey(made.out)] };
      const flags = ['--key', file, '--kid', 'k1', '--publish', 'main', '--listen', '*', '--subject', 'alice'];
      const signed = await cli(['token', ...flags, '--expires', '30m']);
      expect([signed.code, signed.err]).toEqual([0, '']);
      const token = signed.out.trim();
      expect(await permissions({ tokens }, token)).toEqual(['publish', 'listen']);
      const checked = await cli(['token', '--verify', token, '--key', file, '--json']);
      expect([checked.code, JSON.parse(checked.out)]).toEqual([
        0,
        expect.objectContaining({
          verdict: 'valid',
          claims: expect.objectContaining({
            sub: 'alice',
            latentcast: { publish: ['main'], listen: ['*'] },
            jti: expect.stringMatching(/^[\w-]{16}$/),
          }),
        }),
      ]);
      const { iat, exp } = JSON.parse(checked.out).claims;
      expect(exp - iat).toBe(1800);
      // The signing key may also come from the environment.
      const fromVariable = await cli(['token', '--admin'], { LATENTCAST_TOKEN_KEY: before });
      expect(await permissions({ tokens }, fromVariable.out.trim(), '*')).toEqual(['administer']);
    },
  );

  it('leaves no half of a pair behind', async () => {
    writeFileSync(join(dir, 'key.pub'), 'mine');
    const made = await cli(['token', '--generate-key', 'ed25519', '--out', join(dir, 'key')]);
    expect([made.code, readFileSync(join(dir, 'key.pub'), 'utf8')]).toEqual([2, 'mine']);
    expect(() => statSync(join(dir, 'key'))).toThrow('ENOENT');
  });

  it('states each of its options in the token, and signs with RSA and ECDSA', async () => {
    const pem = (key: import('node:crypto').KeyObject): string =>
      key.export({ type: 'pkcs8', format: 'pem' }) as string;
    const rsa = join(dir, 'rsa');
    writeFileSync(rsa, pem(generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey), { mode: 0o600 });
    const ec = join(dir, 'ec');
    writeFileSync(ec, pem(generateKeyPairSync('ec', { namedCurve: 'secp384r1' }).privateKey), { mode: 0o600 });
    const flags = [
      '--admin',
      'main',
      '--issuer',
      'me',
      '--audience',
      'radio',
      '--not-before',
      '2030-01-01T00:00:00Z',
      '--expires',
      'never',
    ];
    const claims = JSON.parse(
      (await cli(['token', '--key', rsa, '--algorithm', 'PS256', ...flags, '--json'])).out,
    ).claims;
    expect(claims).toMatchObject({ iss: 'me', aud: 'radio', nbf: 1893456000, latentcast: { admin: ['main'] } });
    expect(claims.exp).toBeUndefined();
    const token = (await cli(['token', '--key', ec, '--listen', 'a'])).out.trim();
    const { out } = await cli(['token', '--verify', token, '--key', ec]);
    expect(out).toMatch(
      /^header {"alg":"ES384","typ":"JWT"}\nclaims .*\nissued 2\d{3}-.*Z\nexpires 2.*Z\nsignature valid\n$/,
    );
  });

  it('tells why a token is refused, and ends with 1', async () => {
    const [one, other] = [join(dir, 'one'), join(dir, 'other')];
    for (const file of [one, other]) await cli(['token', '--generate-key', 'hs256', '--out', file]);
    const token = (await cli(['token', '--key', one, '--listen', '*'])).out.trim();
    const running = startCli(['token', '--verify', '-', '--key', other]);
    running.stdin.end(`${token}\n`);
    expect(await running.done).toMatchObject({
      code: 1,
      out: expect.stringContaining('signature refused: the token is not accepted: signature verification failed'),
    });
    expect((await cli(['token', '--verify', token])).out).toContain('signature not checked');
    expect(await cli(['token', '--verify', 'nonsense'])).toMatchObject({
      code: 1,
      err: expect.stringContaining('the text is no token'),
    });
  });

  it('refuses what is wrong, and never shows a key', async () => {
    const file = join(dir, 'key');
    writeFileSync(file, 'short-secret', { mode: 0o644 });
    const cases: [string[], number, RegExp][] = [
      [[], 2, /a token must grant something: --publish, --listen or --admin/],
      [['--publish', 'a'], 2, /--key FILE or LATENTCAST_TOKEN_KEY must state the key/],
      [['--publish', 'a', '--key', join(dir, 'missing')], 1, /cannot read the key in .*missing: ENOENT/],
      [
        ['--publish', 'a', '--key', file],
        1,
        /can be read by other users[\s\S]*key must be at least 32 bytes for HS256, got 12/,
      ],
      [['--publish', 'a/b', '--key', file], 1, /token\.publish\[0\] must be 1 to 64 letters.* got "a\/b"/],
      [
        ['--publish', 'a', '--key', file, '--algorithm', 'EdDSA'],
        1,
        /key must be a private key for EdDSA, got a secret/,
      ],
      [['--publish', 'a', '--key', file, '--algorithm', 'none'], 2, /Allowed choices are HS256/],
      [['--publish', 'a', '--expires', 'soon'], 2, /It must be a duration such as 90s/],
      [['--publish', 'a', '--expires', '0s'], 2, /It must be a duration/],
      [['--publish', 'a', '--not-before', 'soon'], 2, /It must be a time such as/],
      [['--generate-key', 'hs256'], 2, /--generate-key needs --out FILE/],
      [['--generate-key', 'dsa', '--out', file], 2, /Allowed choices are hs256, ed25519/],
      [['--static', '--verify', 'x'], 2, /cannot be used with option/],
      [['--out', file, '--static'], 2, /--out is the file of --generate-key/],
    ];
    for (const [args, code, message] of cases) {
      const result = await cli(['token', ...args]);
      expect([result.code, result.err], args.join(' ')).toEqual([code, expect.stringMatching(message)]);
      expect(result.err + result.out).not.toContain('short-secret');
    }
  });
});
