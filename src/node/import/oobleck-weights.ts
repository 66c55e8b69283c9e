import { CodecError } from '../../core/errors.js';
import type { OobleckConfig } from './oobleck-config.js';
import type { PlannedWeight } from './oobleck-graph.js';
import {
  type ConvLayer,
  flatLayers,
  type KeyLayout,
  oobleckLayers,
  type SnakeLayer,
  weightShape,
} from './oobleck-layers.js';
import type { SafetensorsFile } from './safetensors.js';

/** How one file names the tensors: the layout, and what comes in front of `encoder.` and `decoder.`. */
export interface TensorNames {
  readonly layout: KeyLayout;
  readonly prefix: string;
  /** Suffixes of weight norm's gain and direction. */
  readonly gain: string;
  readonly direction: string;
}

/** Most names that an error lists of each kind. */
const LISTED = 8;

/**
 * Recognises how a file names its tensors, and checks that it holds each with its shape, and no others.
 *
 * @throws CodecError MODEL_SHAPE listing what is missing, what is extra and what has another shape; also when the file
 * holds no Oobleck autoencoder at all
 */
export function matchTensors(file: SafetensorsFile, config: OobleckConfig): TensorNames {
  const names = detect(file);
  const { prefix } = names;
  const expected = new Map<string, readonly number[][]>();
  for (const half of ['encoder', 'decoder'] as const)
    for (const layer of flatLayers(oobleckLayers(config, half)))
      for (const [key, shapes] of tensorsOf(layer, names)) expected.set(key, shapes);
  const missing: string[] = [];
  const wrong: string[] = [];
  for (const [key, shapes] of expected) {
    const tensor = file.tensors.get(key);
    if (!tensor) missing.push(key);
    else if (!shapes.some((shape) => same(shape, tensor.shape)))
      wrong.push(`${key} must be [${shapes[0]!.join(' × ')}], got [${tensor.shape.join(' × ')}]`);
  }
  // Behind a prefix is a whole text-to-audio model, of which the autoencoder is one part.
  const extra = [...file.tensors.keys()].filter((key) => key.startsWith(prefix) && !expected.has(key));
  if (missing.length + wrong.length + extra.length > 0)
    throw new CodecError(
      'MODEL_SHAPE',
      `${file.path}: is not the autoencoder that was expected (${config.channels} channels, strides ` +
        `${config.strides.join(', ')}, names as in ${names.layout}): ` +
        [list('wrong shape', wrong), list('missing', missing), list('extra', extra)].filter(Boolean).join('; '),
    );
  return names;
}

/**
 * The bytes of one planned weight: weight norm fused (w = g · v / ‖v‖ along the first axis), the activation's α and β
 * out of their logarithms, the encoder's scales left out.
 */
export async function readWeight(
  file: SafetensorsFile,
  names: TensorNames,
  { layer, part, type }: PlannedWeight,
): Promise<Uint8Array> {
  const at = `${names.prefix}${layer.names[names.layout]}`;
  if (layer.kind === 'snake') {
    const values = await file.read(`${at}.${part === 'alpha' ? 'alpha' : 'beta'}`);
    return bytesOf(part === 'alpha' ? values.map((v) => Math.exp(v)) : values.map((v) => 1 / (Math.exp(v) + 1e-9)));
  }
  if (part === 'bias') return bytesOf((await file.read(`${at}.bias`)).subarray(0, layer.keep));
  const gain = await file.read(`${at}.${names.gain}`);
  const fused = fuseWeightNorm(gain, await file.read(`${at}.${names.direction}`));
  const kept = layer.kind === 'conv' ? fused.subarray(0, (fused.length / layer.outputs) * layer.keep) : fused;
  return type === 'float32' ? bytesOf(kept) : halves(kept, `${file.path}: ${at}`);
}

/**
 * w = g · v / ‖v‖, the norm taken over everything but the first axis, in double precision; `direction` is overwritten.
 *
 * @param gain [n]
 * @param direction [n × rest]
 */
export function fuseWeightNorm(gain: Float32Array, direction: Float32Array): Float32Array {
  const size = direction.length / gain.length;
  for (let row = 0; row < gain.length; row++) {
    const v = direction.subarray(row * size, (row + 1) * size);
    let sum = 0;
    for (let i = 0; i < size; i++) sum += v[i]! * v[i]!;
    const factor = gain[row]! / Math.sqrt(sum);
    for (let i = 0; i < size; i++) v[i]! *= factor;
  }
  return direction;
}

/** Each tensor of a layer with the shapes that it may have, the usual one first. */
function tensorsOf(layer: ConvLayer | SnakeLayer, names: TensorNames): [string, number[][]][] {
  const at = `${names.prefix}${layer.names[names.layout]}`;
  if (layer.kind === 'snake') {
    const flat = [layer.channels];
    const wide = [1, layer.channels, 1];
    const shapes = names.layout === 'diffusers' ? [wide, flat] : [flat, wide];
    return [
      [`${at}.alpha`, shapes],
      [`${at}.beta`, shapes],
    ];
  }
  const shape = weightShape(layer);
  return [
    [`${at}.${names.gain}`, [[shape[0], 1, 1]]],
    [`${at}.${names.direction}`, [shape]],
    ...(layer.bias ? [[`${at}.bias`, [[layer.outputs]]] as [string, number[][]]] : []),
  ];
}

function detect(file: SafetensorsFile): TensorNames {
  const keys = [...file.tensors.keys()];
  const layouts: readonly [KeyLayout, RegExp][] = [
    ['stable-audio-tools', /^(|.*\.)(?:encoder|decoder)\.layers\.\d+\.layers\.\d+\./],
    ['diffusers', /^(|.*\.)(?:encoder|decoder)\.block\.\d+\./],
  ];
  for (const [layout, pattern] of layouts) {
    const prefixes = [...new Set(keys.flatMap((key) => pattern.exec(key)?.[1] ?? []))].filter(
      (prefix) => prefix === '' || /(^|\.)(pretransform\.model|autoencoder|vae|model)\.$/.test(prefix),
    );
    const prefix = prefixes.sort((a, b) => a.length - b.length)[0];
    if (prefix === undefined) continue;
    // The newer form of PyTorch's weight norm names its parts otherwise.
    const isNew = keys.some((key) => key.startsWith(prefix) && key.endsWith('.parametrizations.weight.original1'));
    return isNew
      ? {
          layout,
          prefix,
          gain: 'parametrizations.weight.original0',
          direction: 'parametrizations.weight.original1',
        }
      : { layout, prefix, gain: 'weight_g', direction: 'weight_v' };
  }
  throw new CodecError(
    'MODEL_SHAPE',
    `${file.path}: holds no Oobleck autoencoder: of its ${keys.length} tensors none is named ` +
      '[pretransform.model.]encoder.layers.… (stable-audio-tools) or encoder.block.… (diffusers)' +
      `${keys.length > 0 ? `; the first is ${keys[0]}` : ''}`,
  );
}

const same = (a: readonly number[], b: readonly number[]): boolean =>
  a.length === b.length && a.every((size, i) => size === b[i]);

const list = (what: string, names: readonly string[]): string =>
  names.length === 0
    ? ''
    : `${names.length} ${what} (${names.slice(0, LISTED).join(', ')}${names.length > LISTED ? ', …' : ''})`;

const bytesOf = (values: Float32Array): Uint8Array =>
  new Uint8Array(values.buffer, values.byteOffset, values.byteLength);

/**
 * The half float nearest to a float32, ties to even, both as their bits: the result of `toHalf`, thirty times as fast,
 * which counts for 156 million weights.
 */
export function halfOfSingle(bits: number): number {
  const sign = (bits >>> 16) & 0x8000;
  const size = bits & 0x7fffffff;
  if (size > 0x7f800000) return 0x7e00;
  if (size >= 0x477ff000) return sign | 0x7c00;
  if (size < 0x38800000) {
    // Below the smallest normal half the mantissa, with its implied one, is shifted to units of 2^-24.
    const shift = 126 - (size >>> 23);
    if (shift > 25) return sign;
    const mantissa = (size & 0x7fffff) | 0x800000;
    const half = 1 << (shift - 1);
    const kept = mantissa >>> shift;
    const rest = mantissa & (2 * half - 1);
    return sign | (kept + (rest > half || (rest === half && (kept & 1) === 1) ? 1 : 0));
  }
  const rounded = size - 0x38000000 + 0xfff + ((size >>> 13) & 1);
  return sign | (rounded >>> 13);
}

/** @throws CodecError MODEL_SHAPE for a value beyond the range of half floats */
function halves(values: Float32Array, where: string): Uint8Array {
  const out = new Uint16Array(values.length);
  const singles = new Uint32Array(values.buffer, values.byteOffset, values.length);
  for (let i = 0; i < values.length; i++) {
    const bits = halfOfSingle(singles[i]!);
    if ((bits & 0x7c00) === 0x7c00)
      throw new CodecError(
        'MODEL_SHAPE',
        `${where}: the value ${values[i]} does not fit half precision: import without --fp16`,
      );
    out[i] = bits;
  }
  return new Uint8Array(out.buffer);
}
