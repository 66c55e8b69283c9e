import { stat } from 'node:fs/promises';
import { CodecError } from '../../core/errors.js';
import type { FileAudioSource } from '../files/block-source.js';
import { type OpenAudioOptions, openAudio } from '../files/open-audio.js';
import { openablePath } from '../files/path-bytes.js';
import { isAddress } from './playlist.js';

/**
 * A track that is opened more than once, for another round or another position, and so must be a regular file or an
 * address: opening a named pipe would wait for whoever writes to it, and a device has no end.
 *
 * @throws CodecError FILE_IO naming what it is instead
 */
export async function requireTrackFile(input: string): Promise<void> {
  if (isAddress(input)) return;
  const found = await stat(await openablePath(input)).catch(() => null);
  // What is missing is told by whoever opens it.
  if (!found || found.isFile() || found.isDirectory()) return;
  const kind = found.isFIFO() ? 'a named pipe' : found.isSocket() ? 'a socket' : 'a device';
  throw new CodecError('FILE_IO', `${input}: it is ${kind}; what is opened again and again must be a file`);
}

/** Opens a track of audio. @throws CodecError as {@link requireTrackFile} and `openAudio` */
export async function openTrack(input: string, options: OpenAudioOptions = {}): Promise<FileAudioSource> {
  await requireTrackFile(input);
  return openAudio(input, options);
}
