import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { ByteReader } from '../../../../src/node/files/byte-reader.js';
import { OggLink, oggCodec } from '../../../../src/node/files/ogg-link.js';
import { oggPages } from '../../../../src/node/files/ogg-pages.js';
import { opusPackets, vorbisPackets } from '../../../../src/node/files/packet-decoders.js';
import { ReplacedDecoder } from '../../../../src/node/files/replaced-decoder.js';

/** Longer than the memory that any of the decoders has for a packet. */
const HUGE = new Uint8Array(600_000).fill(0x0c);

async function streamOf(file: string): Promise<{ link: OggLink; packets: Uint8Array[] }> {
  const reader = new ByteReader(
    (async function* () {
      yield readFileSync(`test/fixtures/audio/${file}`);
    })(),
  );
  let link: OggLink | undefined;
  const packets: Uint8Array[] = [];
  for await (const page of oggPages(reader)) {
    link ??= new OggLink(oggCodec(page.parts[0]!)!, page);
    packets.push(...link.packets(page).packets);
  }
  return { link: link!, packets };
}

describe.each(['tone-mono-opus.ogg', 'tone-stereo-vorbis.ogg', 'tone-stereo-flac.ogg'])('%s', (file) => {
  it('is decoded behind a packet that is longer than the decoder takes', async () => {
    const { link, packets } = await streamOf(file);
    const decoder = await link.headers!.open();
    const lengthOf = async (packet: Uint8Array): Promise<number> => (await decoder.decode(packet))[0]?.length ?? 0;
    const [first, second, third] = packets as [Uint8Array, Uint8Array, Uint8Array];
    await lengthOf(first);
    const expected = await lengthOf(second);
    expect(expected).toBeGreaterThan(0);
    await lengthOf(HUGE);
    await lengthOf(second);
    expect(await lengthOf(third)).toBeGreaterThan(0);
    decoder.free();
  });
});

it('Vorbis headers that are longer than the decoder takes give no audio and no error', async () => {
  const decoder = await vorbisPackets({ sampleRateHz: 44_100, channels: 1 }, HUGE, HUGE);
  expect(await decoder.decode(Uint8Array.of(0))).toEqual([]);
  decoder.free();
});

it('channels of Opus that no stream carries give no audio and no error', async () => {
  const head = { channels: 2, preSkip: 0, gain: 1, family: 255, streams: 0, coupled: 9, mapping: [7, 255] };
  const decoder = await opusPackets(head);
  for (let i = 0; i < 3; i++) expect(await decoder.decode(Uint8Array.of(8, i))).toEqual([]);
  decoder.free();
});

describe('a decoder that throws', () => {
  const opened = async (failsAt: (use: number) => boolean) => {
    let made = 0;
    let freed = 0;
    let uses = 0;
    const decoder = await ReplacedDecoder.open(() => {
      const number = ++made;
      return Promise.resolve({
        number,
        free: () => {
          freed++;
          if (number === 1) throw new Error('its memory is damaged');
        },
      });
    });
    const use = (): Promise<number | undefined> =>
      decoder.use(({ number }) => {
        if (failsAt(uses++)) throw new RangeError('offset is out of bounds');
        return number;
      });
    return { decoder, use, counts: () => ({ made, freed, uses }) };
  };

  it('is replaced by a new one', async () => {
    const { use, counts } = await opened((i) => i === 1);
    expect([await use(), await use(), await use()]).toEqual([1, undefined, 2]);
    expect(counts()).toEqual({ made: 2, freed: 1, uses: 3 });
  });

  it('is not replaced for ever', async () => {
    const { use, counts } = await opened(() => true);
    for (let i = 0; i < 100; i++) expect(await use()).toBeUndefined();
    expect(counts()).toEqual({ made: 33, freed: 32, uses: 32 });
  });

  it('leaves the console as it was', async () => {
    const { error } = console;
    const { use } = await opened(() => true);
    await use();
    expect(console.error).toBe(error);
  });
});
