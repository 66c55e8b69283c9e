import { audioReaderTarget, fixtureStart } from './audio-reader.js';

/** Any bytes as an Ogg file: Vorbis, Opus, FLAC, and their chains. */
export const target = audioReaderTarget(
  () => [
    fixtureStart('tone-mono-opus.ogg'),
    fixtureStart('tone-stereo-opus.ogg'),
    fixtureStart('tone-stereo-vorbis.ogg', 5373),
    fixtureStart('tone-stereo-flac.ogg', 5900),
    Buffer.concat([fixtureStart('tone-mono-opus.ogg'), fixtureStart('tone-mono-opus.ogg')]),
  ],
  ['OggS', 'OpusHead', 'OpusTags', '\x01vorbis', '\x03vorbis', '\x05vorbis', '\x7fFLAC'],
);
