import type { StreamMetadata } from './hello.js';

/** Artist and title on one line; '' where neither is stated. */
export const titleLine = ({ artist, title }: Pick<StreamMetadata, 'artist' | 'title'>): string =>
  [artist, title].filter(Boolean).join(' – ');
