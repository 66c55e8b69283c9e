import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { request } from 'node:http';
import { createServer } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import type { CodecError } from '../../src/core/errors.js';
import type { FrameBlock } from '../../src/core/latent/frames.js';
import { BEARER_SUBPROTOCOL, SUBPROTOCOL } from '../../src/core/wire/hello.js';
import { encodePacket } from '../../src/core/wire/packet.js';
import { nodeClock } from '../../src/node/clock.js';
import { type RelayServer, type RelayServerOptions, startRelayServer } from '../../src/node/relay/server.js';
import { connectWebSocket } from '../../src/node/ws-connect.js';
import type { AuthorizationRequest } from '../../src/ports/authorizer.js';
import { Receiver } from '../../src/stream/receive/receiver.js';
import type { ReceiverOptions } from '../../src/stream/receive/receiver-options.js';
import { Sender } from '../../src/stream/send/sender.js';
import type { SenderOptions } from '../../src/stream/send/uplink.js';
import { type WebSocketLike, websocketConnection } from '../../src/transports/websocket.js';
import { audioPacket, CONTEXT, MODEL, Peer, payloadFor, streamHello } from '../support/peers.js';

const { role: _role, ...HELLO } = streamHello();
const FAST = { minMs: 5, maxMs: 20 };

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

async function serve(options: RelayServerOptions = {}): Promise<RelayServer> {
  const server = await startRelayServer({ port: 0, graceMs: 500, ...options });
  cleanups.push(() => server.close());
  return server;
}

async function peer(url: string, protocols: string[] = [SUBPROTOCOL]): Promise<Peer> {
  const socket = new WebSocket(url, protocols);
  await once(socket, 'open');
  const connection = websocketConnection(socket as unknown as WebSocketLike, { clock: nodeClock, side: 'client' });
  cleanups.push(() => connection.close());
  return new Peer(connection);
}

/** Resolves when something holds; the test's own timeout ends a hang. Other processes need the cores meanwhile. */
async function until(done: () => boolean): Promise<void> {
  while (!done()) await new Promise((resolve) => setTimeout(resolve, 1));
}

function streams(url: string, options: { sender?: Partial<SenderOptions>; receiver?: Partial<ReceiverOptions> } = {}) {
  const blocks: FrameBlock[] = [];
  const events: string[] = [];
  const connect = (): ReturnType<typeof connectWebSocket> => connectWebSocket(url);
  const sender = new Sender({ connect, clock: nodeClock, hello: HELLO, uplink: { backoff: FAST }, ...options.sender });
  const receiver = new Receiver({
    connect,
    clock: nodeClock,
    model: MODEL,
    downlink: { backoff: FAST },
    handlers: {
      onBlock: (b) => blocks.push(b),
      onHello: ({ epoch }, isNew) => events.push(`hello ${epoch} ${isNew ? 'new' : 'again'}`),
      onEnd: (frames) => events.push(`end ${frames}`),
      onDown: () => events.push('down'),
      onError: (error) => events.push((error as CodecError).code),
    },
    ...options.receiver,
  });
  cleanups.push(
    () => sender.close(),
    () => receiver.close(),
  );
  return { sender, receiver, blocks, events };
}

const block = (firstFrame: number): FrameBlock => ({
  firstFrame,
  frames: 4,
  planes: 2,
  payload: payloadFor(firstFrame, 4, 2),
});

describe('relay server', () => {
  it('carries a stream over real sockets, bit for bit', async () => {
    const { url } = await serve();
    const { sender, receiver, blocks, events } = streams(`${url}/radio`);
    await Promise.all([sender.start(), receiver.start()]);
    await until(() => events.length > 0);
    for (let i = 0; i < 100; i++) if (!sender.send(block(4 * i))) await sender.drained();
    await sender.end(400, 400_000);
    await until(() => events.includes('end 400'));
    expect(blocks).toEqual(Array.from({ length: 100 }, (_, i) => block(4 * i)));
  });

  it('lets both ends continue when it is killed and started again on its port: every frame once', async () => {
    const first = await startRelayServer({ port: 0, graceMs: 0 });
    const { sender, receiver, blocks, events } = streams(`${first.url}/radio`);
    await Promise.all([sender.start(), receiver.start()]);
    await until(() => events.length > 0);
    for (let i = 0; i < 10; i++) sender.send(block(4 * i));
    await until(() => blocks.length === 10);
    await first.close();
    await until(() => events.includes('down'));
    for (let i = 10; i < 20; i++) sender.send(block(4 * i));
    await serve({ port: first.port });
    await until(() => sender.state === 'live' && receiver.stats().reconnects > 0);
    for (let i = 20; i < 30; i++) sender.send(block(4 * i));
    await until(() => blocks.length >= 30);
    expect(blocks).toEqual(Array.from({ length: 30 }, (_, i) => block(4 * i)));
    expect(events.filter((event) => event.startsWith('hello'))).toEqual(['hello 7 new', 'hello 7 again']);
    await sender.end(120, 120_000);
    await until(() => events.includes('end 120'));
  });

  it('tells whom it does not let in when to come back: in an error packet, or by the status of HTTP', async () => {
    // One comes in, twenty wait, the others are refused: the first of them in full.
    const { url } = await serve({ limits: { maxJoinsPerSecond: 1, maxJoinWaitMs: 20_000 } });
    const abort = new AbortController();
    const peers: Peer[] = [];
    const errors: CodecError[] = [];
    const all = Array.from({ length: 26 }, () =>
      connectWebSocket(`${url}/radio`, { signal: abort.signal }).then(
        (connection) => peers.push(new Peer(connection)),
        (error: CodecError) => errors.push(error),
      ),
    );
    const told = (): Peer | undefined => peers.find(({ closed }) => closed !== null);
    await until(() => told() !== undefined && errors.length > 0);
    const { closed, ...refused } = { closed: told()!.closed, notice: told()!.of('error')[0]!.body };
    expect(closed).toMatchObject({ code: 4005 });
    expect(refused.notice).toMatchObject({ code: 'CHANNEL_LIMIT', message: expect.stringContaining('relay is full') });
    expect(refused.notice.retryAfterMs).toBeGreaterThanOrEqual(20_000);
    expect(errors[0]).toMatchObject({ code: 'TRANSPORT_FAILED', message: expect.stringContaining('503') });
    expect(errors[0]!.retryAfterMs).toBeGreaterThanOrEqual(20_000);
    expect(peers.some((peer) => peer.closed === null)).toBe(true);
    abort.abort();
    await Promise.all(all);
    for (const { connection } of peers) connection.close();
  });

  it('throws PORT_IN_USE with host and port', async () => {
    const other = createServer();
    other.listen(0, '127.0.0.1');
    await once(other, 'listening');
    cleanups.push(() => other.close());
    const { port } = other.address() as { port: number };
    await expect(startRelayServer({ port })).rejects.toMatchObject({
      code: 'PORT_IN_USE',
      message: expect.stringContaining(`127.0.0.1:${port}`),
    });
  });

  it('answers /healthz and /channels, and nothing else', async () => {
    const { url } = await serve();
    const http = url.replace('ws:', 'http:');
    const source = await peer(`${url}/radio`);
    source.hello(streamHello());
    const listener = await peer(`${url}/radio`);
    listener.listen();
    await until(() => listener.of('hello').length === 1);
    source.send(audioPacket(0));
    await until(() => listener.frames.length === 1);
    expect(await (await fetch(`${http}/healthz`)).json()).toEqual({ status: 'ok' });
    const { channels } = (await (await fetch(`${http}/channels`)).json()) as { channels: unknown[] };
    expect(channels).toEqual([
      expect.objectContaining({ channel: 'radio', epoch: 7, listeners: 1, isLive: true, payloadBytes: 64 }),
    ]);
    expect(channels[0]).toHaveProperty('sourcePayloadKbps');
    expect(channels[0]).toHaveProperty('listenersWireKbps');
    expect((await fetch(`${http}/nothing`)).status).toBe(404);
    expect((await fetch(`${http}/healthz?x=1`)).status).toBe(200);
    const { port } = new URL(http);
    const [strange] = await once(request({ port, host: '127.0.0.1', path: '//[' }).end(), 'response');
    expect(strange.statusCode).toBe(404);
    expect((await fetch(`${http}/healthz`, { method: 'POST' })).status).toBe(405);
  });

  it('tells upgrades that are none to a WebSocket what is wrong with them, as JSON', async () => {
    const { url } = await serve();
    const { port } = new URL(url);
    const right = { connection: 'Upgrade', upgrade: 'websocket', 'sec-websocket-version': '13' };
    const key = { 'sec-websocket-key': 'AAAAAAAAAAAAAAAAAAAAAA==' };
    const answers: unknown[] = [];
    for (const [method, headers] of [
      ['POST', { ...right, ...key }],
      ['GET', { ...right, ...key, upgrade: 'h2c' }],
      ['GET', right],
      ['GET', { ...right, 'sec-websocket-key': 'abc' }],
      ['GET', { ...right, ...key, 'sec-websocket-version': '12' }],
      ['GET', { ...right, ...key, 'sec-websocket-protocol': 'a,,b' }],
    ] as const) {
      const [answer] = await once(
        request({ port, host: '127.0.0.1', path: '/radio', method, headers }).end(),
        'response',
      );
      let text = '';
      for await (const chunk of answer) text += chunk;
      const { error, field } = JSON.parse(text) as { error: string; field: string };
      expect(error.startsWith(`${field} must be `)).toBe(true);
      answers.push([answer.statusCode, answer.headers['content-type'], field]);
    }
    const json = 'application/json; charset=utf-8';
    expect(answers).toEqual([
      [405, json, 'method'],
      [400, json, 'upgrade'],
      [400, json, 'sec-websocket-key'],
      [400, json, 'sec-websocket-key'],
      [426, json, 'sec-websocket-version'],
      [400, json, 'sec-websocket-protocol'],
    ]);
  });

  it('answers HEAD as GET without a body, and lists its paths for an unknown one', async () => {
    const { url } = await serve({ site: false });
    const http = url.replace('ws:', 'http:');
    const head = await fetch(`${http}/channels`, { method: 'HEAD' });
    expect([head.status, head.headers.get('content-type'), await head.text()]).toEqual([
      200,
      'application/json; charset=utf-8',
      '',
    ]);
    const missing = await fetch(`${http}/`);
    expect([missing.status, await missing.json()]).toEqual([
      404,
      {
        error: 'not found',
        paths: [
          '/healthz',
          '/readyz',
          '/channels/:channel/recordings',
          '/channels/:channel/recordings/:id',
          '/admin/metadata',
          '/channels',
          '/channels/:channel',
        ],
      },
    ]);
    expect((await fetch(`${http}/nothing`, { method: 'DELETE' })).status).toBe(405);
  });

  it('lists every path that it answers for an unknown one, and the docs describe each', async () => {
    const access = { keys: [{ name: 'a', hash: `sha256:${'0'.repeat(64)}`, admin: true }] };
    const media = { channels: [{ name: 'a', players: {} }] };
    const { url } = await serve({ site: {}, access, media, operations: { admin: {} } });
    const answer = await fetch(`${url.replace('ws:', 'http:')}/nothing`);
    const { paths } = (await answer.json()) as { paths: string[] };
    expect(paths).toEqual(expect.arrayContaining(['/', '/status', '/metrics', '/channels', '/:channel.mp3']));
    const docs = readFileSync(new URL('../../docs/relay-operations.md', import.meta.url), 'utf8');
    const rows = docs
      .split('## Paths\n')[1]!
      .split('\n## ')[0]!
      .matchAll(/^\| ([^|]*) \|/gm);
    const documented = [...rows].flatMap(([, cell]) => [...cell!.matchAll(/`(\/[^`]*)`/g)].map(([, path]) => path));
    expect(documented.sort()).toEqual(paths.sort());
  });

  it('answers requests for other names only where they are configured, where it listens on the loopback alone', async () => {
    const status = async ({ port }: RelayServer, host: string, path = '/channels'): Promise<string> => {
      const [response] = await once(request({ port, host: '127.0.0.1', path, headers: { host } }).end(), 'response');
      let text = '';
      for await (const chunk of response) text += chunk;
      return `${response.statusCode} ${text}`;
    };
    const relay = await serve({ site: false, names: ['Radio.example'] });
    for (const own of ['localhost', 'x.localhost:1', '127.0.0.1', '[::1]:8787', 'radio.example', 'RADIO.example:80'])
      expect(await status(relay, own), own).toMatch(/^200 /);
    for (const other of ['evil.example', 'radio.example.evil', '127.0.0.1.evil', '10.0.0.1', 'evil:8787'])
      for (const path of ['/channels', '/', '/healthz', '/admin/metadata'])
        expect(await status(relay, other, path), other).toMatch(
          /^421 .*the relay listens on this machine alone, and has not the name .*listen\.names/,
        );
    const proxied = await serve({ site: false, proxies: { trusted: ['127.0.0.1'] } });
    expect(await status(proxied, 'evil.example')).toMatch(/^200 /);
    const open = await serve({ site: false, host: '0.0.0.0', access: {} });
    expect(await status(open, 'evil.example')).toMatch(/^200 /);
    for (const name of ['a/b', 'a:80', 'user@a', '', 'a b'])
      await expect(serve({ site: false, names: [name] })).rejects.toThrow('names[0] must be a name');
    const metrics = await serve({ site: false, operations: { metrics: { port: 0 } } });
    const at = { port: Number(new URL(metrics.metricsUrl!).port) } as RelayServer;
    expect(await status(at, 'localhost', '/metrics')).toMatch(/^200 /);
    expect(await status(at, 'evil.example', '/metrics')).toMatch(/^421 /);
  });

  it('asks its authorizer with the address and the token of the header or of a subprotocol, never of the URL', async () => {
    const requests: AuthorizationRequest[] = [];
    const refused: CodecError[] = [];
    const { url, stats, subscriberStats } = await serve({
      authorizer: {
        authorize: async (request) => {
          requests.push(request);
          return { permissions: request.credentials === 'k+y' ? ['publish', 'listen'] : [] };
        },
      },
      onRefused: (_channel, error) => refused.push(error),
    });
    const source = await peer(`${url}/radio?x=1`, [SUBPROTOCOL, `${BEARER_SUBPROTOCOL}k+y`]);
    source.hello(streamHello());
    await until(() => source.of('hello').length === 1);
    const socket = new WebSocket(`${url}/radio`, SUBPROTOCOL, { headers: { authorization: 'Bearer k+y' } });
    await once(socket, 'open');
    socket.send(encodePacket({ type: 'hello', body: { role: 'listener', planes: 1, burstMs: 0 } }, CONTEXT));
    await until(() => stats().channels[0]?.listeners === 1);
    expect([...subscriberStats('radio')]).toEqual([expect.objectContaining({ planes: 1, state: 'ok' })]);
    expect([...subscriberStats('other')]).toEqual([]);
    const stranger = await peer(`${url}/radio`, [`${BEARER_SUBPROTOCOL}wrong`, SUBPROTOCOL]);
    stranger.listen();
    await until(() => stranger.closed !== null);
    expect([stranger.closed?.code, refused.map(({ code }) => code)]).toEqual([4008, ['NOT_ALLOWED']]);
    const none = await peer(`${url}/radio?token=k%2By`);
    none.listen();
    await until(() => none.closed !== null);
    expect(requests.map(({ channel, credentials }) => [channel, credentials])).toEqual([
      ['radio', 'k+y'],
      ['radio', 'k+y'],
      ['radio', 'wrong'],
      ['radio', undefined],
    ]);
    expect(requests.every(({ address }) => address === '127.0.0.1')).toBe(true);
    socket.terminate();
  });

  it('refuses a wrong subprotocol, a text message, an oversized message and a bad name, each alone', async () => {
    const { url } = await serve();
    const source = await peer(`${url}/radio`);
    source.hello(streamHello());
    const listener = await peer(`${url}/radio`);
    listener.listen();
    await until(() => listener.of('hello').length === 1);
    const closeCode = (path: string, protocols: string[], act?: (socket: WebSocket) => void): Promise<number> => {
      const socket = new WebSocket(`${url}${path}`, protocols, { perMessageDeflate: true });
      socket.on('error', () => {});
      if (act) socket.on('open', () => act(socket));
      return new Promise((resolve) => socket.on('close', resolve));
    };
    expect(await closeCode('/radio', [])).toBe(4001);
    expect(await closeCode('/radio', [SUBPROTOCOL], (socket) => socket.send('hello'))).toBe(4001);
    expect(await closeCode('/radio', [SUBPROTOCOL], (socket) => socket.send(new Uint8Array(5000)))).toBe(1009);
    expect(await closeCode('/a/b', [SUBPROTOCOL])).toBe(4002);
    expect(await closeCode('/', [SUBPROTOCOL])).toBe(4002);
    expect(await closeCode('//[', [SUBPROTOCOL])).toBe(4002);
    expect(await closeCode('/radio', ['other.v1'])).toBe(1006);
    source.send(audioPacket(0));
    await until(() => listener.frames.length === 1);
    expect([source.closed, listener.closed]).toEqual([null, null]);
  });

  it('negotiates the subprotocol and no compression, whatever a client offers', async () => {
    const { url } = await serve();
    const socket = new WebSocket(`${url}/radio`, ['other', SUBPROTOCOL], { perMessageDeflate: true });
    await once(socket, 'open');
    expect([socket.protocol, socket.extensions]).toEqual([SUBPROTOCOL, '']);
    socket.terminate();
  });

  it('announces to every peer that it goes away, and may be closed twice', async () => {
    const server = await serve();
    const listener = await peer(`${server.url}/radio`);
    listener.listen();
    await until(() => server.stats().channels.length === 1);
    await Promise.all([server.close(), server.close()]);
    await until(() => listener.closed !== null);
    expect(listener.closed?.code).toBe(4007);
    await expect(connectWebSocket(`${server.url}/radio`)).rejects.toMatchObject({ code: 'TRANSPORT_FAILED' });
  });

  it('cuts the connection of a peer that does not answer its close, after the grace time', async () => {
    const server = await serve({ graceMs: 50 });
    const socket = new WebSocket(`${server.url}/radio`, SUBPROTOCOL);
    await once(socket, 'open');
    socket.pause();
    await server.close();
    expect(server.stats().connections).toBe(0);
    socket.terminate();
  });
});

describe('connectWebSocket', () => {
  it('names the URL and the cause when nobody listens', async () => {
    const server = await startRelayServer({ port: 0 });
    await server.close();
    const url = `${server.url}/radio`;
    await expect(connectWebSocket(url)).rejects.toMatchObject({
      code: 'TRANSPORT_FAILED',
      message: expect.stringMatching(new RegExp(`cannot connect to ${url}: .*ECONNREFUSED`)),
    });
  });

  it('checks the URL and the channel before it connects', async () => {
    await expect(connectWebSocket('radio')).rejects.toThrow(TypeError);
    await expect(connectWebSocket('http://127.0.0.1/radio')).rejects.toThrow('must start with ws: or wss:');
    for (const path of ['', '/', '/a//b', '/a/', '/a%20b', '/a%20b/c'])
      await expect(connectWebSocket(`ws://127.0.0.1:1${path}`)).rejects.toMatchObject({ code: 'CHANNEL_NAME' });
  });

  it('stops when it is aborted, before and during', async () => {
    const silent = createServer();
    silent.listen(0, '127.0.0.1');
    await once(silent, 'listening');
    cleanups.push(() => silent.close());
    const { port } = silent.address() as { port: number };
    const controller = new AbortController();
    const pending = connectWebSocket(`ws://127.0.0.1:${port}/radio`, { signal: controller.signal });
    controller.abort();
    await expect(pending).rejects.toMatchObject({ code: 'ABORTED' });
    await expect(connectWebSocket(`ws://127.0.0.1:${port}/radio`, { signal: controller.signal })).rejects.toMatchObject(
      { code: 'ABORTED' },
    );
  });
});
