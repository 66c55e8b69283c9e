import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { concatFloats } from '../../src/core/buffers.js';
import type { CodecError } from '../../src/core/errors.js';
import { broadcastTo, listenTo } from '../../src/node/live.js';
import { loadModel } from '../../src/node/model/onnx-model.js';
import { startRelayServer } from '../../src/node/relay/server.js';

const TINY = fileURLToPath(new URL('../fixtures/tiny-model', import.meta.url));

/** Audio that the test delivers block by block. */
class Tap implements AsyncIterable<Float32Array> {
  #queue: (Float32Array | null)[] = [];
  #wake: () => void = () => {};

  deliver(block: Float32Array | null): void {
    this.#queue.push(block);
    this.#wake();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Float32Array> {
    for (;;) {
      while (this.#queue.length === 0)
        await new Promise<void>((resolve) => {
          this.#wake = resolve;
        });
      const next = this.#queue.shift()!;
      if (next === null) return;
      yield next;
    }
  }
}

describe('a relay that is killed and started again mid-stream', () => {
  it('is resumed by source and listener: every frame is decoded once, to the last sample', async () => {
    const model = await loadModel('stateful', { roots: [TINY] });
    const first = await startRelayServer({ port: 0, graceMs: 50 });
    const url = `${first.url}/tour`;
    const tone = Float32Array.from({ length: 64 * 300 }, (_, i) => 0.5 * Math.sin(i * 0.02));
    const parts: Float32Array[] = [];
    const downs: CodecError[] = [];
    const frames: number[] = [];
    let onDecoded = (_frames: number): void => {};
    let end!: () => void;
    const ended = new Promise<void>((resolve) => {
      end = resolve;
    });
    const listener = listenTo(url, {
      model,
      write: (pcm) => void parts.push(pcm.slice()),
      random: () => 0,
      handlers: {
        onBlock: (block) => {
          frames.push(block.firstFrame);
          onDecoded(block.firstFrame + block.frames);
        },
        onDown: (error) => downs.push(error),
        onEnd: () => end(),
      },
    });
    await listener.start();
    const audio = new Tap();
    const broadcast = broadcastTo(url, {
      model,
      audio,
      encoder: { sampleRateHz: 8000, channels: 1, planes: 8, preset: 4 },
      random: () => 0,
    });
    const until = (frame: number): Promise<void> =>
      new Promise((resolve) => {
        onDecoded = (n) => {
          if (n >= frame) resolve();
        };
      });

    const half = until(96);
    audio.deliver(tone.slice(0, 64 * 100));
    await half;
    await first.close();
    // The source sends on while there is no relay.
    const rest = until(296);
    audio.deliver(tone.slice(64 * 100, 64 * 200));
    const second = await startRelayServer({ port: first.port, graceMs: 50 });
    audio.deliver(tone.slice(64 * 200));
    await rest;
    audio.deliver(null);
    const sent = await broadcast.done;
    await ended;
    await listener.close();
    await second.close();
    await model.close();

    expect(downs.length).toBeGreaterThan(0);
    expect(sent.sender.reconnects).toBeGreaterThan(0);
    expect(new Set(frames).size).toBe(frames.length);
    expect(listener.stats().player.jitter.lost).toBe(0);
    const out = concatFloats(parts);
    expect(out.length).toBe(tone.length);
    expect(out.reduce((max, v, i) => Math.max(max, Math.abs(v - tone[i]!)), 0)).toBeLessThan(1 / 64);
  });
});
