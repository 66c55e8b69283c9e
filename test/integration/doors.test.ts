import { once } from 'node:events';
import { createServer, request as httpRequest } from 'node:http';
import { type AddressInfo, connect as connectTcp, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { afterEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { SUBPROTOCOL } from '../../src/core/wire/hello.js';
import { encodePacket, parsePacket } from '../../src/core/wire/packet.js';
import { readProxyHeaders } from '../../src/node/relay/access/proxy-header-reader.js';
import { type RelayServer, type RelayServerOptions, startRelayServer } from '../../src/node/relay/server.js';
import { canMakeCertificates, makeCertificate } from '../support/certificates.js';
import { audioPacket, CONTEXT, streamHello } from '../support/peers.js';

let server: RelayServer;
/** Address of every source and listener, in the order in which they came. */
let joined: (string | undefined)[] = [];
let turnedAway: string[] = [];
afterEach(() => server.close());

async function start(options: RelayServerOptions): Promise<RelayServer> {
  joined = [];
  turnedAway = [];
  server = await startRelayServer({
    port: 0,
    site: false,
    onJoined: ({ address }) => joined.push(address),
    onTurnedAway: (address, why) => turnedAway.push(`${address}: ${why}`),
    ...options,
  });
  return server;
}

/** A connection to the server, before anything is sent. */
const dial = (): Promise<Socket> =>
  new Promise((resolve, reject) => {
    const socket = connectTcp(server.port, '127.0.0.1', () => resolve(socket));
    socket.on('error', reject);
  });

const version1 = (address: string): Buffer =>
  Buffer.from(
    `PROXY TCP${address.includes(':') ? 6 : 4} ${address} ${address.includes(':') ? '::1' : '127.0.0.1'} 40000 8787\r\n`,
  );
const version2 = (address: string): Buffer =>
  Buffer.concat([
    Buffer.from('0d0a0d0a000d0a515549540a2111000c', 'hex'),
    Buffer.from(address.split('.').map(Number)),
    Buffer.from([127, 0, 0, 1, 0x9c, 0x40, 0x22, 0x53]),
  ]);

/** Everything that the server answers until it closes. */
const answer = (socket: Socket): Promise<string> =>
  new Promise((resolve) => {
    let text = '';
    socket.on('data', (chunk: Buffer) => {
      text += chunk;
    });
    socket.on('error', () => {});
    socket.on('close', () => resolve(text));
  });

interface Client {
  readonly socket: WebSocket;
  /** Types of what has come. */
  readonly types: string[];
  /** Resolves with `joined`, or the close code or the message of the error. */
  readonly outcome: Promise<string | number>;
}

function open(role: 'source' | 'listener', options: WebSocket.ClientOptions = {}, path = '/main'): Client {
  const socket = new WebSocket(server.url.replace(/\/$/, '') + path, SUBPROTOCOL, {
    rejectUnauthorized: false,
    ...options,
  });
  const types: string[] = [];
  const body = role === 'source' ? { ...streamHello() } : { role, planes: 1, burstMs: 0 };
  const outcome = new Promise<string | number>((resolve) => {
    socket.on('open', () => {
      socket.send(encodePacket({ type: 'hello', body }, CONTEXT));
      socket.send(encodePacket({ type: 'ping', token: 1 }, CONTEXT));
    });
    socket.on('message', (data: Buffer) => {
      const { type } = parsePacket(data, CONTEXT);
      types.push(type);
      if (type === 'pong') resolve('joined');
    });
    socket.on('error', (error) => resolve(error.message));
    socket.on('close', (code) => resolve(code));
  });
  return { socket, types, outcome };
}

/** Through a proxy that has sent `header` first, in pieces of `pieceBytes`. */
async function through(header: Buffer, role: 'source' | 'listener', pieceBytes = header.length): Promise<Client> {
  const socket = await dial();
  socket.setNoDelay(true);
  for (let at = 0; at < header.length; at += pieceBytes) {
    socket.write(header.subarray(at, at + pieceBytes));
    if (pieceBytes < header.length) await new Promise((resolve) => setImmediate(resolve));
  }
  const isTls = server.url.startsWith('wss:');
  const createConnection = (): Socket => (isTls ? connectTls({ socket, rejectUnauthorized: false }) : socket);
  return open(role, { createConnection });
}

const closed = ({ socket }: Client): Promise<void> =>
  new Promise((resolve) => {
    socket.once('close', () => resolve());
    socket.close();
  });

const VIA_PROXY = { trusted: ['127.0.0.1'], header: 'proxy-protocol' } as const;

describe('the PROXY protocol', () => {
  const kinds = [
    ['without TLS', undefined],
    ['before TLS', canMakeCertificates ? makeCertificate() : null],
  ] as const;
  for (const [name, tls] of kinds)
    it.skipIf(tls === null)(`states the client, in both versions and any pieces, ${name}`, async () => {
      await start({ proxies: VIA_PROXY, ...(tls && { tls }) });
      const source = await through(version1('192.0.2.1'), 'source');
      expect(await source.outcome).toBe('joined');
      const listeners = [
        await through(version2('192.0.2.2'), 'listener'),
        await through(version1('2001:db8::7'), 'listener', 1),
        await through(version2('192.0.2.3'), 'listener', 5),
      ];
      for (const listener of listeners) expect(await listener.outcome).toBe('joined');
      expect([...joined].sort()).toEqual(['192.0.2.1', '192.0.2.2', '192.0.2.3', '2001:db8::7']);
      const heard = Promise.all(
        listeners.map(({ socket }) => new Promise((resolve) => socket.once('message', resolve))),
      );
      source.socket.send(encodePacket(audioPacket(0), CONTEXT));
      await heard;
      for (const { types } of listeners) expect(types.at(-1)).toBe('audio');
    });

  it('takes the request from the same segment as the header', async () => {
    await start({ proxies: VIA_PROXY });
    const socket = await dial();
    const text = answer(socket);
    socket.end(
      Buffer.concat([
        version1('192.0.2.1'),
        Buffer.from('GET /healthz HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n'),
      ]),
    );
    expect(await text).toMatch(/^HTTP\/1\.1 200 OK[\s\S]*"ok"/);
  });

  it('is demanded of a proxy, and is not believed of anybody else', async () => {
    await start({ proxies: VIA_PROXY });
    for (const wrong of ['GET / HTTP/1.1\r\n\r\n', 'PROXY TCP4 x y 1 2\r\n']) {
      const socket = await dial();
      const text = answer(socket);
      socket.write(wrong);
      expect(await text).toBe('');
    }
    expect(turnedAway).toEqual([
      '127.0.0.1: the connection does not begin with a header of the PROXY protocol',
      '127.0.0.1: the PROXY line must be TCP4 or TCP6, two addresses of that kind and two ports',
    ]);
    await server.close();
    await start({ proxies: { trusted: ['10.0.0.0/8'], header: 'proxy-protocol' } });
    const socket = await dial();
    const text = answer(socket);
    socket.write(version1('192.0.2.1'));
    expect(await text).toMatch(/^HTTP\/1\.1 400 /);
    expect(await open('listener').outcome).toBe('joined');
    expect(joined).toEqual(['127.0.0.1']);
  });

  it('leaves nothing of connections that break off within the header', async () => {
    await start({ proxies: VIA_PROXY });
    for (let cut = 0; cut < 20; cut += 4) {
      const socket = await dial();
      const text = answer(socket);
      socket.end(version1('192.0.2.1').subarray(0, cut));
      expect(await text).toBe('');
    }
    expect(await (await through(version1('192.0.2.1'), 'listener')).outcome).toBe('joined');
  });

  it('keeps nobody who sends no header, and no relay from closing', async () => {
    const late = createServer();
    let why = '';
    readProxyHeaders(late, {
      isProxy: () => true,
      onAddress: () => {},
      onFailure: (_, text) => (why = text),
      timeoutMs: 30,
    });
    await new Promise<void>((resolve) => late.listen(0, '127.0.0.1', resolve));
    const silent = connectTcp((late.address() as AddressInfo).port, '127.0.0.1');
    expect(await answer(silent)).toBe('');
    expect(why).toBe('no header of the PROXY protocol within 30 ms');
    late.close();
    await start({ proxies: VIA_PROXY });
    const socket = await dial();
    const text = answer(socket);
    await server.close();
    expect(await text).toBe('');
  });
});

describe('limits of addresses', () => {
  it('hold for the client that the PROXY protocol states, an IPv6 client by its first 64 bits', async () => {
    await start({ proxies: VIA_PROXY, addressLimits: { maxConnectionsPerAddress: 2 } });
    for (const addresses of [
      ['192.0.2.1', '192.0.2.1', '192.0.2.1', '192.0.2.2'],
      ['2001:db8::1', '2001:db8::2:3', '2001:db8::9', '2001:db8:0:1::1'],
    ]) {
      const clients: Client[] = [];
      for (const address of addresses) {
        clients.push(await through(version1(address), 'listener'));
        await clients.at(-1)!.outcome;
      }
      const outcomes = await Promise.all(clients.map(({ outcome }) => outcome));
      expect(outcomes.map((outcome) => outcome === 'joined')).toEqual([true, true, false, true]);
      expect(turnedAway.at(-1)).toBe(`${addresses[2]}: too many connections`);
      await closed(clients[0]!);
      // The server sees the end a moment after the client.
      await expect.poll(async () => (await through(version1(addresses[2]!), 'listener')).outcome).toBe('joined');
    }
  });

  it('hold for the client that a header states, and answer with a time to come back', async () => {
    await start({
      proxies: { trusted: ['127.0.0.0/8'] },
      addressLimits: { maxConnectionsPerAddress: 2, connectionAttemptsPerMinute: 4 },
    });
    const from = (address: string): Client =>
      open('listener', { headers: { 'x-forwarded-for': `8.8.8.8, ${address}` } });
    const outcomes: (string | number)[] = [];
    for (let i = 0; i < 5; i++) outcomes.push(await from('192.0.2.1').outcome);
    const refused = 'Unexpected server response: 429';
    expect(outcomes).toEqual(['joined', 'joined', refused, refused, refused]);
    expect(turnedAway.map((text) => text.split(': ')[1])).toEqual([
      'too many connections',
      'too many connections',
      'too many attempts',
    ]);
    expect(await from('192.0.2.9').outcome).toBe('joined');
    expect(joined).toEqual(['192.0.2.1', '192.0.2.1', '192.0.2.9']);
    server.change({ addressLimits: { maxConnectionsPerAddress: 3, connectionAttemptsPerMinute: 1_000_000 } });
    expect(await from('192.0.2.9').outcome).toBe('joined');
  });
});

describe('pages of other sites', () => {
  it('listen and do not publish, unless they are listed', async () => {
    const { url } = await start({
      access: { anonymous: { publish: ['*'], listen: ['*'] }, origins: ['https://radio.example'] },
    });
    const own = url.replace('ws:', 'http:');
    const outcome = (role: 'source' | 'listener', origin: string) =>
      open(role, { headers: { origin } }, `/${role}-${joined.length}`).outcome;
    expect(await outcome('source', 'https://elsewhere.example')).toBe(4008);
    expect(await outcome('source', 'null')).toBe(4008);
    expect(await outcome('listener', 'https://elsewhere.example')).not.toBe(4008);
    expect(await outcome('source', own)).toBe('joined');
    expect(await outcome('source', 'https://radio.example')).toBe('joined');
  });

  it('do not publish on a relay without any options either', async () => {
    await start({});
    expect(await open('source', { headers: { origin: 'https://elsewhere' } }).outcome).toBe(4008);
    expect(await open('source').outcome).toBe('joined');
  });
});

describe('a path prefix', () => {
  const get = (path: string): Promise<{ status: number; location: string | undefined }> =>
    new Promise((resolve, reject) => {
      httpRequest({ port: server.port, path }, (response) => {
        response.resume();
        resolve({ status: response.statusCode!, location: response.headers.location });
      })
        .on('error', reject)
        .end();
    });

  it('is before every path of the relay', async () => {
    const { url } = await start({ pathPrefix: '/fm' });
    expect(url).toMatch(/^ws:\/\/127\.0\.0\.1:\d+\/fm$/);
    expect(await open('source').outcome).toBe('joined');
    expect((await get('/fm/healthz')).status).toBe(200);
    expect(await get('/fm')).toEqual({ status: 308, location: '/fm/' });
    for (const path of ['/healthz', '/', '/fmx/healthz']) expect((await get(path)).status, path).toBe(404);
    const outside = new WebSocket(`ws://127.0.0.1:${server.port}/main`, SUBPROTOCOL);
    expect(await new Promise((resolve) => outside.on('error', ({ message }) => resolve(message)))).toBe(
      'Unexpected server response: 404',
    );
  });
});

describe('requests that two programs may read in two ways', () => {
  /** What the server answers to bytes, and to further ones once it has answered, until it closes. */
  async function exchange(parts: readonly string[]): Promise<string> {
    const socket = await dial();
    let text = '';
    socket.on('data', (chunk: Buffer) => {
      text += chunk;
    });
    const closed = answer(socket);
    for (const [i, part] of parts.entries()) {
      socket.write(part);
      if (i < parts.length - 1)
        await expect.poll(() => text.match(/^HTTP/gm)?.length ?? 0, { interval: 1 }).toBe(i + 1);
    }
    return closed;
  }
  const HOST = 'Host: localhost\r\n';
  const UPGRADE = 'Connection: Upgrade\r\nUpgrade: websocket\r\n';

  it('are refused with two hosts, on every way in', async () => {
    await start({});
    const close = 'Connection: close\r\n';
    expect(await exchange([`GET /healthz HTTP/1.1\r\n${HOST}${close}\r\n`])).toMatch(/^HTTP\/1.1 200/);
    expect(await exchange([`GET /healthz HTTP/1.1\r\n${HOST}Host: evil\r\n${close}\r\n`])).toMatch(/^HTTP\/1.1 400/);
    expect(await exchange([`GET /radio HTTP/1.1\r\n${HOST}host: evil\r\n${UPGRADE}\r\n`])).toMatch(/^HTTP\/1.1 400/);
  });

  it('are served by their path where their line has the whole URL, whose host is theirs', async () => {
    await start({ pathPrefix: '/radio', media: { channels: [{ name: 'main', icecast: {} }] } });
    const close = 'Connection: close\r\n';
    const get = (target: string, header = HOST) => exchange([`GET ${target} HTTP/1.1\r\n${header}${close}\r\n`]);
    for (const target of ['http://localhost/radio/healthz', 'HTTP://LOCALHOST:8000/radio/healthz?x=1'])
      expect(await get(target)).toMatch(/^HTTP\/1.1 200[\s\S]*"ok"/);
    expect(await get('http://localhost?x')).toMatch(/^HTTP\/1.1 404/);
    // Neither form makes another name of the relay's own.
    expect(await get('http://evil.example/radio/healthz')).toMatch(/^HTTP\/1.1 421/);
    expect(await get('http://localhost/radio/healthz', 'Host: evil.example\r\n')).toMatch(/^HTTP\/1.1 200/);
    expect(await get('http://localhost/radio/healthz', `${HOST}Host: evil.example\r\n`)).toMatch(/^HTTP\/1.1 400/);
    for (const target of [
      'http://user@localhost/radio/healthz',
      'http:///radio/healthz',
      'ftp://localhost/radio/healthz',
    ])
      expect(await get(target)).toMatch(/^HTTP\/1.1 40[04]/);
    const handshake = `${HOST}${UPGRADE}Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Protocol: ${SUBPROTOCOL}\r\n\r\n`;
    const socket = await dial();
    socket.write(`GET http://localhost/radio/main HTTP/1.1\r\n${handshake}`);
    expect(String((await once(socket, 'data'))[0])).toMatch(/^HTTP\/1.1 101/);
    socket.destroy();
    // A source client's, and not one of administration.
    const type = 'Content-Type: text/plain\r\n';
    expect(await exchange([`PUT http://localhost/radio/main HTTP/1.1\r\n${HOST}${type}\r\n`])).toMatch(
      /^HTTP\/1.1 415/,
    );
    const admin = `PUT http://localhost/radio/admin/x HTTP/1.1\r\n${HOST}${type}${close}\r\n`;
    expect(await exchange([admin])).toMatch(/^HTTP\/1.1 40[45]/);
  });

  it('are no source client’s where only their header says so', async () => {
    await start({ media: { channels: [{ name: 'main', icecast: {} }] } });
    const source = 'Connection: Upgrade\r\nUpgrade: icecast-source\r\n';
    expect(await exchange([`GET /main HTTP/1.1\r\n${HOST}${source}\r\n`])).toMatch(/^HTTP\/1.1 400/);
    expect(await exchange([`POST /main HTTP/1.1\r\n${HOST}${source}Content-Length: 3\r\n\r\nabc`])).toMatch(
      /^HTTP\/1.1 (400|405)/,
    );
    // A source client is, whatever it writes, and is asked for audio.
    expect(await exchange([`PUT /main HTTP/1.1\r\n${HOST}${source}Content-Type: text/plain\r\n\r\n`])).toMatch(
      /^HTTP\/1.1 415/,
    );
  });

  it('send a source client that comes over a used connection to one of its own', async () => {
    await start({ media: { channels: [{ name: 'main', icecast: {} }] } });
    const first = `GET /healthz HTTP/1.1\r\n${HOST}\r\n`;
    const type = 'Content-Type: audio/mpeg\r\n';
    for (const second of [
      `PUT /main HTTP/1.1\r\n${HOST}${type}\r\n`,
      `PUT /main HTTP/1.1\r\n${HOST}${type}Expect: 100-continue\r\nTransfer-Encoding: chunked\r\n\r\n`,
      `SOURCE /main HTTP/1.0\r\n${type}\r\n`,
    ]) {
      const [, refusal] = (await exchange([first, second])).split(/(?=HTTP\/1.1 4)/);
      expect(refusal).toMatch(/^HTTP\/1.1 421[\s\S]*connection: close[\s\S]*connect again/i);
    }
  });
});
