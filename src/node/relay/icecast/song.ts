import { singleLine } from '../../../core/single-line.js';
import { HELLO_LIMITS, type StreamMetadata } from '../../../core/wire/hello.js';

/** A text as metadata may have it: one line, cut to the limit at a whole character. */
export function metadataText(text: string): string {
  const line = singleLine(text).trim();
  if (line.length <= HELLO_LIMITS.text) return line;
  const cut = line.slice(0, HELLO_LIMITS.text);
  return /[\ud800-\udbff]$/.test(cut) ? cut.slice(0, -1) : cut;
}

/** `Artist - Title`, as source clients state what is played, in its parts; without a dash it is a title. */
export function songMetadata(song: string): StreamMetadata {
  const line = song.trim();
  const dash = line.indexOf(' - ');
  if (dash <= 0) return parts('', line);
  return parts(line.slice(0, dash), line.slice(dash + 3));
}

/** Title and artist without those that are empty. */
export function parts(artist: string, title: string): StreamMetadata {
  const [artistText, titleText] = [metadataText(artist), metadataText(title)];
  return { ...(titleText !== '' && { title: titleText }), ...(artistText !== '' && { artist: artistText }) };
}
