import { describe, expect, it } from 'vitest';
import { PlayoutBuffer, type PlayoutBufferStats } from '../../../../src/core/playout/playout-buffer.js';

const RATE = 44_100;
const HOP = 2048;
const FRAME_MS = (HOP / RATE) * 1000;
const PULL = 221;

/** A live stream by packets of so many frames, which arrive when they are complete, played at the same time. */
function play(buffer: PlayoutBuffer, frames: number, seconds: number): PlayoutBufferStats {
  const samples = frames * HOP;
  for (let at = 0; at < seconds * RATE; at += samples) {
    for (let i = 0; i < samples; i += PULL) buffer.pull(Math.min(PULL, samples - i));
    buffer.push(new Float32Array(samples).fill(0.1));
  }
  return buffer.stats;
}

describe('playout of packets of another length', () => {
  it('pauses once where they become longer and skips once where they become shorter, and keeps the same margin', () => {
    const buffer = new PlayoutBuffer({ sampleRateHz: RATE, channels: 1 });
    const delays: number[] = [];
    const margins: number[] = [];
    let before = buffer.stats;
    for (const [frames, pauses, skips] of [
      [4, 0, 0],
      [24, 1, 0],
      [24, 0, 0],
      [12, 0, 1],
      [4, 0, 1],
    ] as const) {
      const now = play(buffer, frames, 20);
      expect([now.underruns - before.underruns, now.catchUps - before.catchUps], `${frames} frames`).toEqual([
        pauses,
        skips,
      ]);
      // A packet has just arrived: it waits, behind the margin.
      delays.push(now.levelMs - frames * FRAME_MS);
      margins.push(now.marginMs);
      before = now;
    }
    for (const delay of delays) expect(Math.abs(delay - 45)).toBeLessThan(30);
    for (const margin of margins) expect(margin).toBeLessThan(70);
    // What is skipped is the difference of the lengths, no more.
    expect(before.droppedMs).toBeLessThan(20 * FRAME_MS + 60);
  });
});
