import { fitLine } from './channel-info.js';
import { HELLO_LIMITS, type StreamMetadata } from './hello.js';

/** The same texts as every listener can read them, in a packet that is not too long: lines without control characters. */
export function fitMetadata({ title, artist, station }: StreamMetadata): StreamMetadata {
  const line = (text: string): string => fitLine(text, HELLO_LIMITS.text);
  return {
    ...(title !== undefined && { title: line(title) }),
    ...(artist !== undefined && { artist: line(artist) }),
    ...(station !== undefined && { station: line(station) }),
  };
}
