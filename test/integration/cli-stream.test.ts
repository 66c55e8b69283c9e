import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { encodePcm } from '../../src/core/dsp/pcm.js';
import { openAudioFile } from '../../src/node/files/audio-file.js';
import { collect } from '../../src/node/files/collect.js';
import { wavFileSink } from '../../src/node/files/wav.js';
import { startRelayServer } from '../../src/node/relay/server.js';
import { cli, startCli } from '../support/cli.js';

/**
 * Real ONNX sessions of tiny models whose latents are the audio, so that the output can be checked sample by sample.
 */
const TINY = fileURLToPath(new URL('../fixtures/tiny-model', import.meta.url));
const ENV = { LATENTCAST_MODELS: TINY };
const MODEL = ['--model', 'stateful'];

let dir = '';
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'latentcast-stream-'));
});
afterAll(() => rm(dir, { recursive: true }));

async function wav(
  name: string,
  samples: number,
  form: { sampleRateHz?: number; channels?: number; encoding?: 's16le' | 's24le' | 'f32le' } = {},
): Promise<{ path: string; pcm: Float32Array }> {
  const { sampleRateHz = 8000, channels = 1 } = form;
  const pcm = Float32Array.from(
    { length: samples * channels },
    (_, i) => 0.5 * Math.sin(Math.floor(i / channels) * 0.02),
  );
  const path = join(dir, name);
  const sink = await wavFileSink(path, { sampleRateHz, channels, encoding: form.encoding ?? 's16le' });
  await sink.write(pcm);
  await sink.close();
  return { path, pcm };
}

async function roundTripAt(path: string, sampleRateHz: number, samples: number): Promise<void> {
  const lc = `${path}.lc`;
  const out = `${path}.out.wav`;
  expect(await cli(['encode', path, lc, ...MODEL], ENV)).toMatchObject({ code: 0 });
  const decoded = JSON.parse((await cli(['decode', lc, out, '--rate', String(sampleRateHz), '--json'], ENV)).out);
  expect(decoded.samples).toBe(samples);
  expect((await read(out)).length).toBe(samples);
}

/** The same file as .lc. */
async function encoded(path: string): Promise<string> {
  const lc = `${path}.lc`;
  await cli(['encode', path, lc, ...MODEL], ENV);
  return lc;
}

/** The oldest form of WAV, which our own writer does not write. */
function wavOf8Bit(samples: number, rateHz: number): Buffer {
  const head = Buffer.alloc(44);
  head.write('RIFF', 0);
  head.writeUInt32LE(36 + samples, 4);
  head.write('WAVEfmt ', 8);
  head.writeUInt32LE(16, 16);
  head.writeUInt16LE(1, 20);
  head.writeUInt16LE(1, 22);
  head.writeUInt32LE(rateHz, 24);
  head.writeUInt32LE(rateHz, 28);
  head.writeUInt16LE(1, 32);
  head.writeUInt16LE(8, 34);
  head.write('data', 36);
  head.writeUInt32LE(samples, 40);
  return Buffer.concat([
    head,
    Buffer.from(Uint8Array.from({ length: samples }, (_, i) => 128 + 60 * Math.sin(i * 0.05))),
  ]);
}

const read = async (path: string): Promise<Float32Array> => collect(await openAudioFile(path));
const farthest = (a: Float32Array, b: Float32Array): number =>
  a.reduce((max, v, i) => Math.max(max, Math.abs(v - b[i]!)), 0);

describe('encode and decode', () => {
  it.each(['stateful', 'stateless'])('reproduce a file to its exact length with the %s model', async (model) => {
    const { path, pcm } = await wav(`${model}.wav`, 10_001);
    const lc = join(dir, `${model}.lc`);
    const out = join(dir, `${model}.out.wav`);
    expect(await cli(['encode', path, lc, '--bits', '8', '--model', model], ENV)).toMatchObject({ code: 0, err: '' });
    expect(await cli(['decode', lc, out], ENV)).toMatchObject({ code: 0, err: '' });
    const back = await read(out);
    expect(back.length).toBe(10_001);
    if (model === 'stateful') expect(farthest(back, pcm)).toBeLessThan(1 / 64);
  });

  it.each([
    ['48 kHz stereo 24-bit', 48000, 2, 's24le', 4001],
    ['192 kHz float', 192000, 1, 'f32le', 4001],
    ['1 sample', 44100, 1, 's16le', 1],
  ] as const)('take %s', async (name, sampleRateHz, channels, encoding, samples) => {
    const { path } = await wav(`in ${name}.wav`, samples, { sampleRateHz, channels, encoding });
    await roundTripAt(path, sampleRateHz, samples);
  });

  it('accept 8-bit samples', async () => {
    const path = join(dir, 'in u8.wav');
    await writeFile(path, wavOf8Bit(4001, 11_025));
    await roundTripAt(path, 11_025, 4001);
  });

  it('treat NaN samples as silence and report them', async () => {
    const pcm = Buffer.alloc(8000);
    for (let i = 100; i < 110; i++) pcm.writeFloatLE(Number.NaN, 4 * i);
    const head = await wav('nan.wav', 0, { encoding: 'f32le' });
    const bytes = await readFile(head.path);
    bytes.writeUInt32LE(0xffffffff, bytes.length - 4);
    await writeFile(head.path, Buffer.concat([bytes, pcm]));
    const ran = await cli(['encode', head.path, join(dir, 'nan.lc'), ...MODEL], ENV);
    expect(ran.code).toBe(0);
    expect(ran.err).toMatch(/10 samples/);
  });

  it('decode a damaged file around the damage, to its full length', async () => {
    const { path } = await wav('damage.wav', 64 * 64 * 12);
    const lc = join(dir, 'damage.lc');
    await cli(['encode', path, lc, ...MODEL], ENV);
    const bytes = await readFile(lc);
    bytes[bytes.length >> 1] ^= 0xff;
    await writeFile(lc, bytes);
    const ran = await cli(['decode', lc, join(dir, 'damage.out.wav'), '--json'], ENV);
    const result = JSON.parse(ran.out);
    expect(ran.code).toBe(3);
    expect(ran.err).toMatch(/damage\.lc: 256 of 768 frames \(2\.05 s\) are missing.*partial/);
    expect(ran.err).toMatch(/at byte \d+/);
    expect(result.lostFrames).toBeGreaterThan(0);
    expect((await read(join(dir, 'damage.out.wav'))).length).toBe(64 * 64 * 12);
  });

  it('decode a truncated file up to where it ends', async () => {
    const { path } = await wav('cut.wav', 64 * 64 * 12);
    const lc = join(dir, 'cut.lc');
    await cli(['encode', path, lc, ...MODEL], ENV);
    const bytes = await readFile(lc);
    await writeFile(lc, bytes.subarray(0, bytes.length * 0.6));
    const ran = await cli(['decode', lc, join(dir, 'cut.out.wav')], ENV);
    expect(ran.code).toBe(3);
    expect(ran.err).toMatch(/cut\.lc: the end is missing after .* s; the decoded audio is partial/);
    expect(ran.err).toMatch(/ends/);
    expect((await read(join(dir, 'cut.out.wav'))).length).toBeGreaterThan(64 * 64 * 3);
  });

  it('refuse a file of another model, naming both', async () => {
    const { path } = await wav('other.wav', 1000);
    await cli(['encode', path, join(dir, 'other.lc'), ...MODEL], ENV);
    const ran = await cli(['decode', join(dir, 'other.lc'), join(dir, 'other.out.wav'), '--model', 'stateless'], ENV);
    expect(ran.code).toBe(1);
    expect(ran.err).toMatch(/encoded with the model of sha256 [0-9a-f]{32}/);
  });

  it.each([
    ['empty', Buffer.alloc(0), /empty|no audio|ends/i],
    ['no audio', Buffer.from('this is not sound at all, it is text'), /is no audio|not/i],
  ])('refuse a file that is %s, leaving nothing behind', async (name, bytes, message) => {
    const path = join(dir, `${name}.bin`);
    await writeFile(path, bytes);
    const ran = await cli(['encode', path, join(dir, `${name}.lc`), ...MODEL], ENV);
    expect(ran.code).toBe(1);
    expect(ran.err).toMatch(message);
    expect((await readdir(dir)).filter((f) => f.startsWith(`${name}.lc`))).toEqual([]);
  });

  it('leave no partial file when interrupted', async () => {
    const { path } = await wav('long.wav', 500_000);
    const running = startCli(['encode', path, join(dir, 'long.lc'), ...MODEL], ENV);
    running.interrupt();
    expect((await running.done).code).toBe(130);
    expect((await readdir(dir)).filter((f) => f.startsWith('long.lc'))).toEqual([]);
  });

  it.each([
    [['encode', 'a', 'b', '--bits', '9'], /1 to 8/],
    [['encode', 'a'], /missing required argument/],
    [['decode', 'a', 'b', '--rate', '7999'], /8000 to 192000/],
    [['send', 'a', 'ws://h/c', '--preset', 'huge'], /live, normal, radio/],
    [['listen', 'ws://h/c', 'o', '--planes', '0'], /1 to 8/],
  ])('take %j as wrong usage', async (args, message) => {
    const ran = await cli(args, ENV);
    expect(ran.code).toBe(2);
    expect(ran.err).toMatch(message);
  });
});

describe('serve, send and listen', () => {
  it('carry a file through a relay to its last sample', async () => {
    const serve = startCli(['serve', '--port', '0']);
    const url = (await serve.stderr.waitFor(/relay on (ws:\/\/\S+)\/CHANNEL/))[1]!;
    const { path, pcm } = await wav('sent.wav', 20_003);
    const out = join(dir, 'received.wav');
    const listen = startCli(['listen', `${url}/room`, out, ...MODEL, '--json'], ENV);
    await listen.stderr.waitFor(/connected to/);
    const send = await cli(
      ['send', path, `${url}/room`, '--bits', '8', '--preset', 'live', '--title', 'Ramp', ...MODEL, '--json'],
      ENV,
    );
    expect(send).toMatchObject({ code: 0, err: '' });
    const received = await listen.done;
    expect(received.code).toBe(0);
    expect(received.err).toMatch(/Ramp/);
    const back = await read(out);
    expect(back.length).toBe(20_003);
    expect(farthest(back, pcm)).toBeLessThan(1 / 64);
    const sent = JSON.parse(send.out);
    expect(sent.payloadBytes).toBe(Math.ceil(20_003 / 64) * 64);
    expect(sent.wireBytes).toBeGreaterThan(sent.payloadBytes);
    serve.interrupt();
    expect((await serve.done).code).toBe(0);
  });

  it('read raw PCM from standard input and write it to standard output', async () => {
    const relay = await startRelayServer({ port: 0 });
    const listen = startCli(['listen', `${relay.url}/pipe`, '-', '--format', 'f32le', ...MODEL], ENV);
    await listen.stderr.waitFor(/connected to/);
    const send = startCli(
      ['send', '-', `${relay.url}/pipe`, '--bits', '8', '--format', 'f32le', '--rate', '8000', ...MODEL],
      ENV,
    );
    const pcm = Float32Array.from({ length: 5000 }, (_, i) => 0.5 * Math.sin(i * 0.03));
    send.stdin.end(Buffer.from(encodePcm(pcm, 'f32le')));
    expect((await send.done).code).toBe(0);
    const { bytes, code } = await listen.done;
    expect(code).toBe(0);
    expect(bytes.length).toBe(5000 * 4);
    expect(farthest(Float32Array.from(pcm), new Float32Array(new Uint8Array(bytes).buffer))).toBeLessThan(1 / 64);
    await relay.close();
  });

  it('stops after --seconds of audio', async () => {
    const relay = await startRelayServer({ port: 0 });
    const { path } = await wav('stop.wav', 44_100);
    const out = join(dir, 'stop.out.wav');
    const listen = startCli(['listen', `${relay.url}/stop`, out, '--seconds', '0.25', ...MODEL], ENV);
    await listen.stderr.waitFor(/connected to/);
    await cli(['send', path, `${relay.url}/stop`, '--fast', ...MODEL], ENV);
    expect((await listen.done).code).toBe(0);
    expect((await read(out)).length).toBe(2000);
    await relay.close();
  });

  it('states the rate of what has come, not of the part that --seconds let through', async () => {
    const relay = await startRelayServer({ port: 0 });
    const { path } = await wav('rate.wav', 44_100);
    const out = join(dir, 'rate.out.wav');
    const args = ['listen', `${relay.url}/rate`, out, '--seconds', '0.25', '--json', ...MODEL];
    const listen = startCli(args, ENV);
    await listen.stderr.waitFor(/connected to/);
    await cli(['send', path, `${relay.url}/rate`, ...MODEL], ENV);
    const figures = JSON.parse((await listen.done).err.match(/^\{.*\}$/m)![0]);
    expect(figures.seconds).toBe(0.25);
    expect(figures.receivedSeconds).toBeGreaterThan(figures.seconds);
    const whole = JSON.parse((await cli(['inspect', await encoded(path), '--json'], ENV)).out);
    const rate = (figures.payloadBytes * 8) / figures.receivedSeconds;
    // Of one plane each; the file's last frame is not full.
    expect(rate / (whole.payloadBitsPerSecond / whole.bits)).toBeCloseTo(1, 1);
    await relay.close();
  });

  it('writes the last state and the totals as JSON lines, for a file sent and a file received', async () => {
    const relay = await startRelayServer({ port: 0 });
    const { path } = await wav('lines.wav', 8000);
    const out = join(dir, 'lines.out.wav');
    const listen = startCli(['listen', `${relay.url}/lines`, out, '--json-lines', ...MODEL], ENV);
    await listen.stderr.waitFor(/connected to/);
    const sent = await cli(['send', path, `${relay.url}/lines`, '--json-lines', ...MODEL], ENV);
    for (const { code, out: text } of [sent, await listen.done]) {
      const lines = text
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as Record<string, unknown>);
      expect(code).toBe(0);
      expect(lines.length).toBeGreaterThanOrEqual(2);
      expect(lines.at(-2)).toMatchObject({ seconds: expect.any(Number), payloadKbps: expect.any(Number) });
      expect(lines.at(-1)).toMatchObject({ payloadBytes: expect.any(Number), reconnects: 0 });
    }
    await relay.close();
  });

  it('refuses JSON lines where the audio goes to standard output', async () => {
    const { code, err } = await cli(['listen', 'ws://127.0.0.1:1/a', '-', '--json-lines'], ENV);
    expect({ code, err }).toEqual({ code: 2, err: expect.stringMatching(/--json-lines cannot be used with -/) });
  });

  it.each([
    ['listen', 'http://127.0.0.1:1/a'],
    ['listen', 'ws://127.0.0.1:1', 'x.wav'],
    ['send', 'https://127.0.0.1/a'],
    ['send', 'x.wav', 'ws://127.0.0.1:99999/a'],
    ['send', 'x.wav', 'ws://127.0.0.1:1/a//b'],
    ['send', 'ws://127.0.0.1:1/a', 'x.wav'],
    ['listen', 'x.wav', 'ws://127.0.0.1:1/a'],
  ])('%s %s is wrong usage: exit code 2 and one line', async (...args) => {
    const { code, out, err } = await cli(args, ENV);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toMatch(/^latentcast: (url|channel) must [^\n]+\n$/);
  });

  it('gives a listener the planes that it asks for', async () => {
    const relay = await startRelayServer({ port: 0 });
    const { path } = await wav('planes.wav', 12_800);
    const listeners = [1, 2, 4].map((planes) =>
      startCli(
        [
          'listen',
          `${relay.url}/planes`,
          join(dir, `planes${planes}.wav`),
          '--planes',
          String(planes),
          '--json',
          ...MODEL,
        ],
        ENV,
      ),
    );
    for (const listener of listeners) await listener.stderr.waitFor(/connected to/);
    await cli(['send', path, `${relay.url}/planes`, '--bits', '4', '--fast', ...MODEL], ENV);
    const payloads = await Promise.all(
      listeners.map(
        async (l) => JSON.parse((await l.done).err.split('\n').find((line) => line.startsWith('{'))!).payloadBytes,
      ),
    );
    expect(payloads).toEqual([200 * 8, 200 * 16, 200 * 32]);
    await relay.close();
  });

  it("refuses a stream of another model on the listener's side, naming both", async () => {
    const relay = await startRelayServer({ port: 0 });
    const listen = startCli(['listen', `${relay.url}/mismatch`, join(dir, 'x.wav'), '--model', 'stateless'], ENV);
    await listen.stderr.waitFor(/connected to/);
    const { path } = await wav('mismatch.wav', 6400);
    await cli(['send', path, `${relay.url}/mismatch`, '--fast', ...MODEL], ENV);
    const ran = await listen.done;
    expect(ran.code).toBe(1);
    expect(ran.err).toMatch(/sha256 [0-9a-f]{64}/);
    await relay.close();
  });

  it('refuses a second source on a channel', async () => {
    const relay = await startRelayServer({ port: 0 });
    const first = startCli(['send', '-', `${relay.url}/busy`, '--raw', ...MODEL], ENV);
    const listen = startCli(['listen', `${relay.url}/busy`, '-', ...MODEL], ENV);
    first.stdin.write(Buffer.alloc(64 * 2 * 100));
    await listen.stdout.waitFor(/./s);
    const { path } = await wav('busy.wav', 6400);
    const second = await cli(['send', path, `${relay.url}/busy`, ...MODEL], ENV);
    expect(second.code).toBe(1);
    expect(second.err).toMatch(/source/);
    first.stdin.end();
    expect((await first.done).code).toBe(0);
    await listen.done;
    await relay.close();
  });

  it('reports that a port is in use, with code 1', async () => {
    const relay = await startRelayServer({ port: 0 });
    const ran = await cli(['serve', '--port', String(relay.port)]);
    expect(ran.code).toBe(1);
    expect(ran.err).toContain(String(relay.port));
    await relay.close();
  });

  it('reports that nobody answers, with code 1', async () => {
    const relay = await startRelayServer({ port: 0 });
    await relay.close();
    const { path } = await wav('nobody.wav', 640);
    const ran = await cli(['send', path, `${relay.url}/x`, ...MODEL], ENV);
    expect(ran.code).toBe(1);
    expect(ran.err).toMatch(/cannot connect to ws:/);
  });
});
