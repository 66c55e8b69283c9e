import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { concatFloats } from '../../../src/core/buffers.js';
import { CodecError } from '../../../src/core/errors.js';
import { openAudio } from '../../../src/node/files/open-audio.js';
import { type HostileFile, samplesOf } from './hostile-file.js';

/** What a file gives that is not right, as sentences; none where all is. */
export async function faultsOf(file: HostileFile, dir: string): Promise<string[]> {
  await mkdir(dir, { recursive: true });
  const path = join(dir, `${Math.random().toString(36).slice(2)}.bin`);
  await writeFile(path, file.bytes);
  try {
    return (await check(file, path)).map((fault) => `${file.name}: ${fault}`);
  } finally {
    await rm(path);
  }
}

async function check(file: HostileFile, path: string): Promise<string[]> {
  const { base, samples, spans, isIncomplete, mayBeRefused, tags, gain = 1 } = file;
  const faults: string[] = [];
  const blocks: Float32Array[] = [];
  let source: Awaited<ReturnType<typeof openAudio>>;
  try {
    source = await openAudio({ path });
    for await (const block of source.blocks()) blocks.push(block);
  } catch (error) {
    if (!(error instanceof CodecError)) return [`an uncoded error: ${(error as Error).stack}`];
    return mayBeRefused ? [] : [`refused: ${error.message}`];
  }
  const { channels } = source;
  const pcm = concatFloats(blocks);
  const count = pcm.length / channels;
  const [min, max] = typeof samples === 'number' ? [samples, samples] : samples;
  if (!(count >= min && count <= max))
    faults.push(`${count} samples, must be ${min} to ${max} (the base has ${samplesOf(base)})`);
  if (
    source.totalSamples !== undefined &&
    source.totalSamples !== count &&
    !file.isLengthUnclear &&
    !source.isIncomplete
  )
    faults.push(`stated ${source.totalSamples} samples, gave ${count}`);
  for (const { at, from, samples: length, base: of = base } of spans) {
    if (of.channels !== channels || of.sampleRateHz !== source.sampleRateHz) continue;
    let energy = 1e-9;
    let error = 0;
    let first = -1;
    for (let i = 0; i < length * channels; i++) {
      const wanted = of.pcm[from * channels + i]! * gain;
      const got = pcm[at * channels + i] ?? 9;
      energy += wanted * wanted;
      error += (got - wanted) ** 2;
      if (first < 0 && Math.abs(got - wanted) > 0.02) first = Math.floor(i / channels);
    }
    if (error > 1e-4 * energy)
      faults.push(
        `[${at}, +${length}) differs: ${(10 * Math.log10(error / energy)).toFixed(1)} dB, from ${at + first} on`,
      );
  }
  if (isIncomplete !== undefined && source.isIncomplete !== isIncomplete)
    faults.push(
      `isIncomplete is ${source.isIncomplete}: ${source.warnings.map((w) => w.slice(w.indexOf('.bin') + 4)).join('; ')}`,
    );
  if (tags && !Object.entries(tags).every(([key, value]) => source.tags[key as 'title'] === value))
    faults.push(`tags are ${JSON.stringify({ ...source.tags, cover: undefined })}`);
  return faults;
}
