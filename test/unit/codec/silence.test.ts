import { describe, expect, it } from 'vitest';
import { Decoder } from '../../../src/codec/decoder.js';
import { Encoder } from '../../../src/codec/encoder.js';
import { concatFloats } from '../../../src/core/buffers.js';
import { NoiseSource } from '../../../src/core/dsp/comfort-noise.js';
import type { DecoderItem, FrameBlock, SilentBlock } from '../../../src/core/latent/frames.js';
import { JitterBuffer } from '../../../src/core/playout/jitter-buffer.js';
import { PlayoutBuffer } from '../../../src/core/playout/playout-buffer.js';
import type { QueueItem } from '../../../src/core/playout/queue-item.js';
import { seededRandom } from '../../../src/core/random.js';
import { ClockSchedule } from '../../support/clock-schedule.js';
import { FakeModel } from '../../support/fake-model.js';

const NOISE = { level: 100, reflection: [] };
const RMS = 10 ** (-50 / 20);
const audio = (firstFrame: number, frames = 4): FrameBlock => ({
  firstFrame,
  frames,
  planes: 1,
  payload: new Uint8Array(frames * 8).fill(firstFrame + 1),
});
const silent = (firstFrame: number, frames: number, continues = true): SilentBlock => ({
  firstFrame,
  frames,
  noise: { ...NOISE },
  continues,
});
const describeItem = (pull: QueueItem): string => {
  if (pull.kind === 'wait') return pull.reason;
  const { firstFrame, frames } = pull.kind === 'lost' ? pull : pull.block;
  return `${pull.kind} ${firstFrame}–${firstFrame + frames}`;
};

describe('silence in the jitter buffer', () => {
  const make = (schedule: 'eager' | 'clock'): JitterBuffer =>
    new JitterBuffer({
      frameMs: 100,
      bytesPerFramePlane: 8,
      maxDelayMs: 5000,
      ...(schedule === 'clock' && { schedule: new ClockSchedule(100, 50) }),
    });

  it('is handed out in its place and is not a loss', () => {
    const buffer = make('eager');
    buffer.push(audio(0), 0);
    buffer.pushSilence(silent(4, 4), 400);
    buffer.pushSilence(silent(8, 10, false), 1800);
    buffer.push(audio(18), 1800);
    const pulls = Array.from({ length: 5 }, () => describeItem(buffer.pull(1800)));
    expect(pulls).toEqual(['frames 0–4', 'silent 4–8', 'silent 8–18', 'frames 18–22', 'empty']);
    expect(buffer.stats).toMatchObject({ played: 8, silent: 14, lost: 0, late: 0, duplicate: 0 });
  });

  it('distinguishes the last frame of a silence that continues from those before it', () => {
    const buffer = make('eager');
    buffer.pushSilence(silent(0, 4), 0);
    expect(buffer.pull(0, 3)).toMatchObject({ block: { frames: 3, continues: false } });
    expect(buffer.pull(0, 3)).toMatchObject({ block: { firstFrame: 3, frames: 1, continues: true, noise: NOISE } });
  });

  it('is replaced by audio of the same frames', () => {
    const buffer = make('eager');
    buffer.pushSilence(silent(0, 8), 0);
    expect(buffer.push(audio(4), 0)).toBe('queued');
    expect([describeItem(buffer.pull(0)), describeItem(buffer.pull(0))]).toEqual(['silent 0–4', 'frames 4–8']);
  });

  it('reports as lost what lies between a silence and the next audio', () => {
    const buffer = make('eager');
    buffer.push(audio(0), 0);
    buffer.pushSilence(silent(4, 4), 400);
    buffer.push(audio(12), 1600);
    const pulls = Array.from({ length: 4 }, () => describeItem(buffer.pull(2100)));
    expect(pulls).toEqual(['frames 0–4', 'silent 4–8', 'lost 8–12', 'frames 12–16']);
  });

  it('continues in real time under a schedule by the clock, without a loss, and is not handed out twice', () => {
    const buffer = make('clock');
    buffer.push(audio(0), 400);
    buffer.pushSilence(silent(4, 4), 800);
    const output: string[] = [];
    // Frame f is due at 450 + 100 f.
    for (let ms = 400; ms < 2400; ms += 50) {
      if (ms === 1800) buffer.pushSilence(silent(8, 6), ms);
      if (ms === 2200) buffer.push(audio(18), ms);
      const pull = buffer.pull(ms);
      if (pull.kind !== 'wait') output.push(describeItem(pull));
    }
    expect(output).toEqual(
      [
        ...Array.from({ length: 4 }, (_, i) => `frames ${i}–${i + 1}`),
        ...Array.from({ length: 14 }, (_, i) => `silent ${i + 4}–${i + 5}`),
        'frames 18–19',
        'frames 19–20',
      ].slice(0, output.length),
    );
    expect(buffer.stats).toMatchObject({ lost: 0, duplicate: 0 });
  });

  it('ends with the next block in a buffer by the clock: audio that arrives too late counts as late', () => {
    const buffer = make('clock');
    buffer.push(audio(0), 400);
    buffer.pushSilence(silent(4, 4), 800);
    for (let ms = 400; ms < 2000; ms += 50) buffer.pull(ms);
    // Frames 8..11 should have been here at 1250.
    expect(buffer.push(audio(8), 2000)).toBe('late');
    expect(buffer.stats.late).toBe(4);
  });

  it('is forgotten by a reset and by an end', () => {
    for (const over of [(b: JitterBuffer) => b.reset(), (b: JitterBuffer) => b.end(8, 800)]) {
      const buffer = make('clock');
      buffer.push(audio(0), 400);
      buffer.pushSilence(silent(4, 4), 800);
      over(buffer);
      const pulls = Array.from({ length: 40 }, (_, i) => describeItem(buffer.pull(800 + 100 * i)));
      expect(pulls.filter((what) => what.startsWith('silent')).length).toBeLessThanOrEqual(4);
    }
  });
});

describe('silence in the playout buffer', () => {
  const RATE = 8000;
  const BLOCK = 1600;
  /** A ramp whose values identify each sample; faded over 10 ms as the decoder does, where silence is beside it. */
  const ramp = (from: number, n: number, isFirst = false, isLast = false): Float32Array =>
    Float32Array.from({ length: n }, (_, i) => {
      const level = Math.min(isFirst ? i / 80 : 1, isLast ? (n - 1 - i) / 80 : 1, 1);
      return level * (0.1 + (from + i) / 1e6);
    });

  /** Blocks of 200 ms, `a` audio and `.` silence that is signalled at once, every five blocks and at its end. */
  function play(script: string, lateMs: readonly number[] = []) {
    const buffer = new PlayoutBuffer({ sampleRateHz: RATE, channels: 1, marginMs: 40, startMarginMs: 40 });
    const source = new NoiseSource();
    source.set(NOISE);
    let made = 0;
    const decoded = (n: number): Float32Array => Float32Array.from({ length: n }, () => source.next(made++));
    const events: { ms: number; push(): void }[] = [];
    let unsignalledFrames = 0;
    const signal = (continues: boolean): (() => void) => {
      const n = unsignalledFrames * BLOCK;
      unsignalledFrames = 0;
      return () => buffer.push(decoded(n), { noise: NOISE, continues });
    };
    [...script].forEach((what, i) => {
      const ms = (i + 1) * 200 + (lateMs[i] ?? 0);
      if (what === 'a') {
        if (unsignalledFrames > 0) events.push({ ms, push: signal(false) });
        events.push({
          ms,
          push: () => buffer.push(ramp(i * BLOCK, BLOCK, script[i - 1] === '.', script[i + 1] === '.')),
        });
      } else if (++unsignalledFrames >= 5 || script[i - 1] === 'a') events.push({ ms, push: signal(true) });
    });
    const out: Float32Array[] = [];
    for (let ms = 0; ms < script.length * 200 + 2000; ms += 10) {
      while (events[0] && events[0].ms <= ms) events.shift()!.push();
      if (events.length === 0) buffer.end();
      out.push(buffer.pull(RATE / 100));
    }
    return { output: concatFloats(out), buffer };
  }
  /** Delay in samples at which sample `index` of the source was output; NaN where it was not. */
  const delayOf = (output: Float32Array, index: number): number => {
    const at = output.findIndex((x) => Math.abs(x - (0.1 + index / 1e6)) < 6e-7);
    return at < 0 ? Number.NaN : at - index;
  };

  it.each([3, 4, 5, 7, 12, 40])(
    'keeps audio after %s silent blocks in its place to the sample, without an underrun',
    (n) => {
      const { output, buffer } = play(`aaa${'.'.repeat(n)}aaa`);
      expect(buffer.stats.underruns).toBe(0);
      const before = delayOf(output, BLOCK);
      const after = delayOf(output, (3 + n + 1) * BLOCK);
      // The margin is steered by up to half a percent over the first blocks: a sample or two.
      expect(Math.abs(after - before)).toBeLessThanOrEqual(8);
      const pause = output.subarray(4 * BLOCK + before, (3 + n) * BLOCK + before - 100);
      const rms = Math.sqrt(pause.reduce((sum, x) => sum + x * x, 0) / pause.length);
      expect(20 * Math.log10(rms / RMS)).toBeCloseTo(0, 0);
    },
  );

  it('plays a late block late, with its margin, and counts no underrun', () => {
    const late = new Array(20).fill(0);
    for (let i = 10; i < 20; i++) late[i] = 90;
    const { output, buffer } = play(`aaa${'.'.repeat(7)}aaaaaa`, late);
    expect(buffer.stats.underruns).toBe(0);
    const shift = delayOf(output, 11 * BLOCK) - delayOf(output, BLOCK);
    expect(shift).toBeGreaterThanOrEqual(0.085 * RATE);
    expect(shift).toBeLessThan(0.1 * RATE);
  });

  it('plays noise while the block after a silence is still being decoded, and counts an underrun after 250 ms', () => {
    const underrunsAfter = (decodingMs: number): number => {
      const buffer = new PlayoutBuffer({ sampleRateHz: RATE, channels: 1, marginMs: 40, startMarginMs: 40 });
      buffer.push(ramp(0, BLOCK));
      buffer.push(new Float32Array(BLOCK), { noise: NOISE, continues: true });
      for (let ms = 0; ms < 1000; ms += 10) buffer.pull(RATE / 100);
      // All of it but some 40 ms has been played ahead already.
      buffer.push(new Float32Array(3 * BLOCK + 320), { noise: NOISE, continues: false });
      for (let ms = 0; ms < decodingMs; ms += 10) buffer.pull(RATE / 100);
      buffer.push(ramp(0, BLOCK));
      return buffer.stats.underruns;
    };
    expect(underrunsAfter(0)).toBe(0);
    expect(underrunsAfter(60)).toBe(0);
    expect(underrunsAfter(1500)).toBe(1);
  });

  it('counts one underrun where a source sends nothing for five seconds, and fades to silence', () => {
    const buffer = new PlayoutBuffer({ sampleRateHz: RATE, channels: 1 });
    buffer.push(ramp(0, BLOCK));
    buffer.push(new Float32Array(BLOCK), { noise: NOISE, continues: true });
    const out = Array.from({ length: 800 }, () => buffer.pull(RATE / 100));
    expect(buffer.stats.underruns).toBe(1);
    expect(Math.max(...out[300])).toBeGreaterThan(0);
    expect(Math.max(...out[799].map(Math.abs))).toBeLessThan(1e-5);
  });

  it('never steps further than noise does where silence begins and ends', () => {
    const { output } = play('aaa.......aa....aaa');
    let step = 0;
    for (let i = 1; i < output.length; i++) step = Math.max(step, Math.abs(output[i] - output[i - 1]));
    // A ramp of a height of .11 fades over 5 ms, 40 samples; white noise of −50 dB steps by at most 2 √3 RMS.
    expect(step).toBeLessThan(0.11 / 40 + 2 * Math.sqrt(3) * RMS + 0.001);
  });
});

describe('silence in the decoder', () => {
  const models = {
    'with a state': () => new FakeModel({ decoder: { delaySamples: 100, stateSize: 1 } }),
    'with a state and no delay': () => new FakeModel({ decoder: { delaySamples: 0, stateSize: 1 } }),
    'with windows': () => new FakeModel({ decoder: { leftFrames: 2, rightFrames: 2 } }),
  };

  for (const [name, make] of Object.entries(models)) {
    it(`returns hop samples for every frame, whatever is silent or lost: ${name}`, async () => {
      const random = seededRandom(11);
      for (let round = 0; round < 60; round++) {
        const model = make();
        const decoder = new Decoder(model);
        let [frame, samples] = [round % 2 ? 0 : 1000, 0];
        const first = frame;
        for (let i = 0; i < 20; i++) {
          const frames = 1 + Math.floor(random() * 12);
          const dice = random();
          const item: DecoderItem =
            dice < 0.4
              ? { kind: 'silent', block: silent(frame, frames) }
              : dice < 0.6
                ? { kind: 'lost', firstFrame: frame, frames }
                : { kind: 'frames', block: audio(frame, frames) };
          samples += (await decoder.push(item)).length;
          frame += frames;
        }
        samples += (await decoder.flush()).length;
        expect(samples, `round ${round}`).toBe((frame - first) * 64);
      }
    });
  }

  it('fades into noise of the stated level and back, at the same delay, and does not call the model meanwhile', async () => {
    const model = new FakeModel({ decoder: { delaySamples: 100, stateSize: 1 }, hopSamples: 64 });
    const encoder = new Encoder(model, { sampleRateHz: 44_100, channels: 1, planes: 8, framesPerBlock: 10 });
    const pcm = Float32Array.from({ length: 64 * 80 }, (_, i) => 0.25 * Math.sin(i / 3));
    const blocks = await encoder.push(pcm);
    const decoder = new Decoder(model);
    const out: Float32Array[] = [await decoder.push({ kind: 'frames', block: blocks[0] })];
    const calls = model.calls.decode;
    out.push(await decoder.push({ kind: 'silent', block: silent(10, 60) }));
    expect(model.calls.decode).toBe(calls + 1);
    out.push(await decoder.push({ kind: 'frames', block: blocks[7] }), await decoder.flush());
    const output = concatFloats(out);
    expect(output).toHaveLength(80 * 64);
    expect(decoder.stats).toMatchObject({ frames: 20, silentFrames: 60, lostFrames: 0 });
    const pause = output.subarray(45 * 64, 70 * 64);
    const rms = Math.sqrt(pause.reduce((sum, x) => sum + x * x, 0) / pause.length);
    expect(20 * Math.log10(rms / RMS)).toBeCloseTo(0, 0);
    // Past the fade of half a frame the sound is as it was, in its place.
    for (let i = 71 * 64; i < 80 * 64; i++) expect(Math.abs(output[i] - pcm[i])).toBeLessThan(0.01);
  });
});
