import type { OnnxGraph, OnnxNode, OnnxType, OnnxWeight } from './onnx-writer.js';
import { hopSamples, type OobleckConfig } from './oobleck-config.js';
import {
  type ConvLayer,
  flatLayers,
  type Layer,
  oobleckLayers,
  type SnakeLayer,
  weightShape,
} from './oobleck-layers.js';

/** Tensors of the weights file start at multiples of this. */
const ALIGNMENT = 64;

/** One tensor of the weights file and the layer that it belongs to. */
export interface PlannedWeight extends OnnxWeight {
  readonly layer: ConvLayer | SnakeLayer;
  readonly part: 'weight' | 'bias' | 'alpha' | 'inverseBeta';
}

/**
 * The layout of the weights file of one half, which follows from the configuration alone.
 *
 * @param type of the convolutions' weights; biases and activations are always float32
 */
export function planWeights(
  config: OobleckConfig,
  half: 'encoder' | 'decoder',
  type: OnnxType,
): { weights: PlannedWeight[]; bytes: number } {
  const weights: PlannedWeight[] = [];
  let offset = 0;
  const add = (layer: ConvLayer | SnakeLayer, part: PlannedWeight['part'], shape: number[], of: OnnxType): void => {
    const bytes = shape.reduce((product, size) => product * size, 1) * (of === 'float16' ? 2 : 4);
    weights.push({ layer, part, name: `${layer.names.diffusers}.${part}`, type: of, shape, offset, bytes });
    offset = Math.ceil((offset + bytes) / ALIGNMENT) * ALIGNMENT;
  };
  for (const layer of flatLayers(oobleckLayers(config, half))) {
    if (layer.kind === 'snake') {
      add(layer, 'alpha', [1, layer.channels, 1], 'float32');
      add(layer, 'inverseBeta', [1, layer.channels, 1], 'float32');
    } else {
      const [first, ...rest] = weightShape(layer);
      add(layer, 'weight', [layer.kind === 'conv' ? layer.keep : first, ...rest], type);
      if (layer.bias) add(layer, 'bias', [layer.keep], 'float32');
    }
  }
  return { weights, bytes: offset };
}

/**
 * The ONNX graph of one half, with the names and shapes of `codec/onnx-latent-model.ts` for a model without state:
 * encoder `pcm` [1 × C × hop·T] → `latent` [1 × L × T], decoder the other way round. Half-precision weights are cast to
 * float32 when the graph is loaded; all arithmetic is float32.
 */
export function oobleckGraph(
  config: OobleckConfig,
  half: 'encoder' | 'decoder',
  type: OnnxType,
  weightsFile: string,
  metadata: Readonly<Record<string, string>>,
): OnnxGraph {
  const { weights } = planWeights(config, half, type);
  const builder = new Builder(weights);
  const pcm = { name: 'pcm', shape: [1, config.audioChannels, 'samples'] };
  const latent = { name: 'latent', shape: [1, config.latentSize, 'frames'] };
  const [input, output] = half === 'encoder' ? [pcm, latent] : [latent, pcm];
  builder.rename(builder.run(oobleckLayers(config, half), input.name), output.name);
  return {
    name: `oobleck-${half}`,
    nodes: builder.nodes,
    weights,
    weightsFile,
    inputs: [input],
    outputs: [output],
    metadata: { ...metadata, hop: String(hopSamples(config)) },
  };
}

class Builder {
  readonly nodes: OnnxNode[] = [];
  readonly #types: ReadonlyMap<string, OnnxType>;

  constructor(weights: readonly PlannedWeight[]) {
    this.#types = new Map(weights.map((weight) => [weight.name, weight.type]));
  }

  /** @returns the name of the last layer's result */
  run(layers: readonly Layer[], input: string): string {
    let x = input;
    for (const layer of layers) {
      if (layer.kind === 'residual') x = this.#node('Add', [x, this.run(layer.layers, x)]);
      else x = layer.kind === 'snake' ? this.#snake(layer, x) : this.#conv(layer, x);
    }
    return x;
  }

  rename(from: string, to: string): void {
    const last = this.nodes.pop()!;
    if (last.output !== from) throw new RangeError(`the last result must be ${from}, got ${last.output}`);
    this.nodes.push({ ...last, output: to });
  }

  #snake(layer: SnakeLayer, x: string): string {
    const sine = this.#node('Sin', [this.#node('Mul', [x, `${layer.names.diffusers}.alpha`])]);
    const square = this.#node('Mul', [sine, sine]);
    return this.#node('Add', [x, this.#node('Mul', [square, `${layer.names.diffusers}.inverseBeta`])]);
  }

  #conv(layer: ConvLayer, x: string): string {
    const name = layer.names.diffusers;
    const weight = `${name}.weight`;
    const cast = this.#types.get(weight) === 'float16' ? this.#node('Cast', [weight], { to: 1 }) : weight;
    return this.#node(
      layer.kind === 'conv' ? 'Conv' : 'ConvTranspose',
      [x, cast, ...(layer.bias ? [`${name}.bias`] : [])],
      {
        kernel_shape: [layer.kernel],
        strides: [layer.stride],
        dilations: [layer.dilation],
        pads: [layer.padding, layer.padding],
      },
    );
  }

  #node(op: string, inputs: readonly string[], attributes: NonNullable<OnnxNode['attributes']> = {}): string {
    const output = `t${this.nodes.length}`;
    this.nodes.push({ op, inputs, output, attributes });
    return output;
  }
}
