// A plan lets a browser start a model without optimising its graph: ONNX Runtime has optimised it here, at build time,
// and for weights that it would fold from the int8 ones the plan has instructions instead. The weights themselves stay
// in the model's own file, checked by its own sha256. src/browser/graph-plan.ts reads plans and documents their format.
import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import * as ort from 'onnxruntime-node';
import { PLAN_VERSION, parseGraphPlan, weightsOnDemand } from '../dist/browser/graph-plan.js';
import { withWeightsOf } from '../dist/core/latent/onnx-initializers.js';
import { readOnnx } from './onnx-reader.mjs';

const FLOAT = 1;
const INT8 = 3;
const INT64 = 7;
/** Smaller tensors stay in the graph. */
const LEAST_BYTES = 16_384;

/** The origin of a tensor of the optimised graph: a matrix in the file and the operations on it; or null. */
function trace(name, source, producers) {
  const leaf = source.initializers.get(name);
  if (leaf) {
    if (leaf.from === undefined || (leaf.type !== FLOAT && leaf.type !== INT8)) return null;
    const columns = leaf.dims.at(-1) ?? 1;
    const rows = count(leaf.dims) / columns;
    return { type: leaf.type === INT8 ? 'i8' : 'f32', at: leaf.from, size: [rows, columns], steps: [], now: rows };
  }
  const node = producers.get(name);
  const inner = node && trace(node.inputs[0], source, producers);
  if (!inner) return null;
  const then = (step, now) => ({ ...inner, steps: [...inner.steps, step], now });
  if (node.op === 'Cast') return inner;
  if (node.op === 'Mul') {
    const factor = vector(node.inputs[1], source, producers);
    if (!factor) return null;
    const n = count(factor.dims);
    if (n === inner.now && factor.dims.at(-1) === 1) return then({ do: 'times-rows', at: factor.from }, inner.now);
    return n === inner.size[1] ? then({ do: 'times-columns', at: factor.from }, inner.now) : null;
  }
  if (node.op === 'Gather') {
    const index = source.initializers.get(node.inputs[1]);
    if (index?.type !== INT64) return null;
    const rows = Array.from(new BigInt64Array(source.bytes.slice(index.from, index.to).buffer), Number);
    return then({ do: 'pick-rows', rows }, rows.length);
  }
  return null;
}

/** A float vector that is used as stored in the file, perhaps reshaped: [n] made [n × 1] is indexed by row. */
function vector(name, source, producers) {
  const leaf = source.initializers.get(name);
  if (leaf) return leaf.type === FLOAT && leaf.from !== undefined ? leaf : null;
  const node = producers.get(name);
  const inner = node && source.initializers.get(node.inputs[0]);
  return node?.op === 'Unsqueeze' && inner?.type === FLOAT ? { ...inner, dims: [...inner.dims, 1] } : null;
}

const sha256Of = (content) => createHash('sha256').update(content).digest('hex');

const count = (dims) => dims.reduce((product, n) => product * n, 1);

/**
 * @param {string} path a graph of a model
 * @param {string} [donor] the graph whose weights it takes
 * @returns {Promise<{ sha256: string, plan: Uint8Array } | null>} null when its weights cannot be computed by these
 *   instructions
 */
export async function planGraph(path, donor) {
  const dir = await mkdtemp(join(tmpdir(), 'latentcast-plan-'));
  try {
    const files = await Promise.all([path, ...(donor ? [donor] : [])].map((file) => readFile(file)));
    const bytes = new Uint8Array(donor ? withWeightsOf(...files) : files[0]);
    const session = await ort.InferenceSession.create(bytes, {
      executionProviders: ['cpu'],
      graphOptimizationLevel: 'all',
      intraOpNumThreads: 1,
      optimizedModelFilePath: join(dir, 'graph.onnx'),
      extra: {
        session: {
          disable_quant_qdq: '1',
          optimized_model_external_initializers_file_name: 'weights',
          optimized_model_external_initializers_min_size_in_bytes: String(LEAST_BYTES),
        },
        // Layouts for this machine's processor do not apply to WASM.
        optimization: { disable_specified_optimizers: 'NchwcTransformer' },
      },
    });
    await session.release();
    const graph = new Uint8Array(await readFile(join(dir, 'graph.onnx')));
    const folded = await readFile(join(dir, 'weights')).catch(() => null);
    if (!folded) return null;
    const source = { ...readOnnx(bytes), bytes };
    const producers = new Map(source.nodes.flatMap((node) => node.outputs.map((output) => [output, node])));
    const weights = [];
    for (const [name, { external }] of readOnnx(graph).initializers) {
      if (!external) continue;
      const recipe = trace(name, source, producers);
      if (!recipe) {
        console.warn(`${basename(path)}: no recipe gives ${name}, so browsers optimise this graph themselves`);
        return null;
      }
      const { type, at, size, steps } = recipe;
      weights.push({ to: external.offset, type, at, size, steps });
    }
    const [own, other] = files.map(sha256Of);
    const sha256 = donor ? sha256Of(own + other) : own;
    const head = Buffer.from(
      JSON.stringify({
        version: PLAN_VERSION,
        source: sha256,
        sourceBytes: bytes.length,
        bytes: folded.length,
        weights,
      }),
    );
    const length = Buffer.alloc(4);
    length.writeUInt32LE(head.length);
    const plan = Buffer.concat([length, head, graph]);
    // Checks that the weights which the browser will compute equal ONNX Runtime's folded ones bit for bit.
    const unfolded = weightsOnDemand(parseGraphPlan(plan, sha256), bytes);
    for (const [name, { external }] of readOnnx(graph).initializers) {
      const range = external && [external.offset, external.offset + external.length];
      if (external && !folded.subarray(...range).equals(unfolded.subarray(...range)))
        throw new Error(`${path}: ${name} made by its recipe is not what ONNX Runtime has folded`);
    }
    return { sha256, plan };
  } finally {
    await rm(dir, { recursive: true });
  }
}
