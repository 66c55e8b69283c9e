import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { get } from 'node:https';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { connect as connectTls, type TLSSocket } from 'node:tls';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { Deferred } from '../../src/core/deferred.js';
import type { CodecError } from '../../src/core/errors.js';
import type { FrameBlock } from '../../src/core/latent/frames.js';
import { SUBPROTOCOL } from '../../src/core/wire/hello.js';
import { nodeClock } from '../../src/node/clock.js';
import { type Station, type StationOptions, startStation } from '../../src/node/relay/config/station.js';
import type { Connection } from '../../src/ports/transport.js';
import { Receiver } from '../../src/stream/receive/receiver.js';
import { Sender } from '../../src/stream/send/sender.js';
import { type WebSocketLike, websocketConnection } from '../../src/transports/websocket.js';
import { canMakeCertificates, makeCertificate } from '../support/certificates.js';
import { Capture } from '../support/cli.js';
import { MODEL, payloadFor, streamHello } from '../support/peers.js';

const { role: _role, ...HELLO } = streamHello({ framesPerPacket: 1 });

let folder: string;
let file: string;
const cleanups: (() => unknown)[] = [];

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'lc-reload-'));
  file = path.join(folder, 'relay.yaml');
});
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
  rmSync(folder, { recursive: true });
});

async function start(text: string, options: Partial<StationOptions> = {}): Promise<Station> {
  writeFileSync(file, text);
  const station = await startStation({ file, env: {}, overrides: { port: 0 }, output: new Capture(), ...options });
  cleanups.push(() => station.close());
  return station;
}

async function until(done: () => boolean): Promise<void> {
  while (!done()) await new Promise((resolve) => setImmediate(resolve));
}

/** A connection that trusts any certificate: those of these tests are signed by themselves. */
async function connect(url: string): Promise<Connection> {
  const socket = new WebSocket(url, SUBPROTOCOL, { rejectUnauthorized: false });
  // What comes right behind the handshake must find its handlers.
  const connection = websocketConnection(socket as unknown as WebSocketLike, { clock: nodeClock, side: 'client' });
  await once(socket, 'open');
  return connection;
}

const block = (firstFrame: number): FrameBlock => ({
  firstFrame,
  frames: 1,
  planes: 2,
  payload: payloadFor(firstFrame, 1, 2),
});

/** A source that sends without pause, and listeners that write down what comes. */
async function load(url: string, listeners: number) {
  const channel = `${url}/radio`;
  const sender = new Sender({ connect: () => connect(channel), clock: nodeClock, hello: HELLO });
  await sender.start();
  const heard = Array.from({ length: listeners }, () => [] as number[]);
  const faults: string[] = [];
  const receivers = heard.map(
    (frames) =>
      new Receiver({
        connect: () => connect(channel),
        clock: nodeClock,
        model: MODEL,
        handlers: {
          onBlock: ({ firstFrame }) => frames.push(firstFrame),
          onDown: (error) => faults.push(error.message),
          onError: (error) => faults.push(error.message),
        },
      }),
  );
  cleanups.push(() => sender.close(), ...receivers.map((receiver) => () => receiver.close()));
  await Promise.all(receivers.map((receiver) => receiver.start()));
  let next = 0;
  const send = async (): Promise<void> => {
    if (!sender.send(block(next))) await sender.drained();
    next++;
  };
  return {
    faults,
    heard,
    /** Sends until something has happened, at most seven times as fast as live: a relay slows faster sources down. */
    sendUntil: async (isOver: () => boolean): Promise<void> => {
      while (!isOver()) {
        await send();
        await new Promise((resolve) => setTimeout(resolve, 14));
      }
    },
    /** Every listener has all that was sent, each frame once and in order. */
    expectAll: async (): Promise<void> => {
      await until(() => faults.length > 0 || heard.every((frames) => frames.at(-1) === next - 1));
      expect(faults).toEqual([]);
      for (const frames of heard) expect(frames).toEqual(Array.from({ length: next }, (_, i) => i));
    },
  };
}

describe('a reload while people listen', () => {
  it('applies right files, refuses wrong ones, and loses no message of any listener', async () => {
    const station = await start('limits: { maxListenersPerChannel: 3 }\n');
    const running = await load(station.server.url, 3);
    const files = [
      'limits: { maxListenersPerChannel: 2, pingIntervalMs: 50 }\n',
      'limits: { maxListenersPerChannel: many }\n',
      'limits: [\n',
      'limits: { maxListenersPerChannel: 10, thinLagMs: 1500 }\nshutdown: { graceMs: 100 }\n',
      'shutdown: { graceMs: 100, retryAfterMs: [9, 1] }\n',
    ];
    const reports: unknown[] = [];
    const reloads = (async () => {
      for (const text of [...files, ...files]) {
        writeFileSync(file, text);
        reports.push(await station.reload());
      }
    })();
    let isDone = false;
    void reloads.finally(() => {
      isDone = true;
    });
    await running.sendUntil(() => isDone && running.heard[0]!.length > 40);
    await reloads;
    await running.expectAll();
    expect(reports.slice(0, 5)).toEqual([
      { isApplied: true, changed: ['limits.maxListenersPerChannel', 'limits.pingIntervalMs'], needRestart: [] },
      {
        isApplied: false,
        problems: [`${file}:1:35: limits.maxListenersPerChannel must be an integer from 1 to 2147483647, got "many"`],
      },
      { isApplied: false, problems: [expect.stringContaining(`${file}:2:1: `)] },
      {
        isApplied: true,
        changed: ['limits.maxListenersPerChannel', 'limits.pingIntervalMs', 'limits.thinLagMs', 'shutdown.graceMs'],
        needRestart: [],
      },
      {
        isApplied: false,
        problems: [`${file}:1:41: shutdown.retryAfterMs must be the shorter and the longer wait, got [9, 1]`],
      },
    ]);
    expect(reports.map((report) => (report as { isApplied: boolean }).isApplied)).toEqual([
      ...[true, false, false, true, false],
      ...[true, false, false, true, false],
    ]);
  });

  it('holds for whoever comes next, and is refused as long as nothing is right', async () => {
    const station = await start('limits: { maxListenersPerChannel: 1 }\n');
    await load(station.server.url, 1);
    const second = async (): Promise<unknown> => {
      const outcome = new Deferred<unknown>();
      const receiver = new Receiver({
        connect: () => connect(`${station.server.url}/radio`),
        clock: nodeClock,
        model: MODEL,
        handlers: {
          onBlock: () => {},
          onHello: () => outcome.resolve('hello'),
          onDown: (error) => outcome.resolve((error as CodecError).code),
        },
      });
      void receiver.start();
      // One that was refused would come back by itself, and take the place.
      return outcome.promise.finally(() => receiver.close());
    };
    expect(await second()).toBe('CHANNEL_LIMIT');
    rmSync(file);
    expect(await station.reload()).toEqual({
      isApplied: false,
      problems: [`${file}: cannot read it: there is no such file or folder`],
    });
    expect(await second()).toBe('CHANNEL_LIMIT');
    writeFileSync(file, 'limits: { maxListenersPerChannel: 2 }\n');
    expect(await station.reload()).toMatchObject({ isApplied: true });
    expect(await second()).toBe('hello');
  });

  it('names what needs a restart, keeps its old value, and does not forget it', async () => {
    const station = await start('listen: { port: 1 }\n');
    writeFileSync(file, 'listen: { host: 127.0.0.2 }\nlimits: { ringMs: 5000 }\n');
    const report = { isApplied: true, needRestart: ['listen.host'] };
    expect(await station.reload()).toEqual({ ...report, changed: ['limits.ringMs'] });
    expect(await station.reload()).toEqual({ ...report, changed: [] });
    expect(station.loaded.config.listen).toMatchObject({ port: 0 });
    expect(station.loaded.config.listen?.host).toBeUndefined();
  });

  it('is refused where what stays until a restart would leave a relay open to others', async () => {
    const station = await start('listen: { host: 0.0.0.0, open: true }\n');
    writeFileSync(file, 'listen: { host: 127.0.0.1 }\n');
    const report = await station.reload();
    expect(report).toMatchObject({ isApplied: false });
    expect(JSON.stringify(report)).toContain('0.0.0.0 is reached from other machines');
  });

  it('of several at the same time is one after another', async () => {
    const station = await start('limits: { ringMs: 1000 }\n');
    writeFileSync(file, 'limits: { ringMs: 2000 }\n');
    const reports = await Promise.all([station.reload(), station.reload()]);
    expect(reports).toEqual([
      { isApplied: true, changed: ['limits.ringMs'], needRestart: [] },
      { isApplied: true, changed: [], needRestart: [] },
    ]);
  });

  it('takes a file that is being written as it is in the end, and none that was emptied', async () => {
    const text = 'access: { anonymous: { listen: ["*"] } }\nlimits: { ringMs: 1000 }\n';
    const station = await start(text);
    for (const empty of ['', '# access: {}\n', 'access:\nlimits:\n']) {
      writeFileSync(file, empty);
      expect(await station.reload()).toEqual({
        isApplied: false,
        problems: [`${file}: the file states nothing any more: it may be about to be written`],
      });
    }
    // The first part of a file is a configuration, too.
    const next = text.replace('1000', '2000');
    writeFileSync(file, next.slice(0, next.indexOf('limits')));
    const report = station.reload();
    await new Promise((resolve) => setTimeout(resolve, 20));
    writeFileSync(file, next);
    expect(await report).toEqual({ isApplied: true, changed: ['limits.ringMs'], needRestart: [] });
    let writes = 0;
    const writing = setInterval(() => writeFileSync(file, `${next}# ${++writes}\n`), 5);
    cleanups.push(() => clearInterval(writing));
    expect(await station.reload()).toEqual({
      isApplied: false,
      problems: [`${file}: the file is being written: every reading is another one`],
    });
  });

  it('says so where there is no file, and after the end', async () => {
    const station = await startStation({ env: {}, overrides: { port: 0 }, output: new Capture() });
    expect(await station.reload()).toEqual({
      isApplied: false,
      problems: ['there is no configuration file to read again'],
    });
    await station.close();
    expect(await station.reload()).toEqual({ isApplied: false, problems: ['the relay is closing'] });
  });
});

describe('a relay that ends', () => {
  it('tells each peer when to come back, within the stated times', async () => {
    const station = await start('shutdown: { graceMs: 200, retryAfterMs: [3000, 4000] }\n');
    const waits: (number | undefined)[] = [];
    const receivers = Array.from(
      { length: 5 },
      () =>
        new Receiver({
          connect: () => connect(`${station.server.url}/radio`),
          clock: nodeClock,
          model: MODEL,
          handlers: { onBlock: () => {}, onDown: (error) => waits.push((error as CodecError).retryAfterMs) },
        }),
    );
    const sender = new Sender({
      connect: () => connect(`${station.server.url}/radio`),
      clock: nodeClock,
      hello: HELLO,
    });
    await sender.start();
    await Promise.all(receivers.map((receiver) => receiver.start()));
    await station.close();
    await until(() => waits.length === 5);
    for (const wait of waits) expect(wait).toBeGreaterThanOrEqual(3000);
    for (const wait of waits) expect(wait).toBeLessThanOrEqual(4000);
    expect(new Set(waits).size).toBeGreaterThan(1);
    for (const peer of [...receivers, sender]) peer.close();
  });
});

describe.skipIf(!canMakeCertificates)('a relay with a certificate', () => {
  const pairs = canMakeCertificates ? ['first', 'second'].map((name) => makeCertificate(`${name}.example`)) : [];
  const write = (pair: { certificate: string; key: string }): void => {
    writeFileSync(path.join(folder, 'cert.pem'), pair.certificate);
    writeFileSync(path.join(folder, 'key.pem'), pair.key);
  };
  const CONFIG = 'listen: { tls: { certificate: cert.pem, key: key.pem } }\n';

  /** The name on the certificate of a new connection. */
  async function presented({ server }: Station, options: object = {}): Promise<string> {
    const socket: TLSSocket = connectTls({
      port: server.port,
      host: '127.0.0.1',
      rejectUnauthorized: false,
      ...options,
    });
    try {
      await once(socket, 'secureConnect');
      return String(socket.getPeerCertificate().subject.CN);
    } finally {
      socket.destroy();
    }
  }

  beforeEach(() => write(pairs[0]!));

  it('serves https and wss, by HTTP/1.1 and at least TLS 1.2, to those who trust it', async () => {
    const station = await start(CONFIG);
    expect(station.server.url).toMatch(/^wss:\/\/127\.0\.0\.1:\d+$/);
    const [response] = (await once(
      get(`https://localhost:${station.server.port}/healthz`, { ca: pairs[0]!.certificate }),
      'response',
    )) as [import('node:http').IncomingMessage];
    expect([response.statusCode, response.httpVersion]).toEqual([200, '1.1']);
    response.resume();
    await expect(presented(station, { maxVersion: 'TLSv1.1', minVersion: 'TLSv1' })).rejects.toThrow();
    await expect(presented(station, { ALPNProtocols: ['h2'] })).rejects.toThrow();
    expect(await presented(station, { ALPNProtocols: ['h2', 'http/1.1'] })).toBe('first.example');
    const socket = new WebSocket(station.server.url.replace('127.0.0.1', 'localhost'), SUBPROTOCOL);
    await expect(once(socket, 'open')).rejects.toThrow(/self.signed certificate/);
  });

  it('takes over a new certificate under load: open connections lose nothing, new ones get it, a wrong one is told', async () => {
    const output = new Capture();
    const station = await start(CONFIG, { tlsPollMs: 20, output });
    const running = await load(station.server.url, 3);
    const told = (text: string) => () => output.text.includes(text);
    await running.sendUntil(() => running.heard[0]!.length > 20);
    write(pairs[1]!);
    await running.sendUntil(told('DNS:second.example'));
    expect(await presented(station)).toBe('second.example');
    writeFileSync(path.join(folder, 'cert.pem'), pairs[0]!.certificate);
    await running.sendUntil(told('it is not the key of the certificate'));
    expect(await presented(station)).toBe('second.example');
    write(pairs[0]!);
    await running.sendUntil(told('DNS:first.example'));
    expect(await presented(station)).toBe('first.example');
    await running.expectAll();
    expect(output.text).not.toContain('PRIVATE');
  });

  it('reads it at a reload, too, and refuses the reload with one that does not match', async () => {
    const station = await start(CONFIG, { tlsPollMs: 3_600_000 });
    write(pairs[1]!);
    expect(await station.reload()).toEqual({ isApplied: true, changed: [], needRestart: [] });
    expect(await presented(station)).toBe('second.example');
    writeFileSync(path.join(folder, 'key.pem'), pairs[0]!.key);
    writeFileSync(file, `${CONFIG}limits: { ringMs: 1 }\n`);
    expect(await station.reload()).toEqual({
      isApplied: false,
      problems: [
        expect.stringContaining(`${file}:1:46: listen.tls.key cannot be used: ${folder}/key.pem: it is not the key`),
      ],
    });
    expect(station.loaded.config.limits).toBeUndefined();
  });

  it('stays with TLS until a restart', async () => {
    const station = await start(CONFIG);
    writeFileSync(file, 'limits: { ringMs: 7000 }\n');
    expect(await station.reload()).toEqual({
      isApplied: true,
      changed: ['limits.ringMs'],
      needRestart: ['listen.tls'],
    });
    expect(await presented(station)).toBe('first.example');
  });
});
