import { describe, expect, it } from 'vitest';
import { LatentcastAudioData } from '../../../../src/plugin/audio-data.js';
import type { AudioDataLike } from '../../../../src/plugin/audio-data-like.js';
import { LatentcastAudioDecoder } from '../../../../src/plugin/webcodecs/audio-decoder.js';
import { LatentcastAudioEncoder } from '../../../../src/plugin/webcodecs/audio-encoder.js';
import type { LatentcastDecoderConfig } from '../../../../src/plugin/webcodecs/config.js';
import { type EncodedAudioChunkLike, LatentcastAudioChunk } from '../../../../src/plugin/webcodecs/encoded-chunk.js';
import { FakeModel } from '../../../support/fake-model.js';
import { WEBCODECS_FACTS, webCodecsFacts } from '../../../support/webcodecs-facts.js';

const fake = (): FakeModel =>
  new FakeModel({ encoder: { delaySamples: 20, stateSize: 1 }, decoder: { delaySamples: 30, stateSize: 1 } });
const config = { codec: 'latentcast', sampleRate: 44_100, numberOfChannels: 1, bitrate: 1e6 };
const sweep = (n: number): Float32Array => Float32Array.from({ length: n }, (_, i) => 0.5 * Math.sin(i * i * 1e-5));
const audio = (data: Float32Array, timestamp = 0): LatentcastAudioData =>
  new LatentcastAudioData({
    format: 'f32',
    sampleRate: 44_100,
    numberOfFrames: data.length,
    numberOfChannels: 1,
    timestamp,
    data,
  });
const fail = (error: Error): void => {
  throw error;
};

async function encoded(
  stretches: readonly Float32Array[],
  settings = {},
): Promise<{
  chunks: EncodedAudioChunkLike[];
  decoderConfig: LatentcastDecoderConfig;
}> {
  const chunks: EncodedAudioChunkLike[] = [];
  let decoderConfig: LatentcastDecoderConfig | undefined;
  const encoder = new LatentcastAudioEncoder({
    model: fake(),
    error: fail,
    output: (chunk, metadata) => {
      chunks.push(chunk);
      decoderConfig ??= metadata.decoderConfig;
    },
  });
  encoder.configure({ ...config, ...settings });
  for (const [i, pcm] of stretches.entries()) {
    encoder.encode(audio(pcm, i * 5_000_000));
    await encoder.flush();
  }
  encoder.close();
  return { chunks, decoderConfig: decoderConfig! };
}

async function decoded(
  chunks: readonly EncodedAudioChunkLike[],
  decoderConfig: LatentcastDecoderConfig,
  model = fake(),
): Promise<{ pcm: number[]; data: AudioDataLike[] }> {
  const data: AudioDataLike[] = [];
  const decoder = new LatentcastAudioDecoder({ model, error: fail, output: (part) => void data.push(part) });
  decoder.configure(decoderConfig);
  for (const chunk of chunks) decoder.decode(chunk);
  await decoder.flush();
  decoder.close();
  const pcm = data.flatMap((part) => {
    const plane = new Float32Array(part.numberOfFrames);
    part.copyTo(plane, { planeIndex: 0 });
    return [...plane];
  });
  return { pcm, data };
}

const distance = (a: readonly number[], b: Float32Array): number =>
  Math.max(...a.map((value, i) => Math.abs(value - b[i]!)));

describe('LatentcastAudioEncoder and LatentcastAudioDecoder', () => {
  it('behave in Node as WebCodecs states', async () => {
    const model = fake();
    const facts = await webCodecsFacts({
      AudioEncoder: LatentcastAudioEncoder.withModel(Promise.resolve(model)) as never,
      AudioDecoder: LatentcastAudioDecoder.withModel(Promise.resolve(model)) as never,
      AudioData: LatentcastAudioData as never,
      isSupported: (wanted) => LatentcastAudioEncoder.isConfigSupported(wanted as never),
      config: { codec: 'latentcast', sampleRate: 48_000, numberOfChannels: 1, latentcast: { framesPerChunk: 4 } },
    });
    expect(facts).toEqual(WEBCODECS_FACTS);
  });

  it('give back the audio of its length, at its place', async () => {
    const pcm = sweep(5000);
    const { chunks, decoderConfig } = await encoded([pcm]);
    expect(chunks.map(({ timestamp }) => timestamp)).toEqual(
      Array.from({ length: chunks.length }, (_, i) => Math.round((i * 12 * 64 * 1e6) / 44_100)),
    );
    const heard = await decoded(chunks, decoderConfig);
    expect(heard.pcm.length).toBe(5000);
    expect(distance(heard.pcm, pcm)).toBeLessThan(0.01);
  });

  it('keep each stretch between two flushes by itself', async () => {
    const stretches = [sweep(1000), sweep(2000)];
    const { chunks, decoderConfig } = await encoded(stretches);
    const { data, pcm } = await decoded(chunks, decoderConfig);
    expect(pcm.length).toBe(3000);
    expect(data.some(({ timestamp }) => timestamp === 5_000_000)).toBe(true);
    expect(distance(pcm.slice(0, 1000), stretches[0]!)).toBeLessThan(0.01);
    // A stretch that follows another is faded in.
    expect(distance(pcm.slice(2200), stretches[1]!.slice(1200))).toBeLessThan(0.01);
  });

  it('conceal a chunk that is missing, and take one from elsewhere as another part', async () => {
    const { chunks, decoderConfig } = await encoded([sweep(64 * 48)]);
    expect((await decoded([chunks[0]!, chunks[2]!, chunks[3]!], decoderConfig)).pcm.length).toBe(64 * 48);
    const { data, pcm } = await decoded([chunks[2]!, chunks[0]!], decoderConfig);
    expect(pcm.length).toBe(64 * 24);
    expect(data.map(({ timestamp }) => timestamp)).toContain(0);
  });

  it.each(['reset', 'close'] as const)('give nothing more after a %s by the receiver of a chunk', async (end) => {
    let given = 0;
    const encoder = new LatentcastAudioEncoder({
      model: new FakeModel({ encoder: { delaySamples: 640, stateSize: 1 } }),
      output: () => {
        given++;
        encoder[end]();
      },
      error: fail,
    });
    // All of it comes out at the end.
    encoder.configure({ ...config, latentcast: { framesPerChunk: 1 } });
    encoder.encode(audio(sweep(600)));
    await expect(Promise.all([encoder.flush(), encoder.flush()])).rejects.toMatchObject({ name: 'AbortError' });
    await new Promise((resolve) => setImmediate(resolve));
    expect(given).toBe(1);
  });

  it('state the model and the form in the description, and refuse another model', async () => {
    const { chunks, decoderConfig } = await encoded([sweep(100)], { latentcast: { framesPerChunk: 1 } });
    expect(chunks.length).toBe(2);
    expect(decoderConfig).toMatchObject({ codec: 'latentcast', sampleRate: 44_100, numberOfChannels: 1 });
    const errors: Error[] = [];
    const decoder = new LatentcastAudioDecoder({
      model: new FakeModel({ sha256: 'a'.repeat(64) }),
      output: fail as never,
      error: (error) => void errors.push(error),
    });
    decoder.configure(decoderConfig);
    await expect(decoder.flush()).rejects.toMatchObject({ name: 'NotSupportedError' });
    expect(errors).toMatchObject([{ cause: { code: 'MODEL_MISMATCH' } }]);
  });

  it('take the number of bit planes nearest to a rate', async () => {
    const bytes = async (bitrate: number | undefined): Promise<number> =>
      (await encoded([sweep(64 * 12)], { bitrate })).chunks[0]!.byteLength - 6;
    // 64 values a frame, 12 frames: 96 bytes a plane, 44100 bit/s.
    expect(await Promise.all([undefined, 1, 44_100, 100_000, 1e9].map(bytes))).toEqual([96, 96, 96, 192, 768]);
  });

  it('close with EncodingError when the model fails or bytes are no packet, and tell nobody twice', async () => {
    const broken = fake();
    broken.decode = () => Promise.reject(new Error('broken'));
    for (const [model, chunk] of [
      [broken, undefined],
      [fake(), new LatentcastAudioChunk({ type: 'key', timestamp: 0, data: Uint8Array.of(1, 2, 3) })],
    ] as const) {
      const { chunks, decoderConfig } = await encoded([sweep(1000)]);
      const errors: Error[] = [];
      const decoder = new LatentcastAudioDecoder({
        model,
        output: () => {},
        error: (error) => void errors.push(error),
      });
      decoder.configure(decoderConfig);
      decoder.decode(chunk ?? chunks[0]!);
      await expect(decoder.flush()).rejects.toMatchObject({ name: 'EncodingError' });
      expect(errors.length).toBe(1);
      expect(decoder.state).toBe('closed');
    }
  });

  it('refuse a delta chunk at the start and after flush', async () => {
    const { chunks, decoderConfig } = await encoded([sweep(2000)]);
    const data = new Uint8Array(chunks[0]!.byteLength);
    chunks[0]!.copyTo(data);
    const delta = new LatentcastAudioChunk({ type: 'delta', timestamp: 0, data });
    const decoder = new LatentcastAudioDecoder({ model: fake(), output: () => {}, error: fail });
    decoder.configure(decoderConfig);
    expect(() => decoder.decode(delta)).toThrow(expect.objectContaining({ name: 'DataError' }));
    decoder.decode(chunks[0]!);
    decoder.decode(delta);
    await decoder.flush();
    expect(() => decoder.decode(delta)).toThrow(expect.objectContaining({ name: 'DataError' }));
    decoder.close();
  });
});

describe('LatentcastAudioData', () => {
  it('converts every format to every other', () => {
    const formats = ['u8', 's16', 's32', 'f32', 'u8-planar', 's16-planar', 's32-planar', 'f32-planar'] as const;
    const left = Float32Array.of(-1, -0.5, 0, 0.5);
    const right = Float32Array.of(0.25, 0.75, -0.25, 0);
    const original = new LatentcastAudioData({
      format: 'f32-planar',
      sampleRate: 8000,
      numberOfFrames: 4,
      numberOfChannels: 2,
      timestamp: 7,
      data: Float32Array.of(...left, ...right),
    });
    for (const format of formats) {
      const planes = format.endsWith('-planar') ? [0, 1] : [0];
      const parts = planes.map((planeIndex) => {
        const part = new Uint8Array(original.allocationSize({ planeIndex, format }));
        original.copyTo(part, { planeIndex, format });
        return part;
      });
      const data = Uint8Array.from(parts.flatMap((part) => [...part]));
      const again = new LatentcastAudioData({
        format,
        sampleRate: 8000,
        numberOfFrames: 4,
        numberOfChannels: 2,
        timestamp: 7,
        data,
      });
      const back = new Float32Array(3);
      again.copyTo(back, { planeIndex: 1, format: 'f32-planar', frameOffset: 1 });
      expect([...back]).toEqual([0.75, -0.25, 0]);
      expect(again.duration).toBe(500);
    }
  });

  it('throws as the platform does', () => {
    const data = audio(sweep(10));
    const into = new Float32Array(10);
    expect(() => data.copyTo(into, { planeIndex: 0, frameOffset: 10 })).toThrow(RangeError);
    expect(() => data.copyTo(into, { planeIndex: 0, frameOffset: 5, frameCount: 6 })).toThrow(RangeError);
    expect(() => data.copyTo(new Float32Array(9), { planeIndex: 0 })).toThrow(RangeError);
    expect(() => data.copyTo(into, { planeIndex: 0, format: 'pcm' })).toThrow(
      expect.objectContaining({ name: 'NotSupportedError' }),
    );
    const kept = data.clone();
    data.close();
    data.close();
    expect(() => data.copyTo(into, { planeIndex: 0 })).toThrow(expect.objectContaining({ name: 'InvalidStateError' }));
    expect([data.format, data.sampleRate, data.numberOfFrames, data.numberOfChannels, data.duration]).toEqual([
      null,
      0,
      0,
      0,
      0,
    ]);
    expect(kept.numberOfFrames).toBe(10);
    for (const wrong of [
      { numberOfFrames: 0 },
      { numberOfChannels: 1.5 },
      { format: 'mp3' },
      { data: 'x' },
      { numberOfFrames: 11 },
    ])
      expect(() => new LatentcastAudioData({ ...init, ...wrong } as never)).toThrow(TypeError);
  });

  it.each([
    [{ codec: 'opus' }, 'codec must be latentcast, got "opus"'],
    [{ sampleRate: 4000 }, 'sampleRate must be an integer from 8000 to 192000, got 4000'],
    [{ numberOfChannels: 33 }, 'numberOfChannels must be an integer from 1 to 32, got 33'],
    [{ latentcast: { framesPerChunk: 129 } }, 'latentcast.framesPerChunk must be an integer from 1 to 128, got 129'],
    [{ latentcast: { searchSteps: 'auto' } }, 'latentcast.searchSteps must be an integer from 0 to 64, got "auto"'],
    [{ latentcast: { stereo: 'yes' } }, 'latentcast.stereo must be true or false, got "yes"'],
    [{ latentcast: { stereo: true } }, 'numberOfChannels must be 2 to 32 for stereo, got 1'],
  ])('close with the member that is not supported, its value and its range: %o', async (change, message) => {
    let told: Error | undefined;
    const encoder = new LatentcastAudioEncoder({
      model: fake(),
      output: () => undefined,
      error: (error) => {
        told = error;
      },
    });
    encoder.configure({ ...config, ...change } as never);
    await expect(encoder.flush()).rejects.toMatchObject({
      name: 'NotSupportedError',
      message: `the configuration is not supported: ${message}`,
    });
    expect(told?.message).toContain(message);
    expect(await LatentcastAudioEncoder.isConfigSupported({ ...config, ...change } as never)).toMatchObject({
      supported: false,
    });
  });

  it('name a wrong description, bit rate mode and model, and give back the members that they know', async () => {
    const { isConfigSupported } = LatentcastAudioEncoder;
    const wrong = (change: object) => LatentcastAudioDecoder.isConfigSupported({ ...config, ...change } as never);
    await expect(wrong({ description: 'x' })).rejects.toThrow('config.description must be an ArrayBuffer');
    await expect(wrong({ bitrateMode: 'bad' })).rejects.toThrow('config.bitrateMode must be constant or variable');
    expect(() => LatentcastAudioEncoder.withModel(undefined as never)).toThrow('model must be a LatentModel');
    expect(() => LatentcastAudioDecoder.withModel({} as never)).toThrow('model must be a LatentModel');
    const decoder = new LatentcastAudioDecoder({ model: fake(), output: () => undefined, error: () => undefined });
    decoder.configure({ ...config, description: new Uint8Array(39) });
    await expect(decoder.flush()).rejects.toThrow('description must be the header of an .lc file');
    const latentcast = { framesPerChunk: 4, more: 1 };
    expect((await isConfigSupported({ ...config, latentcast, more: 1 } as never)).config).toEqual({
      ...config,
      latentcast: { framesPerChunk: 4 },
    });
  });
});

const init = {
  format: 'f32',
  sampleRate: 8000,
  numberOfFrames: 10,
  numberOfChannels: 1,
  timestamp: 0,
  data: sweep(10),
};
