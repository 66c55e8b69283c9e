import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openAudioFile } from '../../../../src/node/files/audio-file.js';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'header-bits-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const RATE_HZ = 8000;
const SAMPLES = Int16Array.from({ length: 4000 }, (_, i) => 8000 * Math.sin(i / 5));

const chunk = (id: string, body: Uint8Array, isBigEndian = false): Buffer => {
  const head = Buffer.alloc(8);
  head.write(id, 'latin1');
  if (isBigEndian) head.writeUInt32BE(body.length, 4);
  else head.writeUInt32LE(body.length, 4);
  return Buffer.concat([head, body]);
};

/** @param tag 1: PCM, 3: float */
function oldWav(tag: number, data: Uint8Array, sampleBytes: number): Buffer {
  const format = Buffer.alloc(14);
  format.writeUInt16LE(tag, 0);
  format.writeUInt16LE(1, 2);
  format.writeUInt32LE(RATE_HZ, 4);
  format.writeUInt32LE(RATE_HZ * sampleBytes, 8);
  format.writeUInt16LE(sampleBytes, 12);
  return chunk('RIFF', Buffer.concat([Buffer.from('WAVE'), chunk('fmt ', format), chunk('data', data)]));
}

async function peakOf(name: string, bytes: Uint8Array): Promise<{ samples: number; peak: number }> {
  await writeFile(join(folder, name), bytes);
  const source = await openAudioFile(join(folder, name));
  let [samples, peak] = [0, 0];
  for await (const block of source.blocks()) {
    samples += block.length;
    for (const value of block) peak = Math.max(peak, Math.abs(value));
  }
  return { samples, peak };
}

it('a WAV file of the oldest form, whose fmt chunk ends before the bits, has those of its block align', async () => {
  const expected = { samples: 4000, peak: expect.closeTo(8000 / 32768, 3) as number };
  expect(await peakOf('16.wav', oldWav(1, new Uint8Array(SAMPLES.buffer), 2))).toEqual(expected);
  const floats = Float32Array.from(SAMPLES, (value) => value / 32768);
  expect(await peakOf('float.wav', oldWav(3, new Uint8Array(floats.buffer), 4))).toEqual(expected);
});

it('AIFF of no bits is refused, also where FFmpeg would read noise from it', async () => {
  const common = Buffer.alloc(18);
  common.writeInt16BE(1, 0);
  common.writeUInt32BE(4000, 2);
  common.writeUInt16BE(16383 + 12, 8);
  common.writeBigUInt64BE(BigInt(RATE_HZ) << 51n, 10);
  const sound = Buffer.concat([Buffer.alloc(8), new Uint8Array(SAMPLES.buffer)]);
  const body = Buffer.concat([Buffer.from('AIFF'), chunk('COMM', common, true), chunk('SSND', sound, true)]);
  await expect(peakOf('none.aiff', chunk('FORM', body, true))).rejects.toMatchObject({
    code: 'FILE_HEADER',
    message: expect.stringMatching(/samples of AIFF must have 1 to 32 bits, or 32 or 64 as float, got 0$/) as string,
  });
});
