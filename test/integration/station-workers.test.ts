/** Programs that know only HTTP, at a relay in two worker processes. Sound is in its own time. */
import { get } from 'node:http';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { IcecastEvent } from '../../src/node/relay/icecast/options.js';
import { type RelayServer, startRelayServer } from '../../src/node/relay/server.js';
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
let server: RelayServer;

const channel = (name: string) => server.stats().channels.find((stats) => stats.channel === name);

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
  server = await startRelayServer({
    port: 0,
    workers: 2,
    site: false,
    graceMs: 50,
    channels: [{ name: 'main' }, { name: 'night', fallback: { files: [file] } }],
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
    await until('every player hears the files', () => players.every(({ peak }) => peak() > 2000), 30_000);
    await until('the statistics state it', () => channel('night')?.fallback === 'files');
    expect(channel('night')).toMatchObject({ isLive: false, listeners: 2 });
  });
});
