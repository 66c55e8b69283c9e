import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { fillNoise } from '../../../../src/core/dsp/noise.js';
import {
  findModel,
  listModels,
  modelRoots,
  packageModelsDir,
  sha256Hex,
} from '../../../../src/node/model/model-files.js';
import { loadModel, type OnnxModel } from '../../../../src/node/model/onnx-model.js';
import { openSessions } from '../../../../src/node/model/onnx-session.js';

const ROOT = fileURLToPath(new URL('../../../fixtures/tiny-model', import.meta.url));
const STATEFUL = join(ROOT, 'stateful');
const HOP = 64;

const ramp = (length: number): Float32Array => Float32Array.from({ length }, (_, n) => ((n * 37) % 101) / 101 - 0.5);

let scratch = '';
let count = 0;
const models: OnnxModel[] = [];

beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'latentcast-models-'));
});
afterAll(() => rm(scratch, { recursive: true }));
afterEach(async () => {
  for (const model of models.splice(0)) await model.close();
});

async function open(...args: Parameters<typeof loadModel>): Promise<OnnxModel> {
  const model = await loadModel(...args);
  models.push(model);
  return model;
}

// biome-ignore lint/suspicious/noExplicitAny: the tests break manifests in ways that no type allows.
type Broken = any;

/** A copy of the stateful model with its manifest changed. */
async function altered(change: (manifest: Broken) => void, source = STATEFUL): Promise<string> {
  const dir = join(scratch, `m${count++}`);
  await cp(source, dir, { recursive: true });
  const manifest = JSON.parse(await readFile(join(dir, 'manifest.json'), 'utf8'));
  change(manifest);
  await writeFile(join(dir, 'manifest.json'), JSON.stringify(manifest));
  return dir;
}

describe('OnnxModel with state', () => {
  it('encodes: each frame is the one before it, carried from call to call by the state', async () => {
    const model = await open(STATEFUL);
    const pcm = ramp(5 * HOP);
    const whole = await model.encode(pcm, 5, model.createState('encode'));
    for (let t = 0; t < 5; t++)
      for (let c = 0; c < 64; c++) expect(whole[c * 5 + t]).toBe(t === 0 ? 0 : pcm[(t - 1) * HOP + c] / 2);
    const state = model.createState('encode');
    const first = await model.encode(pcm.subarray(0, 2 * HOP), 2, state);
    const rest = await model.encode(pcm.subarray(2 * HOP), 3, state);
    for (let c = 0; c < 64; c++)
      expect([...first.subarray(c * 2, c * 2 + 2), ...rest.subarray(c * 3, c * 3 + 3)]).toEqual([
        ...whole.subarray(c * 5, c * 5 + 5),
      ]);
  });

  it('decodes with noise that is a function of the absolute sample index', async () => {
    const model = await open(STATEFUL);
    const latents = new Float32Array(64 * 3).fill(0.25);
    const pcm = await model.decode(latents, 3, 7, model.createState('decode'));
    const noise = new Float32Array(3 * HOP);
    fillNoise(noise, 7 * HOP);
    for (let n = 0; n < pcm.length; n++) expect(pcm[n]).toBe(Math.fround((n < HOP ? 0 : 0.5) + noise[n] / 1024));
  });

  it('keeps calls on one state in order even when none is awaited', async () => {
    const model = await open(STATEFUL);
    const pcm = ramp(6 * HOP);
    const state = model.createState('encode');
    const parts = await Promise.all(
      [0, 1, 2, 3, 4, 5].map((t) => model.encode(pcm.subarray(t * HOP, (t + 1) * HOP), 1, state)),
    );
    for (let t = 1; t < 6; t++) expect(parts[t][5]).toBe(pcm[(t - 1) * HOP + 5] / 2);
  });

  it('keeps the states of streams apart, and reset() returns to the cold start', async () => {
    const model = await open(STATEFUL);
    const [a, b] = [model.createState('encode'), model.createState('encode')];
    const loud = new Float32Array(HOP).fill(1);
    const zero = new Float32Array(HOP);
    await model.encode(loud, 1, a);
    expect((await model.encode(zero, 1, b))[0]).toBe(0);
    expect((await model.encode(zero, 1, a))[0]).toBe(0.5);
    await model.encode(loud, 1, a);
    a.reset();
    expect((await model.encode(zero, 1, a))[0]).toBe(0);
  });

  it('returns results that later calls do not change', async () => {
    const model = await open(STATEFUL);
    const state = model.createState('encode');
    await model.encode(new Float32Array(HOP).fill(1), 1, state);
    const kept = await model.encode(new Float32Array(HOP), 1, state);
    const copy = kept.slice();
    await model.encode(ramp(HOP), 1, state);
    expect(kept).toEqual(copy);
  });

  it('refuses wrong sizes, the other direction and the state of another model', async () => {
    const model = await open(STATEFUL);
    const other = await open(STATEFUL);
    const state = model.createState('encode');
    await expect(model.encode(new Float32Array(HOP + 1), 1, state)).rejects.toThrow(
      /pcm must hold 1 × 64 = 64 values, got 65/,
    );
    await expect(model.encode(new Float32Array(0), 0, state)).rejects.toThrow(/frames must be an integer from 1/);
    await expect(model.decode(new Float32Array(64), 1, 0, state)).rejects.toThrow(/state must be one of decode/);
    await expect(other.encode(new Float32Array(HOP), 1, state)).rejects.toThrow(/createState of this model/);
  });
});

describe('OnnxModel without state', () => {
  it('has no state, so that windows with context frames equal the whole', async () => {
    const model = await open('tiny-stateless', { roots: [ROOT] });
    expect(model.info.format.encoder).toMatchObject({ leftFrames: 1, rightFrames: 1, stateSize: 0 });
    const pcm = ramp(8 * HOP);
    const state = model.createState('encode');
    const whole = await model.encode(pcm, 8, state);
    const window = await model.encode(pcm.subarray(2 * HOP, 6 * HOP), 4, state); // frames 3 and 4 with their context
    for (let c = 0; c < 64; c++)
      expect([...window.subarray(c * 4 + 1, c * 4 + 3)]).toEqual([...whole.subarray(c * 8 + 3, c * 8 + 5)]);
  });
});

describe('sessions', () => {
  it('are shared by every model object of the process and freed with the last one', async () => {
    const before = openSessions();
    const a = await loadModel(STATEFUL);
    const b = await loadModel(STATEFUL);
    expect(openSessions()).toBe(before + 2);
    await a.close();
    await a.close();
    expect(openSessions()).toBe(before + 2);
    await expect(a.encode(new Float32Array(HOP), 1, a.createState('encode'))).rejects.toMatchObject({
      code: 'MODEL_FAILED',
    });
    expect(await b.encode(new Float32Array(HOP), 1, b.createState('encode'))).toHaveLength(64);
    await b.close();
    expect(openSessions()).toBe(before);
  });

  it('load one direction at a time: a listener needs no encoder file', async () => {
    const dir = await altered(() => {});
    await rm(join(dir, 'encoder.onnx'));
    const model = await open(dir, { directions: ['decode'] });
    expect(await model.decode(new Float32Array(64), 1, 0, model.createState('decode'))).toHaveLength(HOP);
    await expect(model.encode(new Float32Array(HOP), 1, model.createState('encode'))).rejects.toMatchObject({
      code: 'MODEL_NOT_FOUND',
      message: expect.stringContaining('encoder.onnx'),
    });
  });
});

describe('model files', () => {
  it('are found by folder, folder name or id; the sha256 is that of both files', async () => {
    const byDir = await findModel(STATEFUL);
    expect(await findModel('stateful', [ROOT])).toEqual(byDir);
    expect(await findModel('tiny-stateful', [ROOT])).toEqual(byDir);
    const { encoder, decoder } = byDir.manifest.files;
    expect(byDir.sha256).toBe(sha256Hex(encoder.sha256 + decoder.sha256));
  });

  it('are looked for in LATENTCAST_MODELS before the package', () => {
    expect(modelRoots({ LATENTCAST_MODELS: '/a:/b' })).toEqual(['/a', '/b', packageModelsDir()]);
    expect(modelRoots({})).toEqual([packageModelsDir()]);
    expect(packageModelsDir().endsWith('models')).toBe(true);
  });

  it('are listed with the fault of those that cannot be used', async () => {
    const dir = await altered((m) => delete m.licence);
    expect(await listModels([ROOT, dir, '/nowhere'])).toMatchObject([
      { ok: true, model: { manifest: { id: 'tiny-stateful' } } },
      { ok: true, model: { manifest: { id: 'tiny-stateless' } } },
      { ok: false, dir, error: { code: 'MODEL_MANIFEST' } },
    ]);
  });

  it('that do not exist are an error that lists the searched folders and the installed models', async () => {
    await expect(loadModel('nope', { roots: [ROOT, '/nowhere'] })).rejects.toMatchObject({
      code: 'MODEL_NOT_FOUND',
      message: `no model "nope": looked for nope/manifest.json and in ${ROOT}, /nowhere; models there: tiny-stateful, tiny-stateless`,
    });
  });

  const other = '0'.repeat(64);
  it.each<[string, (m: Broken) => void, string, RegExp]>([
    [
      'another manifest version',
      (m) => {
        m.manifestVersion = 2;
      },
      'MODEL_MANIFEST',
      /manifestVersion must be 1, got 2/,
    ],
    [
      'a format field out of range',
      (m) => {
        m.format.hopSamples = 0;
      },
      'MODEL_MANIFEST',
      /format\.hopSamples must be an integer from 1 to 65536, got 0/,
    ],
    [
      'a path out of its folder',
      (m) => {
        m.files.encoder.path = '../x.onnx';
      },
      'MODEL_MANIFEST',
      /files\.encoder\.path must be a path inside/,
    ],
    [
      'an id with a slash',
      (m) => {
        m.id = 'a/b';
      },
      'MODEL_MANIFEST',
      /id must be 1 to 64 letters/,
    ],
    [
      'unknown noise',
      (m) => {
        m.noise = 'white';
      },
      'MODEL_MANIFEST',
      /noise must be null or "lowbias32-v1"/,
    ],
    [
      'a normaliser of the wrong length',
      (m) => {
        m.normalizer = { kind: 'affine', offset: [0], scale: [1] };
      },
      'MODEL_MANIFEST',
      /normalizer.*offset.* 64/,
    ],
    [
      'another sha256',
      (m) => {
        m.files.decoder.sha256 = other;
      },
      'MODEL_HASH',
      /decoder\.onnx: sha256 must be 0+ as its manifest states, got [0-9a-f]{64}/,
    ],
    [
      'another length',
      (m) => {
        m.files.decoder.bytes = 5;
      },
      'MODEL_HASH',
      /decoder\.onnx: must be 5 bytes long/,
    ],
    [
      'another state size',
      (m) => {
        m.format.encoder.stateSize = 32;
      },
      'MODEL_SHAPE',
      /encoder\.onnx: input state must be \[1 × 32\] as its manifest states, got \[1 × 64\]/,
    ],
    [
      'another latent size',
      (m) => {
        m.format.latentSize = 32;
      },
      'MODEL_SHAPE',
      /output latent must be \[1 × 32 × n\] as its manifest states, got \[1 × 64 × frames\]/,
    ],
    [
      'no noise input',
      (m) => {
        m.noise = null;
      },
      'MODEL_SHAPE',
      /decoder\.onnx: inputs must be latent, state as its manifest states, got latent, noise, state/,
    ],
    [
      'no state',
      (m) => {
        m.format.encoder.stateSize = 0;
      },
      'MODEL_SHAPE',
      /encoder\.onnx: inputs must be pcm as its manifest states, got pcm, state/,
    ],
  ])('are refused for %s', async (_, change, code, message) => {
    const before = openSessions();
    await expect(loadModel(await altered(change))).rejects.toMatchObject({
      code,
      message: expect.stringMatching(message),
    });
    expect(openSessions()).toBe(before);
  });

  it('are refused when they are no ONNX graph, by name', async () => {
    const junk = Uint8Array.of(1, 2, 3);
    const dir = await altered((m) => {
      m.files.encoder = { path: 'encoder.onnx', sha256: sha256Hex(junk), bytes: 3 };
    });
    await writeFile(join(dir, 'encoder.onnx'), junk);
    await expect(loadModel(dir)).rejects.toMatchObject({
      code: 'MODEL_FAILED',
      message: expect.stringContaining('encoder.onnx'),
    });
  });

  it('are refused when the manifest is not JSON', async () => {
    const dir = await altered(() => {});
    await writeFile(join(dir, 'manifest.json'), '{');
    await expect(loadModel(dir)).rejects.toMatchObject({
      code: 'MODEL_MANIFEST',
      message: expect.stringContaining('must be JSON'),
    });
  });

  it('are refused with a hint when Git LFS left a pointer in place of the graph', async () => {
    const dir = await altered(() => {});
    await writeFile(join(dir, 'encoder.onnx'), 'version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 1\n');
    await expect(loadModel(dir)).rejects.toMatchObject({
      code: 'MODEL_HASH',
      message: expect.stringContaining('git lfs pull'),
    });
  });
});
