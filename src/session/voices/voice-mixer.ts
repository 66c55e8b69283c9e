import type { ComfortNoise } from '../../core/dsp/comfort-noise.js';
import { requireInteger } from '../../core/errors.js';
import { PlayoutBuffer } from '../../core/playout/playout-buffer.js';
import { Ducking, type DuckingOptions } from './ducking.js';
import { MAX_SPEAKERS } from './speaker-selection.js';

/** The form of the mix, and how the music makes room. */
export interface VoiceMixerOptions extends DuckingOptions {
  /** Interleaved, of music and voices alike, 1..32. */
  readonly channels: number;
  /** Audio of a voice that should wait when more arrives, 0..2000 ms; grows with jitter. @default 60 */
  readonly marginMs?: number;
}

/** A peak above this is limited, so that several voices over music do not clip. */
const CEILING = 0.98;
/** Time in which the limiter lets go, as a share for each sample at 48 kHz. */
const LIMITER_RELEASE = 1 / 4800;

/**
 * Mixes voices over music: a jitter buffer for each voice, the music lowered while anybody speaks ({@link Ducking}), and a
 * limiter behind the sum. Voices are not on the session's timeline: they are played as soon as they can be. Sans-I/O: the
 * samples that are pulled are the only clock. PCM is [samples × channels], interleaved.
 */
export class VoiceMixer {
  readonly #o: VoiceMixerOptions;
  readonly #ducking: Ducking;
  readonly #voices = new Map<string, { buffer: PlayoutBuffer; quiet: number }>();
  #limit = 1;

  /** @throws RangeError naming the option that is outside its range */
  constructor(options: VoiceMixerOptions) {
    requireInteger('channels', options.channels, 1, 32);
    this.#o = options;
    this.#ducking = new Ducking(options);
  }

  /** Gain of the music now, in dB. */
  get duckingDb(): number {
    return this.#ducking.gainDb;
  }

  /** Ids of those who are heard now. */
  get speaking(): string[] {
    return [...this.#voices].filter(([, { buffer }]) => buffer.isPlaying).map(([id]) => id);
  }

  /**
   * Decoded audio of somebody's voice; of a voice beyond {@link MAX_SPEAKERS} it is left out.
   * @param silence set where the speaker left the audio out
   * @returns whether it was taken
   */
  push(
    id: string,
    pcm: Float32Array,
    silence?: { readonly noise: ComfortNoise; readonly continues: boolean },
  ): boolean {
    let voice = this.#voices.get(id);
    if (!voice) {
      if (this.#voices.size >= MAX_SPEAKERS || silence) return false;
      const { sampleRateHz, channels, marginMs = 60 } = this.#o;
      voice = { buffer: new PlayoutBuffer({ sampleRateHz, channels, marginMs, startMarginMs: marginMs }), quiet: 0 };
      this.#voices.set(id, voice);
    }
    // A voice's own background noise is not played over the music: it would be heard as hiss.
    if (silence) voice.buffer.end();
    else voice.buffer.push(pcm);
    return true;
  }

  /** Somebody speaks no more, or has left: what is queued is played to its end. */
  end(id: string): void {
    this.#voices.get(id)?.buffer.end();
  }

  /** Mixes the voices into the music, in place. */
  mix(music: Float32Array): void {
    const { channels, sampleRateHz } = this.#o;
    const samples = music.length / channels;
    const parts = [...this.#voices].map(([id, voice]) => {
      const pcm = voice.buffer.pull(samples);
      voice.quiet = voice.buffer.isPlaying ? 0 : voice.quiet + samples;
      // Its buffer is kept for the pauses between sentences.
      if (voice.quiet > 2 * sampleRateHz) this.#voices.delete(id);
      return { pcm, isPlaying: voice.buffer.isPlaying };
    });
    this.#ducking.process(
      music,
      channels,
      parts.some(({ isPlaying }) => isPlaying),
    );
    if (parts.length === 0 && this.#limit === 1) return;
    for (const { pcm } of parts) for (let i = 0; i < music.length; i++) music[i]! += pcm[i]!;
    this.#limitPeaks(music, channels);
  }

  /** A peak lowers the gain at once, and it comes back slowly. */
  #limitPeaks(pcm: Float32Array, channels: number): void {
    for (let i = 0; i < pcm.length; i += channels) {
      let peak = 0;
      for (let c = 0; c < channels; c++) peak = Math.max(peak, Math.abs(pcm[i + c]!));
      this.#limit = Math.min(1, this.#limit + LIMITER_RELEASE * (1 - this.#limit) + 1e-7);
      if (peak * this.#limit > CEILING) this.#limit = CEILING / peak;
      for (let c = 0; c < channels; c++) pcm[i + c]! *= this.#limit;
    }
  }
}
