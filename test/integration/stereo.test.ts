import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { deinterleave } from '../../src/core/dsp/channels.js';
import { openAudioFile } from '../../src/node/files/audio-file.js';
import { collect } from '../../src/node/files/collect.js';
import { wavFileSink } from '../../src/node/files/wav.js';
import { startRelayServer } from '../../src/node/relay/server.js';
import { cli, startCli } from '../support/cli.js';

const VOICE = fileURLToPath(new URL('../../assets/voice.flac', import.meta.url));
const SECONDS = 4;

/** The default model over files, a real relay and real sockets. */
describe('stereo', () => {
  let dir = '';
  let wide = '';

  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'latentcast-stereo-'));
    wide = join(dir, 'wide.wav');
    const voice = (await collect(await openAudioFile(VOICE))).subarray(0, SECONDS * 44_100);
    const sink = await wavFileSink(wide, { sampleRateHz: 44_100, channels: 2, encoding: 's16le' });
    // A voice that is 12 dB louder on the left.
    await sink.write(Float32Array.from({ length: 2 * voice.length }, (_, i) => voice[i >> 1]! * (i % 2 ? 0.25 : 1)));
    await sink.close();
  });
  afterAll(() => rm(dir, { recursive: true }));

  const at = (name: string): string => join(dir, name);
  const run = async (...args: string[]): Promise<{ out: string; err: string }> => {
    const { code, out, err } = await cli(args);
    expect(code, err).toBe(0);
    return { out, err };
  };
  const channelsOf = async (path: string): Promise<number> => (await openAudioFile(path)).channels;
  const left = async (path: string): Promise<number> => {
    const [l, r] = deinterleave(await collect(await openAudioFile(path)), 2) as [Float32Array, Float32Array];
    const energy = (x: Float32Array): number => x.reduce((sum, v) => sum + v * v, 0);
    return 10 * Math.log10(energy(l) / energy(r));
  };

  it('is decoded from a file at its position between the speakers, and its mono mix equals that of a mono file', async () => {
    await run('encode', wide, at('wide.lc'), '--stereo', '--search', '0');
    await run('encode', wide, at('packed.lc'), '--stereo', '--pack', '--search', '0');
    await run('encode', wide, at('mono.lc'), '--search', '0');
    const { isStereo, payloadBytes, frames } = JSON.parse((await run('inspect', at('wide.lc'), '--json')).out);
    expect({ isStereo, perFrame: payloadBytes / frames }).toEqual({ isStereo: true, perFrame: 9 });
    await run('decode', at('wide.lc'), at('wide.out.wav'));
    await run('decode', at('packed.lc'), at('packed.out.wav'));
    const [plain, packed] = await Promise.all(
      ['wide.out.wav', 'packed.out.wav'].map(async (name) => collect(await openAudioFile(at(name)))),
    );
    expect(packed).toEqual(plain);
    const difference = await left(at('wide.out.wav'));
    console.log(`level difference: 12.0 dB in, ${difference.toFixed(1)} dB out`);
    expect(difference).toBeGreaterThan(10);
    expect(difference).toBeLessThan(14);

    await run('decode', at('wide.lc'), at('one.wav'), '--channels', '1');
    await run('decode', at('mono.lc'), at('mono.wav'));
    expect(await channelsOf(at('one.wav'))).toBe(1);
    expect(await collect(await openAudioFile(at('one.wav')))).toEqual(
      await collect(await openAudioFile(at('mono.wav'))),
    );
  });

  it('reaches the listeners of a relay that ask for it, and costs the others nothing', async () => {
    const server = await startRelayServer({ port: 0 });
    try {
      const url = `${server.url}/wide`;
      const listen = (name: string, ...more: string[]) =>
        startCli(['listen', url, at(name), '--burst', '0', '--json', ...more]);
      const two = listen('two.wav', '--channels', '2');
      const one = listen('one-live.wav');
      await Promise.all([two.stderr.waitFor(/connected/), one.stderr.waitFor(/connected/)]);
      await run('send', wide, url, '--stereo', '--bits', '2', '--fast');
      const results = await Promise.all([two.done, one.done]);
      expect(results.map(({ err }) => err.includes('--channels 2 plays it in stereo'))).toEqual([false, true]);
      const figures = results.map(({ err }) => JSON.parse(err.trim().split('\n').at(-1)!));
      const frames = Math.ceil((SECONDS * 44_100) / 2048);
      for (const figure of figures) expect(figure).toMatchObject({ frames, lostFrames: 0 });
      expect(figures.map(({ payloadBytes }) => payloadBytes / frames)).toEqual([17, 16]);
      const difference = await left(at('two.wav'));
      expect(difference).toBeGreaterThan(10);
      expect(difference).toBeLessThan(14);
      await run('encode', wide, at('mono2.lc'), '--bits', '2', '--search', '0');
      await run('decode', at('mono2.lc'), at('mono2.wav'));
      const [live, file] = await Promise.all(
        ['one-live.wav', 'mono2.wav'].map(async (name) => collect(await openAudioFile(at(name)))),
      );
      expect(live).toEqual(file);
    } finally {
      await server.close();
    }
  });

  it('is not sent for one channel of audio, and a note states it', async () => {
    const { err } = await run('encode', VOICE, at('voice.lc'), '--stereo', '--search', '0');
    expect(err).toMatch(/voice\.flac is mono: --stereo is ignored/);
    expect(JSON.parse((await run('inspect', at('voice.lc'), '--json')).out).isStereo).toBe(false);
  });
});
