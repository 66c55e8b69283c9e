import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DecodedBase } from './hostile-file.js';

/** How FFmpeg is to encode a base. */
export interface BaseOptions {
  readonly ending: string;
  readonly options: readonly string[];
  readonly channels?: number;
  readonly sampleRateHz?: number;
  readonly samples?: number;
  /** Another base has other pitches. */
  readonly pitchHz?: number;
  /** Samples in front that FFmpeg decodes and that are no audio. */
  readonly lossless?: boolean;
}

/** Sweeps, one a channel, encoded and decoded by FFmpeg, Opus by libopus: FFmpeg's own decoder differs for low frequencies. */
export function encodeBases<K extends string>(
  ffmpeg: string,
  wanted: Readonly<Record<K, BaseOptions>>,
): Record<K, DecodedBase> {
  const dir = mkdtempSync(join(tmpdir(), 'latentcast-bases-'));
  try {
    const names = Object.keys(wanted) as K[];
    const inputs: string[] = [];
    const outputs: string[] = [];
    for (const [i, name] of names.entries()) {
      const { ending, options, channels = 2, sampleRateHz = 44_100, samples = 88_200, pitchHz = 200 } = wanted[name];
      const expression = Array.from(
        { length: channels },
        (_, c) => `0.4*sin(2*PI*${c === 3 ? 60 : pitchHz + 130 * c}*t*(1+t))`,
      ).join('|');
      const layout = { 3: '3.0', 4: 'quad', 5: '5.0', 6: '5.1', 8: '7.1' }[channels];
      inputs.push(
        '-f',
        'lavfi',
        '-i',
        `aevalsrc='${expression}'${layout ? `:c=${layout}` : ''}:s=${sampleRateHz}:d=30,atrim=end_sample=${samples}`,
      );
      outputs.push(
        '-map',
        `${i}:a`,
        '-fflags',
        '+bitexact',
        '-map_metadata',
        '-1',
        ...options,
        join(dir, `${name}.${ending}`),
      );
    }
    execFileSync(ffmpeg, ['-y', '-v', 'error', ...inputs, ...outputs]);
    const decode = names.flatMap((name, i) => ['-map', `${i}:a`, '-f', 'f32le', join(dir, `${name}.raw`)]);
    execFileSync(ffmpeg, [
      '-y',
      '-v',
      'error',
      ...names.flatMap((name) => [
        ...(wanted[name].options.includes('libopus') ? ['-c:a', 'libopus'] : []),
        '-i',
        join(dir, `${name}.${wanted[name].ending}`),
      ]),
      ...decode,
    ]);
    const bases = names.map((name) => {
      const { ending, channels = 2, sampleRateHz = 44_100, samples = 88_200 } = wanted[name];
      const raw = readFileSync(join(dir, `${name}.raw`));
      const decoded = new Float32Array(raw.buffer.slice(raw.byteOffset, raw.byteOffset + raw.length));
      // FFmpeg 5 leaves the padding of the last frame, which the file states.
      const pcm = ending === 'm4a' ? decoded.slice(0, samples * channels) : decoded;
      return [
        name,
        { name, bytes: readFileSync(join(dir, `${name}.${ending}`)), channels, sampleRateHz, pcm },
      ] as const;
    });
    return Object.fromEntries(bases) as unknown as Record<K, DecodedBase>;
  } finally {
    rmSync(dir, { recursive: true });
  }
}
