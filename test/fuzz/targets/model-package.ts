import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseManifest } from '../../../src/core/latent/model-manifest.js';
import { withWeightsOf } from '../../../src/core/latent/onnx-initializers.js';
import { vectorFiles } from '../../../src/node/model/model-vectors.js';
import { bytesOf, type FuzzTarget, isSame, mustHold, unlessRefused, unlessRefusedLater } from './fuzz-target.js';

const manifest = parseManifest(
  readFileSync('test/fixtures/tiny-model/stateful/manifest.json', 'utf8'),
  'manifest.json',
);
const field = (number: number, content: Uint8Array): number[] => [8 * number + 2, content.length, ...content];
const tensor = (name: string): number[] => field(5, Uint8Array.of(...field(8, bytesOf(name)), 8, 1));
const graph = Uint8Array.of(...field(7, Uint8Array.of(...tensor('dec.weight'), ...tensor('1'))));
let dir: string | undefined;

/** Any bytes as parts of a package that holds a model: a graph without its weights, the one that has them, and test vectors. */
export const target: FuzzTarget = {
  seeds: () => [
    graph,
    Uint8Array.of(8, 1, ...graph, ...graph),
    bytesOf(
      '{"frames":4,"pcm":{"path":"a.f32","shape":[1]},"latent":{"path":"b.f32"},"dequantised":{"path":"c"},"decoded":{"path":"d/e"},"tolerance":{"latent":0.1,"decodedRelativeToPeak":1}}',
    ),
  ],
  words: ['"frames"', '"pcm"', '"path"', '"tolerance"', '../', '..\\\\', '/etc', 'C:', 'dec.weight'],
  maxBytes: 512,
  suiteRuns: 150,
  run: async (bytes) => {
    const merged = unlessRefused(() => withWeightsOf(graph, bytes), RangeError);
    if (merged) mustHold(isSame(merged.subarray(0, graph.length), graph), 'a graph stays as it is');
    // Few inputs are text: the others would wait for the disk all the same.
    if (bytes[0] !== 0x7b) return;
    dir ??= mkdtempSync(path.join(tmpdir(), 'latentcast-fuzz-'));
    mkdirSync(dir, { recursive: true });
    writeFileSync(path.join(dir, 'parity.json'), bytes);
    const model = { dir, manifest: { ...manifest, parity: { path: 'parity.json', sha256: '' } } };
    const files = await unlessRefusedLater(() => vectorFiles(model as never));
    for (const file of files ?? [])
      mustHold(path.join(dir, file).startsWith(`${dir}${path.sep}`), 'a file is inside the package');
  },
  close: async () => {
    if (dir !== undefined) rmSync(dir, { recursive: true });
    dir = undefined;
  },
};
