import { seededRandom } from '../../src/core/random.js';

/** Rate of every clip of the set. */
export const SET_RATE_HZ = 44_100;
/** Length of a label, as of a measurement of voice detection. */
const LABEL_MS = 10;
const LABEL_SAMPLES = (SET_RATE_HZ * LABEL_MS) / 1000;
/** Speech is what is at most this far below the active level of the clean speech (ITU-T P.56 takes 15.9 dB). */
const SPEECH_BELOW_ACTIVE_DB = 20;
/** Music is what is above this level: 6 dB below the noise of 16 bits. */
const MUSIC_MIN_DB = -80;

/** One clip of the set, with what is true of it. */
export interface SilenceClip {
  readonly name: string;
  readonly category: string;
  /** Mono, at 44.1 kHz. */
  readonly pcm: Float32Array;
  /** For every 10 ms whether it has speech, or music that is to be sent. */
  readonly isSound: readonly boolean[];
  /** Whether sound means music: a detector of speech alone is not asked for it. */
  readonly isMusic: boolean;
}

type Effect = (clean: Float32Array, random: () => number) => Float32Array;

const db = (value: number): number => 10 ** (value / 20);
const levelDb = (pcm: Float32Array): number =>
  10 * Math.log10(pcm.reduce((sum, x) => sum + x * x, 0) / pcm.length + 1e-20);
const map = (pcm: Float32Array, f: (x: number, i: number) => number): Float32Array => pcm.map(f);
const scaled = (pcm: Float32Array, gain: number): Float32Array => map(pcm, (x) => x * gain);
const white = (random: () => number): number => Math.sqrt(3) * (2 * random() - 1);

/** RMS of the speech alone: the mean of all 10 ms within 15.9 dB of that mean (after ITU-T P.56, without its hangover). */
export function activeLevelDb(clean: Float32Array): number {
  const levels = levelsDb(clean).filter((level) => level > -90);
  let active = -90;
  for (let i = 0; i < 20; i++) {
    const loud = levels.filter((level) => level > active - 15.9);
    active = 10 * Math.log10(loud.reduce((sum, level) => sum + 10 ** (level / 10), 0) / loud.length);
  }
  return active;
}

function levelsDb(pcm: Float32Array): number[] {
  return Array.from({ length: Math.floor(pcm.length / LABEL_SAMPLES) }, (_, i) =>
    levelDb(pcm.subarray(i * LABEL_SAMPLES, (i + 1) * LABEL_SAMPLES)),
  );
}

/** Read faster or slower, which also changes the pitch: another voice. */
function speakAt(voice: Float32Array, speed: number): Float32Array {
  return Float32Array.from({ length: Math.floor((voice.length - 1) / speed) }, (_, i) => {
    const at = i * speed;
    const k = Math.floor(at);
    return voice[k]! + (at - k) * (voice[k + 1]! - voice[k]!);
  });
}

/** Silence, speech, silence, the same speech, silence: three pauses of `pauseS`. */
function talk(voice: Float32Array, pauseS: number, speed: number): Float32Array {
  const spoken = speakAt(voice, speed);
  const pause = Math.round(pauseS * SET_RATE_HZ);
  const out = new Float32Array(3 * pause + 2 * spoken.length);
  out.set(spoken, pause);
  out.set(spoken, 2 * pause + spoken.length);
  return out;
}

const gain =
  (levelOfPeakDb: number): Effect =>
  (clean) =>
    scaled(clean, db(levelOfPeakDb) / clean.reduce((peak, x) => Math.max(peak, Math.abs(x)), 0));
const noiseAt =
  (rmsDb: number, pole = 0): Effect =>
  (clean, random) => {
    let y = 0;
    const scale = db(rmsDb) * Math.sqrt(1 - pole * pole);
    return map(clean, (x) => {
      y = pole * y + scale * white(random);
      return x + y;
    });
  };
const offset =
  (dc: number): Effect =>
  (clean) =>
    map(clean, (x) => x + dc);
const hum =
  (rmsDb: number, harmonics: number, hz = 50): Effect =>
  (clean, random) => {
    const phases = Array.from({ length: harmonics }, () => 2 * Math.PI * random());
    const power = phases.reduce((sum, _, k) => sum + 0.5 / (k + 1) ** 2, 0);
    const scale = db(rmsDb) / Math.sqrt(power);
    return map(clean, (x, i) => {
      const t = (2 * Math.PI * hz * i) / SET_RATE_HZ;
      return x + scale * phases.reduce((sum, phase, k) => sum + Math.sin((k + 1) * t + phase) / (k + 1), 0);
    });
  };
/** Slow noise below about 25 Hz, as of wind and traffic, whose level wanders. */
const rumble =
  (rmsDb: number): Effect =>
  (clean, random) => {
    const pole = Math.exp((-2 * Math.PI * 18) / SET_RATE_HZ);
    let [a, b] = [0, 0];
    const shaken = map(clean, (_, i) => {
      a = pole * a + (1 - pole) * white(random);
      b = pole * b + (1 - pole) * a;
      return b * (1 + 0.6 * Math.sin((2 * Math.PI * 0.3 * i) / SET_RATE_HZ));
    });
    const scale = db(rmsDb - levelDb(shaken));
    return map(clean, (x, i) => x + scale * shaken[i]!);
  };
/** Breath in the pauses: noise that swells for 0.7 s, every three seconds. */
const breath =
  (peakDb: number): Effect =>
  (clean, random) => {
    let y = 0;
    return map(clean, (x, i) => {
      const t = (i / SET_RATE_HZ) % 3;
      y = 0.6 * y + 0.8 * white(random);
      return x + (t < 0.7 ? db(peakDb) * Math.sin((Math.PI * t) / 0.7) ** 2 * y : 0);
    });
  };
/** A room of the given reverberation time with the speaker at its other end: late sound alone. */
const room =
  (rt60S: number): Effect =>
  (clean, random) => {
    const taps = Array.from({ length: 60 }, () => ({
      delay: Math.floor((0.004 + random() * rt60S * 0.6) * SET_RATE_HZ),
      sign: random() < 0.5 ? -1 : 1,
    }));
    const out = new Float32Array(clean.length);
    for (const { delay, sign } of taps) {
      const weight = (sign * 10 ** ((-3 * delay) / SET_RATE_HZ / rt60S)) / 4;
      for (let i = delay; i < out.length; i++) out[i]! += weight * clean[i - delay]!;
    }
    return out;
  };
/** Steps of up to `swingDb` in the noise's level, every 0.4 s, glided over 100 ms: a street, a café. */
const restless =
  (rmsDb: number, swingDb: number): Effect =>
  (clean, random) => {
    let [y, target, level] = [0, 0, 0];
    return map(clean, (x, i) => {
      if (i % 17_640 === 0) target = swingDb * (random() - 0.5);
      level += (target - level) / 4410;
      y = 0.7 * y + 0.714 * white(random);
      return x + db(rmsDb + level) * y;
    });
  };
const clicks =
  (peakDb: number): Effect =>
  (clean, random) => {
    const out = clean.slice();
    for (let at = 20_000; at + 200 < out.length; at += Math.floor(30_000 + 60_000 * random()))
      for (let i = 0; i < 200; i++) out[at + i]! += db(peakDb) * Math.exp(-i / 30) * white(random);
    return out;
  };
const quantised: Effect = (clean) => map(clean, (x) => Math.round(x * 32_767) / 32_767);

/** [category, name, the effects in their order]: 48 clips of speech. */
const SPEECH: readonly (readonly [string, string, ...Effect[]])[] = [
  ...[-6, -20, -30, -38, -45].map((peak) => ['gain', `peak ${peak} dB`, gain(peak), noiseAt(peak - 55)] as const),
  ['gain', 'peak -45 dB of 16 bits', gain(-45), noiseAt(-95), quantised],
  ...[0.001, 0.01, 0.02, 0.05].map((dc) => ['dc', `${dc * 100} %`, gain(-30), noiseAt(-80), offset(dc)] as const),
  ['dc', '1 %, peak -45 dB', gain(-45), noiseAt(-95), offset(0.01)],
  ['dc', '-5 %, peak -45 dB of 16 bits', gain(-45), noiseAt(-95), offset(-0.05), quantised],
  ...[-60, -50, -40, -30, -20].map((at) => ['rumble', `${at} dB`, gain(-20), noiseAt(-75), rumble(at)] as const),
  ['rumble', '-40 dB, peak -38 dB', gain(-38), noiseAt(-90), rumble(-40)],
  ...[-75, -65, -55, -50].map((at) => ['hiss', `${at} dB`, gain(-12), noiseAt(at)] as const),
  ['hiss', '-75 dB, peak -40 dB', gain(-40), noiseAt(-75)],
  ['hiss', '-70 dB of a room, peak -35 dB', gain(-35), noiseAt(-70, 0.9)],
  ...[-70, -55, -45, -35].map((at) => ['hum', `${at} dB`, gain(-20), noiseAt(-80), hum(at, 10)] as const),
  ['hum', '-50 dB, 30 harmonics, peak -38 dB', gain(-38), noiseAt(-90), hum(-50, 30)],
  ['hum', '-45 dB of 60 Hz', gain(-25), noiseAt(-80), hum(-45, 6, 60)],
  ...[-60, -50, -42].map((at) => ['breath', `${at} dB`, gain(-20), noiseAt(-75), breath(at)] as const),
  ['breath', '-60 dB, peak -40 dB', gain(-40), noiseAt(-90), breath(-60)],
  ...[0.3, 0.5, 0.8].map((rt) => ['far', `RT60 ${rt} s`, room(rt), gain(-30), noiseAt(-75)] as const),
  ['far', 'RT60 0.5 s, peak -38 dB, a room', room(0.5), gain(-38), noiseAt(-78, 0.9)],
  ['far', 'RT60 0.5 s, peak -45 dB', room(0.5), gain(-45), noiseAt(-92)],
  ['far', 'RT60 0.8 s, hum', room(0.8), gain(-35), noiseAt(-80), hum(-60, 10)],
  ...[6, 12, 20].map((swing) => ['restless', `${swing} dB`, gain(-12), restless(-60, swing)] as const),
  ['restless', '12 dB, peak -35 dB', gain(-35), restless(-75, 12)],
  ...[-20, -40].map((at) => ['clicks', `${at} dB`, gain(-20), noiseAt(-75), clicks(at)] as const),
  ['clicks', '-50 dB, peak -40 dB', gain(-40), noiseAt(-90), clicks(-50)],
  ['clicks', '-30 dB, 2 % of offset', gain(-20), noiseAt(-75), clicks(-30), offset(0.02)],
];

/** Twelve clips of music, each with what is done to its level over its time `t` of 0..1, and its noise. */
const MUSIC: readonly (readonly [string, (t: number) => number, ...Effect[]])[] = [
  ['fades to -60 dB', (t) => -60 * t, noiseAt(-90)],
  ['fades to -80 dB', (t) => -80 * t, noiseAt(-96)],
  ['fades to -40 dB over hiss', (t) => -40 * t, noiseAt(-75)],
  ['fades to -60 dB with an offset', (t) => -60 * t, noiseAt(-90), offset(0.02)],
  ['fades to -60 dB over hum', (t) => -60 * t, noiseAt(-90), hum(-60, 10)],
  ['fades in from -60 dB', (t) => -60 * (1 - t), noiseAt(-90)],
  ['fades out and in', (t) => -60 * Math.sin(Math.PI * t), noiseAt(-90)],
  ['30 dB down', () => -30, noiseAt(-90)],
  ['40 dB down', () => -40, noiseAt(-96)],
  ['45 dB down, 1 % of offset', () => -45, noiseAt(-96), offset(0.01)],
];
/** Long decays and held notes: [name, seconds, the tone at t seconds]. */
const TONES: readonly (readonly [string, number, (t: number) => number])[] = [
  [
    'a piano chord that decays',
    14,
    (t) =>
      [220, 277.2, 329.6, 440].reduce((sum, hz) => sum + 0.1 * Math.exp(-t / 2) * Math.sin(2 * Math.PI * hz * t), 0),
  ],
  [
    'a quiet organ chord that is held',
    14,
    (t) => [261.6, 329.6, 392, 784].reduce((sum, hz) => sum + 0.002 * Math.sin(2 * Math.PI * hz * t), 0),
  ],
];

/** How the set is made. */
export interface SilenceSetOptions {
  /** Clips of speech alone, mono at 44.1 kHz, taken in turn. */
  readonly voices: readonly Float32Array[];
  /** Music, mono at 44.1 kHz. */
  readonly music: Float32Array;
  /** Only every n-th clip. */
  readonly every?: number;
  /** Length of each pause. */
  readonly pauseS?: number;
}

/** The 60 clips, or every n-th of them, one after another: the same for the same input on every computer. */
export function* silenceSet({ voices, music, every = 1, pauseS = 4 }: SilenceSetOptions): Generator<SilenceClip> {
  let index = -1;
  for (const [category, name, ...effects] of SPEECH) {
    if (++index % every !== 0) continue;
    const random = seededRandom(1000 + index);
    const clean = talk(voices[index % voices.length]!, pauseS, [1, 0.88, 1.15, 0.95][index % 4]!);
    const isSound = labels(clean);
    yield { name, category, isMusic: false, isSound, pcm: effects.reduce((pcm, effect) => effect(pcm, random), clean) };
  }
  for (const [name, levelAt, ...effects] of MUSIC) {
    if (++index % every !== 0) continue;
    const random = seededRandom(1000 + index);
    const clean = new Float32Array(2 * music.length);
    for (let i = 0; i < clean.length; i++) clean[i] = music[i % music.length]! * db(levelAt(i / clean.length));
    yield musicClip(name, clean, effects, random);
  }
  for (const [name, seconds, tone] of TONES) {
    if (++index % every !== 0) continue;
    const clean = Float32Array.from({ length: seconds * SET_RATE_HZ }, (_, i) => tone(i / SET_RATE_HZ));
    yield musicClip(name, clean, [noiseAt(-90)], seededRandom(1000 + index));
  }
}

function musicClip(name: string, clean: Float32Array, effects: readonly Effect[], random: () => number): SilenceClip {
  const pcm = effects.reduce((audio, effect) => effect(audio, random), clean);
  // Below the noise nobody misses it.
  const offsetOfAll = pcm.reduce((sum, x) => sum + x, 0) / pcm.length;
  const added = levelDb(map(pcm, (x, i) => x - clean[i]! - offsetOfAll));
  const isSound = levelsDb(clean).map((level) => level > Math.max(MUSIC_MIN_DB, added));
  return { name, category: 'music', isMusic: true, isSound, pcm };
}

function labels(clean: Float32Array): boolean[] {
  const min = activeLevelDb(clean) - SPEECH_BELOW_ACTIVE_DB;
  return levelsDb(clean).map((level) => level > min);
}
