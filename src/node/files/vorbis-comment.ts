import type { AudioCover, AudioTags } from './audio-tags.js';

/** Title, artist, album and cover of a comment header of Vorbis, Opus or FLAC (Vorbis I §5); what is broken is left out. */
export function vorbisCommentTags(body: Uint8Array): AudioTags {
  const view = new DataView(body.buffer, body.byteOffset, body.byteLength);
  const found = new Map<string, string>();
  let at = 0;
  const next = (): Uint8Array | undefined => {
    if (at + 4 > body.length) return undefined;
    const length = view.getUint32(at, true);
    if (at + 4 + length > body.length) return undefined;
    at += 4 + length;
    return body.subarray(at - length, at);
  };
  if (next() === undefined || at + 4 > body.length) return {};
  const count = view.getUint32(at, true);
  at += 4;
  for (let i = 0; i < count; i++) {
    const comment = next();
    if (!comment) break;
    const text = new TextDecoder().decode(comment);
    const equals = text.indexOf('=');
    const key = text.slice(0, equals).toLowerCase();
    if (equals > 0 && !found.has(key)) found.set(key, text.slice(equals + 1));
  }
  const text = (key: string): object => (found.get(key) ? { [key]: found.get(key) } : {});
  const picture = found.get('metadata_block_picture');
  const cover = picture === undefined ? undefined : flacPicture(Buffer.from(picture, 'base64'));
  return { ...text('title'), ...text('artist'), ...text('album'), ...(cover && { cover }) };
}

/** The picture of a FLAC picture block (RFC 9639 §8.8). */
export function flacPicture(block: Uint8Array): AudioCover | undefined {
  const view = new DataView(block.buffer, block.byteOffset, block.byteLength);
  const u32 = (at: number): number => (at + 4 <= block.length ? view.getUint32(at) : Infinity);
  const typeBytes = u32(4);
  const textBytes = u32(8 + typeBytes);
  const start = 8 + typeBytes + 4 + textBytes + 20;
  const length = u32(start - 4);
  if (!(start + length <= block.length)) return undefined;
  const mimeType = new TextDecoder('latin1').decode(block.subarray(8, 8 + typeBytes));
  return { mimeType, bytes: block.slice(start, start + length) };
}
