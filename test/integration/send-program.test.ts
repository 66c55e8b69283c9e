import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { readLc } from '../../src/core/file/lc-file.js';
import { openAudioFile } from '../../src/node/files/audio-file.js';
import { collect } from '../../src/node/files/collect.js';
import { wavFileSink } from '../../src/node/files/wav.js';
import { type RelayServer, startRelayServer } from '../../src/node/relay/server.js';
import { cli, startCli } from '../support/cli.js';

/** Real ONNX sessions of tiny models whose latents are the audio. */
const TINY = fileURLToPath(new URL('../fixtures/tiny-model', import.meta.url));
const ENV = { LATENTCAST_MODELS: TINY };
const MODEL = ['--model', 'stateful'];

let dir = '';
let server: RelayServer;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'latentcast-program-'));
  for (const [name, samples, level] of [
    ['a.wav', 8000, 0.25],
    ['b.wav', 6400, 0.5],
    ['c.wav', 4801, -0.25],
  ] as const) {
    const sink = await wavFileSink(join(dir, name), { sampleRateHz: 8000, channels: 1, encoding: 's16le' });
    await sink.write(new Float32Array(samples).fill(level));
    await sink.close();
  }
  await writeFile(join(dir, 'broken.wav'), 'RIFF');
});
afterAll(() => rm(dir, { recursive: true }));
afterEach(() => server.close());

/** Sends with `send`; what a listener has heard, and the titles that a recorder has noted. */
async function heard(args: readonly string[], { decoded = true } = {}) {
  const kept = await mkdtemp(join(dir, 'kept-'));
  server = await startRelayServer({ port: 0, site: false, recordings: [{ name: 'x', record: { folder: kept } }] });
  const url = `${server.url}/x`;
  const out = join(kept, 'heard.wav');
  const listen = startCli(['listen', url, out, ...MODEL], ENV);
  await listen.stderr.waitFor(/connected to/);
  const sent = await cli(['send', ...args, url, '--fast', '--json', ...MODEL], ENV);
  expect((await listen.done).code, sent.err).toBe(0);
  await server.close();
  const [file] = (await readdir(kept)).filter((name) => name.endsWith('.lc'));
  const recording = join(kept, file!);
  const { titles } = JSON.parse(await readFile(`${recording}.json`, 'utf8')) as {
    titles: { title?: string; atSeconds: number }[];
  };
  const pcm = decoded ? await collect(await openAudioFile(out)) : new Float32Array(0);
  return { sent, pcm, titles, recording };
}

const near = (pcm: Float32Array, from: number, to: number, level: number): void => {
  for (let i = from; i < to; i++) expect(Math.abs(pcm[i]! - level), `sample ${i}`).toBeLessThan(1 / 32);
};

describe('a program', () => {
  it('is every track to its last sample, with its title from the frame at which it begins; what cannot be read is skipped', async () => {
    const list = join(dir, 'list.m3u');
    await writeFile(list, '#EXTM3U\n#EXTINF:1,Eins\na.wav\nbroken.wav\nmissing.wav\n#EXTINF:1,Zwei “2”\nb.wav\n');
    const { sent, pcm, titles } = await heard([list, join(dir, 'c.wav'), '--bits', '8', '--preset', 'live']);
    expect(sent.code).toBe(3);
    expect(sent.err).toMatch(/skipped: .*broken\.wav/);
    expect(sent.err).toMatch(/skipped: .*missing\.wav/);
    expect(sent.err).toMatch(/2 of 5 tracks could not be read/);
    expect(pcm.length).toBe(8000 + 6400 + 4801);
    near(pcm, 100, 7900, 0.25);
    near(pcm, 8100, 14_300, 0.5);
    near(pcm, 14_500, 19_100, -0.25);
    // A title is sent with the packet that has its first frame: 125 frames of 8 ms are the first track.
    expect(
      titles.map(({ title, atSeconds }) => [
        title,
        Math.abs(atSeconds - { Eins: 0, 'Zwei “2”': 1, c: 1.8 }[title!]!) < 0.04,
      ]),
    ).toEqual([
      ['Eins', true],
      ['Zwei “2”', true],
      // By its file's name.
      ['c', true],
    ]);
  });

  it('with crossfade is shorter by each crossfade, to the sample', async () => {
    const { sent, pcm } = await heard([join(dir, 'a.wav'), join(dir, 'b.wav'), '--crossfade', '250', '--bits', '8']);
    expect(sent).toMatchObject({ code: 0 });
    expect(pcm.length).toBe(8000 + 6400 - 2000);
    near(pcm, 100, 5900, 0.25);
    // In the middle of the crossfade both are at √½.
    near(pcm, 6990, 7010, Math.SQRT1_2 * 0.75);
    near(pcm, 8100, 12_300, 0.5);
  });

  it('that has no track, or none that can be read, fails', async () => {
    server = await startRelayServer({ port: 0, site: false });
    await mkdir(join(dir, 'empty'), { recursive: true });
    const none = await cli(['send', join(dir, 'empty'), `${server.url}/x`, ...MODEL], ENV);
    expect([none.code, none.err]).toEqual([1, expect.stringMatching(/there is no track in it/)]);
    const broken = await cli(
      ['send', join(dir, 'broken.wav'), join(dir, 'broken.wav'), `${server.url}/x`, ...MODEL],
      ENV,
    );
    expect([broken.code, broken.err]).toEqual([1, expect.stringMatching(/none of the tracks can be read/)]);
  });

  it.each([
    [['a.wav', '--loop', '--fast'], /would never end/],
    [['a.wav', '--seed', '4'], /--seed is for --shuffle/],
    [['a.wav', '-'], /sent alone/],
    [['a.lc', 'b.wav'], /only with other \.lc files/],
    [['a.lc', '--crossfade', '100'], /cannot be mixed/],
    [['a.wav', '--crossfade', '60001'], /0 to 60000/],
  ])('refuses %j as wrong usage', async (args, message) => {
    server = await startRelayServer({ port: 0, site: false });
    const ran = await cli(['send', ...args, `${server.url}/x`], ENV);
    expect([ran.code, ran.err]).toEqual([2, expect.stringMatching(message)]);
  });
});

describe('a recording that is sent', () => {
  it('has the frames that it had: nothing is encoded', async () => {
    const lc = join(dir, 'two.lc');
    await cli(['encode', join(dir, 'b.wav'), lc, '--bits', '2', ...MODEL], ENV);
    const { sent, recording } = await heard([lc, lc]);
    expect(sent).toMatchObject({ code: 0 });
    const original = readLc(new Uint8Array(await readFile(lc)));
    const copy = readLc(new Uint8Array(await readFile(recording)));
    expect(copy.header).toMatchObject({ modelSha256: original.header.modelSha256, planes: 2 });
    expect(copy.frames).toBe(2 * original.frames);
    expect(Buffer.from(copy.blocks[0]!.payload).subarray(0, 8 * 100)).toEqual(
      Buffer.from(original.blocks[0]!.payload).subarray(0, 8 * 100),
    );
  });

  it('is thinned to fewer planes where these are asked for', async () => {
    const lc = join(dir, 'thin.lc');
    await cli(['encode', join(dir, 'b.wav'), lc, '--bits', '3', ...MODEL], ENV);
    const { recording } = await heard([lc, '--bits', '1']);
    const original = readLc(new Uint8Array(await readFile(lc)));
    const copy = readLc(new Uint8Array(await readFile(recording)));
    expect([copy.header.planes, copy.frames]).toEqual([1, original.frames]);
    const [first] = original.blocks;
    expect(Buffer.from(copy.blocks[0]!.payload)).toEqual(
      Buffer.from(first!.payload.subarray(0, first!.payload.length / 3)),
    );
  });

  it('of another model is refused with both names', async () => {
    const lc = join(dir, 'other.lc');
    await cli(['encode', join(dir, 'b.wav'), lc, '--model', 'stateless'], ENV);
    server = await startRelayServer({ port: 0, site: false });
    const ran = await cli(['send', lc, `${server.url}/x`, ...MODEL], ENV);
    expect([ran.code, ran.err]).toEqual([
      1,
      expect.stringMatching(/was encoded with the model of sha256 .*the model given is tiny-stateful/),
    ]);
  });
});
