import type { OobleckConfig } from './oobleck-config.js';

/** The two ways in which the same tensors are named: stable-audio-tools' and diffusers'. */
export type KeyLayout = 'stable-audio-tools' | 'diffusers';
/** A layer's name in each layout. */
export type LayerNames = Readonly<Record<KeyLayout, string>>;

/** A convolution with weight norm along its first axis: `weight_g`, `weight_v` and, mostly, `bias`. */
export interface ConvLayer {
  readonly kind: 'conv' | 'transposed';
  readonly names: LayerNames;
  readonly inputs: number;
  readonly outputs: number;
  readonly kernel: number;
  readonly stride: number;
  readonly dilation: number;
  /** Zeros at each end; of a transposed one what is cut off there. */
  readonly padding: number;
  readonly bias: boolean;
  /** Outputs that are kept, from the first on: the encoder's means without their scales. */
  readonly keep: number;
}

/** x + sin²(e^α·x) / (e^β + 1e−9), with an α and a β per channel. */
export interface SnakeLayer {
  readonly kind: 'snake';
  readonly names: LayerNames;
  readonly channels: number;
}

/** Layers whose output is added to their input. */
export interface ResidualLayer {
  readonly kind: 'residual';
  readonly layers: readonly (ConvLayer | SnakeLayer)[];
}

/** One layer of an autoencoder's half. */
export type Layer = ConvLayer | SnakeLayer | ResidualLayer;

/** Layers in the order in which they run, and in which their weights are stored. */
export function oobleckLayers(config: OobleckConfig, half: 'encoder' | 'decoder'): Layer[] {
  return half === 'encoder' ? encoderLayers(config) : decoderLayers(config);
}

function encoderLayers(config: OobleckConfig): Layer[] {
  const { audioChannels, strides, latentSize } = config;
  const width = widths(config.channels, config);
  const deepest = width.at(-1)!;
  const layers: Layer[] = [conv(names('encoder', '0', 'conv1'), audioChannels, width[0]!, 7)];
  strides.forEach((stride, i) => {
    const block = (sat: string, diffusers: string): LayerNames =>
      names('encoder', `${i + 1}.layers.${sat}`, `block.${i}.${diffusers}`);
    const channels = width[i]!;
    layers.push(
      residual(block, 0, 'res_unit1', channels, 1),
      residual(block, 1, 'res_unit2', channels, 3),
      residual(block, 2, 'res_unit3', channels, 9),
      { kind: 'snake', names: block('3', 'snake1'), channels },
      { ...conv(block('4', 'conv1'), channels, width[i + 1]!, 2 * stride), stride, padding: stride / 2 },
    );
  });
  const last = strides.length + 1;
  layers.push(
    { kind: 'snake', names: names('encoder', `${last}`, 'snake1'), channels: deepest },
    { ...conv(names('encoder', `${last + 1}`, 'conv2'), deepest, 2 * latentSize, 3), keep: latentSize },
  );
  return layers;
}

function decoderLayers(config: OobleckConfig): Layer[] {
  const { audioChannels, strides, latentSize } = config;
  const width = widths(config.decoderChannels ?? config.channels, config);
  const layers: Layer[] = [conv(names('decoder', '0', 'conv1'), latentSize, width.at(-1)!, 7)];
  strides.forEach((_, i) => {
    const block = (sat: string, diffusers: string): LayerNames =>
      names('decoder', `${i + 1}.layers.${sat}`, `block.${i}.${diffusers}`);
    const level = strides.length - 1 - i;
    const stride = strides[level]!;
    const [inputs, channels] = [width[level + 1]!, width[level]!];
    layers.push(
      { kind: 'snake', names: block('0', 'snake1'), channels: inputs },
      {
        ...conv(block('1', 'conv_t1'), inputs, channels, 2 * stride),
        kind: 'transposed',
        stride,
        padding: stride / 2,
      },
      residual(block, 2, 'res_unit1', channels, 1),
      residual(block, 3, 'res_unit2', channels, 3),
      residual(block, 4, 'res_unit3', channels, 9),
    );
  });
  const last = strides.length + 1;
  layers.push(
    { kind: 'snake', names: names('decoder', `${last}`, 'snake1'), channels: width[0]! },
    { ...conv(names('decoder', `${last + 1}`, 'conv2'), width[0]!, audioChannels, 7), bias: false },
  );
  return layers;
}

/**
 * Channels of each level, the outermost first; the first two are levels of the same width where multipliers[0] is 1.
 */
const widths = (channels: number, { multipliers }: OobleckConfig): number[] =>
  [1, ...multipliers].map((m) => m * channels);

const names = (half: string, sat: string, diffusers: string): LayerNames => ({
  'stable-audio-tools': `${half}.layers.${sat}`,
  diffusers: `${half}.${diffusers}`,
});

const conv = (at: LayerNames, inputs: number, outputs: number, kernel: number): ConvLayer => ({
  kind: 'conv',
  names: at,
  inputs,
  outputs,
  kernel,
  stride: 1,
  dilation: 1,
  padding: (kernel - 1) / 2,
  bias: true,
  keep: outputs,
});

function residual(
  block: (sat: string, diffusers: string) => LayerNames,
  index: number,
  unit: string,
  channels: number,
  dilation: number,
): ResidualLayer {
  const at = (n: number, name: string): LayerNames => block(`${index}.layers.${n}`, `${unit}.${name}`);
  return {
    kind: 'residual',
    layers: [
      { kind: 'snake', names: at(0, 'snake1'), channels },
      { ...conv(at(1, 'conv1'), channels, channels, 7), dilation, padding: 3 * dilation },
      { kind: 'snake', names: at(2, 'snake2'), channels },
      conv(at(3, 'conv2'), channels, channels, 1),
    ],
  };
}

/** Convolutions and activations in order, those inside residual layers too. */
export const flatLayers = (layers: readonly Layer[]): (ConvLayer | SnakeLayer)[] =>
  layers.flatMap((layer) => (layer.kind === 'residual' ? layer.layers : [layer]));

/** Weight shape as PyTorch and ONNX both have it. */
export const weightShape = (layer: ConvLayer): [number, number, number] =>
  layer.kind === 'conv' ? [layer.outputs, layer.inputs, layer.kernel] : [layer.inputs, layer.outputs, layer.kernel];
