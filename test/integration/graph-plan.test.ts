import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import * as ort from 'onnxruntime-node';
import { describe, expect, it } from 'vitest';
import {
  type GraphPlan,
  PLAN_WEIGHTS,
  parseGraphPlan,
  planName,
  weightsOnDemand,
} from '../../src/browser/graph-plan.js';
import { withWeightsOf } from '../../src/core/latent/onnx-initializers.js';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const MODEL = `${ROOT}models/default`;
const { files, format, lowDelay } = JSON.parse(readFileSync(`${MODEL}/manifest.json`, 'utf8'));

const FRAMES = 4;
const decoderInputs = (stateSize: number): Record<string, readonly number[]> => ({
  latent: [1, format.latentSize, FRAMES],
  noise: [1, 1, FRAMES * format.hopSamples],
  state: [1, stateSize],
});
const encoderInputs = (stateSize: number): Record<string, readonly number[]> => ({
  pcm: [1, format.channels, FRAMES * format.hopSamples],
  state: [1, stateSize],
});

/** A graph, the one whose weights it takes, and what it is fed. */
const GRAPHS = [
  ['decoder', null, decoderInputs(format.decoder.stateSize)],
  ['encoder', null, encoderInputs(format.encoder.stateSize)],
  ['lowDelayDecoder', 'decoder', decoderInputs(lowDelay.decoder.stateSize)],
  ['lowDelayEncoder', 'encoder', encoderInputs(lowDelay.encoder.stateSize)],
] as const;

const contentOf = (name: string): Uint8Array => readFileSync(`${MODEL}/${files[name].path}`);
const sha256Of = (text: string): string => createHash('sha256').update(text).digest('hex');

/** In Node the runtime requires them at once. */
function allWeights(plan: GraphPlan, source: Uint8Array): Uint8Array {
  const all = new Uint8Array(plan.bytes);
  const onDemand = weightsOnDemand(plan, source);
  const starts = [...plan.weights.map(({ to }) => to).sort((a, b) => a - b), plan.bytes];
  for (const { to, size, steps } of plan.weights) {
    const picked = steps.find((step) => step.do === 'pick-rows');
    const rows = picked?.do === 'pick-rows' ? picked.rows.length : size[0];
    const end = to + 4 * rows * size[1];
    expect(end).toBeLessThanOrEqual(starts.find((start) => start > to)!);
    all.set(onDemand.subarray(to, end), to);
  }
  return all;
}

// `npm run build` writes the plans (scripts/graph-plan.mjs), of the models that exist then.
describe.each(GRAPHS)('the plan of the default model’s %s', (name, donor, inputs) => {
  it('computes bit for bit what the graph computes', async () => {
    const [version] = readdirSync(`${ROOT}dist/web/ort`);
    const sha256 = donor ? sha256Of(files[name].sha256 + files[donor].sha256) : files[name].sha256;
    const source = new Uint8Array(donor ? withWeightsOf(contentOf(name), contentOf(donor)) : contentOf(name));
    const packed = readFileSync(`${ROOT}dist/web/ort/${version}/plans/${planName(sha256)}.gz`);
    const plan = parseGraphPlan(new Uint8Array(gunzipSync(packed)), sha256);
    const options = { executionProviders: ['cpu'], intraOpNumThreads: 1 };
    const plain = await ort.InferenceSession.create(source, {
      ...options,
      // Other layouts sum in another order.
      extra: {
        session: { disable_quant_qdq: '1' },
        optimization: { disable_specified_optimizers: 'NchwcTransformer' },
      },
    });
    const planned = await ort.InferenceSession.create(plan.graph, {
      ...options,
      graphOptimizationLevel: 'disabled',
      externalData: [{ path: PLAN_WEIGHTS, data: allWeights(plan, source) }],
    });
    try {
      // Not from a random generator: the same numbers on every machine.
      const feeds = Object.fromEntries(
        Object.entries(inputs).map(([input, dims]) => {
          const data = Float32Array.from({ length: dims.reduce((n, d) => n * d, 1) }, (_, i) => Math.sin(i * i) / 2);
          return [input, new ort.Tensor('float32', data, [...dims])];
        }),
      );
      const [a, b] = [await plain.run(feeds), await planned.run(feeds)];
      expect(Object.keys(b)).toEqual(Object.keys(a));
      for (const output of Object.keys(a)) expect(b[output]!.data, output).toEqual(a[output]!.data);
    } finally {
      await plain.release();
      await planned.release();
    }
  });
});
