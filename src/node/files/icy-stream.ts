import type { AudioTags } from './audio-tags.js';
import { decodeText } from './decode-text.js';

/** Takes a radio station's titles out of its audio: after every `every` bytes a length in 16 bytes, and that much text. */
export class IcyStream {
  #untilText: number;
  #text: number[] | undefined;
  #textLeft = 0;
  #last = '';

  /**
   * @param every the header `icy-metaint`, bytes of audio between two texts
   * @param onTags called for each title that differs from the one before
   */
  constructor(
    readonly every: number,
    readonly onTags: (tags: AudioTags) => void,
  ) {
    this.#untilText = every;
  }

  /** The audio of the next bytes of the stream, as views. */
  *push(bytes: Uint8Array): Generator<Uint8Array> {
    for (let at = 0; at < bytes.length; ) {
      if (this.#untilText > 0) {
        const part = bytes.subarray(at, at + this.#untilText);
        at += part.length;
        this.#untilText -= part.length;
        yield part;
      } else if (this.#text === undefined) {
        this.#text = [];
        this.#textLeft = bytes[at++]! * 16;
        if (this.#textLeft === 0) this.#end();
      } else {
        this.#text.push(bytes[at++]!);
        if (--this.#textLeft === 0) this.#end();
      }
    }
  }

  #end(): void {
    const bytes = Uint8Array.from(this.#text ?? []);
    this.#text = undefined;
    this.#untilText = this.every;
    if (bytes.length === 0) return;
    const title = /StreamTitle='(.*?)';/s.exec(decodeText(bytes))?.[1]?.trim() ?? '';
    if (title === this.#last) return;
    this.#last = title;
    this.onTags(titleTags(title));
  }
}

/** "Artist - Title", as most stations write it, or a title alone. */
export function titleTags(text: string): AudioTags {
  const at = text.indexOf(' - ');
  return at > 0 ? { artist: text.slice(0, at).trim(), title: text.slice(at + 3).trim() } : { title: text };
}
