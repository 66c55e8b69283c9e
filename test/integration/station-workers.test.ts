/** Programs that know only HTTP, at a relay in two worker processes. Sound is in its own time. */
import { get } from 'node:http';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { hashPassword } from '../../src/node/relay/access/key-hash.js';
import type { IcecastEvent } from '../../src/node/relay/icecast/options.js';
import { type RelayServer, startRelayServer } from '../../src/node/relay/server.js';
import { connectWebSocket } from '../../src/node/ws-connect.js';
import { audioPacket, Peer, streamHello } from '../support/peers.js';
import { RawSource, StationPrograms, until } from '../support/station-programs.js';

const RATE_HZ = 44_100;

/** A tone, mono, in 16 bits, without a header. */
function tone(seconds: number): Buffer {
  const pcm = Buffer.alloc(2 * Math.round(seconds * RATE_HZ));
  for (let i = 0; i < pcm.length / 2; i++)
    pcm.writeInt16LE(Math.round(9000 * Math.sin((2 * Math.PI * 440 * i) / RATE_HZ)), 2 * i);
  return pcm;
}

/** The header of a WAV of this many bytes of sound. */
function wavHeader(bytes: number): Buffer {
  const header = Buffer.alloc(44);
  header.write('RIFF    WAVEfmt ', 0, 'latin1');
  header.writeUInt32LE(Math.min(bytes + 36, 0xffffffff), 4);
  for (const [at, value] of [
    [16, 16],
    [24, RATE_HZ],
    [28, 2 * RATE_HZ],
  ] as const)
    header.writeUInt32LE(value, at);
  for (const [at, value] of [
    [20, 1],
    [22, 1],
    [32, 2],
    [34, 16],
  ] as const)
    header.writeUInt16LE(value, at);
  header.write('data', 36, 'latin1');
  header.writeUInt32LE(Math.min(bytes, 0xffffffff), 40);
  return header;
}

const programs = new StationPrograms();
const events: IcecastEvent[] = [];
const codecTimes = { encode: 0, decode: 0 };
const ends: (() => void)[] = [];
/** Workers that have had a source of each channel. */
const sourcesAt = new Map<string, Set<number>>();
let server: RelayServer;
let upstream: RelayServer;

const channel = (name: string) => server.stats().channels.find((stats) => stats.channel === name);

/** A connection to a channel; the workers get connections in turn. */
async function peer(name: string, url = server.url): Promise<Peer> {
  const made = new Peer(await connectWebSocket(`${url}/${name}`));
  ends.push(() => made.connection.close(1000, ''));
  return made;
}

const listeners = (name: string): Promise<Peer[]> =>
  Promise.all(
    Array.from({ length: 4 }, async () => {
      const made = await peer(name);
      made.listen();
      return made;
    }),
  );

/** What a listener has heard, without what follows of the same stream. */
const streams = (made: Peer): number[] =>
  made.of('audio').flatMap(({ epoch }, i, all) => (epoch === all[i - 1]?.epoch ? [] : [epoch]));

/** A player: the largest sample that it has heard, and the answer's headers. */
async function player(path: string): Promise<{ peak: () => number; headers: () => Record<string, unknown> }> {
  let peak = 0;
  let headers: Record<string, unknown> = {};
  const request = get({ port: server.port, path, agent: false }, (response) => {
    headers = { ...response.headers, status: response.statusCode };
    let at = 0;
    response.on('data', (bytes: Buffer) => {
      // Behind the header, where it is aligned.
      for (let i = (at < 44 ? 44 : 0) + (at & 1); i + 1 < bytes.length; i += 2)
        peak = Math.max(peak, Math.abs(bytes.readInt16LE(i)));
      at += bytes.length;
    });
    response.on('error', () => {});
  });
  request.on('error', () => {});
  ends.push(() => request.destroy());
  await until(`${path} is answered`, () => headers.status !== undefined);
  return { peak: () => peak, headers: () => headers };
}

beforeAll(async () => {
  const file = programs.path('night.wav');
  const { writeFile } = await import('node:fs/promises');
  await writeFile(file, Buffer.concat([wavHeader(2 * 8 * RATE_HZ), tone(8)]));
  upstream = await startRelayServer({ port: 0, site: false, graceMs: 50 });
  server = await startRelayServer({
    port: 0,
    workers: 2,
    site: false,
    graceMs: 50,
    access: {
      anonymous: { listen: ['*'], publish: ['*'] },
      keys: [{ name: 'root', hash: await hashPassword('root'), admin: true }],
    },
    operations: { metrics: { port: 0 }, admin: { recordings: programs.path('recordings') } },
    channels: [
      { name: 'main' },
      { name: 'night', fallback: { files: [file] } },
      { name: 'newest', takeover: 'replace' },
      { name: 'turns', takeover: 'queue' },
      { name: 'relayed', upstream: { url: `${upstream.url}/far` } },
    ],
    onJoined: ({ role, channel: name, id }) => {
      if (role === 'source') sourcesAt.set(name, (sourcesAt.get(name) ?? new Set()).add(Math.floor(id / 1e10)));
    },
    media: {
      channels: [{ pattern: '*', icecast: { preset: 'live' }, players: { formats: ['wav'] } }],
      onEvent: (event) => events.push(event),
      onCodecTime: (direction) => codecTimes[direction]++,
    },
  });
});

afterEach(() => {
  for (const end of ends.splice(0)) end();
});

afterAll(async () => {
  await server?.close();
  await upstream?.close();
  await programs.close();
});

describe('a relay in two worker processes', () => {
  it('takes a source client at one, and serves players and titles at both', async () => {
    const request = [
      'PUT /main HTTP/1.1',
      'Host: localhost',
      'Content-Type: audio/wav',
      'Ice-Name: Workers',
      'Ice-Genre: tones',
    ].join('\r\n');
    const source = new RawSource(server.port, `${request}\r\n\r\n`);
    ends.push(() => source.reset());
    source.send(Buffer.concat([wavHeader(2 ** 32), tone(30)]));
    await until('main is on the air', () => channel('main')?.isLive === true);
    expect(channel('main')).toMatchObject({ title: 'Workers', genre: 'tones' });
    const players = await Promise.all(Array.from({ length: 4 }, () => player('/main.wav')));
    await until('every player hears the tone', () => players.every(({ peak }) => peak() > 2000));
    expect(players.map(({ headers }) => headers()['icy-name'])).toEqual(Array(4).fill('Workers'));
    // One decoder a worker, each counted as a listener.
    await until('both workers decode', () => channel('main')?.listeners === 2);
    const metrics = await server.metrics!.text();
    for (const sample of [
      'latentcast_encoders{from="icecast"} 1',
      'latentcast_encoders{from="fallback"} 0',
      'latentcast_decoded_channels 2',
      'latentcast_players{format="wav"} 4',
    ])
      expect(metrics).toContain(sample);
    for (let i = 0; i < 4; i++) {
      const url = `http://127.0.0.1:${server.port}/admin/metadata?mode=updinfo&mount=/main&song=A+-+${i}`;
      const response = await fetch(url, { headers: { connection: 'close' } });
      expect([i, response.status]).toEqual([i, 200]);
      await until('the title is known', () => channel('main')?.metadata?.title === `${i}`);
    }
    expect([codecTimes.encode > 0, codecTimes.decode > 0]).toEqual([true, true]);
    expect(events.map(({ message }) => message)).toContain('a source client publishes WAV');
  });

  it('plays files at each of them while the source is away', async () => {
    const players = await Promise.all(Array.from({ length: 4 }, () => player('/night.wav')));
    await until('every player hears the files', () => players.every(({ peak }) => peak() > 2000));
    await until('the statistics state it', () => channel('night')?.fallback === 'files');
    expect(channel('night')).toMatchObject({ isLive: false, listeners: 2 });
  });

  it('replaces a source by one at another worker, relay-wide, and every listener is taken over to the newer stream', async () => {
    const heard = await listeners('newest');
    let before: Peer | null = null;
    for (let epoch = 1; epoch <= 4; epoch++) {
      const source = await peer('newest');
      source.hello(streamHello({ epoch }));
      await until('it has the channel', () => source.story.includes('hello'));
      source.send(audioPacket(0, 4, 2, epoch));
      await until('every listener is sent it', () => heard.every((made) => made.of('audio').at(-1)?.epoch === epoch));
      await until('the one before is told', () => before === null || before.closed !== null);
      if (before) expect(before.of('error').at(-1)?.body.code).toBe('CHANNEL_BUSY');
      before = source;
    }
    expect(heard.map(streams)).toEqual(heard.map(() => [1, 2, 3, 4]));
    expect(heard.map((made) => made.of('hello').some(({ body }) => body.sourceState === 'gone'))).not.toContain(true);
    expect(sourcesAt.get('newest')?.size).toBe(2);
  });

  it('lets sources of both workers wait in one queue', async () => {
    const heard = await listeners('turns');
    const sources: Peer[] = [];
    for (let epoch = 1; epoch <= 4; epoch++) {
      const source = await peer('turns');
      source.hello(streamHello({ epoch }));
      sources.push(source);
      await until('it has the channel or its place', () => source.story.length > 0);
      expect(source.of('control').map(({ body }) => body.queuePlace)).toEqual(epoch === 1 ? [] : [epoch - 1]);
    }
    for (const [i, source] of sources.entries()) {
      await until('its turn has come', () => source.story.includes('hello'));
      source.send(audioPacket(0, 4, 2, i + 1));
      await until('every listener is sent it', () => heard.every((made) => made.of('audio').at(-1)?.epoch === i + 1));
      source.connection.close(1000, '');
    }
    expect(heard.map(streams)).toEqual(heard.map(() => [1, 2, 3, 4]));
    expect(sourcesAt.get('turns')?.size).toBe(2);
  });

  it('tells the file of a recording that an administrator begins, whichever worker has the source', async () => {
    for (let i = 0; i < 4; i++) {
      const source = await peer(`recorded-${i}`);
      source.hello(streamHello({ epoch: 1 }));
      await until('it has the channel', () => source.story.includes('hello'));
      await until('the statistics know it', () => channel(`recorded-${i}`)?.isLive === true);
      const response = await fetch(`http://127.0.0.1:${server.port}/admin/channels/recorded-${i}/recording`, {
        method: 'PUT',
        headers: { authorization: 'Bearer root' },
      });
      const { recordings } = (await response.json()) as { recordings: { path: string }[] };
      expect(recordings.map(({ path }) => path)).toEqual([expect.stringContaining(`recorded-${i}-`)]);
    }
    expect(new Set([0, 1, 2, 3].flatMap((i) => [...sourcesAt.get(`recorded-${i}`)!])).size).toBe(2);
  });

  it("gets another relay's channel over one connection for the listeners of both workers", async () => {
    const source = await peer('far', upstream.url);
    source.hello(streamHello());
    const heard = await listeners('relayed');
    await until('it is on the air', () => channel('relayed')?.isLive === true);
    source.send(audioPacket(0));
    await until('every listener is sent it', () => heard.every(({ frames }) => frames.length > 0));
    source.send(audioPacket(4));
    await until('every listener is sent more', () => heard.every(({ frames }) => frames.length > 1));
    expect(heard.map(({ frames }) => frames)).toEqual(heard.map(() => [0, 4]));
    await until('one connection is left', () => upstream.stats().channels[0]?.listeners === 1);
  });
});
