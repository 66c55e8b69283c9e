import { audioReaderTarget, fixtureStart } from './audio-reader.js';
import { smallMp3 } from './small-audio.js';

const ID3 = Buffer.from('ID3\x03\0\0\0\0\0\x0aTIT2\0\0\0\0\0\0', 'latin1');

/** Any bytes as an MP3 file. */
export const target = audioReaderTarget({
  small: () => [
    smallMp3(6, false),
    smallMp3(4, true),
    Buffer.concat([smallMp3(3, true), smallMp3(3, true)]),
    Buffer.concat([ID3, smallMp3(4, false), Buffer.from('TAG'), Buffer.alloc(125)]),
  ],
  whole: () => [
    fixtureStart('tone-mono.mp3'),
    fixtureStart('tone-stereo.mp3', 4641),
    Buffer.concat([ID3, fixtureStart('tone-mono.mp3', 1500)]),
  ],
  words: ['ID3', 'TAG', 'Xing', 'Info', 'LAME', 'VBRI', 'APETAGEX', '\xff\xfb', '\xff\xf3\x14\xc0'],
});
