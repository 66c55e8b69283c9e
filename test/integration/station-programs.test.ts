/**
 * The programs that stations have, as real processes: source clients publish through the relay's Icecast side. Sound is
 * in its own time.
 */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { hashPassword } from '../../src/node/relay/access/key-hash.js';
import type { IcecastEvent } from '../../src/node/relay/icecast/options.js';
import { type RelayServer, startRelayServer } from '../../src/node/relay/server.js';
import { RawSource, type StationProgram, StationPrograms, until } from '../support/station-programs.js';

const PASSWORD = 'hack me: "ünique"';
const URL_PASSWORD = encodeURIComponent(PASSWORD);
const BASIC = Buffer.from(`source:${PASSWORD}`).toString('base64');

const programs = new StationPrograms();
const events: IcecastEvent[] = [];
const sources: RawSource[] = [];
let server: RelayServer;

const channel = (name: string) => server.stats().channels.find((stats) => stats.channel === name);
const isOnAir = (name: string): boolean => channel(name)?.isLive === true && channel(name)!.payloadBytes > 0;
const onAir = (name: string, program?: StationProgram): Promise<void> =>
  until(`${name} is on the air`, () => isOnAir(name)).catch((error: Error) => {
    throw new Error(`${error.message}\n${program?.text() ?? ''}\n${JSON.stringify(events)}`);
  });
const offAir = (name: string): Promise<void> => until(`${name} is off the air`, () => channel(name)?.isLive !== true);
const eventOf = (name: string, text: string): Promise<void> =>
  until(`${name}: ${text}`, () => events.some((event) => event.channel === name && event.message.includes(text)));

function raw(mount: string, headers: readonly string[] = [], method = 'PUT', version = 'HTTP/1.1'): RawSource {
  const lines = [`${method} ${mount} ${version}`, 'Host: localhost', `Authorization: Basic ${BASIC}`, ...headers];
  const source = new RawSource(server.port, `${lines.join('\r\n')}\r\n\r\n`);
  sources.push(source);
  return source;
}

const updinfo = (mount: string, query: string): Promise<Response> =>
  fetch(`http://127.0.0.1:${server.port}/admin/metadata?mode=updinfo&mount=${encodeURIComponent(mount)}&${query}`, {
    headers: { authorization: `Basic ${BASIC}` },
  });

const ffmpegSource = (mount: string, type: string, args: readonly string[], input = 'in.wav'): StationProgram =>
  programs.start('ffmpeg', [
    ...['-nostdin', '-v', 'warning', '-re', '-stream_loop', '-1', '-i', programs.path(input)],
    ...[...args, '-content_type', type, `icecast://source:${URL_PASSWORD}@127.0.0.1:${server.port}${mount}`],
  ]);

beforeAll(async () => {
  const tone = 'aevalsrc=0.4*sin(2*PI*t*(300+80*sin(3*t)))*(0.6+0.4*sin(5*t)):s=44100:d=6';
  const make = (args: readonly string[]): unknown =>
    execFileSync('ffmpeg', ['-nostdin', '-v', 'error', '-y', ...args], { cwd: programs.dir });
  make(['-f', 'lavfi', '-i', tone, 'in.wav']);
  const tags = ['-metadata', 'title=Čaj "a" 🎧', '-metadata', 'artist=Ärtist'];
  make(['-i', 'in.wav', ...tags, '-b:a', '96k', 'in.mp3']);
  make(['-i', 'in.wav', '-ac', '2', ...tags, '-c:a', 'libvorbis', 'in.ogg']);
  make(['-f', 'lavfi', '-i', 'anullsrc=r=44100:cl=mono', '-t', '4', 'silence.mp3']);
  const hash = await hashPassword(PASSWORD);
  server = await startRelayServer({
    port: 0,
    site: false,
    access: { keys: [{ name: 'studio', hash, publish: ['*'] }] },
    media: {
      channels: [
        { pattern: 'no-*' },
        { pattern: '*.mp3', icecast: { source: false } },
        { pattern: '*', icecast: { preset: 'live' } },
      ],
      maxEncoders: 4,
      onEvent: (event) => events.push(event),
    },
  });
});

afterEach(() => {
  for (const source of sources.splice(0)) source.reset();
});

afterAll(async () => {
  await server?.close();
  await programs.close();
});

describe('source clients of stations', () => {
  it('are FFmpeg with MP3, AAC, Ogg Opus and Ogg FLAC, four at a time and no fifth', async () => {
    const started = [
      ffmpegSource('/ff-mp3.mp3', 'audio/mpeg', ['-f', 'mp3', '-b:a', '96k', '-ice_name', 'Rädio 🎧']),
      ffmpegSource('/ff-aac', 'audio/aac', ['-c:a', 'aac', '-f', 'adts']),
      ffmpegSource('/ff-opus', 'audio/ogg', ['-c:a', 'libopus', '-f', 'ogg', '-metadata', 'title=in the stream']),
      ffmpegSource('/ff-flac', 'application/ogg', ['-c:a', 'flac', '-f', 'ogg']),
    ];
    for (const name of ['ff-mp3', 'ff-aac', 'ff-opus', 'ff-flac']) await onAir(name, started[0]);
    expect(channel('ff-mp3')?.metadata).toEqual({ station: 'Rädio 🎧' });
    expect(channel('ff-opus')?.metadata).toMatchObject({ title: 'in the stream' });
    const fifth = raw('/fifth', ['Content-Type: audio/mpeg']);
    await fifth.closed;
    expect(fifth.answer).toMatch(/^HTTP\/1\.1 503 /);
    expect(fifth.answer).toContain('the relay encodes 4 source clients already, its limit');
    const second = ffmpegSource('/ff-aac', 'audio/mpeg', ['-f', 'mp3']);
    expect(await second.ended).not.toBe(0);
    await Promise.all(started.map((program) => program.stop('SIGINT')));
    for (const name of ['ff-mp3', 'ff-aac', 'ff-opus', 'ff-flac']) await offAir(name);
    expect(server.stats().channels.map(({ hasEnded }) => hasEnded)).toEqual([true, true, true, true]);
  });

  it('are liquidsoap, ezstream and IceS, with titles of their own', async () => {
    const script = programs.write(
      'station.liq',
      `settings.init.allow_root.set(true)
       output.icecast(%mp3(bitrate=96), host="127.0.0.1", port=${server.port}, password=${JSON.stringify(PASSWORD)},
         mount="liquidsoap", name="Nächte 🎧", fallible=true, single(${JSON.stringify(programs.path('in.ogg'))}))`,
    );
    const xml = PASSWORD.replaceAll('"', '&quot;');
    programs.write('ez.m3u', `${programs.path('in.mp3')}\n`);
    const ez = programs.write(
      'ez.xml',
      `<ezstream><servers><server><name>Default</name><protocol>HTTP</protocol><hostname>127.0.0.1</hostname>
       <port>${server.port}</port><user>source</user><password>${xml}</password></server></servers>
       <streams><stream><mountpoint>/ezstream</mountpoint><format>MP3</format><stream_name>Ez</stream_name></stream></streams>
       <intakes><intake><type>playlist</type><filename>${programs.path('ez.m3u')}</filename></intake></intakes></ezstream>`,
    );
    programs.write('ices.m3u', `${programs.path('in.ogg')}\n`);
    const ices = programs.write(
      'ices.xml',
      `<?xml version="1.0"?><ices><background>0</background><logpath>${programs.dir}</logpath><logfile>ices.log</logfile>
       <loglevel>2</loglevel><consolelog>1</consolelog><stream><metadata><name>IceS</name></metadata>
       <input><module>playlist</module><param name="type">basic</param><param name="file">${programs.path('ices.m3u')}</param></input>
       <instance><hostname>127.0.0.1</hostname><port>${server.port}</port><username>source</username>
       <password>${xml}</password><mount>/ices.ogg</mount></instance></stream></ices>`,
    );
    const started = [
      programs.start('liquidsoap', [script]),
      programs.start('ezstream', ['-c', ez]),
      programs.start('ices2', [ices]),
    ];
    for (const [i, name] of ['liquidsoap', 'ezstream', 'ices'].entries()) await onAir(name, started[i]);
    const tags = { title: 'Čaj "a" 🎧', artist: 'Ärtist' };
    const metadata = (name: string) => JSON.stringify(channel(name)?.metadata);
    for (const [name, station] of [
      ['liquidsoap', 'Nächte 🎧'],
      ['ezstream', 'Ez'],
      ['ices', 'IceS'],
    ] as const) {
      const expected = { ...tags, station };
      await until(`metadata of ${name}, now ${metadata(name)}`, () => {
        const now = channel(name)?.metadata as Record<string, string> | undefined;
        return Object.entries(expected).every(([key, value]) => now?.[key] === value);
      });
    }
    await Promise.all(started.map((program) => program.stop()));
    for (const name of ['liquidsoap', 'ezstream', 'ices']) await offAir(name);
  });

  it('use SOURCE of ICE/1.0 and PUT with 100-continue or in chunks, and are paced to live', async () => {
    const mp3 = readFileSync(programs.path('in.mp3'));
    const ice = raw('/ice.mp3', ['Content-Type: audio/mpeg', 'ice-name: Old'], 'SOURCE', 'ICE/1.0');
    await until('an answer', () => ice.answer !== '');
    expect(ice.answer).toMatch(/^HTTP\/1\.0 200 OK\r\n/);
    const beginMs = performance.now();
    // More than the others send: this one is cut while they have ended.
    for (let i = 0; i < 2; i++) ice.send(mp3);
    const put = raw('/put', ['Content-Type: audio/mpeg', 'Expect: 100-continue']);
    const chunked = raw('/chunked', ['Content-Type: audio/mpeg', 'Transfer-Encoding: chunked']);
    await until('answers', () => put.answer !== '' && chunked.answer !== '');
    expect(put.answer).toMatch(/^HTTP\/1\.1 100 Continue\r\n/);
    expect(chunked.answer).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
    put.send(mp3);
    put.end();
    for (let at = 0; at < mp3.length; at += 1000) {
      const piece = mp3.subarray(at, at + 1000);
      chunked.send(Buffer.from(`${piece.length.toString(16)}\r\n`));
      chunked.send(piece);
      chunked.send(Buffer.from('\r\n'));
    }
    chunked.send(Buffer.from('0\r\n\r\n'));
    for (const name of ['ice', 'put', 'chunked']) await onAir(name);
    await Promise.all([offAir('put'), offAir('chunked')]);
    const seconds = (performance.now() - beginMs) / 1000;
    expect(seconds).toBeGreaterThan(5);
    // 1 bit a value: 64 values in 2048 samples, whatever part of six seconds the encoder's delay is.
    for (const name of ['put', 'chunked']) {
      const frames = channel(name)!.payloadBytes / 8;
      expect(Math.abs(frames - (6 * 44_100) / 2048)).toBeLessThan(5);
    }
    expect(isOnAir('ice')).toBe(true);
    ice.reset();
    await until('the lost source is missed', () => channel('ice')?.isLive === false && !channel('ice')!.hasEnded);
  });

  it('update titles with quotes, emoji, Latin-1 and 4 kB, with the password alone', async () => {
    const source = raw('/titles', ['Content-Type: audio/mpeg', 'ice-name: Station']);
    await until('an answer', () => source.answer !== '');
    const song = async (query: string, expected: object): Promise<void> => {
      const response = await updinfo('/titles', query);
      expect([response.status, await response.text()]).toEqual([200, expect.stringContaining('<return>1</return>')]);
      const wanted = JSON.stringify({ station: 'Station', ...expected });
      const now = (): string => {
        const { station, artist, title } = channel('titles')?.metadata ?? {};
        return JSON.stringify({ station, artist, title });
      };
      await until(`${wanted}, now ${now()}`, () => now() === wanted);
    };
    await song(`song=${encodeURIComponent('Sigur Rós - "Gobble" 🎧 & <b>')}`, {
      artist: 'Sigur Rós',
      title: '"Gobble" 🎧 & <b>',
    });
    await song('song=Caf%E9&charset=ISO-8859-1', { title: 'Café' });
    await song('artist=A+B&title=C', { artist: 'A B', title: 'C' });
    await song(`song=${'%F0%9F%8E%A7'.repeat(1024)}`, { title: '🎧'.repeat(128) });
    expect((await updinfo('/nobody', 'song=x')).status).toBe(404);
    const url = `http://127.0.0.1:${server.port}/admin/metadata?mode=updinfo&mount=/titles&song=x`;
    expect((await fetch(url)).status).toBe(401);
    const wrong = { authorization: `Basic ${Buffer.from('source:wrong').toString('base64')}` };
    expect((await fetch(url, { headers: wrong })).status).toBe(401);
    expect((await updinfo('/titles', 'mode=kill')).status).toBe(400);
  });
});

describe('what is wrong with a source client', () => {
  it('is told before it sends anything', async () => {
    const refused = async (source: RawSource): Promise<string> => {
      await source.closed;
      return source.answer;
    };
    expect(await refused(raw('/no-icecast'))).toMatch(/^HTTP\/1\.1 404 .*no source client may publish on no-icecast/s);
    expect(await refused(raw('/a/b'))).toMatch(/^HTTP\/1\.1 404 .*letters, digits/s);
    expect(await refused(raw('/page', ['Content-Type: text/html']))).toMatch(
      /^HTTP\/1\.1 415 .*the content type must be audio\/mpeg.*got text\/html/s,
    );
    const wrong = new RawSource(server.port, 'SOURCE /x HTTP/1.0\r\nAuthorization: Basic c291cmNlOng=\r\n\r\n');
    expect(await refused(wrong)).toMatch(/^HTTP\/1\.0 401 .*WWW-Authenticate: Basic/s);
  });

  it('closes it, in the log with its reason: garbage, another format, nothing; and silence is sound', async () => {
    const garbage = raw('/garbage', ['Content-Type: audio/mpeg']);
    const other = raw('/other', ['Content-Type: audio/mpeg']);
    const empty = raw('/empty', ['Content-Type: audio/ogg']);
    await until('answers', () => [garbage, other, empty].every(({ answer }) => answer !== ''));
    garbage.send(Buffer.alloc(300_000, 'no music '));
    garbage.end();
    other.send(readFileSync(programs.path('in.ogg')));
    empty.end();
    await eventOf('garbage', 'cannot be decoded');
    await eventOf('other', 'the content type states MP3, the data is Ogg');
    await eventOf('empty', 'the source has sent nothing');
    await Promise.all([garbage.closed, other.closed, empty.closed]);
    const silent = raw('/silent', ['Content-Type: audio/mpeg']);
    await until('an answer', () => silent.answer !== '');
    silent.send(readFileSync(programs.path('silence.mp3')));
    await onAir('silent');
  });

  it('ends a stream that stops in the middle of a frame with what could be decoded', async () => {
    const mp3 = readFileSync(programs.path('in.mp3'));
    const source = raw('/half', ['Content-Type: audio/mpeg']);
    await until('an answer', () => source.answer !== '');
    source.send(mp3.subarray(0, Math.floor(mp3.length / 3) + 17));
    source.end();
    await onAir('half');
    await eventOf('half', 'has ended its stream');
    await offAir('half');
    expect(channel('half')!.payloadBytes / 8).toBeGreaterThan(30);
  });
});
