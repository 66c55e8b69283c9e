import { createReadStream } from 'node:fs';
import { PassThrough, Readable, Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { decodeFile } from '../../../../src/node/files/file-decode.js';
import { openAudio } from '../../../../src/node/files/open-audio.js';
import { audioTransform, decodeTransform, encodeTransform } from '../../../../src/node/plugin/transforms.js';
import { encodeStream } from '../../../../src/plugin/encode-stream.js';
import { FakeModel } from '../../../support/fake-model.js';

const VOICE = fileURLToPath(new URL('../../../../assets/voice.flac', import.meta.url));
const model = () => new FakeModel({ hopSamples: 512 });

async function bytesOf(stream: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const all: Uint8Array[] = [];
  for await (const chunk of stream) all.push(chunk);
  return Buffer.concat(all);
}

describe('encodeTransform, decodeTransform and audioTransform', () => {
  it('are a pipeline from a file to PCM, of the same length', async () => {
    const out = new PassThrough();
    const gathered = bytesOf(out);
    await pipeline(
      createReadStream(VOICE),
      audioTransform(),
      encodeTransform({ model: model(), planes: 2 }),
      decodeTransform({ model: model(), encoding: 's16le' }),
      out,
    );
    expect((await gathered).length).toBe(2 * 329_728);
  });

  it('write the bytes of the Web stream, which pipeline takes as well', async () => {
    const pcm = Float32Array.from({ length: 30_000 }, (_, i) => Math.sin(i / 9));
    const options = { sampleRateHz: 44_100, channels: 1, planes: 3 };
    const run = async (transform: NodeJS.ReadWriteStream): Promise<Buffer> => {
      const out = new PassThrough();
      const gathered = bytesOf(out);
      await pipeline(Readable.from([pcm]), transform, out);
      return gathered;
    };
    const web = encodeStream({ model: model(), ...options }) as unknown as NodeJS.ReadWriteStream;
    expect(await run(web)).toEqual(await run(encodeTransform({ model: model(), ...options })));
  });

  it('name the stream, and the file of one that reads a file, in what is wrong with it', async () => {
    const noise = Readable.from([Buffer.alloc(4000, 7)]);
    const fault = async (run: Promise<unknown>): Promise<string> =>
      await run.then(
        () => 'none',
        (error: Error) => error.message,
      );
    expect(await fault(pipeline(noise, audioTransform(), new PassThrough({ objectMode: true })))).toMatch(
      /^the stream: /,
    );
    const script = fileURLToPath(import.meta.url);
    expect(await fault(openAudio(createReadStream(script), { env: { PATH: '' } }))).toContain(`${script}: `);
    const unused = async (): Promise<never> => await Promise.reject(new Error('not reached'));
    const lc = { stream: Readable.from([Buffer.alloc(99, 7)]) };
    expect(await fault(decodeFile(lc, { openModel: unused, openSink: unused }))).toMatch(/^the stream: /);
  });

  it('wait for a slow reader', async () => {
    const fake = model();
    const lc = await bytesOf(
      Readable.from([new Float32Array(512 * 2000)]).pipe(
        encodeTransform({ model: model(), sampleRateHz: 44_100, channels: 1, framesPerBlock: 256 }),
      ),
    );
    const decoder = decodeTransform({ model: fake });
    decoder.write(lc);
    for (let i = 0; i < 20; i++) await new Promise((resolve) => setImmediate(resolve));
    // One block of Float32Array is ready; nothing more is decoded until it is read.
    expect(fake.calls.frames).toBeLessThanOrEqual(64);
    decoder.end();
    let samples = 0;
    for await (const block of decoder) samples += (block as Float32Array).length;
    expect(samples).toBe(512 * 2000);
  });

  it('end a pipeline with the error of the part that failed', async () => {
    const sink = () => new Writable({ write: (_chunk, _encoding, done) => done() });
    await expect(
      pipeline(
        Readable.from([Buffer.from('no audio at all')]),
        audioTransform(),
        encodeTransform({ model: model() }),
        sink(),
      ),
    ).rejects.toMatchObject({ code: 'FILE_MAGIC' });
    await expect(
      pipeline(Readable.from([Buffer.from('no such file')]), decodeTransform({ model: model() }), sink()),
    ).rejects.toMatchObject({ code: 'FILE_MAGIC' });
    const broken = new Writable({ write: (_chunk, _encoding, done) => done(new Error('the disk is full')) });
    await expect(
      pipeline(createReadStream(VOICE), audioTransform(), encodeTransform({ model: model() }), broken),
    ).rejects.toThrow('the disk is full');
  });

  it('are destroyed by a signal with an AbortError', async () => {
    for (const make of [
      (signal: AbortSignal) => audioTransform({ signal }),
      (signal: AbortSignal) => encodeTransform({ model: model(), signal }),
      (signal: AbortSignal) => decodeTransform({ model: model(), signal }),
    ]) {
      const abort = new AbortController();
      const stream = make(abort.signal);
      const failed = new Promise((resolve) => stream.once('error', resolve));
      abort.abort();
      expect(await failed).toMatchObject({ name: 'AbortError' });
      expect(stream.destroyed).toBe(true);
    }
  });
});
