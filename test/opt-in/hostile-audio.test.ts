import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { findTool } from '../../src/node/files/tools.js';
import { encodeBases } from '../support/hostile/bases.js';
import { faultsOf } from '../support/hostile/check.js';
import { Chance } from '../support/hostile/hostile-file.js';
import { mp3Variants } from '../support/hostile/mp3.js';

const seed = Number(process.env.SEED ?? 1);
it('mp3', { timeout: 600000 }, async () => {
  const ffmpeg = (await findTool('ffmpeg'))!;
  const bases = encodeBases(ffmpeg, {
    lame: { ending: 'mp3', options: ['-c:a', 'libmp3lame', '-b:a', '128k', '-id3v2_version', '0'] },
    plain: { ending: 'mp3', options: ['-c:a', 'libmp3lame', '-b:a', '128k', '-write_xing', '0', '-id3v2_version', '0'] },
    vbr: { ending: 'mp3', options: ['-c:a', 'libmp3lame', '-q:a', '4', '-id3v2_version', '0'], pitchHz: 330, samples: 60_001 },
    mono: { ending: 'mp3', options: ['-c:a', 'libmp3lame', '-b:a', '32k', '-id3v2_version', '0'], channels: 1, sampleRateHz: 16000, samples: 40_000 },
    monoPlain: { ending: 'mp3', options: ['-c:a', 'libmp3lame', '-b:a', '32k', '-write_xing', '0', '-id3v2_version', '0'], channels: 1, sampleRateHz: 16000, samples: 40_000 },
  });
  const dir = join(tmpdir(), 'latentcast-hostile');
  const files = [...mp3Variants(bases.lame, bases.plain, bases.vbr, new Chance(seed)), ...mp3Variants(bases.vbr, bases.plain, bases.lame, new Chance(seed)), ...mp3Variants(bases.mono, bases.monoPlain, bases.mono, new Chance(seed))];
  const faults: string[] = [];
  for (const file of files) faults.push(...(await faultsOf(file, dir)));
  console.log(files.length, 'files');
  expect(faults.join('\n')).toBe('');
});
