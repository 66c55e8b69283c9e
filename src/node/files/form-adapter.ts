import { concatFloats } from '../../core/buffers.js';
import { mixWeights } from '../../core/dsp/channels.js';
import { Resampler } from '../../core/dsp/resampler.js';
import { CodecError } from '../../core/errors.js';
import { selectKernels } from '../native/native.js';
import { readableForm } from './audio-limits.js';
import type { Warn } from './block-source.js';
import type { DecodedAudioForm, DecodedBlock } from './decoded-block.js';

/**
 * Brings audio whose form changes, as that of a chain of recordings, to one form: it is mixed by its channel mask, and
 * resampled. Audio of that form passes unchanged.
 */
export class FormAdapter {
  #current: DecodedAudioForm | undefined;
  #resampler: Resampler | undefined;
  #weights: Float64Array | undefined;

  constructor(readonly target: DecodedAudioForm) {}

  /** Takes audio of any form. @returns audio of the target's form; it may be empty while the resampler fills */
  push(block: DecodedBlock): Float32Array {
    const { sampleRateHz, channels, channelMask } = block;
    const { target } = this;
    const old = this.#current;
    let rest = new Float32Array(0);
    if (old?.sampleRateHz !== sampleRateHz || old.channels !== channels || old.channelMask !== channelMask) {
      rest = Float32Array.from(this.flush());
      this.#current = block;
      this.#weights = channels === target.channels ? undefined : mixWeights(channels, target.channels, channelMask);
      if (sampleRateHz !== target.sampleRateHz)
        this.#resampler = new Resampler({
          inputRateHz: sampleRateHz,
          outputRateHz: target.sampleRateHz,
          channels: target.channels,
          kernels: selectKernels(),
        });
    }
    const mixed = this.#weights ? mix(block.pcm, channels, target.channels, this.#weights) : block.pcm;
    const out = this.#resampler ? this.#resampler.push(mixed) : mixed;
    return rest.length > 0 ? concatFloats([rest, out]) : out;
  }

  /** What the resampler still holds. */
  flush(): Float32Array {
    const rest = this.#resampler?.flush() ?? new Float32Array(0);
    this.#resampler = undefined;
    this.#current = undefined;
    return rest;
  }
}

/** [samples × from] → [samples × to] by weights [to × from]; `from` may be more than a codec's input has. */
function mix(pcm: Float32Array, from: number, to: number, weights: Float64Array): Float32Array {
  const samples = pcm.length / from;
  const out = new Float32Array(samples * to);
  for (let i = 0; i < samples; i++)
    for (let c = 0; c < to; c++) {
      let sum = 0;
      for (let s = 0; s < from; s++) sum += pcm[i * from + s]! * weights[c * from + s]!;
      out[i * to + c] = sum;
    }
  return out;
}

const isSameForm = (a: DecodedAudioForm | undefined, b: DecodedAudioForm): boolean =>
  a?.sampleRateHz === b.sampleRateHz && a.channels === b.channels;

/** Why audio of that form cannot be read; undefined where it can. */
function faultOf(form: DecodedAudioForm): string | undefined {
  try {
    readableForm('audio that follows', form);
    return undefined;
  } catch (error) {
    if (error instanceof CodecError) return error.message;
    throw error;
  }
}

/** Blocks of one form of blocks of any: those of a form that is not read are left out, and `warn` is told once a form. */
export async function* adapted(
  blocks: AsyncIterable<DecodedBlock>,
  target: DecodedAudioForm,
  warn: Warn,
): AsyncGenerator<Float32Array> {
  const adapter = new FormAdapter(target);
  let form: DecodedAudioForm | undefined;
  let fault: string | undefined;
  for await (const block of blocks) {
    if (!isSameForm(form, block)) {
      form = block;
      fault = faultOf(block);
      if (fault !== undefined) warn(`${fault}; it was left out`, true);
    }
    if (fault === undefined) yield adapter.push(block);
  }
  yield adapter.flush();
}
