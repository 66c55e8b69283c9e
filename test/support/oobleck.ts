import { concatFloats } from '../../src/core/buffers.js';
import { lowbias32 } from '../../src/core/dsp/noise.js';
import type { OobleckConfig } from '../../src/node/import/oobleck-config.js';
import { flatLayers, type KeyLayout, oobleckLayers, weightShape } from '../../src/node/import/oobleck-layers.js';

/** Stable Audio Open's autoencoder with a sixteenth of its channels. */
export const NARROW: OobleckConfig = {
  sampleRateHz: 44_100,
  audioChannels: 2,
  channels: 8,
  multipliers: [1, 2, 4, 8, 16],
  strides: [2, 4, 4, 8, 8],
  latentSize: 4,
};

/** diffusers' `config.json` of {@link NARROW}. */
export const NARROW_CONFIG = {
  _class_name: 'AutoencoderOobleck',
  encoder_hidden_size: 8,
  decoder_channels: 8,
  decoder_input_channels: 4,
  downsampling_ratios: [2, 4, 4, 8, 8],
  channel_multiples: [1, 2, 4, 8, 16],
  audio_channels: 2,
  sampling_rate: 44_100,
};

/** stable-audio-tools' `model_config.json` of a text-to-audio model around {@link NARROW}. */
export const NARROW_MODEL_CONFIG = {
  sample_rate: 44_100,
  model: {
    pretransform: {
      type: 'autoencoder',
      config: {
        encoder: {
          type: 'oobleck',
          config: {
            in_channels: 2,
            channels: 8,
            c_mults: [1, 2, 4, 8, 16],
            strides: [2, 4, 4, 8, 8],
            latent_dim: 8,
            use_snake: true,
          },
        },
        decoder: {
          type: 'oobleck',
          config: {
            out_channels: 2,
            channels: 8,
            c_mults: [1, 2, 4, 8, 16],
            strides: [2, 4, 4, 8, 8],
            latent_dim: 4,
            use_snake: true,
            final_tanh: false,
          },
        },
        bottleneck: { type: 'vae' },
        latent_dim: 4,
        downsampling_ratio: 2048,
        io_channels: 2,
      },
    },
  },
};

export interface TestTensor {
  name: string;
  dtype: string;
  shape: number[];
  data: Float32Array | Uint8Array;
}

/** The weights of `test/fixtures/oobleck/make.py`, from a hash of each tensor's diffusers name. */
export function hashedTensors(config: OobleckConfig, layout: KeyLayout, prefix = ''): TestTensor[] {
  const tensors: TestTensor[] = [];
  for (const half of ['encoder', 'decoder'] as const)
    for (const layer of flatLayers(oobleckLayers(config, half))) {
      const add = (part: string, shape: number[], value: (u: number) => number): void => {
        const u = uniform(
          `${layer.names.diffusers}.${part}`,
          shape.reduce((product, n) => product * n, 1),
        );
        const name = `${prefix}${layer.names[layout]}.${part}`;
        tensors.push({ name, dtype: 'F32', shape, data: Float32Array.from(u, value) });
      };
      if (layer.kind === 'snake') {
        const shape = layout === 'diffusers' ? [1, layer.channels, 1] : [layer.channels];
        add('alpha', shape, (u) => 0.3 * u);
        add('beta', shape, (u) => 0.3 * u);
        continue;
      }
      const shape = weightShape(layer);
      const { diffusers } = layer.names;
      const gain =
        layer.kind === 'transposed'
          ? Math.sqrt((layer.outputs * layer.stride) / layer.inputs)
          : diffusers.includes('res_unit') && diffusers.endsWith('conv2')
            ? 0.3
            : 0.9;
      add('weight_g', [shape[0], 1, 1], (u) => gain * (1 + 0.2 * u));
      add('weight_v', shape, (u) => u);
      if (layer.bias) add('bias', [layer.outputs], (u) => 0.1 * u);
    }
  return tensors;
}

/** `pcm()` of make.py, [channels × samples], channel-major. */
export function fixturePcm(samples = 8 * 2048, channels = 2): Float32Array {
  const rows = Array.from({ length: channels }, (_, c) =>
    Float32Array.from(uniform(`pcm${c}`, samples), (u, i) => 0.2 * u + Math.abs((i % 200) - 100) / 200 - 0.25),
  );
  return concatFloats(rows);
}

/** Largest difference of `found` from `wanted`, over the peak of `wanted`. */
export function relativeError(found: Float32Array, wanted: Float32Array): number {
  if (found.length !== wanted.length) throw new RangeError(`expected ${wanted.length} values, got ${found.length}`);
  const [error, peak] = wanted.reduce(
    ([e, p], value, i) => [Math.max(e, Math.abs(value - found[i]!)), Math.max(p, Math.abs(value))],
    [0, 0] as [number, number],
  );
  return error / peak;
}

/** [count] in [−1, 1), from a hash of `name`. */
export function uniform(name: string, count: number): Float64Array {
  let h = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(name)) h = Math.imul(h ^ byte, 0x01000193) >>> 0;
  return Float64Array.from({ length: count }, (_, i) => lowbias32(h + i) / 2 ** 31 - 1);
}

/** The bytes of a `.safetensors` file. */
export function safetensors(
  tensors: readonly TestTensor[],
  edit: (header: Record<string, unknown>) => void = () => {},
): Uint8Array {
  const header: Record<string, unknown> = { __metadata__: { format: 'pt' } };
  let at = 0;
  for (const { name, dtype, shape, data } of tensors) {
    header[name] = { dtype, shape, data_offsets: [at, at + data.byteLength] };
    at += data.byteLength;
  }
  edit(header);
  let text = JSON.stringify(header);
  text = text.padEnd(Math.ceil(text.length / 8) * 8);
  const out = Buffer.alloc(8 + text.length + at);
  out.writeBigUInt64LE(BigInt(text.length));
  out.write(text, 8);
  let position = 8 + text.length;
  for (const { data } of tensors) {
    out.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), position);
    position += data.byteLength;
  }
  return out;
}
