/**
 * The programs that stations have, as real processes: source clients publish through the relay's Icecast side, and players listen by HTTP. Sound is
 * in its own time.
 */
import { execFileSync } from 'node:child_process';
import { copyFileSync, readFileSync } from 'node:fs';
import { get } from 'node:http';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { Decoder } from '../../src/codec/decoder.js';
import { Encoder } from '../../src/codec/encoder.js';
import { loadModel } from '../../src/node/model/onnx-model.js';
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

const pcm = (bytes: Uint8Array): Int16Array =>
  new Int16Array(Uint8Array.from(bytes.subarray(0, bytes.length & ~1)).buffer);
const left = (stereo: Int16Array): Float32Array =>
  Float32Array.from({ length: stereo.length >> 1 }, (_, i) => stereo[2 * i]!);
const rms = (samples: Int16Array): number =>
  Math.sqrt(samples.reduce((sum, x) => sum + x * x, 0) / Math.max(1, samples.length));

/** Samples of a round of the test's sound: whole latent frames, so that each round is encoded alike. */
const ROUND = 129 * 2048;

/** The sound of the test, mono, in 16 bits: so many rounds of it behind a header without length. */
function endlessWav(rounds: number): Buffer {
  const wav = readFileSync(programs.path('in.wav'));
  const at = wav.indexOf('data', 0, 'latin1') + 8;
  const header = Buffer.from(wav.subarray(0, at));
  header.fill(0xff, at - 4);
  return Buffer.concat([header, ...Array.from({ length: rounds }, () => wav.subarray(at, at + 2 * ROUND))]);
}

/** What the model makes of two rounds, without any network. */
async function encodeAndDecode(): Promise<Float32Array> {
  const model = await loadModel();
  const encoder = new Encoder(model, { sampleRateHz: 44_100, channels: 1, planes: 1, framesPerBlock: 4 });
  const decoder = new Decoder(model);
  const wav = endlessWav(2);
  const input = Float32Array.from(pcm(wav.subarray(wav.length - 4 * ROUND)), (x) => x / 32_768);
  const blocks = [...(await encoder.push(input)), ...(await encoder.flush())];
  const parts: Float32Array[] = [];
  for (const block of blocks) parts.push(await decoder.push({ kind: 'frames', block }));
  await model.close();
  return Float32Array.from(parts.flatMap((part) => [...part]));
}

/** Zero crossings in each 20 ms: the pitch of a single tone, whatever its phase. */
const pitch = (x: Float32Array): number[] =>
  Array.from({ length: Math.floor(x.length / 882) }, (_, n) => {
    let crossings = 0;
    for (let i = 882 * n + 1; i < 882 * (n + 1); i++) if (x[i]! >= 0 !== x[i - 1]! >= 0) crossings++;
    return crossings;
  });

/** The largest correlation of a piece with any place of a longer recording, by their pitch. */
function correlation(piece: Float32Array, recording: Float32Array): number {
  const [a, b] = [pitch(piece), pitch(recording)];
  const centred = (x: readonly number[]): number[] => {
    const mean = x.reduce((sum, value) => sum + value, 0) / x.length;
    return x.map((value) => value - mean);
  };
  const dot = (x: readonly number[], y: readonly number[]): number =>
    x.reduce((sum, value, i) => sum + value * y[i]!, 0);
  const x = centred(a);
  return Math.max(
    ...Array.from({ length: Math.max(0, b.length - a.length) }, (_, at) => {
      const y = centred(b.slice(at, at + a.length));
      return dot(x, y) / Math.sqrt(Math.max(1e-9, dot(x, x) * dot(y, y)));
    }),
  );
}

beforeAll(async () => {
  const tone = 'aevalsrc=0.4*sin(2*PI*t*(300+80*sin(3*t)))*(0.6+0.4*sin(5*t)):s=44100:d=6';
  const make = (args: readonly string[]): unknown =>
    execFileSync('ffmpeg', ['-nostdin', '-v', 'error', '-y', ...args], { cwd: programs.dir });
  make(['-f', 'lavfi', '-i', tone, 'in.wav']);
  const tags = ['-metadata', 'title=Čaj "a" 🎧', '-metadata', 'artist=Ärtist'];
  make(['-i', 'in.wav', ...tags, '-b:a', '96k', 'in.mp3']);
  make(['-i', 'in.wav', '-ac', '2', ...tags, '-c:a', 'libvorbis', 'in.ogg']);
  copyFileSync(programs.path('in.ogg'), programs.path('in2.ogg'));
  make(['-f', 'lavfi', '-i', 'anullsrc=r=44100:cl=mono', '-t', '4', 'silence.mp3']);
  const hash = await hashPassword(PASSWORD);
  server = await startRelayServer({
    port: 0,
    site: false,
    access: {
      anonymous: { listen: ['radio*', 'ff*'] },
      keys: [{ name: 'studio', hash, publish: ['*'], listen: ['*'] }],
    },
    media: {
      channels: [
        { pattern: 'no-*' },
        { pattern: '*.mp3', icecast: { source: false } },
        { name: 'secret', icecast: { preset: 'live' }, players: {} },
        { pattern: 'radio*', icecast: { preset: 'live' }, players: { maxPlayers: 5 } },
        { pattern: '*', icecast: { preset: 'live' } },
      ],
      maxEncoders: 4,
      onEvent: (event) => events.push(event),
    },
  });
});

afterEach(async () => {
  for (const source of sources.splice(0)) source.reset();
  await programs.stop();
  // The next test has all encoders again.
  await until('all sources have gone', () => server.stats().channels.every(({ isLive }) => !isLive));
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
    // IceS does not play a file twice in a row.
    programs.write('ices.m3u', `${programs.path('in.ogg')}\n${programs.path('in2.ogg')}\n`);
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

describe('players of any kind', () => {
  const http = (path: string): string => `http://127.0.0.1:${server.port}${path}`;

  it('are mpg123, mpv, FFmpeg and curl at once, from one decoder; the audio is what a local encode and decode makes', async () => {
    const source = raw('/radio', ['Content-Type: audio/wav', 'ice-name: Radio']);
    await until('an answer', () => source.answer !== '');
    source.send(endlessWav(4));
    await onAir('radio');
    await updinfo('/radio', `song=${encodeURIComponent('Ärtist - "Čaj" 🎧')}`);
    await until('the title', () => channel('radio')?.metadata?.title === '"Čaj" 🎧');
    const mpg123 = programs.start('mpg123', ['-q', '-w', programs.path('mpg123.wav'), http('/radio.mp3')]);
    const mpv = programs.start('mpv', [
      ...['--no-video', '--ao=pcm', `--ao-pcm-file=${programs.path('mpv.wav')}`, '--no-config', http('/radio.m3u')],
    ]);
    const ffmpeg = programs.start('ffmpeg', [
      ...['-nostdin', '-v', 'error', '-i', http('/radio.opus'), '-t', '4', '-f', 's16le', '-'],
    ]);
    await until('the decoder listens', () => channel('radio')?.listeners === 1, 10_000);
    const wav = programs.start('curl', ['-sN', '--max-time', '8', http('/radio.wav')]);
    const titles = new Promise<string>((resolve, reject) => {
      const request = get(http('/radio.mp3'), { headers: { 'icy-metadata': '1' } }, (response) => {
        response.on('error', () => {});
        const everyBytes = Number(response.headers['icy-metaint']);
        let bytes = Buffer.alloc(0);
        response.on('data', (chunk: Buffer) => {
          bytes = Buffer.concat([bytes, chunk]);
          if (bytes.length < everyBytes + 200) return;
          request.destroy();
          resolve(bytes.toString('utf8', everyBytes + 1, everyBytes + 1 + 16 * bytes[everyBytes]!));
        });
      });
      request.on('error', reject);
    });
    expect((await titles).replace(/\0+$/, '')).toBe('StreamTitle=\'Ärtist - "Čaj" 🎧\';');
    expect(await ffmpeg.ended).toBe(0);
    expect(rms(pcm(ffmpeg.bytes()))).toBeGreaterThan(500);
    await wav.ended;
    for (const player of [mpg123, mpv]) await player.stop('SIGINT');
    for (const name of ['mpg123.wav', 'mpv.wav']) {
      const decoded = execFileSync(
        'ffmpeg',
        [...['-v', 'quiet', '-i', programs.path(name), '-f', 's16le', '-ac', '1', '-']],
        { maxBuffer: 1e8 },
      );
      expect([name, rms(pcm(decoded)) > 500]).toEqual([name, true]);
    }
    expect(channel('radio')?.listeners).toBe(1);
    const bytes = wav.bytes();
    expect(bytes.toString('latin1', 0, 4)).toBe('RIFF');
    const heard = left(pcm(bytes.subarray(44)));
    // Real time, whatever came before: what curl has in eight seconds, and three at most of past audio.
    expect(heard.length / 44_100).toBeGreaterThan(6.5);
    expect(heard.length / 44_100).toBeLessThan(11.5);
    const local = await encodeAndDecode();
    // One of two places of a round is heard in whole. By the pitch: playout follows the clock of the source, and the same
    // sound some samples longer has another waveform.
    const likeness = [7, 10].map((second) =>
      correlation(local.subarray(second * 44_100, (second + 2) * 44_100), heard),
    );
    expect(Math.max(...likeness)).toBeGreaterThan(0.9);
    // The best place of the same sound backwards, which has the same pitches, is clearly less alike.
    const backwards = local
      .subarray(7 * 44_100, 9 * 44_100)
      .slice()
      .reverse();
    expect(correlation(backwards, heard)).toBeLessThan(Math.max(...likeness) - 0.05);
  });

  it('are told what is there, and need a password where listening does', async () => {
    const source = raw('/secret', ['Content-Type: audio/mpeg', 'ice-name: Secret']);
    await until('an answer', () => source.answer !== '');
    const authorization = `Basic ${BASIC}`;
    const asked = await fetch(http('/secret.mp3'), { method: 'HEAD' });
    expect([asked.status, asked.headers.get('www-authenticate')]).toEqual([401, expect.stringContaining('Basic')]);
    const head = await fetch(http('/secret.mp3'), { method: 'HEAD', headers: { authorization, 'icy-metadata': '1' } });
    expect(head.status).toBe(200);
    expect(head.headers.get('content-type')).toBe('audio/mpeg');
    expect(head.headers.get('icy-metaint')).toBe('16000');
    const list = async (path: string): Promise<string> =>
      (await fetch(http(path), { headers: { authorization } })).text();
    expect(await list('/secret.m3u')).toBe(`#EXTM3U\n#EXTINF:-1,Secret\n${http('/secret.mp3')}\n`);
    expect(await list('/secret.pls')).toContain(`File1=${http('/secret.mp3')}`);
    expect((await fetch(http('/radio-nobody.mp3'))).status).toBe(404);
    expect((await fetch(http('/other.mp3'))).status).toBe(404);
  });
});
