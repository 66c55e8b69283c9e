import { audioReaderTarget, fixtureStart } from './audio-reader.js';
import { smallMp3 } from './small-audio.js';

const box = (type: string, ...parts: readonly (string | Uint8Array)[]): Buffer => {
  const body = Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part, 'latin1') : part)));
  const head = Buffer.alloc(8);
  head.writeUInt32BE(8 + body.length);
  head.write(type, 4, 'latin1');
  return Buffer.concat([head, body]);
};

/** Any bytes as MP4 and the other containers that are recognised and handed to FFmpeg, with tags in front. */
export const target = {
  ...audioReaderTarget({
    small: () => [
      Buffer.concat([
        box('ftyp', 'M4A \0\0\x02\0isomiso2'),
        box('moov', box('mvhd', new Uint8Array(100)), box('udta', box('meta', new Uint8Array(12)))),
        box('mdat', new Uint8Array(64)),
      ]),
      Buffer.from('FORM\0\0\0\x20AIFFCOMM', 'latin1'),
      Buffer.from('\x1aE\xdf\xa3\x01\0\0\0\0\0\0\x1f', 'latin1'),
      Buffer.from('caff\0\x01\0\0desc', 'latin1'),
      Buffer.concat([Buffer.from('ID3\x04\0\0\0\0\0\0', 'latin1'), box('ftyp', 'mp42')]),
      Buffer.concat([new Uint8Array(80), smallMp3(6, false)]),
    ],
    whole: () => [Buffer.concat([new Uint8Array(300), fixtureStart('tone-mono.mp3', 1500)])],
    words: ['ftyp', 'moov', 'mdat', 'ID3', 'APETAGEX', 'RIFF', 'fLaC', 'OggS', '\xff\xfb', '\xff\xf1'],
  }),
  maxBytes: 2048,
  suiteRuns: 60,
};
