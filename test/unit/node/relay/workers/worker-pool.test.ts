import { X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { connect as connectTls, type TLSSocket } from 'node:tls';
import { afterEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { SUBPROTOCOL } from '../../../../../src/core/wire/hello.js';
import { encodePacket, type Packet, parsePacket } from '../../../../../src/core/wire/packet.js';
import { type RelayServer, startRelayServer } from '../../../../../src/node/relay/server.js';
import { canMakeCertificates, makeCertificate } from '../../../../support/certificates.js';
import { audioPacket, CONTEXT, STEREO_CONTEXT, stereoPacket, streamHello } from '../../../../support/peers.js';

const LISTENERS = 50;
const FRAMES = 4;

/** A listener or a source of a real relay that connects again, as those of the library do. */
class Client {
  readonly frames: number[] = [];
  connects = 0;
  socket!: WebSocket;
  answer: Record<string, unknown> | null = null;
  #isClosed = false;
  onOpen: () => object = () => ({});

  constructor(readonly url: string) {}

  open(hello: () => object): void {
    this.onOpen = hello;
    this.connects++;
    this.answer = null;
    this.socket = new WebSocket(this.url, SUBPROTOCOL, { perMessageDeflate: false });
    this.socket.on('open', () => this.send({ type: 'hello', body: { ...this.onOpen() } }));
    this.socket.on('message', (data: Buffer) => this.#onPacket(parsePacket(new Uint8Array(data), CONTEXT)));
    this.socket.on('error', () => {});
    this.socket.on('close', () => {
      if (!this.#isClosed) setTimeout(() => !this.#isClosed && this.open(this.onOpen), 20);
    });
  }

  send(packet: Packet): void {
    if (this.socket.readyState === WebSocket.OPEN) this.socket.send(encodePacket(packet, CONTEXT));
  }

  close(): void {
    this.#isClosed = true;
    this.socket.terminate();
  }

  #onPacket(packet: Packet): void {
    if (packet.type === 'hello') this.answer = packet.body as Record<string, unknown>;
    else if (packet.type === 'audio') this.frames.push(packet.firstFrame);
    else if (packet.type === 'ping') this.send({ type: 'pong', token: packet.token });
  }
}

/** Turns of the event loop, not time: the test's own timeout ends a hang. */
async function until(done: () => boolean): Promise<void> {
  while (!done()) await new Promise((resolve) => setTimeout(resolve, 5));
}

describe('a relay in two worker processes', () => {
  const clients: Client[] = [];
  const cleanups: WebSocket[] = [];
  let server: RelayServer | null = null;
  const client = (channel = 'main'): Client => {
    const made = new Client(`${server!.url}/${channel}`);
    clients.push(made);
    return made;
  };
  const follow = (listener: Client): void =>
    listener.open(() => {
      const from = { epoch: 7, frame: (listener.frames.at(-1) ?? -FRAMES) + FRAMES };
      return { role: 'listener', planes: 8, burstMs: 10_000, ...(listener.frames.length > 0 && { from }) };
    });
  afterEach(async () => {
    for (const each of clients.splice(0)) each.close();
    for (const socket of cleanups.splice(0)) socket.terminate();
    await server?.close();
    server = null;
  });

  it('serves every frame once and in order to 50 listeners, although the worker of the source is killed', async () => {
    const lost: string[] = [];
    const joined: string[] = [];
    server = await startRelayServer({
      port: 0,
      graceMs: 50,
      workers: 2,
      site: false,
      onJoined: ({ role }) => joined.push(role),
      onWorkerLost: (line) => lost.push(line),
    });
    expect(server.workerPids()).toHaveLength(2);
    const source = client();
    let secret: string | undefined;
    source.open(() => ({
      ...streamHello({ framesPerPacket: FRAMES }),
      ...(secret !== undefined && { resumeFrame: 0, resumeSecret: secret }),
    }));
    await until(() => source.answer !== null);
    secret = source.answer!.resumeSecret as string;
    const listeners = Array.from({ length: LISTENERS }, () => client());
    for (const listener of listeners) follow(listener);
    await until(() => listeners.every(({ answer }) => answer !== null));
    await until(() => server!.stats().channels[0]?.listeners === LISTENERS);
    let sent = 0;
    const sendTo = (frame: number): void => {
      for (; sent < frame; sent += FRAMES) source.send(audioPacket(sent, FRAMES));
    };
    sendTo(40);
    await until(() => listeners.every(({ frames }) => frames.length === 10));
    // Which of the two has the source is not known: both are killed, one after the other, with audio on its way.
    for (const victim of [...server.workerPids()]) {
      const before = lost.length;
      const { connects } = source;
      sendTo(sent + 20);
      process.kill(victim, 'SIGKILL');
      await until(() => lost.length > before && server!.workerPids().length === 2);
      await until(() => source.answer !== null);
      // What the relay does not have is sent again, as an uplink does.
      if (source.connects > connects) sent = source.answer!.resumeFrame as number;
      sendTo(sent + 20);
      const expected = sent / FRAMES;
      await until(() => listeners.every(({ frames }) => frames.length >= expected));
    }
    const all = Array.from({ length: sent / FRAMES }, (_, i) => FRAMES * i);
    for (const { frames } of listeners) expect(frames).toEqual(all);
    expect(source.connects).toBeGreaterThan(1);
    expect(listeners.filter(({ connects }) => connects === 1)).toEqual([]);
    expect(lost).toHaveLength(2);
    expect(joined.filter((role) => role === 'source').length).toBeGreaterThan(1);
  });

  it('asks the authorizer of its owner, closes whom it withdraws, and applies changed limits to all workers', async () => {
    const withdrawals = new Map<string, AbortController>();
    const used: string[] = [];
    const refused: string[] = [];
    server = await startRelayServer({
      port: 0,
      graceMs: 50,
      workers: 2,
      site: false,
      limits: { maxListenersPerChannel: 10 },
      authorizer: {
        authorize: async ({ channel }) => {
          if (channel === 'secret') throw new Error('not you');
          const controller = new AbortController();
          withdrawals.set(channel, controller);
          return {
            permissions: ['listen'],
            withdrawal: controller.signal,
            onUse: (permission) => used.push(permission),
          };
        },
      },
      onRefused: (channel, error) => refused.push(`${channel} ${error.code}`),
    });
    const [listener, secret] = [client('open'), client('secret')];
    const codes: number[] = [];
    for (const each of [listener, secret]) {
      follow(each);
      each.socket.on('close', (code: number) => {
        codes.push(code);
        each.close();
      });
    }
    await until(() => codes.length === 1);
    await until(() => used.length === 1 && server!.stats().channels[0]?.listeners === 1);
    withdrawals.get('open')!.abort();
    await until(() => codes.length === 2);
    expect(codes).toEqual([4008, 4008]);
    expect([used, refused]).toEqual([['listen'], ['secret NOT_ALLOWED']]);
    expect(() => server!.change({ limits: { maxListenersPerChannel: 0 } })).toThrow('limits.maxListenersPerChannel');
    server.change({ limits: { maxListenersPerChannel: 1 } });
    const pair = [client('full'), client('full')];
    const ends: number[] = [];
    for (const each of pair) {
      follow(each);
      each.socket.on('close', (code: number) => {
        ends.push(code);
        each.close();
      });
      await until(() => ends.length === 1 || server!.stats().channels.some(({ channel }) => channel === 'full'));
      await until(
        () => ends.length === 1 || (server!.stats().channels.find((c) => c.channel === 'full')?.listeners ?? 0) > 0,
      );
    }
    await until(() => ends.length === 1);
    expect(ends).toEqual([4005]);
  });

  it('counts the connections of one address at all workers together', async () => {
    server = await startRelayServer({
      port: 0,
      graceMs: 50,
      workers: 2,
      site: false,
      proxies: { trusted: ['127.0.0.1'] },
      addressLimits: { maxConnectionsPerAddress: 6, connectionAttemptsPerMinute: 1000 },
    });
    const come = async (address: string): Promise<WebSocket | null> => {
      const headers = { 'x-forwarded-for': address };
      const socket = new WebSocket(`${server!.url}/main`, SUBPROTOCOL, { headers });
      return new Promise((resolve) => {
        socket.once('open', () => resolve(socket)).once('error', () => resolve(null));
      });
    };
    const open: WebSocket[] = [];
    for (let i = 0; i < 20; i++) {
      const socket = await come('192.0.2.1');
      if (socket) open.push(socket);
    }
    // One may come before its worker knows of the one before.
    expect([6, 7]).toContain(open.length);
    const other = await come('192.0.2.2');
    expect(other).not.toBeNull();
    for (const socket of open.splice(0)) socket.terminate();
    let again: WebSocket | null = null;
    while (!again) again = await come('192.0.2.1');
    for (const socket of [other!, again]) socket.terminate();
  });

  it('carries stereo from any worker to listeners at all of them, and none of it to those who listen in mono', async () => {
    server = await startRelayServer({ port: 0, graceMs: 50, workers: 2, site: false });
    const heard: Buffer[][] = [];
    const join = async (stereo: boolean): Promise<void> => {
      const socket = new WebSocket(`${server!.url}/stereo`, SUBPROTOCOL);
      const messages: Buffer[] = [];
      heard.push(messages);
      cleanups.push(socket);
      let hasHello = false;
      socket.on('message', (data: Buffer) => {
        if ((data[0]! & 15) === 0) messages.push(data);
        else if ((data[0]! & 15) === 1) hasHello = true;
      });
      socket.on('open', () => {
        const body = { role: 'listener' as const, planes: 8, burstMs: 0, ...(stereo && { stereo }) };
        socket.send(encodePacket({ type: 'hello', body: { ...body } }, CONTEXT));
      });
      await until(() => hasHello);
    };
    const source = client('stereo');
    source.open(() => ({ ...streamHello({ stereo: true }) }));
    await until(() => source.answer !== null);
    // One after the other, so that both workers have some of each.
    for (let i = 0; i < 4; i++) for (const stereo of [true, false]) await join(stereo);
    await until(() => server!.stats().channels[0]?.listeners === 8);
    for (let i = 0; i < 3; i++) source.socket.send(encodePacket(stereoPacket(4 * i), STEREO_CONTEXT));
    await until(() => heard.every(({ length }) => length === 3));
    const sent = (isStereo: boolean): string[] =>
      [0, 4, 8].map((frame) => {
        const packet = isStereo ? stereoPacket(frame) : audioPacket(frame);
        return Buffer.from(encodePacket(packet, isStereo ? STEREO_CONTEXT : CONTEXT)).toString('hex');
      });
    heard.forEach((messages, i) => {
      expect(messages.map((data) => data.toString('hex'))).toEqual(sent(i % 2 === 0));
    });
  });

  it.skipIf(!canMakeCertificates)(
    'shows a changed certificate at every worker, and keeps who is connected',
    async () => {
      const [before, after] = [makeCertificate(), makeCertificate()];
      server = await startRelayServer({ port: 0, graceMs: 50, workers: 2, site: false, tls: before });
      const { port } = server;
      const shown = async (): Promise<[string, TLSSocket]> => {
        const socket = connectTls({ port, host: '127.0.0.1', rejectUnauthorized: false });
        socket.on('error', () => {});
        await once(socket, 'secureConnect');
        return [socket.getPeerCertificate().fingerprint256, socket];
      };
      const fingerprint = ({ certificate }: { certificate: string }): string =>
        new X509Certificate(certificate).fingerprint256;
      const listener = new WebSocket(`wss://127.0.0.1:${port}/main`, SUBPROTOCOL, { rejectUnauthorized: false });
      cleanups.push(listener);
      await once(listener, 'open');
      expect((await shown())[0]).toBe(fingerprint(before));
      server.change({ tls: after });
      // Four in a row are two of each worker, which take connections in turn.
      let inARow = 0;
      while (inARow < 4) {
        const [print, socket] = await shown();
        socket.destroy();
        inARow = print === fingerprint(after) ? inARow + 1 : 0;
      }
      expect(listener.readyState).toBe(WebSocket.OPEN);
      expect(fingerprint(after)).not.toBe(fingerprint(before));
    },
  );

  it('refuses what it cannot do, and says why it cannot listen', async () => {
    await expect(startRelayServer({ workers: 0 })).rejects.toThrow('workers must be an integer from 1 to 256, got 0');
    await expect(startRelayServer({ port: 0, workers: 2, operations: { metrics: { port: -1 } } })).rejects.toThrow(
      'metrics.port must be an integer from 0 to 65535, got -1',
    );
    await expect(startRelayServer({ workers: 2, operations: { metrik: {} } as never })).rejects.toThrow('metrik');
    server = await startRelayServer({ port: 0, workers: 1, site: false });
    expect(server.workerPids()).toEqual([]);
    await expect(startRelayServer({ port: server.port, workers: 2 })).rejects.toMatchObject({ code: 'PORT_IN_USE' });
  });
});
