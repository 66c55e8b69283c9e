import { audioReaderTarget, fixtureStart } from './audio-reader.js';

/** Any bytes as a FLAC file. */
export const target = audioReaderTarget(
  () => [fixtureStart('tone-stereo.flac', 5500)],
  ['fLaC', '\xff\xf8', '\xff\xf9', 'reference libFLAC'],
);
