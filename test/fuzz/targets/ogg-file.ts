import { audioReaderTarget, fixtureStart } from './audio-reader.js';
import { smallOggFlac, smallOpus, smallVorbis, withOggChecksums } from './small-audio.js';

/** Any bytes as an Ogg file: Vorbis, Opus, FLAC, and their chains. */
export const target = audioReaderTarget({
  small: () => [
    smallOpus(1),
    smallVorbis(2),
    smallOggFlac(3),
    Buffer.concat([smallOpus(4, 256), smallOpus(5)]),
    Buffer.concat([smallVorbis(6), smallOggFlac(7)]),
  ],
  whole: () => [
    fixtureStart('tone-mono-opus.ogg'),
    fixtureStart('tone-stereo-opus.ogg'),
    fixtureStart('tone-stereo-vorbis.ogg', 5373),
    fixtureStart('tone-stereo-flac.ogg', 5900),
    Buffer.concat([fixtureStart('tone-mono-opus.ogg'), fixtureStart('tone-mono-opus.ogg')]),
  ],
  words: ['OggS', 'OpusHead', 'OpusTags', '\x01vorbis', '\x03vorbis', '\x05vorbis', '\x7fFLAC'],
  repair: withOggChecksums,
});
