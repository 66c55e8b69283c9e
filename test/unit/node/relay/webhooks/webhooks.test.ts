import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { signRequest, verifySignature } from '../../../../../src/node/relay/webhooks/signature.js';
import type { WebhookOptions } from '../../../../../src/node/relay/webhooks/webhook-options.js';
import { Webhooks } from '../../../../../src/node/relay/webhooks/webhooks.js';

interface Received {
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

/** A server that answers each request with the next status, or 200, or not at all. */
async function receiver(statuses: (number | 'never')[] = [], headers: Record<string, string> = {}) {
  const received: Received[] = [];
  const server: Server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    received.push({ headers: request.headers, body: Buffer.concat(chunks).toString() });
    const status = statuses.shift() ?? 200;
    if (status !== 'never') response.writeHead(status, headers).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closers.push(() => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  });
  return { received, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook` };
}

async function until(done: () => boolean): Promise<void> {
  while (!done()) await new Promise((resolve) => setImmediate(resolve));
}

const SECRET = 'a secret of the station';
const peer = { id: 4, channel: 'main', role: 'source', address: '10.1.2.3', subject: 'studio' } as const;

function start(options: WebhookOptions) {
  const problems: string[] = [];
  // Waits are those of the queue's own test: here the next attempt comes at once.
  const clock = {
    nowMs: () => performance.now(),
    schedule: (_ms: number, fn: () => void) => {
      const timer = setImmediate(fn);
      return () => clearImmediate(timer);
    },
  };
  const webhooks = new Webhooks(options, { onProblem: (line) => problems.push(line), clock });
  closers.push(() => webhooks.close());
  return { webhooks, problems };
}

describe('webhooks', () => {
  it('post what happens, signed, with what is known of the peer', async () => {
    const { received, url } = await receiver();
    const { webhooks } = start({ urls: [url], secret: SECRET, addresses: 'truncated' });
    webhooks.handlers.onJoined(peer);
    webhooks.handlers.onLeft(peer, null);
    await until(() => received.length === 2);
    const bodies = received.map(({ body }) => JSON.parse(body) as Record<string, unknown>);
    expect(bodies[0]).toMatchObject({
      event: 'source.on',
      channel: 'main',
      connection: 4,
      subject: 'studio',
      address: '10.1.2.0/24',
    });
    expect(bodies[1]).toMatchObject({ event: 'source.off', reason: null });
    expect(new Date(bodies[0]!.at as string).getTime()).toBeGreaterThan(Date.now() - 60_000);
    const { headers, body } = received[0]!;
    expect(headers).toMatchObject({
      'content-type': 'application/json',
      'latentcast-event': 'source.on',
      'latentcast-delivery': bodies[0]!.id,
      'latentcast-attempt': '1',
    });
    const signature = headers['latentcast-signature'] as string;
    expect(verifySignature({ secret: SECRET, body, signature })).toBe(true);
    expect(verifySignature({ secret: `${SECRET}.`, body, signature })).toBe(false);
  });

  it('tell of fallbacks and recordings, signed as the others', async () => {
    const { received, url } = await receiver();
    const { webhooks } = start({
      urls: [url],
      secret: SECRET,
      events: ['fallback.on', 'fallback.off', 'recording.failed'],
    });
    const events = [
      { event: 'fallback.on', channel: 'main', fallback: 'files' },
      { event: 'recording.on', channel: 'main', file: 'main.lc' },
      { event: 'fallback.off', channel: 'main', fallback: 'files', reason: 'source' },
      { event: 'recording.failed', channel: 'main', reason: 'the disk is full' },
    ] as const;
    for (const event of events) webhooks.handlers.onChannelEvent(event);
    await until(() => received.length === 3);
    const expected = events.filter(({ event }) => event !== 'recording.on');
    for (const [i, { headers, body }] of received.entries()) {
      expect(JSON.parse(body)).toMatchObject(expected[i]!);
      const signature = headers['latentcast-signature'] as string;
      expect(verifySignature({ secret: SECRET, body, signature })).toBe(true);
    }
  });

  it('send an event again with the same id until it is taken', async () => {
    const { received, url } = await receiver([500, 429]);
    const { webhooks, problems } = start({ urls: [url] });
    webhooks.emit({ event: 'listener.on', channel: 'main' });
    await until(() => received.length === 3);
    expect(new Set(received.map(({ headers }) => headers['latentcast-delivery'])).size).toBe(1);
    expect(received.map(({ headers }) => headers['latentcast-attempt'])).toEqual(['1', '2', '3']);
    expect(received[0]!.headers['latentcast-signature']).toBeUndefined();
    expect(problems).toEqual([]);
  });

  it('follow no redirect, and tell the owner', async () => {
    const elsewhere = await receiver();
    const { received, url } = await receiver([302], { location: elsewhere.url });
    const { webhooks, problems } = start({ urls: [url] });
    webhooks.emit({ event: 'listener.on', channel: 'main' });
    await until(() => problems.length === 1);
    expect([received.length, elsewhere.received.length]).toEqual([1, 0]);
    expect(problems[0]).toBe(
      `webhook ${new URL(url).origin} was not told of listener.on: it answered 302, and redirects are not followed`,
    );
  });

  it('are given up where the receiver never answers or is not there', async () => {
    const { received, url } = await receiver(['never']);
    const { webhooks, problems } = start({ urls: [url, 'http://127.0.0.1:1/'], timeoutMs: 100, maxAttempts: 1 });
    webhooks.emit({ event: 'source.on', channel: 'main' });
    await until(() => problems.length === 2);
    expect(received.length).toBe(1);
    expect(problems.sort()).toEqual([
      expect.stringMatching(
        /^webhook http:\/\/127\.0\.0\.1 was not told of source\.on: .+|^webhook http:\/\/127\.0\.0\.1:1 was not told of source\.on: .+/,
      ),
      `webhook ${new URL(url).origin} was not told of source.on: no answer within 100 ms`,
    ]);
  });

  it('leave out what the options leave out, and change while they run', async () => {
    const { received, url } = await receiver();
    const { webhooks } = start({ urls: [url], events: ['source.on'] });
    webhooks.handlers.onJoined({ ...peer, role: 'listener' });
    webhooks.setOptions({ urls: [url], events: ['listener.on'] });
    webhooks.handlers.onJoined(peer);
    webhooks.handlers.onJoined({ ...peer, role: 'listener' });
    await until(() => received.length === 1);
    expect(received[0]!.headers['latentcast-event']).toBe('listener.on');
    webhooks.setOptions(null);
    webhooks.handlers.onJoined({ ...peer, role: 'listener' });
    expect(webhooks.stats().size).toBe(0);
  });

  it.each<[unknown, string]>([
    [{}, 'webhooks.urls must be a list, got undefined'],
    [{ urls: [] }, 'webhooks.urls must be 1 to 8 addresses, got 0'],
    [{ urls: ['ftp://a/'] }, 'webhooks.urls[0] must be an address that begins with http:// or https://'],
    [{ urls: ['https://a:secret@b/'] }, 'got "https://…@b/"'],
    [{ urls: ['https://a/', 'https://a/'] }, 'webhooks.urls[1] must differ from the others'],
    [{ urls: ['https://a/'], secret: 'short' }, 'webhooks.secret must be a text of 16 to 1024 characters, got 5'],
    [{ urls: ['https://a/'], events: ['sourceOn'] }, 'webhooks.events[0] must be one of source.on'],
    [{ urls: ['https://a/'], timeoutMs: 1 }, 'webhooks.timeoutMs must be an integer from 100 to 60000, got 1'],
  ])('%j are refused', (options, message) => {
    expect(() => new Webhooks(options as WebhookOptions)).toThrow(message);
  });
});

describe('a signature', () => {
  const body = '{"event":"source.on"}';
  const wallMs = 1_700_000_000_000;

  it('holds for this body, this secret and some minutes', () => {
    const signature = signRequest(SECRET, body, wallMs);
    const check = (more: object) => verifySignature({ secret: SECRET, body, signature, wallMs, ...more });
    expect(signature).toMatch(/^t=1700000000,v1=[0-9a-f]{64}$/);
    expect(check({})).toBe(true);
    expect(check({ body: Buffer.from(body) })).toBe(true);
    expect(check({ wallMs: wallMs + 300_000 })).toBe(true);
    expect(check({ wallMs: wallMs + 301_000 })).toBe(false);
    expect(check({ wallMs: wallMs - 301_000 })).toBe(false);
    expect(check({ body: `${body} ` })).toBe(false);
    for (const wrong of [
      undefined,
      '',
      'v1=00',
      signature.toUpperCase(),
      `${signature}0`,
      signature.replace('t=1', 't=2'),
    ])
      expect(check({ signature: wrong })).toBe(false);
  });

  it('is checked by the lines in docs/relay.md, which need nothing but Node', async () => {
    const doc = readFileSync(new URL('../../../../../docs/relay.md', import.meta.url), 'utf8');
    const snippet = /```js\n(import \{ createHmac[\s\S]*?)```/.exec(doc)![1]!;
    const { isFromRelay } = (await import(`data:text/javascript,${encodeURIComponent(snippet)}`)) as {
      isFromRelay: (header: string | undefined, body: string, secret: string) => boolean;
    };
    const header = signRequest(SECRET, body, Date.now());
    expect(isFromRelay(header, body, SECRET)).toBe(true);
    expect(isFromRelay(header, `${body} `, SECRET)).toBe(false);
    expect(isFromRelay(header, body, 'another secret here')).toBe(false);
    expect(isFromRelay(signRequest(SECRET, body, Date.now() - 400_000), body, SECRET)).toBe(false);
    expect(isFromRelay(undefined, body, SECRET)).toBe(false);
  });
});
