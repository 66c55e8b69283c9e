import { requireInteger, requireNumber } from '../errors.js';

export interface VoiceActivityOptions {
  readonly sampleRateHz: number;
  readonly channels: number;
  /** Above the noise floor by so much is sound. @default 9 */
  readonly aboveNoiseDb?: number;
  /** Below this nothing is sound. @default -60 */
  readonly minDb?: number;
  /** Sound goes on for so long after the last that was loud enough: word ends and pauses for breath. @default 400 */
  readonly hangoverMs?: number;
}

const FRAME_MS = 10;
/** The floor falls to a quieter frame at once and rises by so much: a hum that comes is taken for noise after seconds. */
const RISE_DB_PER_S = 3;
/** A floor above this is not believed: somebody talks without a pause. */
const MOST_FLOOR_DB = -35;

/**
 * Tells sound from silence by level alone: 10 ms frames against a noise floor that follows the quietest of them. Music
 * and any other steady sound above −35 dB stays sound. Not a speech detector: it is for not sending silence.
 */
export class VoiceActivity {
  readonly #o: Required<VoiceActivityOptions>;
  readonly #frame: number;
  #energy = 0;
  #count = 0;
  #floorDb: number;
  #hangover = 0;
  #isActive = false;

  /** @throws RangeError naming the option that is outside its range */
  constructor(options: VoiceActivityOptions) {
    this.#o = {
      sampleRateHz: requireInteger('sampleRateHz', options.sampleRateHz, 1000, 192_000),
      channels: requireInteger('channels', options.channels, 1, 32),
      aboveNoiseDb: requireNumber('aboveNoiseDb', options.aboveNoiseDb ?? 9, 0, 60),
      minDb: requireNumber('minDb', options.minDb ?? -60, -120, 0),
      hangoverMs: requireNumber('hangoverMs', options.hangoverMs ?? 400, 0, 10_000),
    };
    this.#frame = Math.round((this.#o.sampleRateHz * FRAME_MS) / 1000) * this.#o.channels;
    this.#floorDb = this.#o.minDb;
  }

  get isActive(): boolean {
    return this.#isActive;
  }

  /** Level of the noise below the sound, in dB below full scale. */
  get floorDb(): number {
    return this.#floorDb;
  }

  /** @param pcm [n × channels], interleaved. @returns whether any of it was sound, hangover included */
  add(pcm: Float32Array): boolean {
    let any = this.#isActive;
    for (let i = 0; i < pcm.length; i++) {
      this.#energy += pcm[i]! * pcm[i]!;
      if (++this.#count < this.#frame) continue;
      this.#decide(10 * Math.log10(this.#energy / this.#count + 1e-12));
      this.#energy = this.#count = 0;
      any ||= this.#isActive;
    }
    return any;
  }

  #decide(db: number): void {
    const { aboveNoiseDb, minDb, hangoverMs } = this.#o;
    const risen = this.#floorDb + (RISE_DB_PER_S * FRAME_MS) / 1000;
    this.#floorDb = Math.max(-120, Math.min(db, risen, MOST_FLOOR_DB));
    if (db > Math.max(minDb, this.#floorDb + aboveNoiseDb)) this.#hangover = hangoverMs + FRAME_MS;
    this.#hangover = Math.max(0, this.#hangover - FRAME_MS);
    this.#isActive = this.#hangover > 0 || db > Math.max(minDb, this.#floorDb + aboveNoiseDb);
  }
}
