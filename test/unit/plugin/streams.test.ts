import { describe, expect, it } from 'vitest';
import { Encoder } from '../../../src/codec/encoder.js';
import { CodecError } from '../../../src/core/errors.js';
import { writeLc } from '../../../src/core/file/lc-file.js';
import { LatentcastAudioData } from '../../../src/plugin/audio-data.js';
import { decodeStream } from '../../../src/plugin/decode-stream.js';
import { encodeStream } from '../../../src/plugin/encode-stream.js';
import { FakeModel } from '../../support/fake-model.js';

const FORM = { sampleRateHz: 44_100, channels: 1 } as const;
const model = () =>
  new FakeModel({ encoder: { delaySamples: 20, stateSize: 1 }, decoder: { delaySamples: 30, stateSize: 1 } });

/** A slow sweep, [n]. */
const sweep = (n: number): Float32Array => Float32Array.from({ length: n }, (_, i) => 0.5 * Math.sin(i * i * 1e-5));

/** `whole` in pieces of the lengths in turn. */
function* cut<T extends Float32Array | Uint8Array>(whole: T, ...lengths: number[]): Generator<T> {
  for (let at = 0, i = 0; at < whole.length; i++) {
    const length = lengths[i % lengths.length]!;
    yield whole.slice(at, at + length) as T;
    at += length;
  }
}

const streamOf = <T>(chunks: Iterable<T>): ReadableStream<T> =>
  new ReadableStream<T>({
    start(controller) {
      for (const chunk of chunks) controller.enqueue(chunk);
      controller.close();
    },
  });

async function gather<T extends Float32Array | Uint8Array>(stream: ReadableStream<T>): Promise<number[]> {
  const all: number[] = [];
  for await (const chunk of stream as unknown as AsyncIterable<T>) all.push(...chunk);
  return all;
}

const bytesOf = async (pcm: Float32Array, options = {}): Promise<Uint8Array> =>
  Uint8Array.from(
    await gather(
      streamOf(cut(pcm, 700, 1, 33)).pipeThrough(encodeStream({ model: model(), ...FORM, planes: 8, ...options })),
    ),
  );

describe('encodeStream and decodeStream', () => {
  it('give back the audio, of its length, however audio and bytes are cut', async () => {
    const pcm = sweep(10_000);
    const bytes = await bytesOf(pcm);
    const heard = await gather(streamOf(cut(bytes, 1, 100, 7)).pipeThrough(decodeStream({ model: model() })));
    expect(heard.length).toBe(pcm.length);
    expect(Math.max(...heard.map((value, i) => Math.abs(value - pcm[i]!)))).toBeLessThan(1 / 100);
    expect(bytes).toEqual(await bytesOf(pcm, { kernels: undefined }));
  });

  it('refuse a sample that is beyond all sound by its value, its place and the range, and take the largest one', async () => {
    const loud = sweep(4096);
    loud[1001] = 1e6;
    await bytesOf(loud);
    loud[2003] = -1e30;
    await expect(bytesOf(loud)).rejects.toMatchObject({
      code: 'AUDIO_FORMAT',
      message:
        'pcm: samples must be from -1000000 to 1000000, where full scale is 1, got -1e+30 at 0.045 s in channel 1',
    });
  });

  it('write the blocks that an encoder makes', async () => {
    const pcm = sweep(5000);
    const bytes = await bytesOf(pcm, { framesPerBlock: 256 });
    const encoder = new Encoder(model(), { ...FORM, planes: 8, framesPerBlock: 256 });
    const blocks = [...(await encoder.push(pcm)), ...(await encoder.flush())];
    const header = {
      modelSha256: 'f'.repeat(64),
      originalSampleRateHz: 44_100,
      originalChannels: 1,
      sampleRateHz: 44_100,
      channels: 1,
      hopSamples: 64,
      latentSize: 64,
      planes: 8,
    };
    expect(bytes).toEqual(writeLc(header, blocks, 5000, 5000));
  });

  it('decode a block as soon as it is complete', async () => {
    const bytes = await bytesOf(sweep(64 * 40), { framesPerBlock: 4 });
    const header = 39;
    const block = 6 + 4 * 64;
    const { readable, writable } = decodeStream({ model: model() });
    const writer = writable.getWriter();
    const reader = readable.getReader();
    const first = reader.read();
    await Promise.race([writer.write(bytes.slice(0, header + block)), first]);
    // Held back are the decoder's delay, and one frame until it is known whether it is the last.
    expect((await first).value!.length).toBe(4 * 64 - 30 - 65);
  });

  it('take AudioData, which states its form and is closed, and refuse another form in the middle', async () => {
    const data = (sampleRate: number, n: number): LatentcastAudioData =>
      new LatentcastAudioData({
        format: 's16',
        sampleRate,
        numberOfFrames: n,
        numberOfChannels: 2,
        timestamp: 0,
        data: new Int16Array(2 * n).fill(8192),
      });
    const chunks = [data(44_100, 1000), data(44_100, 24)];
    const stream = encodeStream({ model: model(), planes: 8 });
    const heard = await gather(
      streamOf(chunks)
        .pipeThrough(stream)
        .pipeThrough(decodeStream({ model: model() })),
    );
    expect(heard.length).toBe(1024);
    expect(heard[512]).toBeCloseTo(0.25, 2);
    expect(chunks.map(({ format }) => format)).toEqual([null, null]);
    await expect(
      gather(streamOf([data(44_100, 10), data(48_000, 10)]).pipeThrough(encodeStream({ model: model() }))),
    ).rejects.toMatchObject({ code: 'AUDIO_FORMAT', message: expect.stringContaining('44100 Hz') });
  });

  it('take and give bytes of PCM', async () => {
    const pcm = sweep(3000);
    const s16 = new Uint8Array(Int16Array.from(pcm, (value) => Math.round(value * 32_768)).buffer);
    const bytes = streamOf(cut(s16, 3, 1001)).pipeThrough(
      encodeStream({ model: model(), ...FORM, planes: 8, encoding: 's16le' }),
    );
    const out = await gather(bytes.pipeThrough(decodeStream({ model: model(), encoding: 's16le' })));
    expect(out.length).toBe(6000);
    const samples = new Int16Array(Uint8Array.from(out).buffer);
    expect(Math.max(...[...samples].map((value, i) => Math.abs(value / 32_768 - pcm[i]!)))).toBeLessThan(1 / 100);
  });

  it('compute nothing that nobody reads', async () => {
    const fake = model();
    const bytes = await bytesOf(sweep(64 * 256 * 4), { framesPerBlock: 256 });
    const { readable, writable } = decodeStream({ model: fake });
    const writer = writable.getWriter();
    const written = writer.write(bytes);
    await new Promise((resolve) => setImmediate(resolve));
    expect(fake.calls.decode).toBe(0);
    const reader = readable.getReader();
    await reader.read();
    await new Promise((resolve) => setImmediate(resolve));
    expect(fake.calls.frames).toBeLessThanOrEqual(64);
    expect(writer.desiredSize).toBe(0);
    void written.catch(() => undefined);
    await reader.cancel();
  });

  it('encode no more of a long chunk than is read', async () => {
    const fake = model();
    const { readable, writable } = encodeStream({ model: fake, ...FORM });
    void writable
      .getWriter()
      .write(new Float32Array(64 * 12 * 1000))
      .catch(() => undefined);
    const reader = readable.getReader();
    await reader.read();
    await new Promise((resolve) => setImmediate(resolve));
    expect(fake.calls.frames).toBeLessThanOrEqual(24);
    await reader.cancel();
  });

  it('take chunks of every length, also none, and of every format of AudioData', async () => {
    const pcm = sweep(4000);
    const whole = await bytesOf(pcm);
    expect(await bytesOf(pcm.subarray(0))).toEqual(whole);
    const odd = [new Float32Array(0), ...cut(pcm, 1, 0, 63, 64, 65, 1999), new Float32Array(0)];
    const stream = encodeStream({ model: model(), ...FORM, planes: 8 });
    expect(Uint8Array.from(await gather(streamOf(odd).pipeThrough(stream)))).toEqual(whole);
    const form = { sampleRate: 44_100, numberOfFrames: 4000, numberOfChannels: 1, timestamp: Number.MIN_SAFE_INTEGER };
    const base = new LatentcastAudioData({ format: 'f32', ...form, data: pcm });
    for (const format of ['u8', 's16', 's32', 'f32', 'u8-planar', 's16-planar', 's32-planar', 'f32-planar'] as const) {
      const data = new Uint8Array(16_000);
      base.copyTo(data, { planeIndex: 0, format });
      const chunk = new LatentcastAudioData({ format, ...form, data });
      const heard = await gather(
        streamOf([chunk])
          .pipeThrough(encodeStream({ model: model(), planes: 8 }))
          .pipeThrough(decodeStream({ model: model() })),
      );
      expect(heard.length).toBe(4000);
      expect(Math.max(...heard.map((value, i) => Math.abs(value - pcm[i]!)))).toBeLessThan(1 / 50);
    }
  });

  it('name a chunk that ends within a sample, and close an AudioData that cannot be read', async () => {
    const stream = encodeStream({ model: model(), sampleRateHz: 44_100, channels: 2 });
    await expect(gather(streamOf([new Float32Array(3)]).pipeThrough(stream))).rejects.toThrow(
      'chunk.length must be a multiple of channels (2), got 3',
    );
    let closed = 0;
    const unreadable = {
      ...{ format: 'f32', sampleRate: 44_100, numberOfFrames: 10, numberOfChannels: 1, timestamp: 0 },
      copyTo: () => {
        throw new RangeError('unreadable');
      },
      close: () => void closed++,
    };
    await expect(gather(streamOf([unreadable]).pipeThrough(encodeStream({ model: model() })))).rejects.toThrow(
      'unreadable',
    );
    expect(closed).toBe(1);
  });

  it('pass a failure of the model to both sides', async () => {
    const broken = model();
    broken.encode = () => Promise.reject(new CodecError('MODEL_FAILED', 'broken'));
    const { readable, writable } = encodeStream({ model: broken, ...FORM });
    const writer = writable.getWriter();
    const closed = writer.closed.catch((error: unknown) => error);
    const write = writer.write(sweep(10_000)).catch((error: unknown) => error);
    await expect(readable.getReader().read()).rejects.toMatchObject({ code: 'MODEL_FAILED' });
    expect(await write).toMatchObject({ code: 'MODEL_FAILED' });
    expect(await closed).toMatchObject({ code: 'MODEL_FAILED' });
  });

  it('pass cancel and abort to the other side with their reason, also while one waits', async () => {
    for (const make of [() => encodeStream({ model: model(), ...FORM }), () => decodeStream({ model: model() })]) {
      const reason = new Error('enough');
      const cancelled = make();
      const writer = (cancelled.writable as WritableStream<unknown>).getWriter();
      const waiting = writer.write(new Float32Array(10_000)).catch((error: unknown) => error);
      await cancelled.readable.cancel(reason);
      expect(await waiting).toBe(reason);
      await expect(writer.closed).rejects.toBe(reason);
      const aborted = make();
      const read = aborted.readable.getReader().read();
      void aborted.writable.abort(reason);
      await expect(read).rejects.toBe(reason);
    }
  });

  it('are errored by a signal with its reason, before and during', async () => {
    const abort = new AbortController();
    const during = encodeStream({ model: model(), ...FORM, signal: abort.signal });
    const read = during.readable.getReader().read();
    abort.abort(new Error('stop'));
    await expect(read).rejects.toThrow('stop');
    await expect(during.writable.getWriter().closed).rejects.toThrow('stop');
    const before = decodeStream({ model: model(), signal: AbortSignal.abort(new Error('no')) });
    await expect(before.readable.getReader().read()).rejects.toThrow('no');
  });

  it('report damage, conceal it and keep the length', async () => {
    const bytes = await bytesOf(sweep(64 * 48), { framesPerBlock: 12 });
    bytes[39 + 6 + 12 * 64 + 20]! ^= 1;
    const damage: unknown[] = [];
    const heard = await gather(
      streamOf([bytes]).pipeThrough(decodeStream({ model: model(), onDamage: (part) => damage.push(part) })),
    );
    expect(heard.length).toBe(64 * 48);
    expect(damage).toMatchObject([{ code: 'FILE_DAMAGED', frame: 12, frames: 12 }]);
    damage.length = 0;
    await gather(
      streamOf([bytes.slice(0, -30)]).pipeThrough(
        decodeStream({ model: model(), onDamage: (part) => damage.push(part) }),
      ),
    );
    expect(damage).toMatchObject([{ code: 'FILE_DAMAGED' }, { code: 'FILE_TRUNCATED' }]);
  });

  it('error for what is no such stream, another model, and chunks that are no audio', async () => {
    const decoded = (bytes: Uint8Array, fake = model()) =>
      gather(streamOf([bytes]).pipeThrough(decodeStream({ model: () => fake })));
    await expect(decoded(Uint8Array.of(1, 2, 3, 4, 5))).rejects.toMatchObject({ code: 'FILE_MAGIC' });
    await expect(decoded(new Uint8Array(0))).rejects.toMatchObject({ code: 'FILE_TRUNCATED' });
    const bytes = await bytesOf(sweep(100));
    await expect(decoded(bytes, new FakeModel({ sha256: 'a'.repeat(64) }))).rejects.toMatchObject({
      code: 'MODEL_MISMATCH',
    });
    for (const chunk of ['text', null, new Float64Array(3), {}])
      await expect(
        gather(streamOf([chunk as never]).pipeThrough(encodeStream({ model: model(), ...FORM }))),
      ).rejects.toThrow(TypeError);
    await expect(gather(streamOf([]).pipeThrough(encodeStream({ model: model() })))).rejects.toMatchObject({
      code: 'AUDIO_EMPTY',
    });
  });

  it('name an option that is outside its range when they are made', () => {
    expect(() => encodeStream({ model: model(), ...FORM, planes: 9 })).toThrow(/planes must be .* 1 to 8, got 9/);
    expect(() => encodeStream({ model: model(), sampleRateHz: 44_100 })).toThrow(/channels must be given together/);
    expect(() => encodeStream({ model: model(), encoding: 's16le' })).toThrow(/encoding needs sampleRateHz/);
    expect(() => encodeStream({ model: model(), ...FORM, framesPerBlock: 257 })).toThrow(/1 to 256, got 257/);
    expect(() => encodeStream({} as never)).toThrow(/model must be a LatentModel/);
    expect(() => decodeStream({ model: model(), encoding: 'mp3' as never })).toThrow(/encoding must be one of u8/);
    expect(() => decodeStream({ model: model(), channels: 0 })).toThrow(/channels must be .* got 0/);
  });

  it('name what they take and what they got for a chunk that is none, that is closed or that is gone', async () => {
    const refusal = (chunk: unknown, options: object = FORM): Promise<string> =>
      gather(streamOf([chunk as Float32Array]).pipeThrough(encodeStream({ model: model(), ...options }))).then(
        () => 'none',
        (error: Error) => `${error.name}: ${error.message}`,
      );
    const allowed = 'TypeError: chunk must be a Float32Array or an AudioData, got';
    expect(await refusal(new Float64Array(4))).toBe(`${allowed} a Float64Array`);
    expect(await refusal(new Int16Array(4))).toBe(`${allowed} an Int16Array`);
    expect(await refusal(new ArrayBuffer(4))).toBe(`${allowed} an ArrayBuffer`);
    expect(await refusal([0])).toBe(`${allowed} an array`);
    expect(await refusal('abc')).toBe(`${allowed} string`);
    expect(await refusal(null)).toBe(`${allowed} null`);
    expect(await refusal(new Uint8Array(4))).toBe(`${allowed} bytes: encoding is not given`);
    const closed = new LatentcastAudioData({
      format: 'f32',
      sampleRate: 44_100,
      numberOfFrames: 1,
      numberOfChannels: 1,
      timestamp: 0,
      data: new Float32Array(1),
    });
    closed.close();
    for (const options of [FORM, {}])
      expect(await refusal(closed, options)).toBe('TypeError: chunk must not be closed');
    const gone = new Float32Array(4);
    structuredClone(gone, { transfer: [gone.buffer] });
    expect(await refusal(gone)).toMatch(/^TypeError: chunk must have its samples/);
    const decoded = gather(
      streamOf([new Float64Array(4) as unknown as Uint8Array]).pipeThrough(decodeStream({ model: model() })),
    );
    await expect(decoded).rejects.toThrow('chunk must be a Uint8Array, got a Float64Array');
  });

  it('name an option that is a BigInt, a promise or outside the range of a stream', () => {
    const make = (options: object) => () => encodeStream({ model: model(), ...FORM, ...options });
    expect(make({ sampleRateHz: 44_100n })).toThrow('sampleRateHz must be an integer from 8000 to 192000, got 44100n');
    expect(make({ framesPerBlock: 0 })).toThrow('framesPerBlock must be an integer from 1 to 256, got 0');
    expect(make({ framesPerBlock: 1024 })).toThrow('framesPerBlock must be an integer from 1 to 256, got 1024');
    expect(make({ searchSteps: 'auto' })).toThrow('searchSteps must be an integer from 0 to 64, got "auto"');
    expect(make({ model: Promise.resolve(model()) })).toThrow('model must be a LatentModel, got a Promise');
  });
});
