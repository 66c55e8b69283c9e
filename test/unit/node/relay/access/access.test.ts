import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Access, createAccess } from '../../../../../src/node/relay/access/access.js';
import type { AccessOptions } from '../../../../../src/node/relay/access/access-options.js';
import { BanList } from '../../../../../src/node/relay/access/ban-list.js';
import { generateStaticKey, hashPassword, hashStaticKey } from '../../../../../src/node/relay/access/key-hash.js';
import type { AuthorizationRequest, Permission } from '../../../../../src/ports/authorizer.js';
import { Lease } from '../../../../../src/relay/auth/lease.js';
import { SHARED_SECRET, signToken, TOKEN_KEYS, TOKEN_NOW_MS } from '../../../../support/tokens.js';

const STUDIO = generateStaticKey();
const OTHER = generateStaticKey();
const studio = { name: 'studio', hash: hashStaticKey(STUDIO), publish: ['main'] } as const;

let nowMs = TOKEN_NOW_MS;
const open = (options?: AccessOptions): Promise<Access> => {
  nowMs = TOKEN_NOW_MS;
  return createAccess(options, () => nowMs);
};

/** A connection that uses a permission as the relay does; `isOpen` until it is closed. */
async function connect(access: Access, request: Partial<AuthorizationRequest>, use?: Permission) {
  const grant = await access.authorize({ channel: 'main', ...request });
  const connection = { isOpen: true, grant, release: () => lease.release() };
  const lease = new Lease(grant, 0, () => {
    connection.isOpen = false;
  });
  if (lease.isWithdrawn) connection.isOpen = false;
  if (use) expect(lease.use(use)).toBe(true);
  return connection;
}

const permissions = async (access: Access, request: Partial<AuthorizationRequest>): Promise<readonly Permission[]> =>
  (await access.authorize({ channel: 'main', ...request })).permissions;
const failure = async (access: Access, request: Partial<AuthorizationRequest>): Promise<string> => {
  const error = await (async () => access.authorize({ channel: 'main', ...request }))().catch(
    (cause: unknown) => cause,
  );
  return (error as { failure?: string }).failure ?? 'granted';
};

describe('what may be done', () => {
  it('is by default to listen, for everybody, and is open only where anybody may publish', async () => {
    const access = await open();
    expect([await permissions(access, {}), access.isOpen]).toEqual([['listen'], false]);
    const opened = await open({ anonymous: { publish: ['test-*'] } });
    expect([await permissions(opened, {}), await permissions(opened, { channel: 'test-1' })]).toEqual([
      [],
      ['publish'],
    ]);
    expect(opened.isOpen).toBe(true);
  });

  it('is what a key allows on a channel, and what everybody may do', async () => {
    const access = await open({ keys: [studio, { name: 'boss', hash: hashStaticKey(OTHER), admin: true }] });
    expect(await permissions(access, { credentials: STUDIO })).toEqual(['publish', 'listen']);
    expect(await permissions(access, { credentials: STUDIO, channel: 'other' })).toEqual(['listen']);
    expect(await permissions(access, { credentials: OTHER, channel: '*' })).toEqual(['listen', 'administer']);
    expect(await permissions(access, { credentials: STUDIO, channel: '*' })).toEqual(['listen']);
    expect((await connect(access, { credentials: STUDIO })).grant).toMatchObject({
      identity: 'key:studio',
      subject: 'studio',
    });
  });

  it('is what a password allows', async () => {
    const access = await open({ keys: [{ name: 'dj', hash: await hashPassword('hackme'), publish: ['*'] }] });
    expect(await permissions(access, { credentials: 'hackme' })).toEqual(['publish', 'listen']);
    expect(await failure(access, { credentials: 'Hackme' })).toBe('wrong-key');
  });

  it('is what a token grants, until it ends', async () => {
    const access = await open({ anonymous: {}, tokens: { keys: TOKEN_KEYS } });
    const credentials = await signToken({ claims: { sub: 'alice', latentcast: { publish: ['main'] } } });
    const { grant } = await connect(access, { credentials });
    expect(grant).toMatchObject({ identity: 'subject:shared:alice', subject: 'alice', permissions: ['publish'] });
    expect(grant.expiresInMs).toBe(3_630_000);
    expect(await permissions(access, { credentials, channel: 'other' })).toEqual([]);
    nowMs += 3_630_000;
    expect(await failure(access, { credentials })).toBe('expired');
  });

  it('is nothing for credentials that are wrong, even where everybody may listen', async () => {
    const access = await open({ keys: [studio], tokens: { keys: TOKEN_KEYS } });
    expect(await failure(access, { credentials: OTHER })).toBe('wrong-key');
    expect(await failure(access, { credentials: 'x'.repeat(8193) })).toBe('malformed');
    expect(await failure(access, { credentials: await signToken({ expiresIn: -99 }) })).toBe('expired');
    expect(await failure(await open(), { credentials: await signToken() })).toBe('unknown-key');
  });

  it('is told to the owner where it is not granted, without the credentials', async () => {
    const access = await open({ anonymous: {}, keys: [studio] });
    const { grant } = await connect(access, { credentials: STUDIO, channel: 'other' });
    expect(grant.denialOf?.('publish')?.message).toBe('studio may not publish on other');
    expect((await connect(access, {})).grant.denialOf?.('listen')?.message).toBe(
      'without a key or token one may not listen on main',
    );
    expect((await connect(access, { credentials: STUDIO })).grant.denialOf?.('publish')).toBeUndefined();
  });
});

describe('pages of other sites', () => {
  it('may listen and not publish, unless they are configured', async () => {
    const foreignOrigin = 'https://radio.example';
    const options: AccessOptions = { anonymous: { publish: ['*'], listen: ['*'] }, keys: [studio] };
    expect(await permissions(await open(options), { foreignOrigin })).toEqual(['listen']);
    expect(await permissions(await open(options), { foreignOrigin, credentials: STUDIO })).toEqual(['listen']);
    const listed = await open({ ...options, origins: ['https://Radio.example/', 'http://localhost:3000'] });
    expect(await permissions(listed, { foreignOrigin })).toEqual(['publish', 'listen']);
    expect(await permissions(listed, { foreignOrigin: 'https://radio.example:8443' })).toEqual(['listen']);
    expect(await permissions(listed, { foreignOrigin: 'null' })).toEqual(['listen']);
    expect(await permissions(await open({ ...options, origins: ['*'] }), { foreignOrigin })).toEqual([
      'publish',
      'listen',
    ]);
    const closed = await open({ ...options, acceptsForeignListeners: false, origins: ['https://other.example'] });
    expect(await permissions(closed, { foreignOrigin })).toEqual([]);
    expect((await connect(closed, { foreignOrigin })).grant.denialOf?.('publish')?.message).toBe(
      'pages of https://radio.example may not publish: it is none of access.origins',
    );
  });

  it('lets pages that reach the loopback under a name that is not the relay’s publish with a key or where they are listed', async () => {
    const reboundOrigin = 'http://evil.example:8787';
    const anonymous = { publish: ['*'], listen: ['*'] };
    expect(await permissions(await open({ anonymous }), { reboundOrigin })).toEqual(['listen']);
    expect(await permissions(await open({ anonymous, origins: [reboundOrigin] }), { reboundOrigin })).toEqual([
      'publish',
      'listen',
    ]);
    const closed = await open({ anonymous, acceptsForeignListeners: false });
    expect(await permissions(closed, { reboundOrigin })).toEqual([]);
    expect((await connect(closed, { reboundOrigin })).grant.denialOf?.('listen')?.message).toContain('may not listen');
    expect(
      await permissions(await open({ keys: [studio], anonymous }), { reboundOrigin, credentials: STUDIO }),
    ).toContain('publish');
  });
});

describe('a step of the wall clock', () => {
  it('ends grants whose token is over by it, and no others', async () => {
    const access = await open({ anonymous: { listen: ['*'] }, tokens: { keys: TOKEN_KEYS, clockToleranceMs: 0 } });
    const grants = [
      await access.authorize({ channel: 'main', credentials: await signToken({ expiresIn: 60 }) }),
      await access.authorize({ channel: 'main', credentials: await signToken({ expiresIn: 7200 }) }),
      await access.authorize({ channel: 'main' }),
    ];
    const leases = grants.map((grant) => new Lease(grant, 0, () => {}));
    expect(leases.map((lease) => lease.hasExpired(59_999))).toEqual([false, false, false]);
    // The machine was suspended for an hour, in which the relay's own clock has not moved.
    nowMs += 3_600_000;
    expect(leases.map((lease) => lease.hasExpired(59_999))).toEqual([true, false, false]);
    // Set back: what has passed since the grant counts all the same.
    nowMs -= 7_200_000;
    expect(leases.map((lease) => lease.hasExpired(60_000))).toEqual([true, false, false]);
  });
});

describe('a change of the options', () => {
  it('closes whoever may no longer do what it does, and keeps the others', async () => {
    const keys = [studio, { name: 'van', hash: hashStaticKey(OTHER), publish: ['*'], listen: ['*'] }];
    const access = await open({ keys, tokens: { keys: TOKEN_KEYS } });
    const token = await signToken({ claims: { sub: 'alice' } });
    const at = {
      studio: await connect(access, { credentials: STUDIO }, 'publish'),
      van: await connect(access, { credentials: OTHER, channel: 'van' }, 'publish'),
      vanListens: await connect(access, { credentials: OTHER }, 'listen'),
      alice: await connect(access, { credentials: token }, 'publish'),
      listener: await connect(access, {}, 'listen'),
      elsewhere: await connect(access, { channel: 'other' }, 'listen'),
    };
    const open_ = (): string =>
      Object.entries(at)
        .filter(([, { isOpen }]) => isOpen)
        .map(([name]) => name)
        .join(' ');
    await access.update({ keys, tokens: { keys: TOKEN_KEYS } });
    expect(open_()).toBe('studio van vanListens alice listener elsewhere');
    // The van loses its channel and keeps listening; anonymous listeners lose all channels but one.
    await access.update({
      anonymous: { listen: ['main'] },
      keys: [studio, { ...keys[1], publish: [] }],
      tokens: { keys: TOKEN_KEYS },
    });
    expect(open_()).toBe('studio vanListens alice listener');
    // The key of the token is rotated away.
    await access.update({ keys: [studio], tokens: { keys: TOKEN_KEYS.slice(1) } });
    expect(open_()).toBe('studio listener');
    await access.update({ anonymous: {}, keys: [{ ...studio, hash: hashStaticKey(OTHER) }] });
    expect(open_()).toBe('');
  });

  it('closes holders of tokens whose issuer, audience or key is another', async () => {
    const tokens = { keys: TOKEN_KEYS, issuer: 'me' };
    const changes = [
      { ...tokens, issuer: 'else' },
      { ...tokens, audience: 'radio' },
      { ...tokens, keys: [{ ...TOKEN_KEYS[0]!, secret: `${SHARED_SECRET}!` }] },
    ];
    for (const change of changes) {
      const access = await open({ tokens });
      const source = await connect(access, { credentials: await signToken({ claims: { iss: 'me' } }) }, 'publish');
      await access.update({ tokens: { ...tokens, issuer: ['me', 'x'] } });
      expect(source.isOpen).toBe(true);
      await access.update({ tokens: change });
      expect(source.isOpen).toBe(false);
    }
  });

  it('changes nothing where it is wrong', async () => {
    const access = await open({ keys: [studio] });
    const source = await connect(access, { credentials: STUDIO }, 'publish');
    const wrong: [unknown, RegExp][] = [
      [{ keys: [{ name: 'x', hash: STUDIO }] }, /^keys\[0\]\.hash must be sha256:HASH.*got another text$/],
      [{ keys: [studio, studio] }, /^keys\[1\]\.hash must differ/],
      [{ keys: [{ ...studio, name: '' }] }, /^keys\[0\]\.name must be 1 to 64 characters, got ""/],
      [{ keys: [{ ...studio, publish: 'main' }] }, /^keys\[0\]\.publish must be a list/],
      [{ keys: [{ ...studio, admin: 'yes' }] }, /^keys\[0\]\.admin must be true, false or a list/],
      [{ keys: [{ ...studio, until: 1 }] }, /^keys\[0\]\.until is not an option/],
      [{ anonymous: { admin: true } }, /^anonymous\.admin is not an option/],
      [
        { origins: ['radio.example'] },
        /^origins\[0\] must be an origin such as https:\/\/radio\.example, or \*, got "radio\.example"/,
      ],
      [{ origins: ['https://radio.example/page'] }, /^origins\[0\] must be an origin/],
      [{ tokens: {} }, /^tokens\.keys must be a list of keys/],
      [{ key: [] }, /^key is not an option/],
    ];
    for (const [options, message] of wrong) {
      const error = await access.update(options as AccessOptions).catch((cause: Error) => cause);
      expect((error as Error).message, JSON.stringify(options)).toMatch(message);
      expect((error as Error).message).not.toContain(STUDIO);
    }
    expect([source.isOpen, await permissions(access, { credentials: STUDIO })]).toEqual([true, ['publish', 'listen']]);
  });

  it('applies to a grant that was given before it and is used after it', async () => {
    const access = await open({ keys: [studio] });
    const grant = await access.authorize({ channel: 'main', credentials: STUDIO });
    await access.update({ anonymous: {} });
    const lease = new Lease(grant, 0, () => expect.fail('called while it is made'));
    expect([lease.isWithdrawn, lease.allows('publish')]).toEqual([true, false]);
  });

  it('does not concern connections that have gone', async () => {
    const access = await open({ keys: [studio] });
    const source = await connect(access, { credentials: STUDIO }, 'publish');
    source.release();
    await access.update({});
    expect(source.isOpen).toBe(true);
  });
});

describe('bans', () => {
  it('refuse whoever comes and close whoever is there, at once; others stay', async () => {
    const access = await open({ keys: [studio], tokens: { keys: TOKEN_KEYS } });
    const credentials = await signToken({ claims: { sub: 'alice', jti: 'j1' } });
    const at = [
      await connect(access, { address: '10.0.0.5' }, 'listen'),
      await connect(access, { address: '10.0.1.5', credentials: STUDIO }, 'publish'),
      await connect(access, { address: '10.0.2.5', credentials }, 'listen'),
      await connect(access, { address: '10.0.3.5' }, 'listen'),
    ];
    const isOpen = (): boolean[] => at.map((connection) => connection.isOpen);
    await access.bans.add({ kind: 'address', value: '10.0.0.0/24', expiresInMs: 60_000 });
    expect(isOpen()).toEqual([false, true, true, true]);
    const stored = access.bans.add({ kind: 'key', value: 'studio' });
    expect(isOpen()).toEqual([false, false, true, true]);
    await stored;
    await access.bans.add({ kind: 'token', value: 'j1' });
    expect(isOpen()).toEqual([false, false, false, true]);
    expect(await failure(access, { address: '10.0.0.9' })).toBe('banned');
    expect(await failure(access, { address: '10.0.9.9', credentials: STUDIO })).toBe('banned');
    expect(await failure(access, { credentials })).toBe('banned');
    expect(await failure(access, { credentials: await signToken({ claims: { sub: 'alice', jti: 'j2' } }) })).toBe(
      'granted',
    );
    await access.bans.add({ kind: 'subject', value: 'alice' });
    expect(await failure(access, { credentials: await signToken({ claims: { sub: 'alice', jti: 'j2' } }) })).toBe(
      'banned',
    );
    nowMs += 60_000;
    expect(await failure(access, { address: '10.0.0.9' })).toBe('granted');
  });

  it('follow the file at each change of the options, and a list of the caller', async () => {
    const dir = mkdtempSync(join(tmpdir(), 'access-'));
    try {
      const file = join(dir, 'bans.json');
      const access = await open({ bans: file });
      const listener = await connect(access, { address: '10.0.0.5' }, 'listen');
      writeFileSync(file, '{"bans":[{"kind":"address","value":"10.0.0.5"}]}');
      await access.update({ bans: file });
      expect(listener.isOpen).toBe(false);
      const shared = await BanList.open();
      await access.update({ bans: shared });
      const again = await connect(access, { address: '10.0.0.5' }, 'listen');
      await shared.add({ kind: 'address', value: '10.0.0.5' });
      expect([again.isOpen, access.bans]).toEqual([false, shared]);
      writeFileSync(file, 'nonsense');
      await expect(open({ bans: file })).rejects.toMatchObject({ code: 'FILE_HEADER' });
    } finally {
      rmSync(dir, { recursive: true, force: true });
    }
  });
});
