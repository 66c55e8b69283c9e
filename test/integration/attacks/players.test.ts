/** Players by HTTP that behave badly, or only oddly: clear answers, and the others are served. */
import { connect, type Socket } from 'node:net';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { loadModel, type OnnxModel } from '../../../src/node/model/onnx-model.js';
import { type RelayServer, startRelayServer } from '../../../src/node/relay/server.js';
import { sendTone } from '../../browser/tone-source.js';
import { until } from '../../support/station-programs.js';

const MODELS = fileURLToPath(new URL('../../fixtures/tiny-model', import.meta.url));
const MAX_PLAYERS = 3;

/** A player of a few lines. */
class RawPlayer {
  readonly socket: Socket;
  text = '';
  bytes = 0;
  isClosed = false;

  constructor(port: number, request: string) {
    this.socket = connect(port, '127.0.0.1', () => this.socket.write(request, 'latin1'));
    this.socket.on('error', () => {});
    this.socket.on('close', () => {
      this.isClosed = true;
    });
    this.socket.on('data', (data) => {
      this.bytes += data.length;
      if (this.text.length < 4000) this.text += data.toString('latin1');
    });
  }

  get status(): string {
    return this.text.split('\r\n')[0]!;
  }

  /** Resolves when so many bytes have come. */
  async hears(bytes = 20_000): Promise<void> {
    await until(`${bytes} bytes, now ${this.text.slice(0, 300)}`, () => this.bytes >= bytes);
  }
}

describe('players that behave badly', () => {
  let server: RelayServer;
  let model: OnnxModel;
  let endSource: () => Promise<void>;
  const players: RawPlayer[] = [];

  beforeAll(async () => {
    model = await loadModel(`${MODELS}/stateful`);
    server = await startRelayServer({
      port: 0,
      graceMs: 100,
      site: false,
      addressLimits: { maxConnectionsPerAddress: 2000, connectionAttemptsPerMinute: 100_000 },
      media: {
        channels: [{ pattern: '*', players: { formats: ['wav'], maxPlayers: MAX_PLAYERS } }],
        modelRoots: [MODELS],
      },
    });
    endSource = sendTone(`${server.url}/radio`, model);
    await until('the source', () => server.stats().channels.some(({ isLive }) => isLive));
  });
  afterEach(async () => {
    for (const { socket } of players.splice(0)) socket.destroy();
  });
  afterAll(async () => {
    await endSource?.();
    await server?.close();
    await model?.close();
  });

  const player = (request: string): RawPlayer => {
    const made = new RawPlayer(server.port, request);
    players.push(made);
    return made;
  };
  const asks = (headers: readonly string[] = [], line = 'GET /radio.wav HTTP/1.1'): RawPlayer =>
    player(`${[line, 'Host: localhost', ...headers].join('\r\n')}\r\n\r\n`);

  it('are served whatever their request has: HTTP/1.0, a range, odd wishes for titles, a body', async () => {
    for (const made of [
      asks([], 'GET /radio.wav HTTP/1.0'),
      asks(['Range: bytes=1000-2000']),
      asks(['Icy-MetaData: yes', 'Content-Length: 5']),
    ])
      await made.hears();
    const [old, ranged, withBody] = players as [RawPlayer, RawPlayer, RawPlayer];
    expect(old.status).toBe('HTTP/1.1 200 OK');
    // A stream without end has no parts.
    expect(ranged.status).toBe('HTTP/1.1 200 OK');
    expect(ranged.text).not.toContain('transfer-encoding');
    expect(withBody.text).not.toContain('icy-metaint');
    expect(withBody.text).toMatch(/ice-audio-info: ice-channels=2;ice-bitrate=1411\r\n/i);
    withBody.socket.write('hello');
    withBody.socket.write('GET /radio.wav HTTP/1.1\r\nHost: localhost\r\n\r\n'.repeat(3));
    const { bytes } = old;
    await old.hears(bytes + 20_000);
  });

  it('one too many is told when to come back, and is served when another has left', async () => {
    const all = Array.from({ length: MAX_PLAYERS }, () => asks());
    for (const made of all) await made.hears();
    const more = asks();
    await until('an answer', () => more.isClosed || more.text.includes('players'));
    expect(more.text).toMatch(/^HTTP\/1\.1 503 .*retry-after: \d+.*radio may have 3 players/is);
    all[0]!.socket.destroy();
    await until('a free place', async () => {
      const next = asks();
      await until('an answer', () => next.text !== '');
      if (next.status.includes('200')) return true;
      next.socket.destroy();
      return false;
    });
  });

  it('that only look, with HEAD, take no place; other methods and forms are refused', async () => {
    const head = asks([], 'HEAD /radio.wav HTTP/1.1');
    await until('an answer', () => head.text.includes('\r\n\r\n'));
    expect([head.status, head.text.split('\r\n\r\n')[1]]).toEqual(['HTTP/1.1 200 OK', '']);
    for (const [line, status] of [
      ['POST /radio.wav HTTP/1.1', 405],
      ['GET /radio.mp3 HTTP/1.1', 404],
      ['GET /nobody.wav HTTP/1.1', 404],
      ['GET /%2e%2e/radio.wav HTTP/1.1', 404],
    ] as const) {
      const refused = asks([], line);
      await until(`${line} is answered`, () => refused.text !== '');
      expect(refused.status).toContain(String(status));
    }
  });

  it('that connect and go a thousand times leave nothing behind', async () => {
    const listens = asks();
    await listens.hears();
    for (let round = 0; round < 20; round++) {
      const some = Array.from({ length: 50 }, () => asks());
      await until('answers', () => some.every(({ text, isClosed }) => text !== '' || isClosed));
      for (const { socket } of some) socket.resetAndDestroy();
    }
    await listens.hears(listens.bytes + 20_000);
    const two = [asks(), asks()];
    for (const made of two) await made.hears();
    expect(server.stats().channels.find(({ channel }) => channel === 'radio')?.listeners).toBe(1);
  });

  it('that read a byte at a time hold nobody up', async () => {
    const slow = asks();
    await slow.hears(1000);
    slow.socket.pause();
    const { bytes } = slow;
    const quick = asks();
    await quick.hears(60_000);
    for (let i = 0; i < 50; i++) slow.socket.read(1);
    expect([slow.isClosed, slow.bytes >= bytes]).toEqual([false, true]);
  });
});
