import type { FileAudioSource } from './block-source.js';
import { type OpenAudioOptions, openAudio } from './open-audio.js';

/**
 * {@link openAudio} of a path, whatever the path looks like: `-` and `http://a` are files of that name.
 *
 * @throws CodecError as `openAudio`
 */
export const openAudioFile = (
  path: string | Uint8Array,
  options: Omit<OpenAudioOptions, 'raw' | 'stdin'> = {},
): Promise<FileAudioSource> => openAudio({ path }, options);
