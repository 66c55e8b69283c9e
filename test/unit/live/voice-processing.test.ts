import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { startPushToTalk } from '../../../src/cli/live/push-to-talk.js';
import { GainControl } from '../../../src/core/dsp/gain-control.js';
import { Gate } from '../../../src/core/dsp/gate.js';
import { HighPass } from '../../../src/core/dsp/high-pass.js';
import { LevelMeter } from '../../../src/core/dsp/level-meter.js';
import { fillNoise } from '../../../src/core/dsp/noise.js';
import { VoiceActivity } from '../../../src/core/dsp/voice-activity.js';
import { VoiceChain } from '../../../src/live/voice-chain.js';
import { tone } from '../../support/tone.js';

const RATE = 16_000;
const FORM = { sampleRateHz: RATE, channels: 1 };
const rms = (pcm: Float32Array): number => Math.sqrt(pcm.reduce((sum, x) => sum + x * x, 0) / pcm.length);
const hiss = (seconds: number, level: number, from = 0): Float32Array => {
  const out = new Float32Array(seconds * RATE);
  fillNoise(out, from);
  return out.map((x) => x * level);
};
const inBlocks = (pcm: Float32Array, take: (block: Float32Array) => void, size = 320): void => {
  for (let at = 0; at < pcm.length; at += size) take(pcm.subarray(at, at + size));
};

describe('the level meter', () => {
  it('reports peak, RMS and clipping since the last snapshot', () => {
    const meter = new LevelMeter();
    meter.add(tone(1, RATE, 1, 1000, 0.5));
    const level = meter.snapshot();
    expect(level.peakDb).toBeCloseTo(-6.02, 1);
    expect(level.rmsDb).toBeCloseTo(-9.03, 0);
    expect(level.isClipped).toBe(false);
    meter.add(Float32Array.of(-1));
    expect(meter.snapshot()).toEqual({ peakDb: 0, rmsDb: 0, isClipped: true });
    expect(meter.snapshot().peakDb).toBe(Number.NEGATIVE_INFINITY);
  });
});

describe('the high-pass', () => {
  it.each([
    [0, -80],
    [20, -22],
    [80, -3],
    [1000, 0],
  ])('passes %i Hz at %i dB, whatever the blocks', (hz, db) => {
    const pcm = hz === 0 ? new Float32Array(2 * RATE).fill(0.5) : tone(2, RATE, 1, hz);
    const before = rms(pcm.subarray(RATE));
    const filter = new HighPass(80, RATE, 1);
    inBlocks(pcm, (block) => filter.process(block), 77);
    const gainDb = 20 * Math.log10(rms(pcm.subarray(RATE)) / before);
    if (hz === 0) expect(gainDb).toBeLessThan(db);
    else expect(Math.abs(gainDb - db)).toBeLessThan(2.2);
  });
});

describe('voice activity', () => {
  it('finds the words, keeps their ends by the hangover, and does not classify hiss as sound', () => {
    const vad = new VoiceActivity({ ...FORM, hangoverMs: 200 });
    const decisions: boolean[] = [];
    const run = (pcm: Float32Array): void => inBlocks(pcm, (block) => decisions.push(vad.add(block)));
    run(hiss(3, 0.003));
    // Steady noise counts as sound until the noise floor has risen to it, so that no first word is lost.
    expect(decisions.slice(75).some(Boolean)).toBe(false);
    const word = hiss(0.5, 0.003, 5);
    tone(0.5, RATE, 1, 300, 0.1).forEach((x, i) => {
      word[i] += x;
    });
    decisions.length = 0;
    run(word);
    expect(decisions.slice(1).every(Boolean)).toBe(true);
    decisions.length = 0;
    run(hiss(1, 0.003, 9));
    const heldMs = decisions.filter(Boolean).length * 20;
    expect(heldMs).toBeGreaterThanOrEqual(200);
    expect(heldMs).toBeLessThan(280);
    expect(Math.abs(vad.floorDb + 50.5)).toBeLessThan(3);
  });

  it('keeps music that never pauses', () => {
    const vad = new VoiceActivity(FORM);
    let silent = 0;
    inBlocks(hiss(60, 0.1), (block) => {
      if (!vad.add(block)) silent++;
    });
    expect(silent).toBe(0);
  });
});

describe('the gate', () => {
  it('opens in 5 ms and closes in 80 ms without a step', () => {
    const gate = new Gate(RATE, 1);
    const pcm = new Float32Array(RATE / 2).fill(1);
    gate.process(pcm.subarray(0, 1000), false);
    gate.process(pcm.subarray(1000, 4000), true);
    gate.process(pcm.subarray(4000), false);
    expect(pcm.subarray(0, 1000).every((x) => x === 0)).toBe(true);
    expect(pcm[1000 + 80]).toBeCloseTo(1, 2);
    expect(pcm[4000 + 640]).toBeCloseTo(0.5, 2);
    expect(pcm[4000 + 1300]).toBe(0);
    for (let i = 1; i < pcm.length; i++) expect(Math.abs(pcm[i] - pcm[i - 1])).toBeLessThan(0.013);
  });
});

describe('the automatic gain', () => {
  it.each([0.01, 0.1, 0.9])('brings a tone of %f to −20 dB', (amplitude) => {
    const control = new GainControl(FORM);
    const pcm = tone(8, RATE, 1, 300, amplitude);
    inBlocks(pcm, (block) => control.process(block, true));
    expect(Math.abs(20 * Math.log10(rms(pcm.subarray(6 * RATE, 7 * RATE))) + 20)).toBeLessThan(1.5);
  });

  it('never outputs a sample above −1 dB, however sudden, and does not change silence', () => {
    const control = new GainControl(FORM);
    inBlocks(tone(5, RATE, 1, 300, 0.01), (block) => control.process(block, true));
    const gainDb = control.gainDb;
    expect(gainDb).toBeGreaterThan(18);
    inBlocks(hiss(5, 0.001), (block) => control.process(block, false));
    expect(control.gainDb).toBeCloseTo(gainDb, 1);
    const burst = tone(1, RATE, 1, 300, 1).map((x) => Math.sign(x));
    let peak = 0;
    inBlocks(burst, (block) => {
      control.process(block, true);
      for (const x of block) peak = Math.max(peak, Math.abs(x));
    });
    expect(peak).toBeLessThanOrEqual(10 ** (-1 / 20) + 1e-6);
  });
});

describe('the voice chain', () => {
  it('does not change audio, bit for bit, unless an option is set', () => {
    const chain = new VoiceChain(FORM);
    const pcm = tone(1, RATE, 1, 300, 0.9);
    const before = pcm.slice();
    inBlocks(pcm, (block) => chain.process(block));
    expect(pcm).toEqual(before);
  });

  it('mutes while the talk key is not pressed, and silences what is not above the noise', () => {
    const chain = new VoiceChain({ ...FORM, gateDb: 9 });
    // A microphone's noise is there all the time; noise that begins is noise once it has lasted for four seconds.
    const noise = hiss(1, 0.0005);
    const spoken = (): Float32Array => tone(1, RATE, 1, 300, 0.5).map((x, i) => x + noise[i]!);
    const muted = spoken();
    inBlocks(muted, (block) => chain.process(block, false));
    expect(muted.every((x) => x === 0)).toBe(true);
    const open = spoken();
    inBlocks(open, (block) => chain.process(block, true));
    expect(rms(open)).toBeGreaterThan(0.3);
    const quiet = hiss(3, 0.0005);
    inBlocks(quiet, (block) => chain.process(block, true));
    expect(quiet.subarray(RATE).every((x) => x === 0)).toBe(true);
  });
});

describe('push to talk', () => {
  it('opens and mutes by the space bar, a key that repeats counted once', () => {
    let nowMs = 0;
    const stdin = new PassThrough();
    const talk = startPushToTalk(stdin, () => nowMs);
    const press = (key: string, atMs: number): boolean => {
      nowMs = atMs;
      stdin.emit('data', Buffer.from(key));
      return talk.isOpen;
    };
    expect(talk.isOpen).toBe(false);
    expect(press(' ', 1000)).toBe(true);
    expect(press(' ', 1040)).toBe(true);
    expect(press('x', 1500)).toBe(true);
    expect(press(' ', 2000)).toBe(false);
    talk.stop();
    expect(press(' ', 3000)).toBe(false);
  });
});
