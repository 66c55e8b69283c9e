import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { findTool } from '../../src/node/files/tools.js';
import { encodeBases } from '../support/hostile/bases.js';
import { faultsOf } from '../support/hostile/check.js';
import { Chance, type HostileFile } from '../support/hostile/hostile-file.js';
import { mp3Variants } from '../support/hostile/mp3.js';
import { flacVariants } from '../support/hostile/flac.js';
import { oggVariants } from '../support/hostile/ogg.js';

const seed = Number(process.env.SEED ?? 1);
const dir = join(tmpdir(), 'latentcast-hostile');
async function run(files: HostileFile[]): Promise<void> {
  const faults: string[] = [];
  for (const file of files) if (!process.env.ONLY || file.name.includes(process.env.ONLY)) faults.push(...(await faultsOf(file, dir)));
  console.log(files.length, 'files');
  expect(faults.join('\n')).toBe('');
}
const ffmpeg = (await findTool('ffmpeg'))!;
it('mp3', { timeout: 600000 }, async () => {
  const bases = encodeBases(ffmpeg, {
    lame: { ending: 'mp3', options: ['-c:a', 'libmp3lame', '-b:a', '128k', '-id3v2_version', '0'] },
    plain: { ending: 'mp3', options: ['-c:a', 'libmp3lame', '-b:a', '128k', '-write_xing', '0', '-id3v2_version', '0'] },
    vbr: { ending: 'mp3', options: ['-c:a', 'libmp3lame', '-q:a', '4', '-id3v2_version', '0'], pitchHz: 330, samples: 60_001 },
    mono: { ending: 'mp3', options: ['-c:a', 'libmp3lame', '-b:a', '32k', '-id3v2_version', '0'], channels: 1, sampleRateHz: 16000, samples: 40_000 },
    monoPlain: { ending: 'mp3', options: ['-c:a', 'libmp3lame', '-b:a', '32k', '-write_xing', '0', '-id3v2_version', '0'], channels: 1, sampleRateHz: 16000, samples: 40_000 },
  });
  await run([...mp3Variants(bases.lame, bases.plain, bases.vbr, new Chance(seed)), ...mp3Variants(bases.vbr, bases.plain, bases.lame, new Chance(seed)), ...mp3Variants(bases.mono, bases.monoPlain, bases.mono, new Chance(seed))]);
});
it('flac', { timeout: 600000 }, async () => {
  const bases = encodeBases(ffmpeg, {
    flac: { ending: 'flac', options: ['-c:a', 'flac', '-sample_fmt', 's16'], samples: 88_201 },
    flac24: { ending: 'flac', options: ['-c:a', 'flac', '-sample_fmt', 's32', '-frame_size', '1000'], samples: 20_000, pitchHz: 330 },
    flac6: { ending: 'flac', options: ['-c:a', 'flac', '-sample_fmt', 's16'], channels: 6, sampleRateHz: 48_000, samples: 48_000 },
    flac1: { ending: 'flac', options: ['-c:a', 'flac', '-sample_fmt', 's16'], samples: 1, channels: 1 },
  });
  await run([{ name: 'flac1', base: bases.flac1, bytes: bases.flac1.bytes, samples: 1, spans: [] }, ...flacVariants(bases.flac, bases.flac24, new Chance(seed)), ...flacVariants(bases.flac24, bases.flac, new Chance(seed)), ...flacVariants(bases.flac6, bases.flac6, new Chance(seed))]);
});
it('ogg', { timeout: 600000 }, async () => {
  const page = ['-page_duration', '100000'];
  const bases = encodeBases(ffmpeg, {
    opus: { ending: 'ogg', options: ['-c:a', 'libopus', ...page], sampleRateHz: 48_000, samples: 96_000 },
    opus6: { ending: 'ogg', options: ['-c:a', 'libopus', '-b:a', '192k', ...page], channels: 6, sampleRateHz: 48_000, samples: 70_001 },
    vorbis: { ending: 'ogg', options: ['-c:a', 'libvorbis', ...page] },
    vorbisMono: { ending: 'ogg', options: ['-c:a', 'libvorbis', ...page], channels: 1, sampleRateHz: 22_050, samples: 50_000 },
    oggFlac: { ending: 'ogg', options: ['-c:a', 'flac', '-sample_fmt', 's16', '-frame_size', '1152', ...page] },
  });
  const { opus, opus6, vorbis, vorbisMono, oggFlac } = bases;
  const opusForm = { headers: 2, preSkip: 312 };
  await run([
    ...oggVariants(opus, opus6, new Chance(seed), opusForm),
    ...oggVariants(opus6, opus, new Chance(seed), opusForm),
    ...oggVariants(vorbis, vorbisMono, new Chance(seed), { headers: 2, preSkip: 0 }),
    ...oggVariants(vorbisMono, vorbis, new Chance(seed), { headers: 2, preSkip: 0 }),
    ...oggVariants(oggFlac, oggFlac, new Chance(seed), { headers: 2, preSkip: 0 }),
  ]);
});
