import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../../src/core/random.js';
import { Ducking } from '../../../../src/session/voices/ducking.js';
import { MAX_SPEAKERS, SpeakerSelection } from '../../../../src/session/voices/speaker-selection.js';
import { Talk } from '../../../../src/session/voices/talk.js';
import { VoiceMixer } from '../../../../src/session/voices/voice-mixer.js';

const RATE = 8000;
const ones = (n: number, value = 1): Float32Array => new Float32Array(n).fill(value);

describe('ducking', () => {
  const run = (ducking: Ducking, ms: number, isSpoken: boolean): Float32Array => {
    const pcm = ones((ms / 1000) * RATE);
    for (let at = 0; at < pcm.length; at += 80) ducking.process(pcm.subarray(at, at + 80), 1, isSpoken);
    return pcm;
  };

  it('leaves music alone while nobody speaks', () => {
    expect(run(new Ducking({ sampleRateHz: RATE }), 500, false)).toEqual(ones(4000));
  });

  it('is 63 % of the way down after the attack, and back after hold and release', () => {
    const ducking = new Ducking({ sampleRateHz: RATE, depthDb: 20, attackMs: 100, holdMs: 200, releaseMs: 500 });
    run(ducking, 100, true);
    expect(ducking.gainDb).toBeCloseTo(-20 * (1 - Math.exp(-1)), 1);
    run(ducking, 1000, true);
    expect(ducking.gainDb).toBeCloseTo(-20, 1);
    run(ducking, 200, false);
    expect(ducking.gainDb).toBeCloseTo(-20, 1);
    run(ducking, 500, false);
    expect(ducking.gainDb).toBeCloseTo(-20 * Math.exp(-1), 1);
    run(ducking, 10_000, false);
    expect(ducking.gainDb).toBe(0);
  });

  it('never jumps, and does not pump between words', () => {
    const ducking = new Ducking({ sampleRateHz: RATE });
    let before = 1;
    let most = 0;
    for (let i = 0; i < 40; i++)
      for (const gain of run(ducking, 100, i % 3 === 0)) {
        most = Math.max(most, Math.abs(gain - before));
        before = gain;
      }
    expect(most).toBeLessThan(0.004);
    expect(ducking.gainDb).toBeLessThan(-13);
  });

  it('keeps the channels together', () => {
    const pcm = ones(1600);
    new Ducking({ sampleRateHz: RATE }).process(pcm, 2, true);
    for (let i = 0; i < 1600; i += 2) expect(pcm[i]).toBe(pcm[i + 1]);
    expect(() => new Ducking({ sampleRateHz: RATE, depthDb: 90 })).toThrow(/depthDb must be a number from 0 to 60/);
  });
});

describe('the choice of speakers', () => {
  it('plays three at once; a fourth has to be clearly louder, and to wait', () => {
    const choice = new SpeakerSelection();
    for (const id of ['a', 'b', 'c']) expect(choice.heard(id, -30, 0)).toBe(true);
    expect(choice.heard('d', -28, 100)).toBe(false);
    expect(choice.heard('e', -10, 100)).toBe(false);
    for (const id of ['a', 'b', 'c']) choice.heard(id, -30, 900);
    expect(choice.heard('d', -28, 900)).toBe(false);
    expect(choice.heard('e', -10, 900)).toBe(true);
    expect(choice.speakers(900).length).toBe(MAX_SPEAKERS);
    expect(choice.speakers(900)).toContain('e');
  });

  it('gives the place of whoever is silent for a second, or leaves, to the next', () => {
    const choice = new SpeakerSelection(1);
    expect(choice.heard('a', -20, 0)).toBe(true);
    expect(choice.heard('b', -20, 500)).toBe(false);
    expect(choice.heard('b', -20, 1100)).toBe(true);
    choice.remove('b');
    expect(choice.heard('c', -50, 1200)).toBe(true);
    expect(choice.speakers(9999)).toEqual([]);
  });

  it('never plays more than three, whatever is sent', () => {
    for (let seed = 1; seed <= 20; seed++) {
      const random = seededRandom(seed);
      const choice = new SpeakerSelection();
      for (let i = 0; i < 500; i++) {
        choice.heard(`p${Math.floor(random() * 10)}`, -60 * random(), i * 50);
        expect(choice.speakers(i * 50).length, `seed ${seed}`).toBeLessThanOrEqual(3);
      }
    }
  });
});

describe('talking', () => {
  it('is heard while the button is held and a quarter of a second longer, always, or never', () => {
    const talk = new Talk();
    expect(talk.isOpen(0)).toBe(false);
    talk.press();
    expect(talk.isOpen(5)).toBe(true);
    talk.release(100);
    expect(talk.isOpen(300)).toBe(true);
    expect(talk.isOpen(351)).toBe(false);
    talk.release(400);
    expect(talk.isOpen(401)).toBe(false);
    talk.setMode('open');
    expect(talk.isOpen(500)).toBe(true);
    talk.setMode('off');
    talk.press();
    expect(talk.isOpen(600)).toBe(false);
  });
});

describe('voices over music', () => {
  const mixed = (mixer: VoiceMixer, ms: number, music = 0.5): Float32Array => {
    const out = ones((ms / 1000) * RATE, music);
    for (let at = 0; at < out.length; at += 80) mixer.mix(out.subarray(at, at + 80));
    return out;
  };
  const speak = (mixer: VoiceMixer, id: string, ms: number, value = 0.3): void => {
    for (let at = 0; at < ms; at += 40) mixer.push(id, ones((40 / 1000) * RATE, value));
  };

  it('leaves music as it is while nobody speaks', () => {
    expect(mixed(new VoiceMixer({ sampleRateHz: RATE, channels: 1 }), 200)).toEqual(ones(1600, 0.5));
  });

  it('adds the voice and lowers the music under it, and brings it back', () => {
    const mixer = new VoiceMixer({
      sampleRateHz: RATE,
      channels: 1,
      depthDb: 20,
      attackMs: 20,
      holdMs: 100,
      releaseMs: 100,
    });
    let out: Float32Array = new Float32Array(0);
    for (let i = 0; i < 25; i++) {
      speak(mixer, 'a', 40);
      out = mixed(mixer, 40);
    }
    expect(mixer.speaking).toEqual(['a']);
    expect(out[300]).toBeCloseTo(0.3 + 0.05, 1);
    mixer.end('a');
    mixed(mixer, 2000);
    expect(mixer.speaking).toEqual([]);
    expect(mixed(mixer, 100)[700]).toBeCloseTo(0.5, 2);
  });

  it('takes three voices and no more, and never clips', () => {
    const mixer = new VoiceMixer({ sampleRateHz: RATE, channels: 1, depthDb: 0 });
    for (let i = 0; i < 20; i++) {
      for (const id of ['a', 'b', 'c']) speak(mixer, id, 40, 0.9);
      expect(mixer.push('d', ones(320))).toBe(false);
      const out = mixed(mixer, 40, 0.9);
      expect(out.reduce((most, v) => Math.max(most, Math.abs(v)), 0)).toBeLessThanOrEqual(0.9801);
    }
    expect(mixer.speaking.length).toBe(3);
    for (const id of ['a', 'b', 'c']) mixer.end(id);
    mixed(mixer, 4000);
    expect(mixer.push('d', ones(320))).toBe(true);
  });

  it('plays no noise of a speaker that pauses', () => {
    const mixer = new VoiceMixer({ sampleRateHz: RATE, channels: 1, holdMs: 0, releaseMs: 50 });
    const noise = { levelDb: -20, reflection: [] } as never;
    expect(mixer.push('a', ones(320), { noise, continues: true })).toBe(false);
    speak(mixer, 'a', 400);
    mixer.push('a', new Float32Array(320), { noise, continues: true });
    const out = mixed(mixer, 2000, 0);
    expect(out.subarray(8000).every((v) => Math.abs(v) < 1e-6)).toBe(true);
  });
});
