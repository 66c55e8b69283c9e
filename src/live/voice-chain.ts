import { GainControl } from '../core/dsp/gain-control.js';
import { Gate } from '../core/dsp/gate.js';
import { HighPass } from '../core/dsp/high-pass.js';
import { VoiceActivity } from '../core/dsp/voice-activity.js';

export interface VoiceChainOptions {
  readonly sampleRateHz: number;
  readonly channels: number;
  /** Cutoff in Hz. @default none */
  readonly highPass?: number;
  /** Silences what is not so many dB above the noise; true for 9. @default none */
  readonly gate?: number | true;
  /** Automatic gain with a limiter; delays by 2 ms. @default false */
  readonly agc?: boolean;
}

/** What a microphone's audio goes through before it is encoded: high-pass, gate, automatic gain; each only on demand. */
export class VoiceChain {
  readonly #highPass: HighPass | undefined;
  readonly #activity: VoiceActivity;
  readonly #hasGate: boolean;
  readonly #o: VoiceChainOptions;
  /** Made when something is muted for the first time: until then audio is left as it is, bit for bit. */
  #gate: Gate | undefined;
  #hasPassed = false;
  readonly #gain: GainControl | undefined;

  /** @throws RangeError naming the option that is outside its range */
  constructor(options: VoiceChainOptions) {
    const { sampleRateHz, channels, highPass, gate, agc } = options;
    this.#highPass = highPass === undefined ? undefined : new HighPass(highPass, sampleRateHz, channels);
    this.#hasGate = gate !== undefined;
    this.#activity = new VoiceActivity({
      sampleRateHz,
      channels,
      ...(typeof gate === 'number' && { aboveNoiseDb: gate }),
    });
    this.#o = options;
    this.#gain = agc ? new GainControl({ sampleRateHz, channels }) : undefined;
  }

  /** Gain of the automatic control at this moment; 0 without one. */
  get gainDb(): number {
    return this.#gain?.gainDb ?? 0;
  }

  /**
   * @param pcm [n × channels], interleaved; changed in place
   * @param isOpen false mutes: push to talk
   * @returns whether there is sound in it
   */
  process(pcm: Float32Array, isOpen = true): boolean {
    this.#highPass?.process(pcm);
    const isSound = this.#activity.add(pcm);
    const passes = isOpen && (isSound || !this.#hasGate);
    if (!passes) this.#gate ??= new Gate(this.#o.sampleRateHz, this.#o.channels, this.#hasPassed ? 1 : 0);
    this.#gate?.process(pcm, passes);
    this.#hasPassed = true;
    this.#gain?.process(pcm, isSound && isOpen);
    return isSound && isOpen;
  }
}
