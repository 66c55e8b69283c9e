import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { VoiceActivity } from '../../../../src/core/dsp/voice-activity.js';
import { seededRandom } from '../../../../src/core/random.js';
import { openAudioFile } from '../../../../src/node/files/audio-file.js';
import { collect, toMono } from '../../../../src/node/files/collect.js';
import { readManifest } from '../../../support/manifest.js';
import { addScore, emptyScore, sentByDtx } from '../../../support/silence-score.js';
import { SET_RATE_HZ, silenceSet } from '../../../support/silence-set.js';
import { tone } from '../../../support/tone.js';

const asset = async (name: string): Promise<Float32Array> => {
  const source = await openAudioFile(fileURLToPath(new URL(`../../../../assets/${name}`, import.meta.url)));
  return toMono(await collect(source), source, SET_RATE_HZ);
};
let voice: Float32Array;
let music: Float32Array;
beforeAll(async () => {
  [voice, music] = [await asset('voice.flac'), await asset('music.flac')];
});

/** Decisions of 10 ms, one a step, of audio at `rate`. */
function decide(pcm: Float32Array, rate: number, channels = 1): boolean[] {
  const activity = new VoiceActivity({ sampleRateHz: rate, channels, hangoverMs: 0 });
  const size = (rate / 100) * channels;
  return Array.from({ length: pcm.length / size }, (_, k) => {
    activity.add(pcm.subarray(k * size, (k + 1) * size));
    return activity.isActive;
  });
}
const noise = (seconds: number, rate: number, rms: number, seed = 5): Float32Array => {
  const random = seededRandom(seed);
  return Float32Array.from({ length: seconds * rate }, () => rms * Math.sqrt(3) * (2 * random() - 1));
};
const share = (decisions: readonly boolean[]): number => decisions.filter(Boolean).length / decisions.length;

describe('what is silence', () => {
  it('loses at most 0.5 % of speech and of music on every fifth clip of the silence set, and saves half of its silence', async () => {
    const format = await readManifest();
    const [speech, tunes] = [emptyScore(), emptyScore()];
    for (const clip of silenceSet({ voices: [voice.subarray(0, 4 * SET_RATE_HZ)], music, every: 5, pauseS: 3 }))
      addScore(clip.isMusic ? tunes : speech, clip, sentByDtx(format, clip.pcm));
    expect(speech.sound).toBeGreaterThan(3000);
    expect(speech.lost / speech.sound).toBeLessThanOrEqual(0.005);
    expect(tunes.lost / tunes.sound).toBeLessThanOrEqual(0.005);
    expect(speech.saved / speech.silence).toBeGreaterThan(0.5);
  });

  it.each([0, 0.01, -0.02, 0.05])('is found alike with an offset of %f', (offset) => {
    const quiet = new Float32Array(9 * SET_RATE_HZ);
    quiet.set(voice.subarray(0, 4 * SET_RATE_HZ), 2 * SET_RATE_HZ);
    const clean = noise(9, SET_RATE_HZ, 1e-4).map((x, i) => x + 0.02 * quiet[i]!);
    const expected = decide(clean, SET_RATE_HZ);
    const decisions = decide(
      clean.map((x) => x + offset),
      SET_RATE_HZ,
    );
    expect(share(decisions.map((isSound, i) => isSound === expected[i]))).toBeGreaterThan(0.99);
  });

  it.each([1000, 8000, 16_000, 48_000, 192_000])(
    'is steady noise after a second, and not a tone in it, at %i Hz',
    (rate) => {
      const pcm = noise(3, rate, 1e-3);
      expect(share(decide(pcm, rate).slice(120))).toBeLessThan(0.05);
      const word = tone(1, rate, 1, 250, 0.02);
      word.forEach((x, i) => {
        pcm[2 * rate + i]! += x;
      });
      expect(share(decide(pcm, rate).slice(205, 295))).toBe(1);
    },
  );

  it('is judged over all channels', () => {
    const rate = 16_000;
    const pcm = new Float32Array(2 * 3 * rate);
    noise(3, rate, 1e-3).forEach((x, i) => {
      pcm[2 * i] = x;
    });
    tone(1, rate, 1, 500, 0.02).forEach((x, i) => {
      pcm[2 * (2 * rate + i) + 1] = x;
    });
    const decisions = decide(pcm, rate, 2);
    expect(share(decisions.slice(120, 199))).toBeLessThan(0.05);
    expect(share(decisions.slice(205, 295))).toBe(1);
  });

  it('is digital silence at once, and noise that begins once it has lasted for four seconds', () => {
    const rate = 16_000;
    const pcm = new Float32Array(8 * rate);
    noise(7, rate, 1e-3).forEach((x, i) => {
      pcm[rate + i] = x;
    });
    const decisions = decide(pcm, rate);
    expect(decisions.slice(0, 100).some(Boolean)).toBe(false);
    expect(share(decisions.slice(101, 480))).toBe(1);
    expect(share(decisions.slice(520))).toBeLessThan(0.05);
  });

  it('is a hum or whine once it has lasted for 20 s in all, also behind sound, and not a note that is held for less', () => {
    const rate = 8000;
    const tones = (seconds: number, pitches: readonly number[], rms: number): Float32Array =>
      Float32Array.from({ length: seconds * rate }, (_, i) =>
        pitches.reduce((sum, hz) => sum + rms * Math.sin(2 * Math.PI * hz * (i / rate) + hz), 0),
      );
    const floor = noise(62, rate, 3e-5);
    const hum = tones(62, [800, 1600], 1e-3);
    const pcm = floor.map((x, i) => x + hum[i]!);
    // Ten seconds of hum, five of sound, twenty of hum, and a note at the end.
    noise(5, rate, 0.01).forEach((x, i) => {
      pcm[10 * rate + i]! += x * (1 + Math.sin(i / 500));
    });
    tones(15, [900], 4e-3).forEach((x, i) => {
      pcm[45 * rate + i]! += x;
    });
    const decisions = decide(pcm, rate);
    expect(share(decisions.slice(200, 1000))).toBeGreaterThan(0.9);
    expect(share(decisions.slice(1000, 1500))).toBeGreaterThan(0.8);
    expect(share(decisions.slice(3000, 4480))).toBeLessThan(0.05);
    expect(share(decisions.slice(4510, 5990))).toBeGreaterThan(0.98);
  });
});
