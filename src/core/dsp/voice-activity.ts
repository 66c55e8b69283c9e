import { requireInteger, requireNumber } from '../errors.js';
import { MAX_CHANNELS } from './channels.js';

/** The audio of a {@link VoiceActivity}, and which levels it takes for sound. */
export interface VoiceActivityOptions {
  /** Rate of the audio, 1000..192000 Hz. */
  readonly sampleRateHz: number;
  /** Channels of the interleaved audio, 1..32; their levels are measured together. */
  readonly channels: number;
  /** Threshold above the noise floor, 0..60 dB: what is louder is sound. @default 9 */
  readonly aboveNoiseDb?: number;
  /** Lowest level of sound, −120..0 dB below full scale. @default -60 */
  readonly minDb?: number;
  /**
   * Time after the last loud frame that still counts as sound, 0..10000 ms: word ends and pauses for breath.
   * @default 400
   */
  readonly hangoverMs?: number;
}

/** Length of one level measurement. */
const MEASURE_MS = 10;
/** How fast the floor rises; it falls to a quieter frame at once. A hum that begins counts as noise after seconds. */
const RISE_DB_PER_S = 3;
/** Highest noise floor: a higher minimum is speech without a pause. */
const MAX_FLOOR_DB = -35;

/**
 * Distinguishes sound from silence by level alone: the level of every 10 ms against a noise floor that follows the
 * quietest of them. Music and any other steady sound above −35 dB stays sound. It is not a speech detector; it finds
 * silence that need not be sent.
 */
export class VoiceActivity {
  readonly #o: Required<VoiceActivityOptions>;
  /** Samples of all channels in one measurement. */
  readonly #measured: number;
  #energy = 0;
  #count = 0;
  #floorDb: number;
  #hangover = 0;
  #isActive = false;

  /** @throws RangeError naming the option that is outside its range */
  constructor(options: VoiceActivityOptions) {
    this.#o = {
      sampleRateHz: requireInteger('sampleRateHz', options.sampleRateHz, 1000, 192_000),
      channels: requireInteger('channels', options.channels, 1, MAX_CHANNELS),
      aboveNoiseDb: requireNumber('aboveNoiseDb', options.aboveNoiseDb ?? 9, 0, 60),
      minDb: requireNumber('minDb', options.minDb ?? -60, -120, 0),
      hangoverMs: requireNumber('hangoverMs', options.hangoverMs ?? 400, 0, 10_000),
    };
    this.#measured = Math.round((this.#o.sampleRateHz * MEASURE_MS) / 1000) * this.#o.channels;
    this.#floorDb = this.#o.minDb;
  }

  /** Whether the last 10 ms were sound, hangover included. */
  get isActive(): boolean {
    return this.#isActive;
  }

  /** Noise floor in dB below full scale. */
  get floorDb(): number {
    return this.#floorDb;
  }

  /** @param pcm [n × channels], interleaved. @returns whether any of it was sound, hangover included */
  add(pcm: Float32Array): boolean {
    let any = this.#isActive;
    for (let i = 0; i < pcm.length; i++) {
      this.#energy += pcm[i]! * pcm[i]!;
      if (++this.#count < this.#measured) continue;
      this.#decide(10 * Math.log10(this.#energy / this.#count + 1e-12));
      this.#energy = this.#count = 0;
      any ||= this.#isActive;
    }
    return any;
  }

  #decide(db: number): void {
    const { aboveNoiseDb, minDb, hangoverMs } = this.#o;
    const risen = this.#floorDb + (RISE_DB_PER_S * MEASURE_MS) / 1000;
    this.#floorDb = Math.max(-120, Math.min(db, risen, MAX_FLOOR_DB));
    if (db > Math.max(minDb, this.#floorDb + aboveNoiseDb)) this.#hangover = hangoverMs + MEASURE_MS;
    this.#hangover = Math.max(0, this.#hangover - MEASURE_MS);
    this.#isActive = this.#hangover > 0 || db > Math.max(minDb, this.#floorDb + aboveNoiseDb);
  }
}
