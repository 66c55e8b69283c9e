import { describe, expect, it } from 'vitest';
import { Encoder } from '../../../../src/codec/encoder.js';
import type { FrameBlock } from '../../../../src/core/latent/frames.js';
import type { PlayedInfo } from '../../../../src/stream/receive/played-info.js';
import { Player } from '../../../../src/stream/receive/player.js';
import type { PlayerOptions } from '../../../../src/stream/receive/player-options.js';
import { ClockSchedule } from '../../../support/clock-schedule.js';
import { FakeClock } from '../../../support/fake-clock.js';
import { FakeModel } from '../../../support/fake-model.js';

const HOP = 64;
/** A frame of the fake model is 64 samples at 8 kHz, 8 ms; its decoder lags by a frame and a half. */
const model = (): FakeModel =>
  new FakeModel({ sampleRateHz: 8000, decoder: { stateSize: 1, delaySamples: 96 }, encoder: { stateSize: 1 } });
const FRAME_MS = 8;

const tone = (n: number): Float32Array => Float32Array.from({ length: n }, (_, i) => 0.5 * Math.sin(i * 0.02));

async function encode(pcm: Float32Array, framesPerBlock = 2): Promise<FrameBlock[]> {
  const encoder = new Encoder(model(), { sampleRateHz: 8000, channels: 1, planes: 8, framesPerBlock });
  return [...(await encoder.push(pcm)), ...(await encoder.flush())];
}

function play(overrides: Partial<PlayerOptions> = {}) {
  const clock = new FakeClock();
  const parts: Float32Array[] = [];
  const errors: unknown[] = [];
  const player = new Player({
    model: model(),
    clock,
    write: (pcm) => void parts.push(pcm.slice()),
    onError: (error) => void errors.push(error),
    ...overrides,
  });
  return { clock, player, errors, pcm: () => Float32Array.from(parts.flatMap((p) => [...p])) };
}

const near = (a: Float32Array, b: Float32Array): number =>
  a.reduce((max, v, i) => Math.max(max, Math.abs(v - (b[i] ?? 0))), 0);

describe('Player, eager', () => {
  it('writes a stream to its very last sample and no further', async () => {
    const pcm = tone(HOP * 20 + 17);
    const { player, pcm: out, errors } = play();
    for (const block of await encode(pcm)) player.push(block);
    await player.end(21, pcm.length);
    expect(errors).toEqual([]);
    expect(out().length).toBe(pcm.length);
    expect(near(out(), pcm)).toBeLessThan(1 / 128);
  });

  it('names the frame that the first block begins with, also where the decoder has held back whole frames', async () => {
    for (const sampleRateHz of [8000, 44_100]) {
      const infos: PlayedInfo[] = [];
      const { player } = play({ sampleRateHz, write: (_pcm, info) => void infos.push(info) });
      for (const block of await encode(tone(HOP * 12), 1)) {
        player.push({ ...block, firstFrame: block.firstFrame + 7 });
        await player.idle();
      }
      // The decoder lags by a frame and a half: nothing comes of the first frame alone.
      expect(infos[0]).toMatchObject({ firstFrame: 7 });
      expect(infos[0]!.frames).toBeGreaterThan(1);
      expect(infos[1]).toMatchObject({ firstFrame: 7 + infos[0]!.frames, frames: 1 });
    }
  });

  it('puts blocks in order and drops duplicates', async () => {
    const pcm = tone(HOP * 20);
    const { player, pcm: out } = play();
    const blocks = await encode(pcm);
    for (const i of [0, 2, 1, 1, 3, 5, 4, 6, 6, 7, 8, 9]) player.push(blocks[i]!);
    await player.end(20, pcm.length);
    expect(near(out(), pcm)).toBeLessThan(1 / 128);
    expect(player.stats.jitter.duplicate).toBeGreaterThan(0);
    expect(player.stats.jitter.lost).toBe(0);
  });

  it('conceals a gap after the reorder time and keeps the length', async () => {
    const pcm = tone(HOP * 20);
    const { player, clock, pcm: out } = play();
    const blocks = await encode(pcm);
    for (const block of blocks) if (block.firstFrame !== 6) player.push(block);
    const ended = player.end(20, pcm.length);
    await clock.advanceAsync(1000);
    await ended;
    expect(player.stats.jitter.lost).toBe(2);
    expect(out().length).toBe(pcm.length);
  });

  it('conceals a jump of the index in blocks of 256 frames, however long it is', async () => {
    const written: number[] = [];
    let samples = 0;
    const { player, clock } = play({
      write: (part, { frames }) => {
        written.push(frames);
        samples += part.length;
      },
    });
    const [first] = await encode(tone(HOP * 2));
    player.push(first!);
    player.push({ ...first!, firstFrame: 50_000 });
    await clock.advanceAsync(1000);
    await player.close();
    expect(Math.max(...written)).toBe(256);
    expect(samples).toBe(50_002 * HOP);
    expect(player.stats.jitter).toMatchObject({ lost: 49_998, skipped: 0 });
  });

  it('plays the next stream after a restart, whose blocks arrive before the old ones are played', async () => {
    const pcm = tone(HOP * 10);
    const { player, pcm: out, errors } = play();
    const blocks = await encode(pcm);
    for (const block of blocks) player.push(block);
    void player.restart();
    for (const block of blocks) player.push(block);
    await player.end(10, pcm.length);
    expect(errors).toEqual([]);
    expect(out().length).toBe(pcm.length * 2);
    expect(near(out().subarray(pcm.length + HOP), pcm.subarray(HOP))).toBeLessThan(1 / 128);
    expect(player.decoder.stats.restarts).toBe(1);
  });

  it('writes the decoder’s remaining samples when it is closed', async () => {
    const pcm = tone(HOP * 10);
    const { player, pcm: out } = play();
    for (const block of (await encode(pcm)).slice(0, 3)) player.push(block);
    await player.close();
    await player.close();
    expect(out().length).toBe(HOP * 6);
  });

  it('stops at an error of the sink and reports it once', async () => {
    const { player, errors } = play({
      write: () => {
        throw new Error('the disk is full');
      },
    });
    for (const block of await encode(tone(HOP * 20))) player.push(block);
    await player.idle();
    await player.close();
    expect(errors.map((e) => (e as Error).message)).toEqual(['the disk is full']);
  });

  it('waits for a slow sink instead of running ahead of it', async () => {
    let release!: () => void;
    let writes = 0;
    const { player } = play({
      write: () => {
        writes++;
        return new Promise<void>((resolve) => {
          release = resolve;
        });
      },
    });
    for (const block of await encode(tone(HOP * 20))) player.push(block);
    for (let i = 0; i < 50; i++) await Promise.resolve();
    expect(writes).toBe(1);
    const closed = player.close();
    const timer = setInterval(() => release(), 0);
    await closed;
    clearInterval(timer);
    expect(writes).toBeGreaterThan(1);
  });
});

describe('Player, by a schedule that keeps the clock', () => {
  it('plays in real time, its target delay after the first block', async () => {
    const pcm = tone(HOP * 40);
    const { player, clock, pcm: out } = play({ schedule: new ClockSchedule(FRAME_MS, 50) });
    const blocks = await encode(pcm);
    for (const block of blocks) {
      player.push(block);
      await clock.advanceAsync(2 * FRAME_MS);
    }
    // 320 ms have passed, 50 of them were waited: about 270 ms are out, less the decoder's 12.
    const playedMs = out().length / 8;
    expect(playedMs).toBeGreaterThan(230);
    expect(playedMs).toBeLessThanOrEqual(320 - 50 + 2 * FRAME_MS);
    const ended = player.end(40, pcm.length);
    await clock.advanceAsync(1000);
    await ended;
    expect(out().length).toBe(pcm.length);
    expect(near(out(), pcm)).toBeLessThan(1 / 128);
  });

  it('conceals a lost packet in time and plays the rest', async () => {
    const pcm = tone(HOP * 40);
    const { player, clock, pcm: out } = play({ schedule: new ClockSchedule(FRAME_MS, 30) });
    for (const block of await encode(pcm)) {
      if (block.firstFrame !== 20) player.push(block);
      await clock.advanceAsync(2 * FRAME_MS);
    }
    const ended = player.end(40, pcm.length);
    await clock.advanceAsync(1000);
    await ended;
    expect(player.stats.jitter.lost).toBe(2);
    expect(out().length).toBe(pcm.length);
    expect(near(out().subarray(0, 19 * HOP), pcm)).toBeLessThan(1 / 128);
    expect(near(out().subarray(24 * HOP), pcm.subarray(24 * HOP))).toBeLessThan(1 / 128);
  });
});
