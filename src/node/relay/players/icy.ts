import type { StreamMetadata } from '../../../core/wire/hello.js';

/** Longest metadata of the ICY protocol: a byte counts units of 16 bytes. */
const MAX_BYTES = 255 * 16;
const NOTHING = Buffer.from([0]);

/** Artist and title in one line, as players show them. */
export const songOf = ({ artist, title }: StreamMetadata): string =>
  [artist, title].filter((part) => part !== undefined && part !== '').join(' - ');

/** A block of ICY metadata: a byte with its length in units of 16 bytes, and the text with zeros behind it. */
export function icyBlock(song: string): Buffer {
  // A quote and a semicolon are where players end the title.
  let text = Buffer.from(`StreamTitle='${song.replaceAll("';", '’;')}';`);
  if (text.length > MAX_BYTES) {
    const cut = new TextDecoder('utf-8').decode(Buffer.from(song).subarray(0, MAX_BYTES - 20)).replace(/\ufffd+$/, '');
    text = Buffer.from(`StreamTitle='${cut.replaceAll("';", '’;').slice(0, MAX_BYTES / 4)}';`);
  }
  const units = Math.ceil(text.length / 16);
  const block = Buffer.alloc(1 + 16 * units);
  block[0] = units;
  text.copy(block, 1);
  return block;
}

/** Puts titles between the audio of one player: audio is passed on as views of the same bytes for all. */
export class IcyTitles {
  readonly #everyBytes: number;
  #left: number;
  /** As long as there is no title, none is stated: players show an empty one as it is. */
  #sent = '';

  /** @param everyBytes as the header `icy-metaint` states */
  constructor(everyBytes: number) {
    this.#everyBytes = this.#left = everyBytes;
  }

  /** The audio in pieces, with blocks of metadata where they are due: a title once, and empty blocks after it. */
  *cut(audio: Buffer, song: string): Generator<Buffer> {
    let at = 0;
    while (audio.length - at >= this.#left) {
      yield audio.subarray(at, at + this.#left);
      at += this.#left;
      this.#left = this.#everyBytes;
      yield this.#sent === song ? NOTHING : icyBlock(song);
      this.#sent = song;
    }
    if (at === audio.length) return;
    this.#left -= audio.length - at;
    yield at === 0 ? audio : audio.subarray(at);
  }
}
