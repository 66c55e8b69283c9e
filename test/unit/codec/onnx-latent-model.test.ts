import { describe, expect, it } from 'vitest';
import { OnnxLatentModel } from '../../../src/codec/onnx-latent-model.js';
import { Serial } from '../../../src/codec/serial.js';
import { tensorSize } from '../../../src/codec/tensor-size.js';
import { Deferred } from '../../../src/core/deferred.js';
import { noise } from '../../../src/core/dsp/noise.js';
import type { ModelManifest } from '../../../src/core/latent/model-manifest.js';
import type { NamedTensors, ResultTensor, TensorSession } from '../../../src/ports/tensor-session.js';

const HOP = 2;
const field = (stateSize: number) => ({ leftFrames: 0, rightFrames: 0, delaySamples: 0, stateSize });

function manifestOf({ stateSize = 1, noise = null as 'lowbias32-v1' | null } = {}): ModelManifest {
  const file = { path: 'x.onnx', sha256: '0'.repeat(64), bytes: 1 };
  return {
    manifestVersion: 1,
    id: 'sums',
    name: 'Sums',
    licence: 'none',
    format: {
      sampleRateHz: 8000,
      channels: 1,
      hopSamples: HOP,
      latentSize: 1,
      maxPlanes: 8,
      crossfadeSamples: 0,
      encoder: field(stateSize),
      decoder: field(stateSize),
    },
    normalizer: null,
    noise,
    files: { encoder: file, decoder: file },
    opset: 17,
    compatibleWith: [],
    training: {},
    parity: null,
  };
}

/** A graph whose result is the sum of its input so far, frame by frame: the state is that sum. */
class SummingSession implements TensorSession {
  readonly seen: NamedTensors[] = [];
  released = 0;
  running = 0;
  gate: Promise<void> = Promise.resolve();

  async run(inputs: NamedTensors, outputs: Record<string, ResultTensor>): Promise<void> {
    expect(++this.running).toBe(1);
    this.seen.push(Object.fromEntries(Object.entries(inputs).map(([k, v]) => [k, { ...v, data: v.data.slice() }])));
    await this.gate;
    const input = (inputs.pcm ?? inputs.latent).data;
    for (const output of Object.values(outputs)) output.data ??= new Float32Array(tensorSize(output.shape));
    const out = (outputs.latent ?? outputs.pcm).data!;
    let sum = inputs.state?.data[0] ?? 0;
    const ratio = out.length / input.length;
    for (let i = 0; i < Math.max(input.length, out.length); i++) {
      if (ratio <= 1 || i % ratio === 0) sum += input[Math.floor(i / Math.max(1, ratio))];
      out[Math.floor(i * Math.min(1, ratio))] = sum;
    }
    if (outputs.state_out) outputs.state_out.data![0] = sum;
    this.running--;
  }

  async release(): Promise<void> {
    this.released++;
  }
}

function open(options: Parameters<typeof manifestOf>[0] = {}) {
  const session = new SummingSession();
  const opened: string[] = [];
  let ms = 0;
  const model = new OnnxLatentModel(
    { manifest: manifestOf(options), sha256: 'f'.repeat(64) },
    {
      openSession: async (direction) => {
        opened.push(direction);
        return session;
      },
      serial: new Serial(),
      nowMs: () => (ms += 3),
    },
  );
  return { model, session, opened };
}

describe('OnnxLatentModel', () => {
  it('states the identity and the shape that its manifest names', () => {
    const { model } = open();
    expect(model.info).toMatchObject({ id: 'sums', sha256: 'f'.repeat(64), normalizer: null, compatibleWith: [] });
    expect(model.info.format.hopSamples).toBe(HOP);
  });

  it('opens a session with the first call of its direction, and once', async () => {
    const { model, opened } = open();
    expect(opened).toEqual([]);
    await model.load('encode');
    const state = model.createState('encode');
    await model.encode(new Float32Array(HOP), 1, state);
    await model.encode(new Float32Array(HOP), 1, state);
    expect(opened).toEqual(['encode']);
    await model.decode(new Float32Array(1), 1, 0, model.createState('decode'));
    expect(opened).toEqual(['encode', 'decode']);
  });

  it('carries the state from call to call, in the order of the calls', async () => {
    const { model } = open();
    const state = model.createState('encode');
    const results = await Promise.all(
      [1, 2, 3].map((value) => model.encode(new Float32Array(HOP).fill(value), 1, state)),
    );
    expect(results.map(([sum]) => sum)).toEqual([2, 6, 12]);
  });

  it('names the shapes of all tensors', async () => {
    const { model, session } = open({ noise: 'lowbias32-v1' });
    await model.encode(new Float32Array(3 * HOP), 3, model.createState('encode'));
    await model.decode(new Float32Array(2), 2, 5, model.createState('decode'));
    const shapes = session.seen.map((inputs) =>
      Object.fromEntries(Object.entries(inputs).map(([name, { shape }]) => [name, shape])),
    );
    expect(shapes).toEqual([
      { pcm: [1, 1, 3 * HOP], state: [1, 1] },
      { latent: [1, 1, 2], noise: [1, 1, 2 * HOP], state: [1, 1] },
    ]);
  });

  it('feeds noise as a function of the absolute sample index, for short calls after long ones too', async () => {
    const { model, session } = open({ noise: 'lowbias32-v1' });
    const state = model.createState('decode');
    await model.decode(new Float32Array(4), 4, 0, state);
    await model.decode(new Float32Array(2), 2, 7, state);
    const expected = Float32Array.from({ length: 2 * HOP }, (_, i) => noise(7 * HOP + i));
    expect(session.seen[1].noise.data).toEqual(expected);
  });

  it('feeds no state to a graph without one', async () => {
    const { model, session } = open({ stateSize: 0 });
    const state = model.createState('encode');
    await model.encode(new Float32Array(HOP).fill(1), 1, state);
    expect((await model.encode(new Float32Array(HOP).fill(1), 1, state))[0]).toBe(2);
    expect(Object.keys(session.seen[0])).toEqual(['pcm']);
  });

  it('forgets the past at a reset, that of a call under way too', async () => {
    const { model, session } = open();
    const state = model.createState('encode');
    const gate = new Deferred();
    session.gate = gate.promise;
    const first = model.encode(new Float32Array(HOP).fill(5), 1, state);
    while (session.seen.length === 0) await Promise.resolve();
    state.reset();
    gate.resolve();
    expect((await first)[0]).toBe(10);
    expect((await model.encode(new Float32Array(HOP).fill(1), 1, state))[0]).toBe(2);
  });

  it('runs one computation at a time, whatever the number of streams', async () => {
    const { model } = open();
    const results = await Promise.all(
      [1, 2, 3, 4].map((value) => model.encode(new Float32Array(HOP).fill(value), 1, model.createState('encode'))),
    );
    expect(results.map(([sum]) => sum)).toEqual([2, 4, 6, 8]);
  });

  it('counts the time of the computations of each state', async () => {
    const { model } = open();
    const [a, b] = [model.createState('encode'), model.createState('encode')];
    await model.encode(new Float32Array(HOP), 1, a);
    await model.encode(new Float32Array(HOP), 1, a);
    expect([a.computeMs, b.computeMs]).toEqual([6, 0]);
  });

  it('refuses wrong sizes, states of another model and of the other direction', async () => {
    const { model } = open();
    const state = model.createState('encode');
    await expect(model.encode(new Float32Array(3), 1, state)).rejects.toThrow('pcm must hold 1 × 2 = 2 values, got 3');
    await expect(model.encode(new Float32Array(0), 0, state)).rejects.toThrow('frames must be an integer from 1');
    await expect(model.encode([1, 2] as never, 1, state)).rejects.toThrow('pcm must be a Float32Array');
    await expect(model.decode(new Float32Array(1), 1, 0, state)).rejects.toThrow('state must be one of decode');
    await expect(model.decode(new Float32Array(1), 1, 0.5, state)).rejects.toThrow('firstFrame must be a safe integer');
    await expect(open().model.encode(new Float32Array(HOP), 1, state)).rejects.toThrow('createState of this model');
  });

  it('reports what the runtime throws as MODEL_FAILED, and the next call runs', async () => {
    const { model, session } = open();
    const state = model.createState('encode');
    const run = session.run.bind(session);
    session.run = async () => {
      throw 17;
    };
    await expect(model.encode(new Float32Array(HOP), 1, state)).rejects.toMatchObject({
      code: 'MODEL_FAILED',
      message: 'model sums: encode failed: 17',
      cause: 17,
    });
    session.run = run;
    expect(await model.encode(new Float32Array(HOP).fill(1), 1, state)).toEqual(Float32Array.of(2));
  });

  it('opens again a session that could not be opened', async () => {
    const session = new SummingSession();
    let tries = 0;
    const model = new OnnxLatentModel(
      { manifest: manifestOf(), sha256: '' },
      {
        openSession: async () => {
          if (tries++ === 0) throw new Error('no such file');
          return session;
        },
        serial: new Serial(),
        nowMs: () => 0,
      },
    );
    await expect(model.load('encode')).rejects.toThrow('no such file');
    await model.load('encode');
    expect(tries).toBe(2);
  });

  it('lets a computation end before it releases the session, once, and refuses later calls', async () => {
    const { model, session } = open();
    const gate = new Deferred();
    session.gate = gate.promise;
    const state = model.createState('encode');
    const last = model.encode(new Float32Array(HOP).fill(1), 1, state);
    while (session.seen.length === 0) await Promise.resolve();
    const closed = model.close();
    await Promise.resolve();
    expect(session.released).toBe(0);
    gate.resolve();
    expect(await last).toEqual(Float32Array.of(2));
    await closed;
    await model.close();
    expect(session.released).toBe(1);
    await expect(model.encode(new Float32Array(HOP), 1, state)).rejects.toMatchObject({ code: 'MODEL_FAILED' });
  });
});
