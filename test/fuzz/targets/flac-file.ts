import { audioReaderTarget, fixtureStart } from './audio-reader.js';
import { smallFlac, withFlacChecksums } from './small-audio.js';

/** Any bytes as a FLAC file. */
export const target = audioReaderTarget({
  small: () => [smallFlac(), Buffer.concat([smallFlac(), smallFlac()])],
  whole: () => [fixtureStart('tone-stereo.flac', 5500)],
  words: ['fLaC', '\xff\xf8', '\xff\xf9', 'reference libFLAC'],
  repair: withFlacChecksums,
});
