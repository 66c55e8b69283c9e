import { GainControl } from '../core/dsp/gain-control.js';
import { Gate } from '../core/dsp/gate.js';
import { HIGH_PASS_HZ, HighPass } from '../core/dsp/high-pass.js';
import { VoiceActivity } from '../core/dsp/voice-activity.js';
import { requireNumber } from '../core/errors.js';
import { type OptionKinds, requireOptions } from '../core/options.js';

/** What is done to a microphone's audio before it is encoded. */
export interface VoiceOptions {
  /** Removes what is below this cutoff, in Hz; 80 is usual for speech. @default none */
  readonly highPassHz?: number;
  /** Silences what is not this many dB above the noise floor; true for 9. @default none */
  readonly gateDb?: number | true;
  /** Automatic gain with a limiter; delays by 2 ms. @default false */
  readonly agc?: boolean;
}

/** The audio of a {@link VoiceChain} and what is done to it; nothing by default. */
export interface VoiceChainOptions extends VoiceOptions {
  /** Rate of the audio, 1000..192000 Hz; 8000 or more with a high-pass. */
  readonly sampleRateHz: number;
  /** Channels of the interleaved audio, 1..32, all processed alike. */
  readonly channels: number;
}

const KINDS: OptionKinds<VoiceOptions> = { highPassHz: 'any', gateDb: 'any', agc: 'boolean' };

/**
 * @throws TypeError, RangeError naming a wrong option, as in `voice.highPassHz`
 * @param parent what errors put in front of the names
 */
export function requireVoice(voice: VoiceOptions | undefined, parent: string): void {
  requireOptions(parent, voice, KINDS);
  const { highPassHz, gateDb } = voice ?? {};
  const prefix = parent && `${parent}.`;
  if (highPassHz !== undefined) requireNumber(`${prefix}highPassHz`, highPassHz, ...HIGH_PASS_HZ);
  if (gateDb !== undefined && gateDb !== true) requireNumber(`${prefix}gateDb`, gateDb, 0, 60);
}

/** A microphone's audio on its way to the encoder: high-pass, gate, automatic gain; each only where it is asked for. */
export class VoiceChain {
  readonly #o: VoiceChainOptions;
  readonly #highPass: HighPass | undefined;
  readonly #activity: VoiceActivity;
  readonly #gain: GainControl | undefined;
  /** Made when something is muted for the first time: until then audio is left as it is, bit for bit. */
  #gate: Gate | undefined;
  /** Whether audio has been processed: a gate that is made later starts open, else closed. */
  #hasPassed = false;

  /** @throws RangeError naming the option that is outside its range */
  constructor(options: VoiceChainOptions) {
    const { sampleRateHz, channels, highPassHz, gateDb, agc } = options;
    requireOptions('', options, { sampleRateHz: 'any', channels: 'any', ...KINDS });
    requireVoice({ ...(highPassHz !== undefined && { highPassHz }), ...(gateDb !== undefined && { gateDb }) }, '');
    this.#o = options;
    this.#highPass = highPassHz === undefined ? undefined : new HighPass(highPassHz, sampleRateHz, channels);
    this.#activity = new VoiceActivity({
      sampleRateHz,
      channels,
      ...(typeof gateDb === 'number' && { aboveNoiseDb: gateDb }),
    });
    this.#gain = agc ? new GainControl({ sampleRateHz, channels }) : undefined;
  }

  /** Gain of the automatic control at this moment; 0 without one. */
  get gainDb(): number {
    return this.#gain?.gainDb ?? 0;
  }

  /**
   * @param pcm [samples × channels], interleaved; changed in place
   * @param isOpen false mutes: push to talk
   * @returns whether there is sound in it
   */
  process(pcm: Float32Array, isOpen = true): boolean {
    this.#highPass?.process(pcm);
    const isSound = this.#activity.add(pcm);
    const passes = isOpen && (isSound || this.#o.gateDb === undefined);
    if (!passes) this.#gate ??= new Gate(this.#o.sampleRateHz, this.#o.channels, this.#hasPassed ? 1 : 0);
    this.#gate?.process(pcm, passes);
    this.#hasPassed = true;
    this.#gain?.process(pcm, isSound && isOpen);
    return isSound && isOpen;
  }
}
