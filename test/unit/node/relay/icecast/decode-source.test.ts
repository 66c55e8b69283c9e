import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { decodeSourceStream } from '../../../../../src/node/relay/icecast/decode-source.js';

/** A WAV file of two channels, 16 bits, whose left channel is a tone and whose right one is silence. */
function wav(sampleRateHz: number, samples: number): Buffer {
  const bytes = Buffer.alloc(44 + 4 * samples);
  bytes.write('RIFF', 0, 'latin1');
  bytes.writeUInt32LE(0xffff_ffff, 4);
  bytes.write('WAVEfmt ', 8, 'latin1');
  bytes.writeUInt32LE(16, 16);
  bytes.writeUInt16LE(1, 20);
  bytes.writeUInt16LE(2, 22);
  bytes.writeUInt32LE(sampleRateHz, 24);
  bytes.writeUInt32LE(4 * sampleRateHz, 28);
  bytes.writeUInt16LE(4, 32);
  bytes.writeUInt16LE(16, 34);
  bytes.write('data', 36, 'latin1');
  bytes.writeUInt32LE(0xffff_ffff, 40);
  for (let i = 0; i < samples; i++)
    bytes.writeInt16LE(Math.round(16_000 * Math.sin((2 * Math.PI * 440 * i) / sampleRateHz)), 44 + 4 * i);
  return bytes;
}

async function* pieces(bytes: Uint8Array, length = 5000): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += length) yield bytes.subarray(at, at + length);
}

async function decode(bytes: Uint8Array, options: Parameters<typeof decodeSourceStream>[1]): Promise<number[]> {
  const samples: number[] = [];
  for await (const block of decodeSourceStream(pieces(bytes), options)) samples.push(...block);
  return samples;
}

describe('a source client that sends WAV', () => {
  it('needs no FFmpeg where there is one, unless its samples are compressed', async () => {
    const form = { format: 'wav', ffmpeg: '/nowhere/ffmpeg', sampleRateHz: 44_100, channels: 1 } as const;
    expect(await decode(wav(44_100, 4410), form)).toHaveLength(4410);
    const adpcm = wav(44_100, 4410);
    adpcm.writeUInt16LE(2, 20);
    await expect(decode(adpcm, form)).rejects.toThrow('/nowhere/ffmpeg');
  });
});

describe('a source client without FFmpeg', () => {
  const form = { format: 'wav', ffmpeg: null } as const;

  it('is decoded, mixed down to one channel and resampled', async () => {
    const samples = await decode(wav(22_050, 22_050), { ...form, sampleRateHz: 44_100, channels: 1 });
    expect(samples).toHaveLength(44_100);
    const middle = samples.slice(10_000, 30_000);
    const rms = Math.sqrt(middle.reduce((sum, x) => sum + x * x, 0) / middle.length);
    // A tone of 16000/32768 in one of two channels: half of it, over the square root of two.
    expect(rms).toBeCloseTo(16_000 / 32_768 / 2 / Math.SQRT2, 3);
  });

  it('keeps two channels where two are wanted', async () => {
    const samples = await decode(wav(44_100, 4410), { ...form, sampleRateHz: 44_100, channels: 2 });
    expect(samples).toHaveLength(8820);
    expect(Math.max(...samples.filter((_, i) => i % 2 === 0))).toBeGreaterThan(0.4);
    expect(samples.filter((_, i) => i % 2 === 1).every((x) => x === 0)).toBe(true);
  });

  it('may chain streams of Ogg, one for each track and of any codec, which are heard one after the other', async () => {
    const names = [
      'tone-stereo-opus',
      'tone-stereo-vorbis',
      'tone-mono-opus',
      'tone-stereo-flac',
      'tone-stereo-vorbis',
    ];
    const chain = Buffer.concat(
      names.map((name) => readFileSync(new URL(`../../../../fixtures/audio/${name}.ogg`, import.meta.url))),
    );
    const samples = await decode(chain, { format: 'ogg', ffmpeg: null, sampleRateHz: 44_100, channels: 1 });
    // Half a second each; a change of the sample rate may cost or give some samples.
    expect(Math.abs(samples.length - names.length * 22_050)).toBeLessThan(50);
    for (let i = 0; i < names.length; i++) {
      const part = samples.slice(22_050 * i + 5000, 22_050 * i + 17_000);
      expect([names[i], Math.max(...part) > 0.1]).toEqual([names[i], true]);
    }
  });

  it('is refused where it sends another format than it states, or nothing', async () => {
    const options = { ...form, format: 'mp3', sampleRateHz: 44_100, channels: 1 } as const;
    await expect(decode(wav(44_100, 100), options)).rejects.toThrow('the content type states MP3, the data is WAV');
    await expect(decode(new Uint8Array(0), options)).rejects.toThrow('the source has sent nothing');
    await expect(decode(Buffer.alloc(9000, 'no audio '), options)).rejects.toThrow('must be WAV');
  });
});
