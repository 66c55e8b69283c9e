import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { request } from 'node:http';
import { connect, type Socket } from 'node:net';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { WebSocket } from 'ws';
import { SUBPROTOCOL } from '../../../src/core/wire/hello.js';
import { encodePacket } from '../../../src/core/wire/packet.js';
import { nodeClock } from '../../../src/node/clock.js';
import { type RelayServer, type RelayServerOptions, startRelayServer } from '../../../src/node/relay/server.js';
import { AUDIO_BYTES_PER_MS, RELAY_LIMIT_DEFAULTS } from '../../../src/relay/limits.js';
import type { SubscriberStats } from '../../../src/relay/subscribers/subscriber.js';
import { type WebSocketLike, websocketConnection } from '../../../src/transports/websocket.js';
import { canMakeCertificates, makeCertificate } from '../../support/certificates.js';
import { audioPacket, CONTEXT, Peer, silencePacket, streamHello } from '../../support/peers.js';

/** Far more than any of the times of these tests, which take some seconds on a machine that does nothing else. */
const MOMENT_MS = 60_000;

const cleanups: (() => unknown)[] = [];
const cleanUp = async (): Promise<void> => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
};
/** Whether tests run side by side now: then what they have opened is closed after the last one. */
let isSideBySide = false;
afterEach(async () => {
  if (!isSideBySide) await cleanUp();
});

async function serve(options: RelayServerOptions = {}): Promise<RelayServer> {
  const server = await startRelayServer({ port: 0, graceMs: 100, site: false, ...options });
  cleanups.push(() => server.close());
  return server;
}

async function socketTo(url: string): Promise<WebSocket> {
  const socket = new WebSocket(url, SUBPROTOCOL, { perMessageDeflate: false });
  socket.on('error', () => {});
  cleanups.push(() => socket.terminate());
  await once(socket, 'open');
  return socket;
}

async function peer(url: string): Promise<Peer> {
  const socket = await socketTo(url);
  return new Peer(websocketConnection(socket as unknown as WebSocketLike, { clock: nodeClock, side: 'client' }));
}

/** Resolves when something holds; the test's own timeout ends a hang. Other processes need the cores meanwhile. */
async function until(done: () => boolean): Promise<void> {
  while (!done()) await new Promise((resolve) => setTimeout(resolve, 1));
}

/** Time stands still for the relay until the test is over: what it allows in a second then depends on no machine's speed. */
function stopTime(): void {
  const clock = vi.spyOn(performance, 'now').mockReturnValue(performance.now());
  cleanups.push(() => clock.mockRestore());
}

/** CPU time that this process has used, in ms: what everything in it takes, however busy the machine is. */
const cpuMs = (): number => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
};

/** Resolves with the first argument of `close`; an error before it, such as a reset, is expected. */
const closed = (socket: Socket | WebSocket): Promise<unknown> =>
  new Promise((resolve) => void (socket as Socket).once('close', resolve));

/** A stream with one listener; `works` proves that a frame still arrives. */
async function station(server: RelayServer) {
  const source = await peer(`${server.url}/radio`);
  source.hello(streamHello());
  const listener = await peer(`${server.url}/radio`);
  listener.listen();
  await until(() => listener.of('hello').length === 1);
  let frame = 0;
  const works = async (): Promise<void> => {
    source.send(audioPacket(frame));
    await until(() => listener.frames.includes(frame));
    frame += 4;
    expect([source.closed, listener.closed]).toEqual([null, null]);
  };
  return { source, listener, works };
}

/** A TCP connection, and when it has ended. */
function tcp(server: RelayServer, text: string): { socket: Socket; received: string[]; ended: Promise<number> } {
  const socket = connect(server.port, '127.0.0.1');
  const received: string[] = [];
  const beganMs = performance.now();
  socket.on('data', (chunk) => received.push(String(chunk)));
  socket.on('error', () => {});
  socket.write(text);
  cleanups.push(() => socket.destroy());
  const ended = closed(socket).then(() => performance.now() - beganMs);
  return { socket, received, ended };
}

const upgradeText = (path: string, protocols = SUBPROTOCOL): string =>
  `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Protocol: ${protocols}\r\n\r\n`;

/** A masked frame of a client (RFC 6455, 5.2), its mask 0. */
function frame(first: number, payload: Uint8Array): Buffer {
  const { length } = payload;
  const header = length < 126 ? [first, 0x80 | length] : [first, 0x80 | 126, length >> 8, length & 255];
  return Buffer.concat([Buffer.from([...header, 0, 0, 0, 0]), payload]);
}

describe('100,000 malformed and oversized messages', () => {
  it('are nothing but counted refusals: the station is on the air all the while', async () => {
    const codes = new Map<string, number>();
    const server = await serve({ onRefused: (_, { code }) => void codes.set(code, (codes.get(code) ?? 0) + 1) });
    const { works } = await station(server);
    const hello = encodePacket({ type: 'hello', body: { role: 'listener', planes: 1, burstMs: 0 } }, CONTEXT);
    const bad: Uint8Array[] = [
      new Uint8Array(0),
      new Uint8Array([255, 1, 2]),
      new Uint8Array([0x1f]),
      new Uint8Array([0x11, 0x7b]),
      new Uint8Array([0x10, 0, 0]),
      hello.subarray(0, hello.length - 3),
      new Uint8Array(5000).fill(0x11),
      new Uint8Array(4096).fill(0x12),
    ];
    const connections = 200;
    const each = 500;
    for (let done = 0; done < connections; done += 20) {
      await Promise.all(
        Array.from({ length: 20 }, async (_, i) => {
          const { socket, ended } = tcp(server, upgradeText('/radio'));
          const message = bad[(done + i) % bad.length]!;
          socket.write(Buffer.concat(Array.from({ length: each }, () => frame(0x82, message))));
          await ended;
        }),
      );
      await works();
    }
    const refusals = [...codes.values()].reduce((sum, n) => sum + n, 0);
    // An oversized message is refused by the socket itself (1009), before the relay reads any of it.
    expect(refusals).toBe((connections * 7) / 8);
    expect([...codes.keys()].sort()).toEqual([
      'PACKET_FIELD',
      'PACKET_TRUNCATED',
      'PACKET_TYPE',
      'PACKET_VERSION',
      'PROTOCOL',
    ]);
    expect(server.stats()).toMatchObject({ refused: refusals, closed: 0, connections: 2 });
  });
});

describe('a connection that was refused', () => {
  it('is cut when it goes on sending, and after a second when it does not answer', async () => {
    const server = await serve();
    const { works } = await station(server);
    const pong = frame(0x82, encodePacket({ type: 'pong', token: 1 }, CONTEXT));
    const flood = Buffer.concat(Array.from({ length: 1000 }, () => pong));
    const loud = Array.from({ length: 20 }, () => tcp(server, upgradeText('/radio')));
    for (const { socket } of loud) socket.write(flood);
    const silent = tcp(server, upgradeText('/radio'));
    silent.socket.write(frame(0x82, new Uint8Array([255])));
    const times = await Promise.all([...loud, silent].map(({ ended }) => ended));
    expect(Math.max(...times)).toBeLessThan(MOMENT_MS);
    expect(server.stats()).toMatchObject({ refused: 21, connections: 2 });
    await works();
  });
});

describe('WebSocket frames that are no messages', () => {
  it.each([
    ['pings of WebSocket', () => frame(0x89, new Uint8Array(100))],
    ['pongs of WebSocket', () => frame(0x8a, new Uint8Array(100))],
    [
      'empty pieces of a message',
      () => Buffer.concat([frame(0x02, new Uint8Array(0)), ...Array(50).fill(frame(0, new Uint8Array(0)))]),
    ],
    ['compressed frames', () => frame(0xc2, new Uint8Array(10))],
    ['frames without a mask', () => Buffer.from([0x82, 1, 0x14])],
  ])('end their connection: a flood of %s', async (_what, make) => {
    const server = await serve();
    const { works } = await station(server);
    const { socket, ended } = tcp(server, upgradeText('/radio'));
    socket.write(
      frame(0x82, encodePacket({ type: 'hello', body: { role: 'listener', planes: 1, burstMs: 0 } }, CONTEXT)),
    );
    const chunk = Buffer.concat(Array.from({ length: 200 }, make));
    const pump = setInterval(() => socket.writable && socket.write(chunk), 10);
    const tookMs = await ended;
    clearInterval(pump);
    expect(tookMs).toBeLessThan(MOMENT_MS);
    await works();
  });
});

describe('requests without waiting for answers', () => {
  it('are answered up to eight, and cut beyond: a thousand in one piece take no turn of the event loop', async () => {
    const server = await serve();
    const { works } = await station(server);
    const one = (path: string): string => `GET ${path} HTTP/1.1\r\nHost: localhost\r\n\r\n`;
    const few = tcp(server, Array.from({ length: 8 }, (_, i) => one(i % 2 ? '/healthz' : '/nothing')).join(''));
    await until(() => few.received.join('').split('HTTP/1.1 ').length === 9);
    expect(few.received.join('').match(/HTTP\/1.1 \d+/g)).toEqual(
      Array.from({ length: 8 }, (_, i) => `HTTP/1.1 ${i % 2 ? 200 : 404}`),
    );
    // It is not the number of requests over a connection that counts.
    few.socket.write(one('/healthz'));
    await until(() => few.received.join('').split('HTTP/1.1 ').length === 10);
    for (let i = 0; i < 10; i++) {
      const { received, ended } = tcp(server, one('/channels').repeat(2_000));
      await ended;
      expect(received.join('').split('HTTP/1.1 ').length - 1).toBeLessThanOrEqual(8);
    }
    await works();
  });
});

describe('the list of channels', () => {
  it('asked for in a loop is made four times a second at most, and refused to who asks more than 20 times a second', async () => {
    const server = await serve();
    const { works } = await station(server);
    const url = `${server.url.replace('ws:', 'http:')}/channels`;
    const statuses = new Map<number, number>();
    stopTime();
    for (let i = 0; i < 400; i++) {
      const response = await fetch(url);
      statuses.set(response.status, (statuses.get(response.status) ?? 0) + 1);
      if (response.status === 429) expect(response.headers.get('retry-after')).toBe('1');
      await response.arrayBuffer();
    }
    // Twenty a second, of which five seconds may be saved up.
    expect(Object.fromEntries(statuses)).toEqual({ 200: 100, 429: 300 });
    expect((await fetch(url.replace('channels', 'healthz'))).status).toBe(200);
    await works();
  });
});

describe('channel names', () => {
  it.each(['__proto__', 'constructor', 'prototype', 'hasOwnProperty', 'toString', '%2e%2e', 'a%00b', 'x'.repeat(65)])(
    'are by a pattern and no names of the language: %s is refused',
    async (name) => {
      const refused: string[] = [];
      const server = await serve({ onRefused: (channel, { code }) => refused.push(`${channel} ${code}`) });
      const socket = new WebSocket(`${server.url}/${name}`, SUBPROTOCOL);
      socket.on('error', () => {});
      expect(await closed(socket)).toBe(4002);
      expect(refused).toEqual([expect.stringMatching(/ CHANNEL_NAME$/)]);
    },
  );

  it('are cut before they reach a log', async () => {
    const refused: string[] = [];
    const server = await serve({ onRefused: (channel, error) => refused.push(channel + error.message) });
    const socket = new WebSocket(`${server.url}/${'x'.repeat(15_000)}`, SUBPROTOCOL);
    socket.on('error', () => {});
    await closed(socket);
    expect(refused).toHaveLength(1);
    expect(refused[0]!.length).toBeLessThan(400);
  });
});

describe('one noisy channel with 200 listeners', () => {
  it('does not keep anybody else waiting: /healthz answers within a second of computing all the while', async () => {
    const server = await serve();
    const { works } = await station(server);
    const noisy = await socketTo(`${server.url}/noisy`);
    const format = { ...streamHello().format, sampleRateHz: 192_000, hopSamples: 1 };
    noisy.send(encodePacket({ type: 'hello', body: { ...streamHello({ format, framesPerPacket: 1 }) } }, CONTEXT));
    const ears = await Promise.all(Array.from({ length: 200 }, () => peer(`${server.url}/noisy`)));
    for (const ear of ears) ear.listen();
    let frameIndex = 0;
    const pump = setInterval(() => {
      for (let i = 0; i < 50 && noisy.readyState === WebSocket.OPEN; i++)
        noisy.send(encodePacket(silencePacket(frameIndex++, 1), CONTEXT));
    }, 20);
    const times: number[] = [];
    for (let i = 0; i < 15; i++) {
      const beganMs = cpuMs();
      const [response] = await once(request(`${server.url.replace('ws:', 'http:')}/healthz`).end(), 'response');
      response.resume();
      times.push(cpuMs() - beganMs);
      await works();
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    clearInterval(pump);
    expect(Math.max(...times)).toBeLessThan(1000);
    expect(ears.filter(({ closed }) => closed !== null)).toEqual([]);
  });
});

describe('a source that sends as fast as it can', () => {
  it('is read at the pace of its format and not refused: the rest waits in its connection', async () => {
    const server = await serve();
    const source = await peer(`${server.url}/radio`);
    source.hello(streamHello());
    await until(() => source.of('hello').length === 1);
    const packets = 20_000;
    for (let i = 0; i < packets; i++) source.send(silencePacket(4 * i));
    source.send({ type: 'ping', token: 7 });
    const taken = (): number => server.stats().channels[0]!.silentFrames / 4;
    await until(() => taken() >= 256);
    // From the moment at which it has just read: what it reads late counts for the time that has passed.
    const before = taken();
    await until(() => taken() > before);
    const [first, beganMs] = [taken(), performance.now()];
    await until(() => taken() >= first + 30);
    const perSecond = ((taken() - first) * 1000) / (performance.now() - beganMs);
    // 2.5 messages a second live, eight times as many, in portions of a tick.
    expect(perSecond).toBeLessThan(40);
    // A pong would state that everything before it has been read.
    expect([source.closed, source.of('pong').length]).toEqual([null, 0]);
  });
});

describe('a listener that answers pings and reads nothing', () => {
  it('does not make the relay grow: what waits for it is bounded', async () => {
    const server = await serve({ limits: { maxSourceMessagesPerSecond: 100_000, maxSourceKbps: 1e7 } });
    const source = await peer(`${server.url}/radio`);
    const large = {
      ...streamHello(),
      // Frames that are short enough to be read as fast as they are sent.
      format: { ...streamHello().format, latentSize: 1024, sampleRateHz: 48_000, hopSamples: 8 },
      planes: 1,
      framesPerPacket: 31,
    };
    source.hello(large);
    const deaf = await socketTo(`${server.url}/radio`);
    deaf.send(encodePacket({ type: 'hello', body: { role: 'listener', planes: 1, burstMs: 0 } }, CONTEXT));
    await until(() => server.stats().channels[0]?.listeners === 1);
    deaf.pause();
    const payload = new Uint8Array(31 * 128);
    const context = { bytesPerFramePlane: 128 };
    let at = 0;
    const bound = RELAY_LIMIT_DEFAULTS.maxWaitingMs * AUDIO_BYTES_PER_MS + payload.length + 64;
    const ofDeaf = (): SubscriberStats => [...server.subscriberStats('radio')][0]!;
    let mostWaiting = 0;
    let sentAtBound = 0;
    // Kernel buffers of a loopback connection hold some megabytes; then the relay has to drop. As much again does not grow it.
    while ((sentAtBound === 0 || at < 2 * sentAtBound) && at < 400_000) {
      for (let i = 0; i < 20; i++) {
        const packet = {
          type: 'audio',
          epoch: 7,
          firstFrame: at,
          frames: 31,
          encodedPlanes: 1,
          planes: 1,
          payload,
        } as const;
        source.connection.send(encodePacket(packet, context));
        at += 31;
      }
      await new Promise((resolve) => setTimeout(resolve, 5));
      const { droppedMessages, waitingBytes } = ofDeaf();
      mostWaiting = Math.max(mostWaiting, waitingBytes);
      if (droppedMessages > 0 && sentAtBound === 0) sentAtBound = at;
    }
    expect(ofDeaf().droppedMessages).toBeGreaterThan(100);
    expect(mostWaiting).toBeGreaterThan(RELAY_LIMIT_DEFAULTS.maxWaitingMs * AUDIO_BYTES_PER_MS);
    expect(mostWaiting).toBeLessThanOrEqual(bound);
    expect(source.closed).toBeNull();
  });
});

describe('sources that ask for a channel again and again', () => {
  it('do not throw out its live source, which must answer for each of them whether it is alive', async () => {
    const server = await serve();
    const { source, works } = await station(server);
    const beganMs = performance.now();
    for (let n = 0; n < 60; n++) {
      const other = await peer(`${server.url}/radio`);
      other.hello(streamHello({ epoch: 100 + n }));
      other.send({ type: 'ping', token: n });
      await until(() => other.of('pong').length === 1);
      other.connection.close();
    }
    await works();
    expect(source.of('ping').length).toBeGreaterThan(0);
    // Four at once, and one a second from then on.
    expect(source.of('ping').length).toBeLessThanOrEqual(5 + (performance.now() - beganMs) / 1000);
    await works();
  });
});

describe('pings and pongs of the WebSocket itself', () => {
  it.each([
    ['pings', 0x89],
    ['pongs', 0x8a],
  ])('are budgeted too: a flood of %s ends its connection alone', async (_, first) => {
    const server = await serve();
    const { works } = await station(server);
    const { socket, received, ended } = tcp(server, upgradeText('/radio'));
    await until(() => received.length > 0);
    stopTime();
    socket.write(frame(first, Buffer.from('few')));
    socket.write(Buffer.concat(Array.from({ length: 10_000 }, () => frame(first, new Uint8Array(2)))));
    await ended;
    // 40 at once.
    if (first === 0x89) expect(received.join('').split('\x02\0\0').length).toBeLessThan(50);
    await works();
  });
});

/** They wait for seconds: side by side. */
describe.concurrent('over some seconds,', () => {
  beforeAll(() => {
    isSideBySide = true;
  });
  afterAll(cleanUp);

  describe('HTTP clients that take time and give nothing', () => {
    it('are cut: idle connections, dripping headers and bodies, half a handshake', async () => {
      const server = await serve();
      const { works } = await station(server);
      const idle = Array.from({ length: 50 }, () => tcp(server, ''));
      const headers = tcp(server, 'GET /healthz HTTP/1.1\r\n');
      const body = tcp(server, 'GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 1000\r\n\r\n');
      const post = tcp(server, 'POST /channels HTTP/1.1\r\nHost: 127.0.0.1\r\nTransfer-Encoding: chunked\r\n\r\n');
      const drips: [Socket, string][] = [
        [headers.socket, 'x: y\r\n'],
        [body.socket, 'x'],
        [post.socket, '1\r\nx\r\n'],
      ];
      const drip = setInterval(() => {
        for (const [socket, text] of drips) if (socket.writable) socket.write(text);
      }, 200);
      // The handshake is whole, the hello never comes.
      const half = tcp(server, upgradeText('/radio'));
      const kept = tcp(server, 'GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n');
      const times = await Promise.all([...idle, headers, body, post, half, kept].map(({ ended }) => ended));
      clearInterval(drip);
      expect(Math.max(...times)).toBeLessThan(MOMENT_MS);
      // Who may not send a body is cut before who may still send headers.
      const idleMs = Math.min(...(await Promise.all(idle.map(({ ended }) => ended))));
      expect(await body.ended).toBeLessThan(idleMs);
      expect(await post.ended).toBeLessThan(idleMs);
      expect(kept.received.join('')).toContain('200 OK');
      await works();
    });

    it.skipIf(!canMakeCertificates)(
      'are cut where they never begin with TLS, or stop in the middle of it',
      async () => {
        const server = await serve({ tls: makeCertificate() });
        // The first bytes of a ClientHello (RFC 8446, 5.1), and no more.
        const times = await Promise.all(
          [tcp(server, ''), tcp(server, '\x16\x03\x01\x02\x00\x01')].map(({ ended }) => ended),
        );
        expect(Math.max(...times)).toBeLessThan(MOMENT_MS);
      },
    );

    it('are refused headers without end, and subprotocols beyond them', async () => {
      const server = await serve();
      const { works } = await station(server);
      const many = Array.from({ length: 3000 }, (_, i) => `p${i}`).join(', ');
      const long = tcp(server, upgradeText('/radio', `${SUBPROTOCOL}, ${many}`));
      const path = tcp(server, upgradeText(`/${'x'.repeat(20_000)}`));
      await Promise.all([long.ended, path.ended]);
      expect([long, path].map(({ received }) => received.join('').slice(0, 12))).toEqual([
        'HTTP/1.1 431',
        'HTTP/1.1 431',
      ]);
      const hundred = Array.from({ length: 100 }, (_, i) => `p${i}`).join(', ');
      const some = tcp(server, upgradeText('/radio', `${hundred}, ${SUBPROTOCOL}`));
      await until(() => some.received.length > 0);
      expect(some.received[0]).toContain(`Sec-WebSocket-Protocol: ${SUBPROTOCOL}`);
      await works();
    });
  });

  describe('a relay that is stopped and goes on', () => {
    it('keeps its source and its listener: their messages wait unread and are read before anybody is judged', async () => {
      const entry = fileURLToPath(new URL('../../../dist/node/relay/index.js', import.meta.url));
      const code = `
        const { startRelayServer } = await import(${JSON.stringify(entry)});
        const limits = { sourceTimeoutMs: 2500, pingIntervalMs: 500, thinLagMs: 1500, skipLagMs: 2000, evictAfterMs: 2500 };
        const server = await startRelayServer({ port: 0, site: false, limits, onLeft: (peer) => console.log('left ' + peer.role) });
        console.log(server.url);`;
      const child = spawn(process.execPath, ['--input-type=module', '-e', code], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      cleanups.push(() => child.kill('SIGKILL'));
      let out = '';
      child.stdout.on('data', (chunk) => (out += chunk));
      await until(() => out.includes('\n'));
      const url = out.trim();
      const source = await peer(`${url}/radio`);
      source.hello(streamHello());
      const listener = await peer(`${url}/radio`);
      listener.listen();
      await until(() => listener.of('hello').length === 1);
      for (let i = 0; i < 2; i++) {
        child.kill('SIGSTOP');
        await new Promise((resolve) => setTimeout(resolve, 3000));
        source.send(audioPacket(8 * i));
        child.kill('SIGCONT');
        await new Promise((resolve) => setTimeout(resolve, 300));
        source.send(audioPacket(8 * i + 4));
        await until(() => listener.frames.includes(8 * i + 4));
      }
      expect(listener.frames).toEqual([0, 4, 8, 12]);
      expect([source.closed, listener.closed]).toEqual([null, null]);
      expect(out).not.toContain('left');
    });
  });

  describe('a source that the relay reads later, because it sends faster than its format needs', () => {
    it('is not taken for dead by one that asks for its channel meanwhile', async () => {
      const server = await serve({ limits: { sourceProbeMs: 300 } });
      const source = await peer(`${server.url}/radio`);
      source.hello(streamHello());
      await until(() => source.of('hello').length === 1);
      for (let frame = 0; frame < 4 * 4000; frame += 4) source.send(audioPacket(frame));
      const nextFrame = (): number => server.stats().channels[0]!.nextFrame;
      await until(() => nextFrame() >= 4 * 256);
      const other = await peer(`${server.url}/radio`);
      other.hello(streamHello({ epoch: 8 }));
      const [fromMs, from] = [performance.now(), nextFrame()];
      await until(() => performance.now() - fromMs > 1500 && nextFrame() > from);
      expect([source.closed, server.stats().channels[0]!.epoch]).toEqual([null, 7]);
    });
  });
});
