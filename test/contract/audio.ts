import { describe, expect, it } from 'vitest';
import type { AudioSink, AudioSource } from '../../src/ports/audio.js';
import { shareAt, span, tone } from '../support/tone.js';

/** A sink, and a source that captures what the sink plays. */
export interface AudioLoop {
  readonly sampleRateHz: number;
  readonly channels: number;
  /**
   * A device: it is recorded while it plays and never ends. Otherwise the source is the file that the sink has written.
   */
  readonly isDevice: boolean;
  openSink(): Promise<AudioSink>;
  openSource(): Promise<AudioSource>;
  dispose(): Promise<void>;
}

const HZ = 441;

/** What every {@link AudioSource} and {@link AudioSink} must do, whatever its backend. */
export function audioContract(name: string, make: () => Promise<AudioLoop>): void {
  describe(`${name} audio`, () => {
    /** A loop of this test's own, and what it keeps is closed when the test ends, whether it passes or not. */
    const withLoop = async (
      body: (loop: AudioLoop, keep: <T extends AudioSource | AudioSink>(one: T) => T) => Promise<void>,
    ): Promise<void> => {
      const loop = await make();
      const opened: (AudioSource | AudioSink)[] = [];
      try {
        await body(loop, (one) => {
          opened.push(one);
          return one;
        });
      } finally {
        for (const one of opened) await one.close();
        await loop.dispose();
      }
    };

    /** Plays blocks of 20 ms, each overwritten as soon as it was taken. */
    const play = async (sink: AudioSink, pcm: Float32Array): Promise<void> => {
      const size = Math.round(sink.sampleRateHz * 0.02) * sink.channels;
      for (let at = 0; at < pcm.length; at += size) {
        const block = pcm.slice(at, at + size);
        await sink.write(block);
        block.fill(Number.NaN);
      }
    };

    const loopBack = async (
      l: AudioLoop,
      keep: <T extends AudioSource | AudioSink>(one: T) => T,
      pcm: Float32Array,
    ): Promise<Float32Array> => {
      const recorded: Float32Array[] = [];
      if (!l.isDevice) {
        const sink = keep(await l.openSink());
        await play(sink, pcm);
        await sink.close();
        for await (const block of keep(await l.openSource()).blocks()) recorded.push(block);
      } else {
        // Captured until the tone has been over for half a second.
        const source = keep(await l.openSource());
        const quiet = source.sampleRateHz * source.channels * 0.5;
        let playing: Promise<void> | undefined;
        let silent = 0;
        let wasLoud = false;
        for await (const block of source.blocks()) {
          playing ??= l.openSink().then(async (sink) => {
            await play(keep(sink), pcm);
            await sink.close();
          });
          recorded.push(block);
          const isLoud = block.some((x) => Math.abs(x) > 0.01);
          wasLoud ||= isLoud;
          silent = isLoud ? 0 : silent + block.length;
          if (wasLoud && silent > quiet) break;
        }
        await playing;
      }
      const all = new Float32Array(recorded.reduce((sum, block) => sum + block.length, 0));
      let at = 0;
      for (const block of recorded) {
        expect(block.length % l.channels).toBe(0);
        all.set(block, at);
        at += block.length;
      }
      return all;
    };

    it('carries a complete tone, at its pitch and level', () =>
      withLoop(async (l, keep) => {
        const pcm = tone(0.8, l.sampleRateHz, l.channels, HZ);
        const all = await loopBack(l, keep, pcm);
        const left = all.filter((_, i) => i % l.channels === 0);
        const [first, last] = span(left, 0.01)!;
        const recorded = left.subarray(first, last + 1);
        // A sound server may stretch the ends by its own buffer, never the tone itself.
        expect(recorded.length / l.sampleRateHz).toBeGreaterThan(0.77);
        expect(recorded.length / l.sampleRateHz).toBeLessThan(0.83);
        expect(shareAt(recorded, l.sampleRateHz, HZ)).toBeGreaterThan(0.97);
        expect(Math.max(...recorded)).toBeGreaterThan(0.45);
        expect(Math.max(...recorded)).toBeLessThan(0.55);
      }));

    // The rest tells nothing of the sound itself: side by side, since a device's first block can take two seconds.
    it.concurrent('hands over blocks that are the consumer’s own', () =>
      withLoop(async (l, keep) => {
        if (!l.isDevice) {
          const sink = keep(await l.openSink());
          await play(sink, tone(0.5, l.sampleRateHz, l.channels, HZ));
          await sink.close();
        }
        const blocks: Float32Array[] = [];
        for await (const block of keep(await l.openSource()).blocks()) if (blocks.push(block) === 2) break;
        const before = blocks[0].slice();
        blocks[1]?.fill(7);
        expect(blocks[0]).toEqual(before);
        expect(blocks[0].every(Number.isFinite)).toBe(true);
      }));

    it.concurrent('ends with ABORTED when it is aborted, and may be closed twice', () =>
      withLoop(async (l, keep) => {
        if (!l.isDevice) {
          const sink = keep(await l.openSink());
          await play(sink, tone(2, l.sampleRateHz, l.channels, HZ));
          await sink.close();
        }
        const source = keep(await l.openSource());
        const abort = new AbortController();
        const run = async (): Promise<void> => {
          for await (const _ of source.blocks(abort.signal)) abort.abort();
        };
        await expect(run()).rejects.toMatchObject({ code: 'ABORTED' });
        await source.close();
        await source.close();
      }));

    it.concurrent('delivers its blocks once', () =>
      withLoop(async (l, keep) => {
        if (!l.isDevice) {
          const sink = keep(await l.openSink());
          await play(sink, tone(0.1, l.sampleRateHz, l.channels, HZ));
          await sink.close();
        }
        const source = keep(await l.openSource());
        for await (const _ of source.blocks()) break;
        const again = async (): Promise<void> => {
          for await (const _ of source.blocks()) break;
        };
        await expect(again()).rejects.toThrow(/once/);
      }));

    it.concurrent('refuses anything but a Float32Array, and lets a sink be closed twice', () =>
      withLoop(async (l, keep) => {
        const sink = keep(await l.openSink());
        await expect((async () => sink.write([0] as never))()).rejects.toThrow(TypeError);
        await sink.write(new Float32Array(l.channels * 100));
        await sink.close();
        await sink.close();
      }));
  });
}
