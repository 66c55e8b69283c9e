import { spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { readMono } from '../../../../src/node/compare/clip.js';
import { integratedLoudness } from '../../../../src/node/compare/loudness.js';
import { openAudioFile } from '../../../../src/node/files/audio-file.js';

const VOICE = fileURLToPath(new URL('../../../../assets/voice.flac', import.meta.url));
const tone = (hz: number, seconds: number, db: number, rateHz = 48_000): Float32Array =>
  Float32Array.from(
    { length: seconds * rateHz },
    (_, i) => 10 ** (db / 20) * Math.sin((2 * Math.PI * hz * i) / rateHz),
  );

describe('loudness by ITU-R BS.1770', () => {
  // A sine of 997 Hz at 0 dBFS in one channel is −3.01 LUFS (BS.1770-4, annex 1).
  it.each([48_000, 44_100, 16_000])('is −23 LUFS of a tone of 997 Hz at −20 dBFS, at %i Hz', async (rateHz) => {
    expect(await integratedLoudness(tone(997, 5, -20, rateHz), rateHz)).toBeCloseTo(-23.01, 1);
  });

  it('leaves pauses out, and weights what the ear hears less', async () => {
    const half = new Float32Array(10 * 48_000);
    half.set(tone(997, 5, -20));
    expect(await integratedLoudness(half, 48_000)).toBeCloseTo(-23.0, 0);
    expect(await integratedLoudness(tone(60, 5, -20), 48_000)).toBeLessThan(-24);
    expect(await integratedLoudness(tone(4000, 5, -20), 48_000)).toBeGreaterThan(-20.5);
  });

  it('is none of silence, and of a clip that is too short for it', async () => {
    for (const samples of [48_000, 100, 1, 0])
      expect(await integratedLoudness(new Float32Array(samples), 48_000)).toBe(Number.NEGATIVE_INFINITY);
  });

  it('is that of FFmpeg for speech', async () => {
    const dir = await mkdtemp(join(tmpdir(), 'latentcast-loudness-'));
    const { stderr } = spawnSync('ffmpeg', ['-nostats', '-i', VOICE, '-ac', '1', '-af', 'ebur128', '-f', 'null', '-'], {
      cwd: dir,
      encoding: 'utf8',
    });
    await rm(dir, { recursive: true });
    const theirs = Number(/I:\s+(-?[\d.]+) LUFS\s+Threshold/.exec(stderr.slice(stderr.indexOf('Summary')))?.[1]);
    const source = await openAudioFile(VOICE);
    const mono = await readMono(source, source.sampleRateHz, source.totalSamples!);
    await source.close();
    expect(await integratedLoudness(mono, source.sampleRateHz)).toBeCloseTo(theirs, 0);
    expect(Math.abs((await integratedLoudness(mono, source.sampleRateHz)) - theirs)).toBeLessThan(0.15);
  });
});
