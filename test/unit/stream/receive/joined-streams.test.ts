import { describe, expect, it } from 'vitest';
import { Encoder } from '../../../../src/codec/encoder.js';
import type { FrameBlock } from '../../../../src/core/latent/frames.js';
import { Player } from '../../../../src/stream/receive/player.js';
import type { StreamJoining } from '../../../../src/stream/receive/stream-joining.js';
import { FakeClock } from '../../../support/fake-clock.js';
import { FakeModel, type FakeModelOptions, modelForms } from '../../../support/fake-model.js';

const FRAMES = 200;
const HOP = 64;
const RATE_HZ = 44_100;
const CROSSFADE_MS = 50;
const OVERLAP = Math.round((CROSSFADE_MS / 1000) * RATE_HZ);

const tone = (hz: number): Float32Array =>
  Float32Array.from({ length: FRAMES * HOP }, (_, i) => 0.5 * Math.sin((2 * Math.PI * hz * i) / RATE_HZ));
const FIRST = tone(300);
const SECOND = tone(700);

async function encoded(model: FakeModel, pcm: Float32Array): Promise<FrameBlock[]> {
  const encoder = new Encoder(model, { sampleRateHz: RATE_HZ, channels: 1, planes: 8, framesPerBlock: 8 });
  return [...(await encoder.push(pcm)), ...(await encoder.flush())];
}

/** Two streams, one after the other, as a player writes them. */
async function play(form: FakeModelOptions, { crossfadeMs = 0, holdMs = 0 }: StreamJoining) {
  const model = new FakeModel(form);
  const written: number[] = [];
  const player = new Player({
    model,
    clock: new FakeClock(),
    write: (pcm) => void written.push(...pcm),
    onError: (error) => {
      throw error;
    },
  });
  player.hold(holdMs);
  for (const block of await encoded(model, FIRST)) player.push(block);
  await player.idle();
  const before = written.length;
  const restarted = player.restart({ crossfadeMs });
  for (const block of await encoded(model, SECOND)) player.push(block);
  await restarted;
  await player.close();
  const { decoder, jitter } = player.stats;
  return { out: Float32Array.from(written), before, lost: decoder.lostFrames + jitter.lost };
}

const maxStep = (pcm: Float32Array): number =>
  pcm.reduce((most, sample, i) => Math.max(most, i === 0 ? 0 : Math.abs(sample - pcm[i - 1]!)), 0);

describe.each(modelForms(30, 40))('two streams of %s', (_name, form) => {
  it('follow each other without a step or a loss', async () => {
    const { out, lost } = await play(form, { holdMs: CROSSFADE_MS, crossfadeMs: CROSSFADE_MS });
    expect(lost).toBe(0);
    expect(maxStep(out)).toBeLessThan(2 * maxStep(SECOND));
  });

  it('follow each other without a dip where nothing is held back: the first is continued as a loss is, and counts as none', async () => {
    const { out, lost } = await play(form, { crossfadeMs: CROSSFADE_MS });
    expect(lost).toBe(0);
    const levels = Array.from({ length: Math.floor(out.length / 441) - 2 }, (_, i) =>
      Math.sqrt(out.subarray(441 * (i + 1), 441 * (i + 2)).reduce((sum, x) => sum + x * x, 0) / 441),
    );
    expect(Math.min(...levels)).toBeGreaterThan(0.1);
  });

  it('overlap by the crossfade where so much is held back', async () => {
    const joined = await play(form, { holdMs: CROSSFADE_MS, crossfadeMs: CROSSFADE_MS });
    const whole = await play(form, {});
    expect(whole.before - joined.before).toBe(OVERLAP);
    // What the model has kept back of the first is left out too: the crossfade ends before it.
    const left = whole.out.length - joined.out.length - OVERLAP;
    expect(left).toBeGreaterThanOrEqual(0);
    expect(left).toBeLessThanOrEqual(2 * HOP);
  });
});

it('what is heard is the mix of both at equal power, sample by sample', async () => {
  const { out } = await play(
    { decoder: { stateSize: 1 }, encoder: { stateSize: 1 } },
    {
      holdMs: CROSSFADE_MS,
      crossfadeMs: CROSSFADE_MS,
    },
  );
  const at = FIRST.length - OVERLAP;
  expect(out.length).toBe(at + SECOND.length);
  for (let i = 0; i < out.length; i++) {
    const x = Math.min(1, Math.max(0, (i - at + 0.5) / OVERLAP));
    const first = (FIRST[i] ?? 0) * Math.cos((Math.PI / 2) * x);
    const second = i < at ? 0 : SECOND[i - at]! * Math.sin((Math.PI / 2) * x);
    // 8 planes are coarse, and the second fades in over half a frame of its own.
    if (Math.abs(out[i]! - first - second) > 0.02) expect.fail(`sample ${i}: ${out[i]} for ${first + second}`);
  }
});
