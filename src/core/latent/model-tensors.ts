import { CodecError } from '../errors.js';
import type { CodecFormat } from './format.js';
import type { GraphName, ModelManifest } from './model-manifest.js';
import type { SearchFormat } from './search-format.js';

/** Sizes of a tensor; null is a dimension that varies with the frames. */
type TensorShape = readonly (number | null)[];

/** A graph's input or output as the runtime describes it; a symbolic dimension is a string. */
export interface TensorMetadata {
  readonly name: string;
  readonly isTensor: boolean;
  readonly type?: string;
  readonly shape?: readonly (number | string)[];
}

interface GraphTensors {
  readonly inputs: Readonly<Record<string, TensorShape>>;
  readonly outputs: Readonly<Record<string, TensorShape>>;
}

/** Inputs and outputs that a graph must have. */
function expectedTensors(manifest: CheckedManifest, graph: GraphName): GraphTensors {
  const { format } = manifest;
  if (graph === 'search') return searchTensors(format, manifest.search!);
  const { stateSize } = graph === 'encode' ? format.encoder : format.decoder;
  const pcm = { pcm: [1, format.channels, null] };
  const latent = { latent: [1, format.latentSize, null] };
  const state = (name: string): Record<string, TensorShape> => (stateSize > 0 ? { [name]: [1, stateSize] } : {});
  return graph === 'encode'
    ? { inputs: { ...pcm, ...state('state') }, outputs: { ...latent, ...state('state_out') } }
    : {
        inputs: { ...latent, ...(manifest.noise !== null ? { noise: [1, 1, null] } : {}), ...state('state') },
        outputs: { ...pcm, ...state('state_out') },
      };
}

function searchTensors(format: CodecFormat, { aimSize }: SearchFormat): GraphTensors {
  const latent = [1, format.latentSize, null];
  const aims = [null, aimSize];
  return {
    inputs: { latent, pcm: [1, format.channels, null], aims, weight: [null, 1] },
    outputs: { loss: [1], gradient: latent, own_aims: aims },
  };
}

/** The part of a manifest that graphs are checked against. */
type CheckedManifest = Pick<ModelManifest, 'format' | 'noise' | 'search'>;

/**
 * Checks a loaded graph against the manifest of its model: names, types and shapes of its inputs and outputs.
 *
 * @param path file or URL of the graph, named in the error
 * @param graph what the runtime reports of its inputs and outputs
 * @throws CodecError MODEL_SHAPE naming `path` and the tensor
 */
export function checkGraphTensors(
  path: string,
  manifest: CheckedManifest,
  name: GraphName,
  graph: { readonly inputs: readonly TensorMetadata[]; readonly outputs: readonly TensorMetadata[] },
): void {
  const expected = expectedTensors(manifest, name);
  checkTensors(path, 'input', expected.inputs, graph.inputs);
  checkTensors(path, 'output', expected.outputs, graph.outputs);
}

function checkTensors(
  path: string,
  kind: 'input' | 'output',
  expected: Readonly<Record<string, TensorShape>>,
  actual: readonly TensorMetadata[],
): void {
  const fail = (message: string): never => {
    throw new CodecError('MODEL_SHAPE', `${path}: ${message}`);
  };
  const names = (list: readonly string[]): string => list.join(', ') || 'none';
  const want = Object.keys(expected);
  const have = actual.map((tensor) => tensor.name);
  if (want.length !== have.length || !want.every((name) => have.includes(name)))
    fail(`${kind}s must be ${names(want)} as its manifest states, got ${names(have)}`);
  for (const tensor of actual) {
    if (!tensor.isTensor || tensor.type !== 'float32' || !tensor.shape) {
      fail(`${kind} ${tensor.name} must be float32, got ${tensor.isTensor ? tensor.type : 'no tensor'}`);
      continue;
    }
    const shape = expected[tensor.name] ?? [];
    const actualShape = tensor.shape;
    // A symbolic dimension fits any size; the sizes of each result are checked later. A fixed size does not fit in
    // place of the number of frames, because the graph would refuse every other window length.
    const fits =
      shape.length === actualShape.length &&
      shape.every((size, i) => typeof actualShape[i] === 'string' || size === actualShape[i]);
    if (!fits)
      fail(`${kind} ${tensor.name} must be [${show(shape)}] as its manifest states, got [${show(actualShape)}]`);
  }
}

const show = (shape: readonly (number | string | null)[]): string => shape.map((size) => size ?? 'n').join(' × ');
