// Reads the files of a folder of cases after public bug reports, and prints for each kind what comes out now, as Markdown.
// usage: node scripts/cases.mjs DIR [TABLE.md]     DIR holds what make-cases.py writes; files that are missing are named.
//   With TABLE.md its table is printed with the column "now" filled in: kinds are found by the files that they name.
import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { mixChannels } from '../dist/core/dsp/channels.js';
import { openAudio } from '../dist/node/index.js';

const dir = process.argv[2];
if (!dir || !existsSync(dir) || !statSync(dir).isDirectory()) {
  console.error('usage: npm run cases -- DIR');
  process.exit(2);
}

/** @returns what was read of a file: seconds, container, peak of each channel and of its mix to mono, or the error */
async function read(path) {
  try {
    const source = await openAudio({ path });
    const { channels, sampleRateHz, channelMask } = source;
    const power = new Array(channels).fill(0);
    let [samples, mono] = [0, 0];
    for await (const block of source.blocks()) {
      samples += block.length / channels;
      for (let i = 0; i < block.length; i++) power[i % channels] += block[i] ** 2;
      for (const value of mixChannels(block, channels, 1, channelMask)) mono += value ** 2;
    }
    const db = (sum) => 10 * Math.log10(sum / samples + 1e-20);
    const seconds = samples / sampleRateHz;
    return { seconds, container: source.container, channels: power.map(db), mono: db(mono), warnings: source.warnings };
  } catch (error) {
    return { error: error.code ?? 'uncoded', message: error.message };
  }
}

/** A name of the table: its start, `*` for anything, or as `-400px` the end of another one. */
const asPattern = (name) =>
  new RegExp(`${name.startsWith('-') ? '' : '^'}${name.replace(/[.+]/g, '\\$&').replaceAll('*', '.*')}`);

const lasts = (seconds) => (result) => Math.abs((result.seconds ?? -1) - seconds) < 0.06;
const refusedOr = (check) => (result) => check(result) || ['AUDIO_FORMAT', 'FILE_MAGIC'].includes(result.error);
/** The channel whose level is highest. */
const loudest = (channel) => (result) => result.channels?.indexOf(Math.max(...result.channels)) === channel;
const inMono = (db) => (result) => Math.abs((result.mono ?? -99) - db) < 1.5;
const isQuiet = (result) => result.mono < -60;

/** Kind, and its files with what is right. */
const KINDS = [
  [
    'Opus tags longer than an Ogg page',
    [
      ['o25-cover-150px.opus', lasts(5)],
      ['o25-cover-400px.opus', lasts(5)],
    ],
  ],
  [
    'chained Ogg',
    ['ogg', 'opus'].flatMap((e) => [
      [`o01-chain-3s-5s.${e}`, lasts(8)],
      [`o01b-chain-same-serial.${e}`, lasts(8)],
      [`o02-chain-60s-5s.${e}`, lasts(65)],
    ]),
  ],
  [
    'joined MP3s, wrong Xing/Info counts',
    [
      ['m04-concatenated.mp3', lasts(8)],
      ['m04b-concatenated-cbr.mp3', lasts(8.04)],
      ['m04c-concatenated-id3.mp3', lasts(8)],
      ['m16-xing-0-frames.mp3', lasts(3)],
      ['m16c-xing-too-many.mp3', lasts(3)],
    ],
  ],
  [
    'FLAC of 12, 20 and 32 bits',
    [
      ['f03-12bit.flac', lasts(2)],
      ['f03-20bit.flac', lasts(2)],
      ['f03-32bit.flac', refusedOr(lasts(2))],
    ],
  ],
  [
    'Vorbis and Opus channel order',
    [
      ['v51-centre.ogg', loudest(2)],
      ['v51-centre.opus', loudest(2)],
    ],
  ],
  [
    'mixing 5.1 down',
    [
      ['v51-centre.wav', inMono(-14.6)],
      ['c51-centre-only.wav', inMono(-11)],
      ['c51-lfe-only.wav', isQuiet],
      ['c21-mask-lfe.wav', isQuiet],
    ],
  ],
  ['Opus output gain', [['o10-gain-minus12.opus', inMono(-26)]]],
  [
    'damage inside FLAC, tag behind it',
    [
      ['f17-one-byte-wrong-of-60s.flac', lasts(60)],
      ['f14-damaged-middle.flac', lasts(3)],
      ['f10-id3v1-tail.flac', lasts(3)],
      ['f16-last-byte-12ff.flac', lasts(0.227)],
    ],
  ],
  ['RIFX', [['w34-rifx.wav', lasts(1)]]],
  [
    'two ID3v2, junk before MP3, ID3 before Ogg',
    [
      ['m05-two-id3v2.mp3', lasts(3)],
      ['m06-id3-size-wrong.mp3', lasts(3)],
      ['m07-starts-in-frame.mp3', lasts(4.96)],
      ['m07b-junk-text-before.mp3', lasts(3)],
      ['m08-zeros-10k.mp3', lasts(3)],
      ['o20-id3-before.ogg', lasts(5)],
      ['o20-id3-before.opus', lasts(5)],
    ],
  ],
  ['FFmpeg is asked', [['x-m4a.m4a', lasts(3.02)]]],
  [
    'above 192 kHz, below 8 kHz, over 32 channels',
    [
      ['r384000.flac', lasts(1)],
      ['r6000.wav', lasts(1)],
      ['c33.wav', lasts(1)],
    ],
  ],
  [
    'Ogg with a granule offset',
    [
      ['o06-granule-plus-1h.ogg', lasts(5)],
      ['o06-granule-plus-1h.opus', lasts(5)],
    ],
  ],
];

let wrong = 0;
const rows = [];
for (const [kind, files] of KINDS) {
  const cells = [];
  let isRight = true;
  for (const [name, check] of files) {
    const path = join(dir, name);
    if (!existsSync(path)) {
      cells.push(`${name}: missing`);
      isRight = false;
      continue;
    }
    const result = await read(path);
    const right = check(result);
    isRight &&= right;
    const what =
      result.error ?? `${result.seconds.toFixed(2)} s, ${result.container}, mono ${result.mono.toFixed(1)} dB`;
    cells.push(`${name}: ${what}${right ? '' : ' (wrong)'}`);
  }
  if (!isRight) wrong++;
  rows.push({ kind, files: files.map(([name]) => name), isRight, cells });
}

const table = process.argv[3];
if (table) {
  for (const line of readFileSync(table, 'utf8').split('\n')) {
    const columns = line.split('|').map((cell) => cell.trim());
    const named = [...(columns[2] ?? '').matchAll(/`([^`]+)`/g)].map(([, name]) => name);
    const patterns = named.filter((name) => !name.startsWith('.')).map(asPattern);
    const found = rows.filter(({ files }) => files.some((file) => patterns.some((pattern) => pattern.test(file))));
    const isRow = columns.length === 6 && columns[1] !== 'kind' && !/^-+$/.test(columns[1]);
    const now =
      found.length === 0
        ? 'is no file here: a test of the suite holds it'
        : found.map(({ cells }) => cells.join('<br>')).join('<br>');
    console.log(isRow ? `| ${columns[1]} | ${columns[2]} | ${now} | ${columns[4]} |` : line);
  }
} else {
  console.log('| kind | now | files |\n| --- | --- | --- |');
  for (const { kind, isRight, cells } of rows)
    console.log(`| ${kind} | ${isRight ? 'right' : 'wrong'} | ${cells.join('<br>')} |`);
}
console.log(
  `\n${KINDS.length - wrong} of ${KINDS.length} kinds are right. Kinds that are no files are held by tests: pipes and names in`,
);
console.log('test/unit/node/files/open-audio.test.ts, quiet speech, relays and pages in the suites of those parts.');
process.exitCode = wrong > 0 ? 1 : 0;
