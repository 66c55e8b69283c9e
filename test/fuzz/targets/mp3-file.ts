import { audioReaderTarget, fixtureStart } from './audio-reader.js';

/** Any bytes as an MP3 file. */
export const target = audioReaderTarget(
  () => [
    fixtureStart('tone-mono.mp3'),
    fixtureStart('tone-stereo.mp3', 4641),
    Buffer.concat([
      Buffer.from('ID3\x03\0\0\0\0\0\x0aTIT2\0\0\0\0\0\0', 'latin1'),
      fixtureStart('tone-mono.mp3', 1500),
    ]),
  ],
  ['ID3', 'TAG', 'Xing', 'Info', 'LAME', 'VBRI', 'APETAGEX', '\xff\xfb', '\xff\xf3'],
);
