import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CodecError } from '../../src/core/errors.js';
import { convert, estimateLag } from '../../src/node/compare/clip.js';
import { compareClip } from '../../src/node/compare/compare.js';
import { comparisonPage } from '../../src/node/compare/page.js';
import type { Peer } from '../../src/node/compare/peers.js';
import { wavFileSink } from '../../src/node/files/wav.js';
import { cli } from '../support/cli.js';
import { FakeModel } from '../support/fake-model.js';
import { uniform } from '../support/oobleck.js';

const TINY = fileURLToPath(new URL('../fixtures/tiny-model', import.meta.url));
/** No program is found: the page must be the same on every machine. */
const ENV = { LATENTCAST_MODELS: TINY, PATH: '' };

let dir = '';
let wav = '';
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'latentcast-compare-test-'));
  wav = join(dir, 'a <b> & "c".wav');
  const sink = await wavFileSink(wav, { sampleRateHz: 8000, channels: 1 });
  await sink.write(Float32Array.from({ length: 16_000 }, (_, i) => 0.5 * Math.sin(i * 0.05) * Math.sin(i * 0.0007)));
  await sink.close();
});
afterAll(() => rm(dir, { recursive: true }));

describe('compare', () => {
  it('writes one self-contained page, and its figures', async () => {
    const ran = await cli(['compare', wav, '--out', dir, '--model', 'stateful', '--bits', '1,4', '--json'], ENV);
    expect(ran.code).toBe(0);
    const figures = JSON.parse(ran.out);
    const name = join(dir, 'a--b-----c-');
    expect(JSON.parse(await readFile(`${name}.json`, 'utf8'))).toEqual(figures);
    const page = await readFile(`${name}.html`, 'utf8');
    expect(page).not.toMatch(/(src|href)="(?!data:|#)/);
    expect(page).not.toContain('<b> &');
    expect(page).toContain('a &lt;b&gt; &amp; &quot;c&quot;.wav');
    expect(page.match(/<audio /g)).toHaveLength(4);
    expect(page.match(/data:image\/png;base64,iVBOR/g)).toHaveLength(4);
  });

  it('has a row for each format in order, those without a program stating how to install it', async () => {
    const { out } = await cli(['compare', wav, '--out', dir, '--model', 'stateful', '--json'], ENV);
    const { rows, latents } = JSON.parse(out);
    expect(rows.map((row: { id: string }) => row.id)).toEqual([
      'wav',
      'mp3-low',
      'mp3-128',
      'vorbis',
      'opus-6',
      'opus-12',
      'codec2',
      'latents-f32',
      'latents-2bit',
      'latents-1bit',
    ]);
    for (const row of rows.filter((r: { kind: string }) => r.kind === 'peer'))
      expect(row).toMatchObject({
        isAvailable: false,
        bytes: null,
        how: expect.stringMatching(/^install .*apt install/),
      });
    expect(latents).toEqual({ latentSize: 64, frames: 250, values: 16_000 });
    expect(rows[0]).toMatchObject({ bytes: 32_044, ratio: 1, melDb: 0 });
    expect(rows[7]).toMatchObject({ bytes: 64_000, overheadBytes: 0 });
    expect(rows[9]).toMatchObject({ payloadBytes: 2000, overheadBytes: 39 + 6 + 17 });
    // The model's latents are the audio: as float32 it is reproduced.
    expect(rows[7].melDb).toBeLessThan(rows[8].melDb);
    expect(rows[8].melDb).toBeLessThan(rows[9].melDb);
  });

  it('continues when a program fails, and shows its error message', async () => {
    const peer = (id: string, run: Peer['run']): Peer => ({ id, name: id, programs: ['x'], install: 'x', run });
    const clip = { sampleRateHz: 44_100, channels: 1, pcm: new Float32Array(5000).fill(0.1) };
    const { comparison, media } = await compareClip({
      input: 'x',
      clip,
      model: new FakeModel(),
      bits: [1],
      env: ENV,
      peers: [
        peer('bad', () => Promise.reject(new CodecError('FILE_IO', 'lame: no such encoder'))),
        peer('gone', () => Promise.resolve(null)),
      ],
    });
    expect(comparison.rows[1]).toMatchObject({ isAvailable: false, how: 'failed: lame: no such encoder' });
    expect(comparisonPage(comparison, media)).toMatch(
      /<td colspan="5"[^>]*>failed: <span lang="en">lame: no such encoder<\/span><\/td>/,
    );
  });

  it.each([
    [['--bits', '0'], /1 to 8/],
    [['--bits', '1,1'], /once/],
    [['--seconds', '0'], /0.1 to 600/],
  ])('treats %j as wrong usage', async (args, message) => {
    const ran = await cli(['compare', wav, ...args], ENV);
    expect(ran.code).toBe(2);
    expect(ran.err).toMatch(message);
  });
});

describe('the lag of a codec that does not state it', () => {
  it.each([-37, 0, 80])('is found at %i ms', (ms) => {
    const noise = uniform('lag', 16_000);
    const a = Float32Array.from(noise, (v, i) => v * Math.max(0, Math.sin(i * 0.0041 + Math.sin(i * 0.0009))));
    const b = Float32Array.from(a, (_, i) => a[i - ms * 8] ?? 0);
    expect(estimateLag(a, b, 8000)).toBe(ms * 8);
  });

  it('is not changed by a conversion of rate', () => {
    const pcm = Float32Array.from({ length: 8000 }, (_, i) => Math.sin(i * 0.1) * (i % 2000 < 700 ? 1 : 0.01));
    const there = convert({ sampleRateHz: 8000, channels: 1, pcm }, { sampleRateHz: 16_000, channels: 1 });
    const back = convert(there, { sampleRateHz: 8000, channels: 1 });
    expect(estimateLag(pcm, back.pcm, 8000)).toBe(0);
  });
});
