import { readFileSync } from 'node:fs';
import { MAX_CHANNELS } from '../../../src/core/dsp/channels.js';
import { ByteReader } from '../../../src/node/files/byte-reader.js';
import { openOwnReader } from '../../../src/node/files/own-readers.js';
import { type FuzzTarget, mustHold, unlessRefusedLater } from './fuzz-target.js';

/** Samples that one byte of a file may become at most: Opus and FLAC write silence in a few bytes a packet. */
const MAX_SAMPLES_PER_BYTE = 65_536;

/** Most pieces of a file, each of which is a turn of the event loop. */
const MAX_PIECES = 24;

/** The bytes in pieces, as a pipe hands them on; the last byte chooses their length. */
async function* pieces(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  const step = Math.ceil(bytes.length / MAX_PIECES) + 61 * ((bytes.at(-1) ?? 0) & 63);
  for (let at = 0; at < bytes.length; at += step) yield bytes.slice(at, at + step);
}

/** What is known of a format of audio files. */
interface AudioFormat {
  /** Files of some hundred bytes; those that are whole, and longer. */
  readonly small: () => readonly Uint8Array[];
  readonly whole?: () => readonly Uint8Array[];
  readonly words: readonly string[];
  /** Makes the checksums right; done to every input of even length. */
  readonly repair?: (bytes: Uint8Array) => Uint8Array;
}

/** A reader of audio files: any bytes give whole blocks of a form that is allowed, or a refusal. */
export function audioReaderTarget({ small, whole = () => [], words, repair }: AudioFormat): FuzzTarget {
  return {
    seeds: () => [...small(), ...whole()],
    words,
    maxBytes: 6000,
    smallBytes: 512,
    suiteRuns: 15,
    run: async (input) => {
      const bytes = repair && input.length % 2 === 0 ? repair(input) : input;
      const reader = new ByteReader(pieces(bytes));
      const source = await unlessRefusedLater(() => openOwnReader(reader, { name: 'file', totalBytes: bytes.length }));
      if (!source) return reader.close();
      const { channels, sampleRateHz, totalSamples } = source;
      mustHold(Number.isInteger(channels) && channels >= 1 && channels <= MAX_CHANNELS, 'channels');
      mustHold(sampleRateHz >= 1000 && sampleRateHz <= 768_000, 'rate');
      mustHold(totalSamples === undefined || (Number.isSafeInteger(totalSamples) && totalSamples >= 0), 'length');
      let samples = 0;
      await unlessRefusedLater(async () => {
        for await (const block of source.blocks()) {
          mustHold(block.length % channels === 0, 'a block is whole');
          samples += block.length / channels;
          mustHold(samples <= bytes.length * MAX_SAMPLES_PER_BYTE, 'no more sound than the bytes can hold');
        }
      });
      await source.close();
    },
  };
}

/** A file of `test/fixtures/audio`, cut to what a fuzzer can mutate with effect. */
export const fixtureStart = (name: string, bytes = 3000): Uint8Array =>
  readFileSync(`test/fixtures/audio/${name}`).subarray(0, bytes);
