const HEADER_BYTES = 27;

/** Cuts a stream of Ogg into whole pages (RFC 3533), so that a player may begin at each of them. */
export class OggPages {
  #rest: Buffer = Buffer.alloc(0);
  #header: Buffer = Buffer.alloc(0);

  /** The pages before the first audio, which every player needs first. */
  get header(): Buffer {
    return this.#header;
  }

  /** @returns the whole pages of audio that have come */
  push(chunk: Buffer): Buffer {
    const all = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
    let at = 0;
    for (;;) {
      if (all.length < at + HEADER_BYTES) break;
      const segments = all[at + 26]!;
      const bodyAt = at + HEADER_BYTES + segments;
      if (all.length < bodyAt) break;
      let end = bodyAt;
      for (let i = at + HEADER_BYTES; i < bodyAt; i++) end += all[i]!;
      if (all.length < end) break;
      // Pages of headers have the position 0.
      if (all.readBigInt64LE(at + 6) === 0n) {
        this.#header = Buffer.concat([this.#header, all.subarray(at, end)]);
        return Buffer.concat([all.subarray(0, at), this.#after(all.subarray(end))]);
      }
      at = end;
    }
    this.#rest = all.subarray(at);
    return all.subarray(0, at);
  }

  #after(bytes: Buffer): Buffer {
    this.#rest = Buffer.alloc(0);
    return this.push(bytes);
  }
}
