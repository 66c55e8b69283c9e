import { encodeBases } from './bases.js';
import { containerVariants } from './containers.js';
import { flacVariants } from './flac.js';
import { Chance, type HostileFile, whole } from './hostile-file.js';
import { joinedPairs, shortStatements } from './joined.js';
import { mp3Variants } from './mp3.js';
import { oggVariants } from './ogg.js';
import { wavVariants } from './wav.js';

/** Kinds of files, each with its variants of a seed. */
export const HOSTILE_KINDS: Readonly<Record<string, (ffmpeg: string, seed: number) => HostileFile[]>> = {
  mp3: (ffmpeg, seed) => {
    const lame = (...options: string[]): string[] => ['-c:a', 'libmp3lame', ...options, '-id3v2_version', '0'];
    const mono = { ending: 'mp3', channels: 1, sampleRateHz: 16_000, samples: 40_000 };
    const bases = encodeBases(ffmpeg, {
      lame: { ending: 'mp3', options: lame('-b:a', '128k') },
      plain: { ending: 'mp3', options: lame('-b:a', '128k', '-write_xing', '0') },
      vbr: { ending: 'mp3', options: lame('-q:a', '4'), pitchHz: 330, samples: 60_001 },
      mono: { ...mono, options: lame('-b:a', '32k') },
      monoPlain: { ...mono, options: lame('-b:a', '32k', '-write_xing', '0') },
    });
    return [
      ...mp3Variants(bases.lame, bases.plain, bases.vbr, new Chance(seed)),
      ...mp3Variants(bases.vbr, bases.plain, bases.lame, new Chance(seed)),
      ...mp3Variants(bases.mono, bases.monoPlain, bases.mono, new Chance(seed)),
    ];
  },
  flac: (ffmpeg, seed) => {
    const flac = (...options: string[]): string[] => ['-c:a', 'flac', '-sample_fmt', ...options];
    const { one, cd, deep, six } = encodeBases(ffmpeg, {
      one: { ending: 'flac', options: flac('s16'), samples: 1, channels: 1 },
      cd: { ending: 'flac', options: flac('s16'), samples: 88_201 },
      deep: { ending: 'flac', options: flac('s32', '-frame_size', '1000'), samples: 20_000, pitchHz: 330 },
      six: { ending: 'flac', options: flac('s16'), channels: 6, sampleRateHz: 48_000, samples: 48_000 },
    });
    return [
      { name: 'one sample', bytes: one.bytes, ...whole(one) },
      ...flacVariants(cd, deep, new Chance(seed)),
      ...flacVariants(deep, cd, new Chance(seed)),
      ...flacVariants(six, six, new Chance(seed)),
    ];
  },
  ogg: (ffmpeg, seed) => {
    const page = ['-page_duration', '100000'];
    const { opus, opus6, vorbis, vorbisMono, oggFlac } = encodeBases(ffmpeg, {
      opus: { ending: 'ogg', options: ['-c:a', 'libopus', ...page], sampleRateHz: 48_000, samples: 96_000 },
      opus6: {
        ending: 'ogg',
        options: ['-c:a', 'libopus', '-b:a', '192k', ...page],
        channels: 6,
        sampleRateHz: 48_000,
        samples: 70_001,
      },
      vorbis: { ending: 'ogg', options: ['-c:a', 'libvorbis', ...page] },
      vorbisMono: {
        ending: 'ogg',
        options: ['-c:a', 'libvorbis', ...page],
        channels: 1,
        sampleRateHz: 22_050,
        samples: 50_000,
      },
      oggFlac: { ending: 'ogg', options: ['-c:a', 'flac', '-sample_fmt', 's16', '-frame_size', '1152', ...page] },
    });
    return [
      ...oggVariants(opus, opus6, new Chance(seed), { headers: 2, preSkip: 312 }),
      ...oggVariants(opus6, opus, new Chance(seed), { headers: 2, preSkip: 312 }),
      ...oggVariants(vorbis, vorbisMono, new Chance(seed), { headers: 2, preSkip: 0 }),
      ...oggVariants(vorbisMono, vorbis, new Chance(seed), { headers: 2, preSkip: 0 }),
      ...oggVariants(oggFlac, oggFlac, new Chance(seed), { headers: 2, preSkip: 0 }),
    ];
  },
  wav: (_, seed) => wavVariants(new Chance(seed)),
  'stated lengths, and files behind files': (ffmpeg, seed) => {
    const of = (ending: string, ...options: string[]) => ({ ending, options: ['-c:a', ...options], samples: 20_000 });
    const bases = encodeBases(ffmpeg, {
      wav: of('wav', 'pcm_s16le'),
      aiff: of('aiff', 'pcm_s24be'),
      caf: of('caf', 'pcm_f32be'),
      au: of('au', 'pcm_s32be'),
      w64: of('w64', 'pcm_s16le'),
      flac: of('flac', 'flac', '-sample_fmt', 's16'),
      mp3: of('mp3', 'libmp3lame', '-b:a', '128k'),
      ogg: of('oga', 'flac', '-sample_fmt', 's16'),
      m4a: of('m4a', 'aac'),
    });
    const { wav, aiff, caf, au, w64 } = bases;
    const chance = new Chance(seed);
    return [wav, aiff, caf, au, w64].flatMap((base) => shortStatements(base, chance)).concat(joinedPairs(bases));
  },
  'what FFmpeg reads': (ffmpeg, seed) => {
    const of = (ending: string, ...options: string[]) => ({ ending, options: ['-c:a', ...options], samples: 30_000 });
    const bases = encodeBases(ffmpeg, {
      aiff: of('aiff', 'pcm_s16be'),
      caf: of('caf', 'pcm_s24be'),
      w64: of('w64', 'pcm_s16le'),
      au: of('au', 'pcm_s16be'),
      m4a: of('m4a', 'aac', '-movflags', '+faststart'),
      alac: of('m4a', 'alac'),
      mka: of('mka', 'flac'),
      mp2: of('mp2', 'mp2'),
      aac: of('aac', 'aac'),
    });
    return Object.values(bases).flatMap((base) => containerVariants(base, new Chance(seed)));
  },
};
