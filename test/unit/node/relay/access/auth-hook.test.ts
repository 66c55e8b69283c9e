import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { createAccess } from '../../../../../src/node/relay/access/access.js';
import type { AccessOptions } from '../../../../../src/node/relay/access/access-options.js';
import { AuthHook } from '../../../../../src/node/relay/access/auth-hook.js';
import { AUTH_HOOK_LIMITS, type AuthHookOptions } from '../../../../../src/node/relay/access/auth-hook-options.js';
import { generateStaticKey, hashStaticKey } from '../../../../../src/node/relay/access/key-hash.js';
import { verifySignature } from '../../../../../src/node/relay/webhooks/signature.js';

type Reply = { readonly status?: number; readonly body?: string } | 'never';

const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

/** A real server that answers questions. */
async function hook(reply: (question: Record<string, unknown>) => Reply) {
  const questions: Record<string, unknown>[] = [];
  const signatures: (string | undefined)[] = [];
  const bodies: string[] = [];
  const server = createServer(async (request, response) => {
    let text = '';
    for await (const chunk of request) text += chunk;
    bodies.push(text);
    signatures.push(request.headers['latentcast-signature'] as string | undefined);
    const question = JSON.parse(text) as Record<string, unknown>;
    questions.push(question);
    const answer = reply(question);
    if (answer !== 'never') response.writeHead(answer.status ?? 200).end(answer.body ?? '');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closers.push(() => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  });
  return { questions, signatures, bodies, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/auth` };
}

const json = (value: object): Reply => ({ body: JSON.stringify(value) });
const closed: AccessOptions['anonymous'] = { listen: [], publish: [] };

describe('the hook of access', () => {
  it('is asked about those whom no key knows, and its answer is their grant', async () => {
    const { questions, url, signatures, bodies } = await hook(({ credentials }) =>
      credentials === 'dj:secret' ? json({ publish: true, subject: 'dj', expiresInMs: 60_000 }) : { status: 403 },
    );
    const key = generateStaticKey();
    const secret = 'between relay and hook';
    const access = await createAccess({
      anonymous: closed,
      keys: [{ name: 'studio', hash: hashStaticKey(key), publish: ['*'] }],
      hook: { url, secret },
    });
    const grant = await access.authorize({ channel: 'main', address: '10.0.0.1', credentials: 'dj:secret' });
    expect([grant.permissions, grant.subject, grant.identity]).toEqual([['publish'], 'dj', 'hook:dj']);
    expect(grant.expiresInMs).toBeGreaterThan(59_000);
    expect(questions).toEqual([
      { channel: 'main', role: null, address: '10.0.0.1', origin: null, credentials: 'dj:secret' },
    ]);
    expect(verifySignature({ secret, body: bodies[0]!, signature: signatures[0] })).toBe(true);
    expect((await access.authorize({ channel: 'main', credentials: key })).permissions).toEqual(['publish']);
    expect(questions.length).toBe(1);
    await expect(access.authorize({ channel: 'main', credentials: 'other' })).rejects.toMatchObject({
      failure: 'not-granted',
    });
    await expect(access.authorize({ channel: '*', credentials: 'dj:secret' })).rejects.toMatchObject({
      failure: 'wrong-key',
    });
  });

  it('decides about those without credentials only where not everybody may do all', async () => {
    const { questions, url } = await hook(() => json({ listen: true }));
    const access = await createAccess({ anonymous: { listen: ['free'], publish: ['free'] }, hook: { url } });
    expect((await access.authorize({ channel: 'free' })).permissions).toEqual(['publish', 'listen']);
    expect(questions).toEqual([]);
    expect((await access.authorize({ channel: 'main' })).permissions).toEqual(['listen']);
    expect(questions.length).toBe(1);
  });

  it.each<[string, Reply, string]>([
    ['an answer of 500', { status: 500 }, 'the hook answered 500'],
    ['a redirect', { status: 302 }, 'the hook answered 302'],
    ['no JSON', { body: '<html>' }, 'the hook gave no right answer: it is not JSON'],
    ['a wrong kind', json({ listen: 'yes' }), 'the hook gave no right answer: listen must be a boolean'],
    ['a wrong time', json({ listen: true, expiresInMs: -1 }), 'expiresInMs must be a number from 0'],
    ['null', { body: 'null' }, 'the hook gave no right answer'],
    ['no answer', 'never', 'the hook cannot be asked: no answer within 100 ms'],
    ['a long answer', { body: 'x'.repeat(20_000) }, 'the answer has more than 16384 bytes'],
  ])('refuses at %s', async (_what, reply, message) => {
    const { url } = await hook(() => reply);
    const timeoutMs = reply === 'never' ? 100 : 30_000;
    const access = await createAccess({ anonymous: closed, hook: { url, timeoutMs } });
    await expect(access.authorize({ channel: 'main', credentials: 'x' })).rejects.toMatchObject({ failure: 'hook' });
    await expect(access.authorize({ channel: 'main' })).rejects.toThrow(message);
  });

  it('that fails leaves to those without credentials what everybody may do', async () => {
    const access = await createAccess({ hook: { url: 'http://127.0.0.1:1/' } });
    expect((await access.authorize({ channel: 'main' })).permissions).toEqual(['listen']);
    await expect(access.authorize({ channel: 'main', credentials: 'x' })).rejects.toMatchObject({ failure: 'hook' });
  });

  it('allows what was asked for with an answer of 200 alone', async () => {
    const { url } = await hook(() => ({ status: 200 }));
    const access = await createAccess({ anonymous: closed, hook: { url } });
    const of = async (role?: 'source' | 'listener') =>
      (await access.authorize({ channel: 'main', ...(role && { role }) })).permissions;
    expect([await of('source'), await of('listener'), await of()]).toEqual([['publish'], ['listen'], ['listen']]);
  });

  it('is asked once for the same question while the answer is remembered, refusals included', async () => {
    let wallMs = 1_000_000;
    const asked: string[] = [];
    const answers = [200, 403, 200];
    const post = async (_url: string, body: string) => {
      asked.push(JSON.parse(body).credentials);
      return { status: answers.shift() ?? 500, body: '' };
    };
    const test = new AuthHook({ url: 'http://hook.test/' }, { wallMs: () => wallMs, post });
    const ask = (credentials: string) =>
      test.ask({ channel: 'main', credentials }).then(
        () => 'yes',
        (e) => e.failure,
      );
    expect(await Promise.all([ask('a'), ask('a'), ask('b')])).toEqual(['yes', 'yes', 'not-granted']);
    expect([await ask('a'), await ask('b'), asked]).toEqual(['yes', 'not-granted', ['a', 'b']]);
    wallMs += 10_001;
    expect([await ask('a'), await ask('b'), await ask('b')]).toEqual(['yes', 'hook', 'hook']);
    // A failure is no answer.
    expect(asked).toEqual(['a', 'b', 'a', 'b', 'b']);
  });

  it('is asked by so many at a time, and others may try again', async () => {
    const test = new AuthHook({ url: 'http://hook.test/' }, { wallMs: () => 0, post: () => new Promise(() => {}) });
    for (let i = 0; i < AUTH_HOOK_LIMITS.pending; i++) void test.ask({ channel: `c${i}` });
    await expect(test.ask({ channel: 'one-more' })).rejects.toMatchObject({ code: 'CHANNEL_LIMIT' });
  });

  it('that leaves the options takes its grants back', async () => {
    const { url } = await hook(() => json({ publish: true }));
    const access = await createAccess({ anonymous: closed, hook: { url } });
    const grant = await access.authorize({ channel: 'main', credentials: 'x' });
    let isWithdrawn = false;
    grant.withdrawal!.addEventListener('abort', () => (isWithdrawn = true), { once: true });
    grant.onUse!('publish');
    await access.update({ anonymous: closed, hook: { url, cacheMs: 0 } });
    expect(isWithdrawn).toBe(false);
    await access.update({ anonymous: closed });
    expect(isWithdrawn).toBe(true);
  });

  it.each<[unknown, string]>([
    [{}, 'hook.url must be'],
    [{ url: 'ws://a/' }, 'hook.url must be an address that begins with http:// or https://'],
    [{ url: 'https://a/', timeoutMs: 0 }, 'hook.timeoutMs must be an integer from 100 to 30000, got 0'],
    [{ url: 'https://a/', secret: 'x' }, 'hook.secret must be a text of 16 to 1024 characters, got 1'],
  ])('%j is refused', async (options, message) => {
    await expect(createAccess({ hook: options as AuthHookOptions })).rejects.toThrow(message);
  });
});
