import type { ICommonTagsResult } from 'music-metadata';
import { repairedTexts } from '../../core/tag-text.js';
import type { AudioTags } from './audio-tags.js';
import { plainId3 } from './id3-tag.js';

/** Reading tags holds nothing up for longer. */
const TIMEOUT_MS = 3000;

/** Tags of ID3v2 tags, the first that states one counts. What is broken is left out. */
export async function id3Tags(tags: readonly Uint8Array[]): Promise<AudioTags> {
  let found: AudioTags = {};
  for (const tag of tags) {
    const { parseBuffer } = await import('music-metadata');
    const type = { mimeType: 'audio/mpeg' };
    found = { ...(await orNothing(parseBuffer(plainId3(tag), type, { duration: false }))), ...found };
  }
  return found;
}

/**
 * Tags anywhere in a regular file, as of MP3 (ID3v1, APEv2), WAV (`id3 `), AIFF, M4A, WMA, Matroska and others. What is broken
 * is left out.
 */
export async function fileTags(path: string): Promise<AudioTags> {
  const { parseFile } = await import('music-metadata');
  return await orNothing(parseFile(path, { duration: false }));
}

/** Tags whose texts are read in the encoding that they have, where they state another. */
export function repairedTags({ title, artist, album, ...others }: AudioTags): AudioTags {
  const [ofTitle, ofArtist, ofAlbum] = repairedTexts([title ?? '', artist ?? '', album ?? '']);
  return {
    ...others,
    ...(ofTitle && { title: ofTitle }),
    ...(ofArtist && { artist: ofArtist }),
    ...(ofAlbum && { album: ofAlbum }),
  };
}

async function orNothing(parsing: Promise<{ readonly common: ICommonTagsResult }>): Promise<AudioTags> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<undefined>((resolve) => {
    timer = setTimeout(resolve, TIMEOUT_MS, undefined);
  });
  try {
    const parsed = await Promise.race([parsing, timeout]);
    return parsed ? tagsOf(parsed.common) : {};
  } catch {
    return {};
  } finally {
    clearTimeout(timer);
  }
}

function tagsOf({ title, artist, album, picture = [] }: ICommonTagsResult): AudioTags {
  const cover = picture.find(({ type }) => type !== undefined && /front/i.test(type)) ?? picture[0];
  return {
    ...(title && { title }),
    ...(artist && { artist }),
    ...(album && { album }),
    ...(cover && { cover: { mimeType: cover.format, bytes: cover.data } }),
  };
}
