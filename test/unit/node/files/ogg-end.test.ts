import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { type OggEnd, OggTail } from '../../../../src/node/files/ogg-end.js';

const page = (flags: number, segments: readonly number[]): Buffer => {
  const bytes = Buffer.alloc(27 + segments.length + segments.reduce((sum, n) => sum + n, 0));
  bytes.write('OggS', 0, 'latin1');
  bytes[5] = flags;
  bytes[26] = segments.length;
  bytes.set(segments, 27);
  return bytes;
};

function endOf(bytes: Uint8Array, step = bytes.length): OggEnd {
  const tail = new OggTail();
  for (let at = 0; at < bytes.length; at += step) tail.push(bytes.subarray(at, at + step));
  return tail.end;
}

describe('the end of an Ogg file', () => {
  const whole = Buffer.concat([page(2, [30]), page(0, [255, 255, 10]), page(4, [255, 0])]);

  it.each([1, 7, 100, 100_000])('is seen in pieces of %i bytes', (step) => {
    expect(endOf(whole, step)).toBe('marked');
    expect(endOf(whole.subarray(0, whole.length - 1), step)).toBe('cut');
    expect(endOf(Buffer.concat([page(2, [30]), page(0, [9])]), step)).toBe('unmarked');
  });

  it('is cut wherever the last page is cut, and with no page at all', () => {
    const last = page(4, [255, 0]).length;
    for (let missing = 1; missing < last; missing++) {
      const end = endOf(whole.subarray(0, whole.length - missing));
      // Fewer than four bytes of the page cannot be told from what may stand behind a page.
      expect(end).toBe(missing === last ? 'unmarked' : 'cut');
    }
    expect(endOf(new Uint8Array(10))).toBe('cut');
  });

  it('is where the last page ends, also with a tag behind it', () => {
    expect(endOf(Buffer.concat([whole, Buffer.from('TAG and a title')]))).toBe('marked');
  });

  it('keeps no more than one page', () => {
    const long = Buffer.concat([...new Array(40).fill(page(0, new Array(255).fill(255))), page(4, [1])]);
    expect(endOf(long, 4096)).toBe('marked');
  });
});

it('of the fixtures is marked, and cut in their middle', () => {
  const read = (name: string): Buffer => readFileSync(new URL(`../../../fixtures/audio/${name}`, import.meta.url));
  for (const name of ['tone-stereo-vorbis.ogg', 'tone-stereo-opus.ogg', 'tone-mono-opus.ogg', 'tone-stereo-flac.ogg']) {
    const bytes = read(name);
    expect(endOf(bytes, 1000)).toBe('marked');
    expect(endOf(bytes.subarray(0, bytes.length - 5), 1000)).toBe('cut');
  }
});
