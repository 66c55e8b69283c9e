import { expect, it } from 'vitest';
import { ByteReader } from '../../../../src/node/files/byte-reader.js';
import { openOwnReader } from '../../../../src/node/files/own-readers.js';
import { smallOggFlac, smallOpus, withOggChecksums } from '../../../fuzz/targets/small-audio.js';
import { oggPagesOf, sealed } from '../../../support/hostile/ogg.js';

async function samplesOf(bytes: Uint8Array): Promise<number> {
  const reader = new ByteReader(
    (async function* () {
      yield bytes;
    })(),
  );
  let samples = 0;
  for await (const block of (await openOwnReader(reader, { name: 'file' })).blocks()) samples += block.length;
  return samples;
}

it.each([0, 1])(
  'a first page of the stream that is read, with %i packets of no codec, begins nothing',
  async (packets) => {
    const opus = smallOpus(1);
    // Behind the headers and the first page of audio.
    const at = Buffer.from(opus).lastIndexOf('OggS');
    const page = Buffer.alloc(27 + 2 * packets);
    page.write('OggS', 'latin1');
    page[5] = 2;
    page.writeUInt32LE(1, 14);
    page[26] = packets;
    page.fill(1, 27);
    const first = sealed(page);
    const expected = await samplesOf(opus);
    expect(await samplesOf(Buffer.concat([opus.subarray(0, at), first, opus.subarray(at)]))).toBe(expected);
  },
);

it('a frame of FLAC in Ogg with other channels than its stream is silence, and no error', async () => {
  const bytes = Buffer.from(smallOggFlac(1));
  // STREAMINFO of three channels; the frames have one.
  bytes[bytes.indexOf('fLaC') + 8 + 12]! |= 2 << 1;
  expect((await samplesOf(withOggChecksums(bytes))) % 3).toBe(0);
});

it.each([
  ['smaller than the one before it', 10n],
  ['none, though packets end on it', -1n],
])('a last position that is %s leaves nothing out', async (_what, position) => {
  const pages = oggPagesOf(Buffer.from(smallOpus(3)));
  const before = await samplesOf(Buffer.concat(pages));
  const last = sealed(pages.at(-1)!, (page) => void page.writeBigInt64LE(position, 6));
  expect(await samplesOf(Buffer.concat([...pages.slice(0, -1), last]))).toBeGreaterThanOrEqual(before);
});

it('a first position on the last page alone leaves nothing out', async () => {
  const pages = oggPagesOf(Buffer.from(smallOpus(3)));
  const before = await samplesOf(Buffer.concat(pages));
  const edited = pages.map((page, i) =>
    i < 2 || i === pages.length - 1 ? page : sealed(page, (copy) => void copy.writeBigInt64LE(-1n, 6)),
  );
  expect(pages.length).toBeGreaterThan(3);
  expect(await samplesOf(Buffer.concat(edited))).toBe(before);
});
