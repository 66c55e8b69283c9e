import { requireInteger, requireNumber } from '../errors.js';
import { BandFloor, MEASURE_MS, SMOOTHING_MS } from './band-floor.js';
import { Biquad, butterworth } from './biquad.js';
import { MAX_CHANNELS } from './channels.js';

/** The audio of a {@link VoiceActivity}, and which levels it takes for sound. */
export interface VoiceActivityOptions {
  /** Rate of the audio, 1000..192000 Hz. */
  readonly sampleRateHz: number;
  /** Channels of the interleaved audio, 1..32; their levels are measured together. */
  readonly channels: number;
  /** Threshold above the noise floor of a band, 0..60 dB: what is louder is sound. @default 9 */
  readonly aboveNoiseDb?: number;
  /** Lowest level of sound above 90 Hz, −120..0 dB below full scale. @default -88 */
  readonly minDb?: number;
  /**
   * Time after the last loud frame that still counts as sound, 0..10000 ms: word ends and pauses for breath.
   * @default 400
   */
  readonly hangoverMs?: number;
}

/** What is below is not looked at: an offset, rumble, and most of the mains' hum. */
const HIGH_PASS_HZ = 90;
/** Frequencies between the bands. */
const SPLITS_HZ = [400, 1200, 3500] as const;
/** Noise in the wider bands fluctuates less: how far their thresholds are below that of the option. */
const LOWER_DB = [-6, 0, 2, 2] as const;
/** Fall of each band's mean level that is a decay. */
const FALL_DB = [2, 1.5, 1.2, 1] as const;
/** Highest noise floor: a higher minimum is speech or music without a pause. */
const MAX_FLOOR_DB = -35;

/** Splits one channel into the bands; each step takes the lowest band off the rest. */
class BandSplit {
  readonly #highPass: readonly Biquad[];
  readonly #steps: readonly { readonly low: Biquad; readonly high: Biquad }[];

  constructor(splitsHz: readonly number[], sampleRateHz: number) {
    const { high } = butterworth(HIGH_PASS_HZ, sampleRateHz);
    this.#highPass = [new Biquad(high), new Biquad(high)];
    this.#steps = splitsHz.map((hz) => {
      const { low, high } = butterworth(hz, sampleRateHz);
      return { low: new Biquad(low), high: new Biquad(high) };
    });
  }

  /** Adds the energies of the bands of [n] samples to `energies`. @param rest changed; `low` is as long */
  addEnergies(rest: Float64Array, low: Float64Array, energies: Float64Array): void {
    for (const section of this.#highPass) section.process(rest, rest);
    for (const [k, step] of this.#steps.entries()) {
      step.low.process(rest, low);
      step.high.process(rest, rest);
      energies[k]! += energy(low);
    }
    energies[this.#steps.length]! += energy(rest);
    for (const section of this.#highPass) section.flushDenormals();
    for (const { low, high } of this.#steps) {
      low.flushDenormals();
      high.flushDenormals();
    }
  }
}

function energy(pcm: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < pcm.length; i++) sum += pcm[i]! * pcm[i]!;
  return sum;
}

/**
 * Distinguishes sound from background noise by the levels of four bands above 90 Hz, every 10 ms. Silence is what stays
 * near the lowest level of the last 4 s in every band: it is steady, does not decay, and has no tone above 400 Hz that is held, other than hum.
 * Everything else is sound, and so is what is above −26 dB, and what is above `minDb` at the start, before there is
 * anything to compare it with. It is not a speech detector: it finds silence that need not be sent.
 */
export class VoiceActivity {
  readonly #o: Required<VoiceActivityOptions>;
  /** Samples of one channel in one measurement. */
  readonly #size: number;
  readonly #splits: readonly BandSplit[];
  readonly #bands: readonly BandFloor[];
  readonly #energies: Float64Array;
  /** [channels × size], and room for one band. */
  readonly #pending: readonly Float64Array[];
  readonly #low: Float64Array;
  /** Samples of all channels in `#pending`. */
  #filled = 0;
  #hangover = 0;
  #isActive = false;

  /** @throws RangeError naming the option that is outside its range */
  constructor(options: VoiceActivityOptions) {
    const o = {
      sampleRateHz: requireInteger('sampleRateHz', options.sampleRateHz, 1000, 192_000),
      channels: requireInteger('channels', options.channels, 1, MAX_CHANNELS),
      aboveNoiseDb: requireNumber('aboveNoiseDb', options.aboveNoiseDb ?? 9, 0, 60),
      minDb: requireNumber('minDb', options.minDb ?? -88, -120, 0),
      hangoverMs: requireNumber('hangoverMs', options.hangoverMs ?? 400, 0, 10_000),
    };
    this.#o = o;
    this.#size = Math.round((o.sampleRateHz * MEASURE_MS) / 1000);
    const splitsHz = SPLITS_HZ.filter((hz) => hz < 0.4 * o.sampleRateHz);
    const edgesHz = [HIGH_PASS_HZ, ...splitsHz, o.sampleRateHz / 2];
    this.#splits = Array.from({ length: o.channels }, () => new BandSplit(splitsHz, o.sampleRateHz));
    this.#bands = edgesHz.slice(1).map(
      (hz, k) =>
        new BandFloor({
          widthHz: hz - edgesHz[k]!,
          aboveFloorDb: Math.max(0, o.aboveNoiseDb - LOWER_DB[k]!),
          fallDb: FALL_DB[k]!,
          findsTones: k === 1 || k === 2,
        }),
    );
    this.#energies = new Float64Array(this.#bands.length);
    this.#pending = Array.from({ length: o.channels }, () => new Float64Array(this.#size));
    this.#low = new Float64Array(this.#size);
  }

  /** Whether the last 10 ms were sound, hangover included. */
  get isActive(): boolean {
    return this.#isActive;
  }

  /** Noise floor of all bands together in dB below full scale; +∞ before the first 10 ms. */
  get floorDb(): number {
    return 10 * Math.log10(this.#bands.reduce((sum, { floorDb }) => sum + 10 ** (floorDb / 10), 0));
  }

  /** @param pcm [n × channels], interleaved. @returns whether any of it was sound, hangover included */
  add(pcm: Float32Array): boolean {
    const { channels } = this.#o;
    let any = this.#isActive;
    for (let i = 0; i < pcm.length; i++) {
      this.#pending[this.#filled % channels]![Math.floor(this.#filled / channels)] = pcm[i]!;
      if (++this.#filled < this.#size * channels) continue;
      this.#filled = 0;
      this.#decide();
      any ||= this.#isActive;
    }
    return any;
  }

  #decide(): void {
    const { aboveNoiseDb, minDb, hangoverMs, channels } = this.#o;
    this.#energies.fill(0);
    for (const [c, split] of this.#splits.entries()) split.addEnergies(this.#pending[c]!, this.#low, this.#energies);
    for (const [k, band] of this.#bands.entries()) band.add(this.#energies[k]! / (this.#size * channels));
    const levelDb = 10 * Math.log10(this.#bands.reduce((sum, band) => sum + 10 ** (band.levelDb / 10), 0));
    const isLoud = levelDb > MAX_FLOOR_DB + aboveNoiseDb;
    const isAbove = isLoud || this.#bands.some((band) => band.levelDb > minDb && band.isAbove);
    // The level, a mean of 30 ms behind filters, lasts for about 30 ms more than the sound.
    if (isAbove) this.#hangover = Math.max(0, hangoverMs - SMOOTHING_MS) + MEASURE_MS;
    this.#hangover = Math.max(0, this.#hangover - MEASURE_MS);
    // A decay or a tone ends where it is seen to end: it has no hangover.
    this.#isActive =
      isAbove ||
      this.#hangover > 0 ||
      this.#bands.some((band) => band.levelDb > minDb && (band.isFalling || band.isTone));
  }
}
