// Prints how many files of each kind have the right length in other libraries and here, as Markdown.
// usage: node scripts/compare-readers.mjs DIR LIBRARIES
//   DIR holds what make-cases.py writes, LIBRARIES a node_modules with mediabunny; FFmpeg is taken from PATH. Build first.
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseFile } from 'music-metadata';
import { openAudio } from '../dist/node/index.js';

const [dir, libraries] = process.argv.slice(2);
if (!dir || !libraries || !existsSync(dir) || !existsSync(libraries)) {
  console.error('usage: node scripts/compare-readers.mjs DIR LIBRARIES');
  process.exit(2);
}
const home = join(resolve(libraries), 'mediabunny');
const { module } = JSON.parse(readFileSync(join(home, 'package.json'), 'utf8'));
const { ALL_FORMATS, BufferSource, EncodedPacketSink, Input } = await import(pathToFileURL(join(home, module)).href);

const READERS = {
  mediabunny: async (path) => {
    const input = new Input({ formats: ALL_FORMATS, source: new BufferSource(readFileSync(path)) });
    const track = await input.getPrimaryAudioTrack();
    let [start, end] = [undefined, 0];
    for await (const { timestamp, duration } of new EncodedPacketSink(track).packets()) {
      start ??= Math.max(0, timestamp);
      end = Math.max(end, timestamp + duration);
    }
    return end - start;
  },
  'music-metadata (lengths)': async (path) => (await parseFile(path, { duration: true })).format.duration,
  FFmpeg: async (path) => {
    const options = ['-v', 'quiet', '-i', `file:${path}`, '-map', 'a:0', '-f', 'null', '-progress', '-', '-'];
    const output = execFileSync('ffmpeg', options, { stdio: ['ignore', 'pipe', 'ignore'] }).toString();
    return Number([...output.matchAll(/out_time_us=(\d+)/g)].at(-1)?.[1]) / 1e6;
  },
  here: async (path) => {
    const source = await openAudio({ path });
    let values = 0;
    for await (const block of source.blocks()) values += block.length;
    return values / source.channels / source.sampleRateHz;
  },
};

/** Delay and padding of a song may stay, except here. */
const TOLERANCE_S = 0.06;
const both = (name, ...rest) => ['ogg', 'opus'].map((ending) => [`${name}.${ending}`, ...rest]);

/** Kind, and its files: name, seconds, how many songs, seconds by which it may differ. */
const KINDS = {
  'chained Ogg': [...both('o01-chain-3s-5s', 8), ...both('o01b-chain-same-serial', 8), ...both('o02-chain-60s-5s', 65)],
  'Ogg: FLAC, empty last page, cut, junk, ID3 in front': [
    ['f13-ogg-flac.ogg', 3],
    ...both('o08-empty-eos-page', 5),
    ...both('o09-cut', 4.45, 1, 0.54),
    ...both('o20-id3-before', 5),
    ...both('o21-junk-middle', 5),
    ...both('o22-tail-junk', 5),
  ],
  'joined MP3s, wrong counts': [
    ['m04-concatenated.mp3', 8, 2],
    ['m04b-concatenated-cbr.mp3', 8.04, 2],
    ['m04c-concatenated-id3.mp3', 8, 2],
    ['m16-xing-0-frames.mp3', 3],
    ['m16c-xing-too-many.mp3', 3],
  ],
  'MP3 behind junk, cut at its start': [
    ['m05-two-id3v2.mp3', 3],
    ['m06-id3-size-wrong.mp3', 3],
    ['m07-starts-in-frame.mp3', 4.96],
    ['m07b-junk-text-before.mp3', 3],
    ['m08-zeros-10k.mp3', 3],
    ['m08b-id3-padding-outside-10k.mp3', 3],
  ],
  'FLAC damaged, cut, wrong counts': [
    ['f05-total-too-small.flac', 3],
    ['f05b-total-too-big.flac', 3],
    ['f09-cut.flac', 1.4, 1, 0.15],
    ['f10-id3v1-tail.flac', 3],
    ['f14-damaged-middle.flac', 3],
    ['f17-one-byte-wrong-of-60s.flac', 60],
  ],
  'RF64, BW64, 12 and 20 bits, chunks and tags in front': [
    ['w08-rf64.wav', 1],
    ['w08b-rf64-ffmpeg.wav', 3],
    ['w09-bw64.wav', 1],
    ['f03-12bit.flac', 2],
    ['f03-20bit.flac', 2],
    ['w22b-odd-bext-no-pad-first.wav', 1],
    ['w23-junk-bext-after.wav', 1],
    ['f01-id3v2-prefix.flac', 3],
  ],
};

console.log(`| kind | ${Object.keys(READERS).join(' | ')} |\n| --- |${' --- |'.repeat(Object.keys(READERS).length)}`);
const others = [];
for (const [kind, files] of Object.entries(KINDS)) {
  const right = [];
  for (const [reader, read] of Object.entries(READERS)) {
    let count = 0;
    for (const [name, seconds, songs = 1, tolerance = TOLERANCE_S * songs] of files) {
      const got = await read(join(dir, name)).catch((error) => error.message.split('\n')[0]);
      const isRight = Math.abs(got - seconds) <= (reader === 'here' && songs > 1 ? TOLERANCE_S : tolerance);
      if (isRight) count++;
      else others.push(`${name}, ${reader}: ${typeof got === 'number' ? got.toFixed(3) : got}, not ${seconds}`);
    }
    right.push(count);
  }
  console.log(`| ${kind} (${files.length}) | ${right.join(' | ')} |`);
}
console.log(`\n${others.join('\n')}`);
