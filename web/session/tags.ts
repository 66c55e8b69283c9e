import { repairedTexts } from 'latentcast/browser';

/** Reading tags holds nothing up for longer. */
const TIMEOUT_MS = 3000;

/** Who plays what, as a file states it. */
export interface FileTags {
  readonly title?: string;
  readonly artist?: string;
}

/**
 * The tags of a file (ID3, Vorbis comments, MP4 and others), in the encoding that they have, where they state another; what
 * cannot be read is left out.
 */
export async function fileTags(file: File): Promise<FileTags> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const timeout = new Promise<null>((resolve) => {
    timer = setTimeout(resolve, TIMEOUT_MS, null);
  });
  try {
    // Fetched by hosts alone.
    const { parseBlob } = await import('./tag-reader.js');
    const options = { duration: false, skipCovers: true, skipPostHeaders: true };
    const common = (await Promise.race([parseBlob(file, options), timeout]))?.common;
    // Before their ends are trimmed: a space of Latin-1 may be the last byte of a letter.
    const [title, artist] = repairedTexts([common?.title ?? '', common?.artist ?? '']).map((text) => text.trim());
    return { ...(title && { title }), ...(artist && { artist }) };
  } catch {
    return {};
  } finally {
    clearTimeout(timer);
  }
}
