/**
 * The programs that stations have, as real processes: source clients publish through the relay's Icecast side, and players listen by HTTP. Sound is
 * in its own time.
 */
import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { get } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Decoder } from '../../src/codec/decoder.js';
import { Encoder } from '../../src/codec/encoder.js';
import { concatFloats } from '../../src/core/buffers.js';
import { readLc } from '../../src/core/file/lc-file.js';
import { openAudioFile } from '../../src/node/files/audio-file.js';
import { collect } from '../../src/node/files/collect.js';
import { loadModel, type OnnxModel } from '../../src/node/model/onnx-model.js';
import { hashPassword } from '../../src/node/relay/access/key-hash.js';
import type { IcecastEvent } from '../../src/node/relay/icecast/options.js';
import { type RelayServer, startRelayServer } from '../../src/node/relay/server.js';
import { hasPulse, PulseDaemon } from '../support/pulse.js';
import { RawSource, type StationProgram, StationPrograms, until } from '../support/station-programs.js';
import { peakHz } from '../support/tone.js';

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

/** FFmpeg with a tone of its own making. */
const ffmpegSource = (mount: string, type: string, hz: number, args: readonly string[]): StationProgram =>
  programs.start('ffmpeg', [
    ...['-nostdin', '-v', 'warning', '-re', '-f', 'lavfi', '-i', `sine=frequency=${hz}:sample_rate=44100`],
    ...['-af', 'volume=10dB', ...args],
    ...['-content_type', type, `icecast://source:${URL_PASSWORD}@127.0.0.1:${server.port}${mount}`],
  ]);

const pcm = (bytes: Uint8Array): Int16Array =>
  new Int16Array(Uint8Array.from(bytes.subarray(0, bytes.length & ~1)).buffer);
/** The first of some channels. */
const left = (samples: Float32Array, channels: number): Float32Array =>
  Float32Array.from({ length: Math.floor(samples.length / channels) }, (_, i) => samples[channels * i]!);
/** Programs that publish, and the pitch of the tone that each of them plays, in Hz. */
const TONES = {
  ...{ 'ff-mp3': 330, 'ff-aac': 392, 'ff-opus': 440, 'ff-flac': 523 },
  ...{ liquidsoap: 659, ezstream: 784, ices: 988, darkice: 1175 },
} as const;

/** The programs, and a source client of a few lines. */
const MAX_ENCODERS = Object.keys(TONES).length + 1;

/** The largest peak of the spectrum is the tone, to within four per cent, of which the model takes three: the next one is twelve away. */
function expectTone(what: string, heard: Float32Array, hz: number, sampleRateHz: number): void {
  const found = peakHz(heard, sampleRateHz);
  expect([what, Math.abs(found - hz) < 0.04 * hz ? hz : found]).toEqual([what, hz]);
}

/** Samples of a round of the test's sound: whole latent frames, so that each round is encoded alike. */
const ROUND = 65 * 2048;

/** The sound of the test, mono, in 16 bits: so many rounds of it behind a header without length. */
function endlessWav(rounds: number): Buffer {
  const wav = readFileSync(programs.path('in.wav'));
  const at = wav.indexOf('data', 0, 'latin1') + 8;
  const header = Buffer.from(wav.subarray(0, at));
  header.fill(0xff, at - 4);
  return Buffer.concat([header, ...Array.from({ length: rounds }, () => wav.subarray(at, at + 2 * ROUND))]);
}

/** What the model makes of two rounds, without any network. */
async function encodeAndDecode(model: OnnxModel): Promise<Float32Array> {
  const encoder = new Encoder(model, { sampleRateHz: 44_100, channels: 1, planes: 1, framesPerBlock: 4 });
  const decoder = new Decoder(model);
  const wav = endlessWav(2);
  const input = Float32Array.from(pcm(wav.subarray(wav.length - 4 * ROUND)), (x) => x / 32_768);
  const parts: Float32Array[] = [];
  for (const block of [...(await encoder.push(input)), ...(await encoder.flush())])
    parts.push(await decoder.push({ kind: 'frames', block }));
  return concatFloats(parts);
}

/** The end of a channel's recording, decoded. */
async function recorded(model: OnnxModel, name: string): Promise<Float32Array> {
  const file = readdirSync(programs.path('recordings')).find((file) => file.startsWith(`${name}-2`));
  const { blocks } = readLc(readFileSync(programs.path(`recordings/${file}`)));
  const decoder = new Decoder(model);
  const parts: Float32Array[] = [];
  for (const block of blocks.slice(-10)) parts.push(await decoder.push({ kind: 'frames', block }));
  return concatFloats(parts);
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
  const make = (args: readonly string[]): unknown =>
    execFileSync('ffmpeg', ['-nostdin', '-v', 'error', '-y', ...args], { cwd: programs.dir });
  const sine = (hz: number): string[] => ['-f', 'lavfi', '-i', `sine=frequency=${hz}:sample_rate=44100:duration=4`];
  const swept = 'aevalsrc=0.4*sin(2*PI*t*(300+80*sin(3*t)))*(0.6+0.4*sin(5*t)):s=44100:d=3.1';
  make(['-f', 'lavfi', '-i', swept, 'in.wav']);
  make([...sine(300), '-t', '3', '-b:a', '96k', 'short.mp3']);
  const tags = ['-af', 'volume=10dB', '-metadata', 'title=Čaj "a" 🎧', '-metadata', 'artist=Ärtist'];
  make([...sine(TONES.liquidsoap), ...tags, '-ac', '2', '-c:a', 'libvorbis', 'liquidsoap.ogg']);
  make([...sine(TONES.ezstream), ...tags, '-b:a', '96k', 'ezstream.mp3']);
  make([...sine(TONES.ices), ...tags, '-ac', '2', '-c:a', 'libvorbis', 'ices.ogg']);
  copyFileSync(programs.path('ices.ogg'), programs.path('ices2.ogg'));
  make(['-f', 'lavfi', '-i', 'anullsrc=r=44100:cl=mono', '-t', '4', 'silence.mp3']);
  mkdirSync(programs.path('recordings'));
  const hash = await hashPassword(PASSWORD);
  server = await startRelayServer({
    port: 0,
    site: false,
    access: {
      anonymous: { listen: ['radio*', 'ff*', 'liquidsoap', 'darkice'] },
      keys: [{ name: 'studio', hash, publish: ['*'], listen: ['*'] }],
    },
    recordings: Object.keys(TONES).map((name) => ({ name, record: { folder: programs.path('recordings') } })),
    media: {
      channels: [
        { pattern: 'no-*' },
        { pattern: '*.mp3', icecast: { source: false } },
        { name: 'radio', icecast: { preset: 'live' }, players: { maxPlayers: 5 } },
        { pattern: '*', icecast: { preset: 'live' }, players: {} },
      ],
      maxEncoders: MAX_ENCODERS,
      onEvent: (event) => events.push(event),
    },
  });
});

afterAll(async () => {
  for (const source of sources) source.reset();
  await server?.close();
  await programs.close();
});

describe('all programs of a station at once', () => {
  let daemon: PulseDaemon | undefined;
  let model: OnnxModel;
  const started = new Map<string, StationProgram>();
  const names = Object.keys(TONES).filter((name) => name !== 'darkice' || hasPulse());
  const http = (path: string): string => `http://127.0.0.1:${server.port}${path}`;

  beforeAll(async () => {
    model = await loadModel();
    if (hasPulse()) daemon = await PulseDaemon.start();
  });
  afterAll(async () => {
    await programs.stop();
    await daemon?.stop();
    await model?.close();
  });

  /** Starts those that read a configuration. */
  function startPrograms(): void {
    const { port } = server;
    const script = programs.write(
      'station.liq',
      `settings.init.allow_root.set(true)
       output.icecast(%mp3(bitrate=96), host="127.0.0.1", port=${port}, password=${JSON.stringify(PASSWORD)},
         mount="liquidsoap", name="Nächte 🎧", fallible=true, single(${JSON.stringify(programs.path('liquidsoap.ogg'))}))`,
    );
    const xml = PASSWORD.replaceAll('"', '&quot;');
    programs.write('ez.m3u', `${programs.path('ezstream.mp3')}\n`);
    const ez = programs.write(
      'ez.xml',
      `<ezstream><servers><server><name>Default</name><protocol>HTTP</protocol><hostname>127.0.0.1</hostname>
       <port>${port}</port><user>source</user><password>${xml}</password></server></servers>
       <streams><stream><mountpoint>/ezstream</mountpoint><format>MP3</format><stream_name>Ez</stream_name></stream></streams>
       <intakes><intake><type>playlist</type><filename>${programs.path('ez.m3u')}</filename></intake></intakes></ezstream>`,
    );
    // IceS does not play a file twice in a row.
    programs.write('ices.m3u', `${programs.path('ices.ogg')}\n${programs.path('ices2.ogg')}\n`);
    const ices = programs.write(
      'ices.xml',
      `<?xml version="1.0"?><ices><background>0</background><logpath>${programs.dir}</logpath><logfile>ices.log</logfile>
       <loglevel>2</loglevel><consolelog>1</consolelog><stream><metadata><name>IceS</name></metadata>
       <input><module>playlist</module><param name="type">basic</param><param name="file">${programs.path('ices.m3u')}</param></input>
       <instance><hostname>127.0.0.1</hostname><port>${port}</port><username>source</username>
       <password>${xml}</password><mount>/ices.ogg</mount></instance></stream></ices>`,
    );
    started.set('liquidsoap', programs.start('liquidsoap', [script]));
    started.set('ezstream', programs.start('ezstream', ['-c', ez]));
    started.set('ices', programs.start('ices2', [ices]));
    if (!daemon) return;
    // What it captures: the monitor of a sink into which a tone is played.
    const played = ['-f', 'lavfi', '-i', `sine=frequency=${TONES.darkice}:sample_rate=44100`, '-af', 'volume=10dB'];
    programs.start('ffmpeg', ['-nostdin', '-v', 'error', ...played, '-f', 'pulse', '-device', 'a', 'tone'], daemon.env);
    const darkice = programs.write(
      'darkice.cfg',
      `[general]\nduration = 0\nbufferSecs = 1\nreconnect = no\nrealtime = no\n
       [input]\ndevice = pulseaudio\npaSourceName = a.monitor\nsampleRate = 44100\nbitsPerSample = 16\nchannel = 1\n
       [icecast2-0]\nbitrateMode = cbr\nformat = mp3\nbitrate = 96\nchannel = 1\nserver = 127.0.0.1\nport = ${port}
       password = ${PASSWORD}\nmountPoint = darkice\nname = Därk "ice"\n`.replace(/^ +/gm, ''),
    );
    started.set('darkice', programs.start('darkice', ['-c', darkice], daemon.env));
  }

  it('publish side by side, each with its titles, as many as may and no further one', async () => {
    const radio = raw('/radio', ['Content-Type: audio/wav', 'ice-name: Radio']);
    const mp3 = ['-f', 'mp3', '-b:a', '96k', '-ice_name', 'Rädio 🎧'];
    started.set('ff-mp3', ffmpegSource('/ff-mp3.mp3', 'audio/mpeg', TONES['ff-mp3'], mp3));
    started.set('ff-aac', ffmpegSource('/ff-aac', 'audio/aac', TONES['ff-aac'], ['-c:a', 'aac', '-f', 'adts']));
    const opus = ['-c:a', 'libopus', '-f', 'ogg', '-metadata', 'title=in the stream'];
    started.set('ff-opus', ffmpegSource('/ff-opus', 'audio/ogg', TONES['ff-opus'], opus));
    const flac = ['-c:a', 'flac', '-f', 'ogg'];
    started.set('ff-flac', ffmpegSource('/ff-flac', 'application/ogg', TONES['ff-flac'], flac));
    startPrograms();
    await until('an answer', () => radio.answer !== '');
    // Five minutes: longer than any machine needs for these tests.
    radio.send(endlessWav(100));
    for (const name of names) await onAir(name, started.get(name));
    await onAir('radio');
    const own = { title: 'Čaj "a" 🎧', artist: 'Ärtist' };
    for (const [name, expected] of Object.entries({
      'ff-mp3': { station: 'Rädio 🎧' },
      'ff-opus': { title: 'in the stream' },
      liquidsoap: { ...own, station: 'Nächte 🎧' },
      ezstream: { ...own, station: 'Ez' },
      ices: { ...own, station: 'IceS' },
      ...(daemon && { darkice: { station: 'Därk "ice"' } }),
    }))
      await until(`${JSON.stringify(expected)} of ${name}`, () => {
        const now = channel(name)?.metadata as Record<string, string> | undefined;
        return Object.entries(expected).every(([key, value]) => now?.[key] === value);
      });
    const fill = Array.from({ length: MAX_ENCODERS - names.length - 1 }, (_, i) =>
      raw(`/fill-${i}`, ['Content-Type: audio/mpeg']),
    );
    await until('answers', () => fill.every(({ answer }) => answer !== ''));
    const further = raw('/further', ['Content-Type: audio/mpeg']);
    await further.closed;
    expect(further.answer).toMatch(/^HTTP\/1\.1 503 /);
    expect(further.answer).toContain(`the relay encodes ${MAX_ENCODERS} source clients already, its limit`);
    const second = ffmpegSource('/ff-aac', 'audio/mpeg', 100, ['-f', 'mp3']);
    expect(await second.ended).not.toBe(0);
  });

  it('are heard by mpg123, mpv, FFmpeg and curl, each with the tone of the source that it has asked for', async () => {
    await updinfo('/radio', `song=${encodeURIComponent('Ärtist - "Čaj" 🎧')}`);
    await until('the title', () => channel('radio')?.metadata?.title === '"Čaj" 🎧');
    // Both end by themselves: after 115 frames of 26 ms, and after 3 s.
    const mpg123 = programs.start('mpg123', [
      ...['-q', '-n', '115', '-w', programs.path('mpg123.wav'), http('/ff-mp3.mp3')],
    ]);
    const mpv = programs.start('mpv', [
      ...['--no-video', '--ao=pcm', `--ao-pcm-file=${programs.path('mpv.wav')}`, '--no-config', '--length=3'],
      http('/liquidsoap.m3u'),
    ]);
    const opusOf = daemon ? 'darkice' : 'ff-opus';
    const ffmpeg = programs.start('ffmpeg', [
      ...['-nostdin', '-v', 'error', '-i', http(`/${opusOf}.opus`), '-t', '3', '-y', programs.path('ffmpeg.wav')],
    ]);
    const curl = programs.start('curl', ['-sN', http('/radio.wav')]);
    const curlMs = performance.now();
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
    // One decoder for both forms.
    expect(channel('radio')?.listeners).toBe(1);
    for (const [program, name] of [
      [mpg123, 'ff-mp3'],
      [mpv, 'liquidsoap'],
      [ffmpeg, opusOf],
    ] as const) {
      expect([name, await program.ended, program.text()]).toEqual([name, 0, expect.anything()]);
      const file = `${program === mpg123 ? 'mpg123' : program === mpv ? 'mpv' : 'ffmpeg'}.wav`;
      const source = await openAudioFile(programs.path(file));
      const heard = left(await collect(source), source.channels);
      expect(heard.length / source.sampleRateHz).toBeGreaterThan(2.5);
      expectTone(`${file} of ${name}`, heard, TONES[name], source.sampleRateHz);
    }
    const isEnough = (): boolean => curl.bytes().length > 44 + 6 * 4 * 44_100;
    await until('six seconds of stereo', isEnough);
    const bytes = curl.bytes();
    const tookSeconds = (performance.now() - curlMs) / 1000;
    await curl.stop();
    expect(bytes.toString('latin1', 0, 4)).toBe('RIFF');
    const heard = left(Float32Array.from(pcm(bytes.subarray(44))), 2);
    // Real time, whatever came before: what curl has in its time, and three seconds at most of past audio.
    expect(heard.length / 44_100).toBeLessThan(tookSeconds + 3.5);
    const local = await encodeAndDecode(model);
    // The second of two rounds, of which each place comes again after three seconds. By the pitch: playout follows the
    // clock of the source, and the same sound some samples longer has another waveform.
    const piece = local.subarray(3.5 * 44_100, 5 * 44_100);
    const likeness = correlation(piece, heard);
    expect(likeness).toBeGreaterThan(0.9);
    // The best place of the same sound backwards, which has the same pitches, is clearly less alike.
    expect(correlation(piece.slice().reverse(), heard)).toBeLessThan(likeness - 0.05);
  });

  it('let players know what is there, which need a password where listening does', async () => {
    const authorization = `Basic ${BASIC}`;
    const asked = await fetch(http('/ezstream.mp3'), { method: 'HEAD' });
    expect([asked.status, asked.headers.get('www-authenticate')]).toEqual([401, expect.stringContaining('Basic')]);
    const head = await fetch(http('/ezstream.mp3'), {
      method: 'HEAD',
      headers: { authorization, 'icy-metadata': '1' },
    });
    expect(head.status).toBe(200);
    expect(head.headers.get('content-type')).toBe('audio/mpeg');
    expect(head.headers.get('icy-metaint')).toBe('16000');
    const list = async (path: string): Promise<string> =>
      (await fetch(http(path), { headers: { authorization } })).text();
    expect(await list('/ezstream.m3u')).toBe(`#EXTM3U\n#EXTINF:-1,Ez\n${http('/ezstream.mp3')}\n`);
    expect(await list('/ezstream.pls')).toContain(`File1=${http('/ezstream.mp3')}`);
    expect((await fetch(http('/radio-nobody.mp3'))).status).toBe(404);
    expect((await fetch(http('/no-players.mp3'))).status).toBe(404);
  });

  it('end their streams when they are ended, and each is recorded as what it has sent', async () => {
    const ended = [...started].filter(([name]) => name.startsWith('ff-'));
    await Promise.all(
      [...started].map(([name, program]) => program.stop(name.startsWith('ff-') ? 'SIGINT' : 'SIGTERM')),
    );
    for (const source of sources.splice(0)) source.reset();
    for (const name of names) await offAir(name);
    expect(ended.map(([name]) => channel(name)?.hasEnded)).toEqual([true, true, true, true]);
    for (const name of names) expectTone(name, await recorded(model, name), TONES[name as keyof typeof TONES], 44_100);
  });
});

/** Side by side: each has channels of its own, and most of their time is that of the sound. */
describe.concurrent('source clients of a few lines', () => {
  it('use SOURCE of ICE/1.0 and PUT with 100-continue or in chunks, and are paced to live', async () => {
    const mp3 = readFileSync(programs.path('short.mp3'));
    const ice = raw('/ice.mp3', ['Content-Type: audio/mpeg', 'ice-name: Old'], 'SOURCE', 'ICE/1.0');
    await until('an answer', () => ice.answer !== '');
    expect(ice.answer).toMatch(/^HTTP\/1\.0 200 OK\r\n/);
    const beginMs = performance.now();
    // Much more than the others send: this one is cut while they have ended.
    for (let i = 0; i < 20; i++) ice.send(mp3);
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
    expect(seconds).toBeGreaterThan(2);
    // 1 bit a value: 64 values in 2048 samples, whatever part of three seconds the encoder's delay is.
    for (const name of ['put', 'chunked']) {
      const frames = channel(name)!.payloadBytes / 8;
      expect(Math.abs(frames - (3 * 44_100) / 2048)).toBeLessThan(5);
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

  it('are told what is wrong before they send anything', async () => {
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

  it('are closed, in the log with the reason: garbage, another format, nothing; and silence is sound', async () => {
    const garbage = raw('/garbage', ['Content-Type: audio/mpeg']);
    const other = raw('/other', ['Content-Type: audio/mpeg']);
    const empty = raw('/empty', ['Content-Type: audio/ogg']);
    await until('answers', () => [garbage, other, empty].every(({ answer }) => answer !== ''));
    garbage.send(Buffer.alloc(300_000, 'no music '));
    garbage.end();
    other.send(readFileSync(programs.path('ices.ogg')));
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

  it('that stop in the middle of a frame end with what could be decoded', async () => {
    const mp3 = readFileSync(programs.path('short.mp3'));
    const source = raw('/half', ['Content-Type: audio/mpeg']);
    await until('an answer', () => source.answer !== '');
    source.send(mp3.subarray(0, Math.floor(mp3.length / 2) + 17));
    source.end();
    await onAir('half');
    await eventOf('half', 'has ended its stream');
    await offAir('half');
    expect(channel('half')!.payloadBytes / 8).toBeGreaterThan(22);
  });
});
