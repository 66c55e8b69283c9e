import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { concatFloats } from '../../src/core/buffers.js';
import { openAudio } from '../../src/node/files/open-audio.js';
import { findTool } from '../../src/node/files/tools.js';

/** Containers and codecs that FFmpeg writes: file ending, codec, whether it is lossless, options. */
const KINDS: readonly [ending: string, codec: string, isLossless: boolean, ...options: string[]][] = [
  ['wav', 'pcm_u8', true],
  ['wav', 'pcm_s16le', true],
  ['wav', 'pcm_s24le', true],
  ['wav', 'pcm_s32le', true],
  ['wav', 'pcm_f32le', true],
  ['wav', 'pcm_f64le', true],
  ['wav', 'pcm_s16le', true, '-rf64', 'always'],
  ['wav', 'pcm_mulaw', false],
  ['wav', 'pcm_alaw', false],
  ['flac', 'flac', true, '-sample_fmt', 's16'],
  ['flac', 'flac', true, '-sample_fmt', 's32'],
  ['oga', 'flac', true],
  ['ogg', 'libvorbis', false],
  ['opus', 'libopus', false],
  ['mp3', 'libmp3lame', false],
  ['aiff', 'pcm_s16be', true],
  ['caf', 'pcm_s24be', true],
  ['au', 'pcm_s16be', true],
  ['w64', 'pcm_s16le', true],
  ['mka', 'flac', true],
  ['m4a', 'aac', false],
  ['m4a', 'alac', true],
  ['wv', 'wavpack', true],
  ['tta', 'tta', true],
];
const IS_LARGE = process.env.LATENTCAST_AUDIO_MATRIX === 'large';
const RATES = IS_LARGE ? [8000, 11025, 16000, 22050, 32000, 44100, 48000, 96000] : [16000, 44100, 48000];
const channelsAt = (rate: number): readonly number[] =>
  IS_LARGE ? [1, 2, 3, 4, 5, 6, 8] : rate === 48000 ? [1, 2, 6] : [2];
const SAMPLES = IS_LARGE ? [1, 1000, 4096, 30_001] : [1000, 14_401];

const ffmpeg = await findTool('ffmpeg');
const dir = mkdtempSync(join(tmpdir(), 'latentcast-matrix-'));
afterAll(() => rmSync(dir, { recursive: true }));

const accepts = (ending: string, codec: string, rate: number, channels: number): boolean => {
  if (ending === 'mp3') return channels <= 2 && rate <= 48000;
  if (codec === 'libopus') return rate === 48000;
  if (codec === 'libvorbis') return rate >= 16000;
  if (codec === 'alac' || codec === 'aac') return channels <= 2 && rate >= 16000;
  if (ending === 'tta' || ending === 'wv') return channels <= 2;
  return true;
};

/** A different sweep in each channel; the fourth may be the one of low frequencies. */
const source = (rate: number, channels: number, samples: number): string[] => {
  const channel = Array.from(
    { length: channels },
    (_, c) => `0.4*sin(2*PI*${c === 3 ? 60 : 200 + 130 * c}*t*(1+t))`,
  ).join('|');
  const layout = { 3: '3.0', 4: 'quad', 5: '5.0', 6: '5.1', 8: '7.1' }[channels];
  return [
    '-f',
    'lavfi',
    '-i',
    `aevalsrc='${channel}'${layout ? `:c=${layout}` : ''}:s=${rate}:d=2,atrim=end_sample=${samples}`,
  ];
};

describe.skipIf(!ffmpeg)('audio that FFmpeg writes is read as FFmpeg reads it', () => {
  for (const rate of RATES)
    for (const channels of channelsAt(rate))
      it(`${rate} Hz, ${channels} channels: length, place and shape`, async () => {
        const faults: string[] = [];
        // FFmpeg takes longer to start than to encode one of these: all lengths are written and read at once.
        const files = SAMPLES.flatMap((samples, input) =>
          KINDS.flatMap(([ending, codec, isLossless, ...options], i) =>
            accepts(ending, codec, rate, channels)
              ? [
                  {
                    samples,
                    input,
                    path: join(dir, `${input}-${i}.${ending}`),
                    raw: join(dir, `${input}-${i}.raw`),
                    codec,
                    isLossless,
                    options,
                  },
                ]
              : [],
          ),
        );
        const outputs = files.flatMap(({ input, path, codec, options }) => [
          '-map',
          `${input}:a`,
          '-c:a',
          codec,
          '-strict',
          '-2',
          ...options,
          path,
        ]);
        const sources = SAMPLES.flatMap((samples) => source(rate, channels, samples));
        execFileSync(ffmpeg!, ['-y', '-v', 'error', ...sources, ...outputs]);
        const inputs = files.flatMap(({ path }) => ['-i', path]);
        const raws = files.flatMap(({ raw }, i) => ['-map', `${i}:a`, '-f', 'f32le', raw]);
        execFileSync(ffmpeg!, ['-y', '-v', 'error', ...inputs, ...raws]);
        const check = async ({
          samples,
          input,
          path,
          raw,
          codec,
          isLossless,
        }: (typeof files)[number]): Promise<void> => {
          if (statSync(raw).size === 0) return;
          const name = `${samples} samples, ${codec} in ${path.split('.').at(-1)}`;
          // FFmpeg 5 leaves out the first block of Vorbis: it is compared with what was encoded.
          const isVorbis = codec === 'libvorbis';
          const bytes = readFileSync(isVorbis ? join(dir, `${input}-4.raw`) : raw);
          const wanted = new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
          const audio = await openAudio({ path });
          const blocks: Float32Array[] = [];
          for await (const block of audio.blocks()) blocks.push(block);
          const got = concatFloats(blocks);
          // FFmpeg 5 leaves the padding of the last frame, which the file states.
          const isPadded = codec === 'aac' && got.length === samples * channels;
          if (audio.isIncomplete) faults.push(`${name}: ${audio.warnings}`);
          if (got.length !== wanted.length && !isPadded) {
            faults.push(`${name}: ${got.length / channels} samples, FFmpeg reads ${wanted.length / channels}`);
            return;
          }
          const least = isLossless ? 0.999 : isVorbis ? 0.95 : 0.99;
          for (let c = 0; c < channels && samples > 999; c++) {
            const value = correlation(got, wanted, channels, c);
            if (!(value > least)) faults.push(`${name}: channel ${c} correlates ${value.toFixed(4)}`);
          }
        };
        // Half of them wait for FFmpeg.
        await Promise.all(files.map(check));
        expect(faults).toEqual([]);
      });
});

/** Of channel `c` of both at lag 0; below what is asked for also where one is late by a sample. */
function correlation(a: Float32Array, b: Float32Array, channels: number, c: number): number {
  let [ab, aa, bb] = [0, 0, 0];
  for (let i = c; i < a.length; i += channels) {
    ab += a[i] * b[i];
    aa += a[i] * a[i];
    bb += b[i] * b[i];
  }
  return aa === 0 && bb === 0 ? 1 : ab / Math.sqrt(aa * bb);
}
