import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { StereoAnalyser } from '../../../src/codec/stereo-analyser.js';
import { StereoUpmix } from '../../../src/codec/stereo-upmix.js';
import { NO_SPATIAL_PARAMETERS, STEREO_BANDS } from '../../../src/core/latent/spatial-parameters.js';
import { seededRandom } from '../../../src/core/random.js';
import { isSame, measureBands, noise, peakOf, spatialByte, tone } from '../../support/stereo.js';

const RATE = 44_100;
const HOP = 2048;
const FIELD = { leftFrames: 0, rightFrames: 0, delaySamples: 0, stateSize: 0 };
const formatOf = (sampleRateHz = RATE, hopSamples = HOP, delaySamples = 0) => ({
  sampleRateHz,
  hopSamples,
  encoder: FIELD,
  decoder: { ...FIELD, delaySamples },
});
const CENTRE = spatialByte(0, 1);
const LEFT = spatialByte(50, 1);
const RIGHT = spatialByte(-50, 1);

const halves = (out: Float32Array): [Float32Array, Float32Array] => [
  out.subarray(0, out.length / 2),
  out.subarray(out.length / 2),
];

/** Both channels of `mono`, every frame of which has its byte. */
function upmix(mono: Float32Array, byteOf: (frame: number) => number, format = formatOf()) {
  const mixer = new StereoUpmix(format);
  mixer.begin(0);
  const frames = Math.ceil(mono.length / format.hopSamples);
  mixer.setParameters(
    0,
    Uint8Array.from({ length: frames }, (_, frame) => byteOf(frame)),
  );
  return halves(mixer.process(mono));
}

const largestStep = (pcm: Float32Array, from = 1): number => {
  let most = 0;
  for (let i = from; i < pcm.length; i++) most = Math.max(most, Math.abs(pcm[i] - pcm[i - 1]));
  return most;
};

describe('StereoUpmix', () => {
  const mono = noise(1, 24 * HOP);
  /** By then every band has had its byte and has moved to it. */
  const from = 8 * HOP;

  it('of spatial parameters in the middle produces two equal channels, with the energy of the mono sound in every band', () => {
    const [left, right] = upmix(mono, () => CENTRE);
    expect(isSame(left, right)).toBe(true);
    const dry = measureBands(mono, mono, RATE, from);
    measureBands(left, right, RATE, from).forEach(({ leftDb }, band) => {
      expect(Math.abs(leftDb - dry[band].leftDb), `band ${band}`).toBeLessThan(0.1);
    });
  });

  it('without spatial parameters is the mono sound, bit for bit', () => {
    for (const byte of [NO_SPATIAL_PARAMETERS, 248, 254]) {
      const [left, right] = upmix(mono, () => byte);
      expect(isSame(left, mono) && isSame(right, mono)).toBe(true);
    }
    const mixer = new StereoUpmix(formatOf());
    const [left, right] = halves(mixer.process(mono));
    expect(isSame(left, mono) && isSame(right, mono)).toBe(true);
  });

  it.each([0, 6, -6, 19, -19])('of %i dB of difference and full coherence has just that in every band', (levelDb) => {
    const [left, right] = upmix(mono, () => spatialByte(levelDb, 1));
    for (const band of measureBands(left, right, RATE, from)) {
      expect(Math.abs(band.levelDb - levelDb)).toBeLessThan(0.1);
      expect(band.coherence).toBeGreaterThan(0.999);
    }
  });

  // Where two bands meet, decorrelated parts add by energy, not by amplitude: narrow bands get a little less.
  it.each([
    [0, 0.6],
    [6, 0.6],
    [-6, 0.6],
    [19, 0.6],
    [-19, 0.6],
    [0, 0.37],
  ])('of %i dB of difference and a coherence of %f is about that in every band', (levelDb, coherence) => {
    const [left, right] = upmix(mono, () => spatialByte(levelDb, coherence));
    for (const band of measureBands(left, right, RATE, from)) {
      expect(Math.abs(band.levelDb - levelDb)).toBeLessThan(1.6);
      expect(Math.abs(band.coherence - coherence)).toBeLessThan(0.26);
    }
  });

  it('of opposite phase produces opposite channels', () => {
    const [left, right] = upmix(mono, () => spatialByte(0, -1));
    for (const band of measureBands(left, right, RATE, from)) {
      expect(Math.abs(band.levelDb)).toBeLessThan(0.1);
      expect(band.coherence).toBeLessThan(-0.99);
    }
  });

  it('positions every band independently', () => {
    const levels = [6, -6, 0, 6, -6, 0];
    // A tone in the middle of the band is the least touched by its neighbours.
    [100, 390, 920, 2100, 4700, 13_000].forEach((hz, band) => {
      const [left, right] = upmix(tone(hz, RATE, 12 * HOP), (frame) => spatialByte(levels[frame % STEREO_BANDS], 1));
      const levelDb = 20 * Math.log10(peakOf(left.subarray(from)) / peakOf(right.subarray(from)));
      expect(Math.abs(levelDb - levels[band]), `band ${band}`).toBeLessThan(3);
    });
  });

  it.each([
    ['hard left', 1, 0],
    ['hard right', 0, 1],
    ['half left', 1, 0.5],
    ['in the middle', 0.7, 0.7],
  ])('gives a source that is %s its own level back, from the mean of both channels', (_, l, r) => {
    const source = noise(7, 24 * HOP);
    const [left, right] = [source.map((x) => l * x), source.map((x) => r * x)];
    const analyser = new StereoAnalyser(formatOf());
    analyser.push(left, right);
    const bytes = analyser.take(0, 24);
    const [outLeft, outRight] = upmix(
      source.map((x) => ((l + r) / 2) * x),
      (frame) => bytes[frame],
    );
    const wanted = measureBands(left, right, RATE, 12 * HOP);
    measureBands(outLeft, outRight, RATE, 12 * HOP).forEach((band, i) => {
      if (l > 0) expect(Math.abs(band.leftDb - wanted[i].leftDb)).toBeLessThan(0.3);
      if (r > 0) expect(Math.abs(band.rightDb - wanted[i].rightDb)).toBeLessThan(0.3);
      if (l === 0) expect(band.levelDb).toBeLessThan(-40);
      if (r === 0) expect(band.levelDb).toBeGreaterThan(40);
    });
  });

  it('reproduces the levels and most of the width of two uncorrelated sources', () => {
    const [left, right] = [noise(8, 24 * HOP), noise(9, 24 * HOP)];
    const analyser = new StereoAnalyser(formatOf());
    analyser.push(left, right);
    const bytes = analyser.take(0, 24);
    const [outLeft, outRight] = upmix(
      left.map((x, i) => (x + right[i]) / 2),
      (frame) => bytes[frame],
    );
    const wanted = measureBands(left, right, RATE, 12 * HOP);
    measureBands(outLeft, outRight, RATE, 12 * HOP).forEach((band, i) => {
      expect(Math.abs(band.leftDb - wanted[i].leftDb)).toBeLessThan(2.5);
      expect(Math.abs(band.coherence)).toBeLessThan(0.4);
    });
  });
});

describe('StereoUpmix in time', () => {
  const hop = 512;
  const format = formatOf(RATE, hop);
  const sine = tone(200, RATE, 20 * hop);
  const ownStep = largestStep(sine);

  it('produces the same for any chunks, bit for bit', () => {
    const mono = noise(2, 10 * hop);
    const random = seededRandom(4);
    const bytes = Uint8Array.from({ length: 10 }, (_, i) =>
      i < 2 ? NO_SPATIAL_PARAMETERS : Math.floor(248 * random()),
    );
    const fresh = (): StereoUpmix => {
      const mixer = new StereoUpmix(format);
      mixer.begin(0);
      mixer.setParameters(0, bytes);
      return mixer;
    };
    const [left, right] = halves(fresh().process(mono));
    fc.assert(
      fc.property(fc.array(fc.nat(mono.length), { maxLength: 12 }), (cuts) => {
        const mixer = fresh();
        let from = 0;
        for (const to of [...cuts.sort((a, b) => a - b), mono.length]) {
          const [l, r] = halves(mixer.process(mono.subarray(from, to)));
          if (!isSame(l, left.slice(from, to)) || !isSame(r, right.slice(from, to))) throw new Error(`${from}–${to}`);
          from = to;
        }
      }),
      { seed: 6, numRuns: 15 },
    );
  });

  it('does not change its input, and returns nothing for no input', () => {
    const mixer = new StereoUpmix(format);
    mixer.setParameters(0, Uint8Array.of(LEFT));
    const mono = sine.slice();
    mixer.process(mono);
    expect(isSame(mono, sine)).toBe(true);
    expect(mixer.process(new Float32Array(0))).toHaveLength(0);
  });

  it('is mono up to the first spatial parameters in the middle of a stream, and fades to stereo over one frame without a step', () => {
    // The bytes of six frames from frame 4 on; before it nothing is known.
    const [left, right] = upmix(sine, (frame) => (frame < 4 ? NO_SPATIAL_PARAMETERS : LEFT), format);
    expect(isSame(left.slice(0, 4 * hop), sine.slice(0, 4 * hop))).toBe(true);
    expect(isSame(right.slice(0, 4 * hop), sine.slice(0, 4 * hop))).toBe(true);
    for (const channel of [left, right]) expect(largestStep(channel)).toBeLessThan(2 * ownStep + 0.01);
    // 200 Hz is band 0, whose first byte is frame 6's.
    expect(peakOf(right.subarray(9 * hop))).toBeLessThan(0.1 * peakOf(left.subarray(9 * hop)));
  });

  it('moves from one place to another over one frame without a step', () => {
    const [left, right] = upmix(sine, (frame) => (frame < 12 ? LEFT : RIGHT), format);
    for (const channel of [left, right]) expect(largestStep(channel, hop)).toBeLessThan(2 * ownStep + 0.01);
    const at = (channel: Float32Array, frame: number): number =>
      peakOf(channel.subarray(frame * hop, (frame + 1) * hop));
    expect(at(right, 11)).toBeLessThan(0.1 * at(left, 11));
    expect(at(left, 14)).toBeLessThan(0.1 * at(right, 14));
  });

  it('keeps the parameters of a band until new ones come', () => {
    const [left] = upmix(sine, (frame) => (frame < 6 ? LEFT : NO_SPATIAL_PARAMETERS), format);
    const [wanted] = upmix(sine, () => LEFT, format);
    expect(isSame(left, wanted)).toBe(true);
  });

  it('begins a stream whose decoder looks ahead with all of the spatial parameters that are known by then', () => {
    const ahead = formatOf(RATE, hop, 6 * hop);
    const [left, right] = upmix(sine, () => LEFT, ahead);
    // Every band is in its position from the first sample on.
    expect(peakOf(right)).toBeLessThan(0.01 * peakOf(left));
  });

  it('applies spatial parameters to their frame, whatever frame the stream begins with', () => {
    for (const first of [6, 2 ** 24 + 2, 6 * 10 ** 9]) {
      const mixer = new StereoUpmix(format);
      mixer.begin(first);
      // Only band 0 is on the left, and so is a tone of 60 Hz.
      const bytes = Uint8Array.from({ length: 20 }, (_, i) => ((first + i) % STEREO_BANDS === 0 ? LEFT : CENTRE));
      mixer.setParameters(first, bytes);
      const [left, right] = halves(mixer.process(tone(60, RATE, 20 * hop)));
      expect(peakOf(right.subarray(8 * hop)), `${first}`).toBeLessThan(0.15 * peakOf(left.subarray(8 * hop)));
    }
  });

  it('is in its initial state after begin', () => {
    const mono = noise(3, 8 * hop);
    const bytes = Uint8Array.from({ length: 8 }, (_, i) => (31 * i) % 248);
    const used = new StereoUpmix(format);
    used.begin(0);
    used.setParameters(0, new Uint8Array(40).fill(RIGHT));
    used.process(noise(4, 7 * hop + 99));
    used.begin(12);
    used.setParameters(12, bytes);
    const fresh = new StereoUpmix(format);
    fresh.begin(12);
    fresh.setParameters(12, bytes);
    expect(isSame(used.process(mono), fresh.process(mono))).toBe(true);
    used.begin(0);
    expect(isSame(halves(used.process(mono))[0], mono)).toBe(true);
  });

  it('is exactly silent soon after the sound, and stays so', () => {
    for (const rate of [8000, RATE]) {
      const mixer = new StereoUpmix(formatOf(rate, hop));
      mixer.begin(0);
      mixer.setParameters(0, new Uint8Array(6).fill(spatialByte(6, 0.4)));
      mixer.process(noise(5, 20 * hop));
      const second = new Float32Array(rate);
      // All-pass sections of at most 11.3 ms, each turn 0.6 of the one before: 1e-18 after 0.92 s.
      mixer.process(second);
      mixer.process(second);
      for (let i = 0; i < 3; i++) expect(peakOf(mixer.process(second))).toBe(0);
    }
  });

  it('works at 8 kHz, ignoring the spatial parameters of bands above half the sample rate', () => {
    const low = formatOf(8000, hop);
    const mono = noise(6, 60 * hop);
    const [left, right] = upmix(mono, (frame) => (frame % STEREO_BANDS === 5 ? RIGHT : spatialByte(6, 1)), low);
    for (const band of measureBands(left, right, 8000, 8 * hop)) expect(Math.abs(band.levelDb - 6)).toBeLessThan(0.1);
  });

  const SEED = Number(process.env.FUZZ_SEED ?? 20261125);
  it(`stays finite and within 15 dB for any bytes (FUZZ_SEED=${SEED})`, () => {
    const random = seededRandom(SEED);
    const sounds = [
      (n: number) => noise(Math.floor(1e6 * random()), n, 1),
      (n: number) => tone(60 * 2 ** (8 * random()), RATE, n, 1),
      (n: number) => Float32Array.from({ length: n }, (_, i) => (i % 700 === 0 ? 1 : 0)),
      (n: number) => Float32Array.from({ length: n }, (_, i) => (Math.floor(i / 90) % 2 ? 1 : -1)),
      // Bursts between silences: the running means start from nothing.
      (n: number) => noise(Math.floor(1e6 * random()), n, 1).map((x, i) => (Math.floor(i / 4000) % 2 ? x : 0)),
    ];
    for (let run = 0; run < 20; run++) {
      const frames = 24;
      const mono = sounds[run % sounds.length](frames * hop);
      const bytes = Uint8Array.from({ length: frames }, () => Math.floor(256 * random()));
      const channels = upmix(mono, (frame) => bytes[frame], format);
      for (const channel of channels) {
        if (!channel.every(Number.isFinite)) throw new Error(`not finite in run ${run}`);
        // 6 dB for what the mean has lost, 3 dB for one side, and what the decorrelators' echoes add up to.
        expect(peakOf(channel), `run ${run}`).toBeLessThan(10 ** (15 / 20) * peakOf(mono));
      }
    }
  });
});
