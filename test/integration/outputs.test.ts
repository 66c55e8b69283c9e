import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createReadStream, existsSync, readdirSync } from 'node:fs';
import {
  appendFile,
  chmod,
  copyFile,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rm,
  stat,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { NOT_APPLICABLE } from '../../src/cli/not-applicable.js';
import { createProgram } from '../../src/cli/program.js';
import { encodePcm } from '../../src/core/dsp/pcm.js';
import { openAudioFile } from '../../src/node/files/audio-file.js';
import { collect } from '../../src/node/files/collect.js';
import { decodeFile } from '../../src/node/files/file-decode.js';
import { encodeFile } from '../../src/node/files/file-encode.js';
import { wavFileSink } from '../../src/node/files/wav.js';
import { loadModel } from '../../src/node/model/onnx-model.js';
import { startRelayServer } from '../../src/node/relay/server.js';
import { Capture, cli, startCli } from '../support/cli.js';
import { canMount, partialIn } from '../support/output-cases.js';

const TINY = fileURLToPath(new URL('../fixtures/tiny-model', import.meta.url));
const AUDIO = fileURLToPath(new URL('../fixtures/audio', import.meta.url));
const MAIN = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));
const ENV = { LATENTCAST_MODELS: TINY, PATH: '' };
const MODEL = ['--model', 'stateful'];

let root = '';
let dir = '';
let made = 0;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'latentcast-out-'));
});
afterAll(() => rm(root, { recursive: true, force: true }));

/** A new folder with `in.wav` of 8 kHz, mono, and its `in.lc`. */
async function folder(samples = 1600): Promise<{ wav: string; lc: string; pcm: Float32Array }> {
  dir = join(root, String(made++));
  await mkdir(dir);
  const [wav, lc] = [join(dir, 'in.wav'), join(dir, 'in.lc')];
  const pcm = Float32Array.from({ length: samples }, (_, i) => 0.4 * Math.sin(i * 0.05));
  const sink = await wavFileSink(wav, { sampleRateHz: 8000, channels: 1 });
  await sink.write(pcm);
  await sink.close();
  expect(await cli(['encode', wav, lc, ...MODEL], ENV)).toMatchObject({ code: 0 });
  return { wav, lc, pcm };
}

const names = async (): Promise<string[]> => (await readdir(dir)).sort();
const read = async (path: string): Promise<Float32Array> => collect(await openAudioFile(path));

async function piped(args: readonly string[], bytes: Uint8Array): ReturnType<typeof cli> {
  const running = startCli(args, ENV);
  running.stdin.end(Buffer.from(bytes));
  return running.done;
}

describe('names of outputs', () => {
  it.each([
    [['encode', 'in.wav', 'in.wav'], /the same file as the input/],
    [['encode', 'in.wav', 'x.flac'], /x\.flac: an \.lc file is written, whose name must end in \.lc, got \.flac/],
    [['encode', 'in.wav', 'x'], /must end in \.lc, got a name without an ending/],
    [['decode', 'in.lc', 'in.lc'], /the same file as the input/],
    [['decode', 'in.lc', 'r.mp3'], /r\.mp3: a WAV file is written, whose name must end in \.wav or \.wave, got \.mp3/],
    [['decode', 'in.lc', 'x.lc'], /must end in \.wav/],
    [['listen', 'ws://127.0.0.1:1/c', 'out.lc'], /out\.lc: a WAV file is written/],
    [['encode', 'in.wav', 'in.wav', 'x.lc'], /are encoded into a folder, got .*x\.lc/],
    [['encode', 'in.wav', 'in.wav', '-'], /are encoded into a folder, got - as output/],
    [['encode', 'in.wav', '-', 'out'], /- must be the only input/],
    [['encode', 'in.wav'], /missing required argument 'out': encode .*in\.wav OUT\.lc/],
    [['decode', 'in.lc'], /missing required argument 'out'/],
    [['decode', 'in.lc', 'x.wav', '--format', 'u8'], /a WAV file is written in s16le, s24le or f32le/],
    [['listen', 'ws://127.0.0.1:1/c', 'x.wav', '--format', 'u8'], /a WAV file is written in s16le/],
  ])('%j is wrong usage, and nothing changes', async (args, message) => {
    await folder();
    const before = await names();
    const paths = args.map((arg) => (/^(in|x|r|out)(\.|$)/.test(arg) ? join(dir, arg) : arg));
    const ran = await cli([...paths, ...(args[0] === 'decode' ? [] : MODEL)], ENV);
    expect(ran).toMatchObject({ code: 2, out: '', err: expect.stringMatching(message) });
    expect(ran.err.trim().split('\n')).toHaveLength(1);
    expect(await names()).toEqual(before);
  });

  it('may be in capitals, and .wave', async () => {
    const { wav, lc } = await folder();
    expect(await cli(['encode', wav, join(dir, 'X.LC'), ...MODEL], ENV)).toMatchObject({ code: 0 });
    expect(await cli(['decode', lc, join(dir, 'X.WAVE')], ENV)).toMatchObject({ code: 0 });
  });

  it('refuse an existing file as the folder of several results', async () => {
    const { wav } = await folder();
    await copyFile(join(AUDIO, 'tone-stereo.flac'), join(dir, 'three.flac'));
    const ran = await cli(['encode', wav, wav, join(dir, 'three.flac'), ...MODEL], ENV);
    expect(ran).toMatchObject({
      code: 1,
      err: expect.stringMatching(/three\.flac: .*it is a file, and a folder must/),
    });
    expect(await readFile(join(dir, 'three.flac'))).toEqual(await readFile(join(AUDIO, 'tone-stereo.flac')));
  });

  it('of several inputs never meet, not even where the file system ignores case', async () => {
    const { wav } = await folder();
    await copyFile(wav, join(dir, 'IN.wave'));
    const out = join(dir, 'out');
    expect(await cli(['encode', wav, join(dir, 'IN.wave'), out, ...MODEL], ENV)).toMatchObject({ code: 0 });
    expect((await readdir(out)).sort()).toEqual(['IN.wave.lc', 'in.wav.lc']);
  });
});

describe('an existing output', () => {
  it('keeps its permissions when it is replaced', async () => {
    const { lc } = await folder();
    const out = join(dir, 'out.wav');
    await writeFile(out, '');
    await chmod(out, 0o640);
    expect(await cli(['decode', lc, out], ENV)).toMatchObject({ code: 0 });
    expect((await stat(out)).mode & 0o777).toBe(0o640);
  });

  it('is not replaced by a partial result, except with --force', async () => {
    const { lc } = await folder(64 * 64 * 12);
    const out = join(dir, 'out.wav');
    expect(await cli(['decode', lc, out], ENV)).toMatchObject({ code: 0 });
    const whole = await readFile(out);
    const bytes = await readFile(lc);
    await writeFile(lc, bytes.subarray(0, bytes.length / 2));
    const refused = await cli(['decode', lc, out], ENV);
    expect(refused).toMatchObject({ code: 2, err: expect.stringMatching(/the result is not complete; --force/) });
    expect(await readFile(out)).toEqual(whole);
    expect(await cli(['decode', lc, out, '--force'], ENV)).toMatchObject({ code: 3 });
    expect((await readFile(out)).length).toBeLessThan(whole.length);
    expect(await names()).toEqual(['in.lc', 'in.wav', 'out.wav']);
  });

  it('that is a socket is refused', async () => {
    const { lc } = await folder();
    const server = createServer().listen(join(dir, 's.wav'));
    await once(server, 'listening');
    expect(await cli(['decode', lc, join(dir, 's.wav')], ENV)).toMatchObject({
      code: 2,
      err: expect.stringMatching(/s\.wav: is not written: it is a socket/),
    });
    server.close();
  });

  it('that links to itself is refused', async () => {
    const { lc } = await folder();
    await symlink(join(dir, 'loop.wav'), join(dir, 'loop.wav'));
    expect(await cli(['decode', lc, join(dir, 'loop.wav')], ENV)).toMatchObject({
      code: 1,
      err: expect.stringMatching(/loop\.wav: cannot write it: .*symbolic links/),
    });
  });
});

describe('the library', () => {
  it('never overwrites an input, and replaces another kind only when it is told to', async () => {
    const { wav, lc } = await folder();
    const model = await loadModel('stateful', { roots: [TINY] });
    const source = await openAudioFile(wav);
    await symlink(wav, join(dir, 'link.lc'));
    for (const replace of [false, true])
      await expect(encodeFile(source, join(dir, 'link.lc'), { model, replace })).rejects.toMatchObject({
        code: 'OUTPUT_REFUSED',
      });
    await symlink(lc, join(dir, 'link.wav'));
    const openSink = (path: string) => (form: Parameters<Parameters<typeof decodeFile>[1]['openSink']>[0]) =>
      wavFileSink(path, { ...form, replace: true });
    const openModel = () => Promise.resolve(model);
    await expect(decodeFile(lc, { openModel, openSink: openSink(join(dir, 'link.wav')) })).rejects.toMatchObject({
      code: 'OUTPUT_REFUSED',
    });
    const form = { sampleRateHz: 8000, channels: 1 };
    await writeFile(join(dir, 'letter.wav'), 'a letter');
    await expect(wavFileSink(join(dir, 'letter.wav'), form)).rejects.toMatchObject({ code: 'OUTPUT_REFUSED' });
    await (await wavFileSink(join(dir, 'letter.wav'), { ...form, replace: true })).close();
    expect((await readFile(join(dir, 'letter.wav'), 'latin1')).slice(0, 4)).toBe('RIFF');
    await source.close();
    await model.close();
  });

  it('leaves a file alone that a sink was opened for and discarded', async () => {
    await folder();
    const sink = await wavFileSink(join(dir, 'in.wav'), { sampleRateHz: 8000, channels: 1 });
    const before = await readFile(join(dir, 'in.wav'));
    await sink.write(new Float32Array(10));
    await sink.discard();
    await sink.close();
    expect(await readFile(join(dir, 'in.wav'))).toEqual(before);
    expect(await names()).toEqual(['in.lc', 'in.wav']);
  });

  it('puts a recording beside a file of another kind that came to its path meanwhile', async () => {
    await folder();
    const sink = await wavFileSink(join(dir, 'rec.wav'), { sampleRateHz: 8000, channels: 1 });
    await sink.write(new Float32Array(10));
    await writeFile(join(dir, 'rec.wav'), 'a letter');
    await sink.close();
    expect(sink.path).toBe(join(dir, 'rec-2.wav'));
    expect((await read(sink.path)).length).toBe(10);
    expect(await readFile(join(dir, 'rec.wav'), 'utf8')).toBe('a letter');
  });
});

describe('- in place of a file', () => {
  it.each(['tone-stereo.flac', 'tone-mono.mp3', 'wav'])(
    'encode takes %s from standard input as from a file',
    async (name) => {
      const { wav } = await folder();
      const path = name === 'wav' ? wav : join(AUDIO, name);
      const [alone, from] = [join(dir, 'alone.lc'), join(dir, 'from.lc')];
      expect(await cli(['encode', path, alone, ...MODEL], ENV)).toMatchObject({ code: 0 });
      expect(await piped(['encode', '-', from, ...MODEL], await readFile(path))).toMatchObject({ code: 0, err: '' });
      expect(await readFile(from)).toEqual(await readFile(alone));
    },
  );

  it('encode takes raw PCM of the form that is stated', async () => {
    const { pcm, lc } = await folder();
    const options = ['--rate', '8000', '--format', 'f32le', ...MODEL];
    const from = join(dir, 'from.lc');
    const rounded = Float32Array.from(pcm, (value) => Math.round(value * 32767) / 32767);
    expect(await piped(['encode', '-', from, ...options], encodePcm(rounded, 'f32le'))).toMatchObject({ code: 0 });
    expect((await readFile(from)).length).toBe((await readFile(lc)).length);
    const raw = join(dir, 'raw.lc');
    const wav = await readFile(join(dir, 'in.wav'));
    expect(await piped(['encode', '-', raw, '--raw', ...MODEL], wav)).toMatchObject({ code: 0 });
    expect(JSON.parse((await cli(['inspect', raw, '--json'], ENV)).out)).toMatchObject({
      originalSampleRateHz: 44_100,
      originalSamples: wav.length / 2,
    });
  });

  it('encode and decode write the same bytes to standard output as to a file, and nothing else', async () => {
    const { wav, lc } = await folder();
    for (const extra of [[], ['--json'], ['--quiet']]) {
      const encoded = await cli(['encode', wav, '-', ...MODEL, ...extra], ENV);
      expect(encoded.code).toBe(0);
      expect(encoded.bytes).toEqual(await readFile(lc));
      const decoded = await cli(['decode', lc, '-', ...extra], ENV);
      expect(decoded.bytes.length).toBe(3200);
    }
    const floats = await cli(['decode', lc, '-', '--format', 'f32le'], ENV);
    expect(floats.bytes.length).toBe(6400);
  });

  it('decode takes an .lc file from standard input', async () => {
    const { lc } = await folder();
    const [alone, from] = [join(dir, 'alone.wav'), join(dir, 'from.wav')];
    await cli(['decode', lc, alone], ENV);
    expect(await piped(['decode', '-', from], await readFile(lc))).toMatchObject({ code: 0, err: '' });
    expect(await readFile(from)).toEqual(await readFile(alone));
    const both = await piped(['decode', '-', '-'], await readFile(lc));
    expect(both.bytes).toEqual((await readFile(alone)).subarray(44));
  });

  it('send recognises a WAV or FLAC file, and takes it for raw PCM with --raw or a form', async () => {
    const { wav, pcm } = await folder();
    const relay = await startRelayServer({ port: 0 });
    const heard = async (channel: string, options: readonly string[]): Promise<number> => {
      const out = join(dir, `${channel}.wav`);
      const listen = startCli(['listen', `${relay.url}/${channel}`, out, ...MODEL], ENV);
      await listen.stderr.waitFor(/connected to/);
      const sent = await piped(['send', '-', `${relay.url}/${channel}`, ...MODEL, ...options], await readFile(wav));
      expect(sent.code).toBe(0);
      expect((await listen.done).code).toBe(0);
      return (await read(out)).length;
    };
    expect(await heard('file', [])).toBe(pcm.length);
    const all = (await stat(wav)).size / 2;
    expect(await heard('raw', ['--rate', '8000'])).toBe(all);
    expect(Math.abs((await heard('rawer', ['--raw'])) - (all * 8000) / 44_100)).toBeLessThan(1);
    await relay.close();
  });

  it('is refused as an output that leads into the input', async () => {
    const { lc } = await folder();
    const before = await readFile(lc);
    const child = spawn('sh', ['-c', `"${process.execPath}" "${MAIN}" decode in.lc - >> in.lc`], {
      cwd: dir,
      env: { ...process.env, LATENTCAST_MODELS: TINY },
    });
    expect((await once(child, 'close'))[0]).toBe(2);
    expect(await readFile(lc)).toEqual(before);
  });
});

describe('pipes and descriptors', () => {
  it('/dev/stdout is written to where it stands, and holds nothing but the audio', async () => {
    const { lc } = await folder();
    await writeFile(join(dir, 'log'), 'before');
    const child = spawn('sh', ['-c', `"${process.execPath}" "${MAIN}" decode in.lc /dev/stdout >> log`], {
      cwd: dir,
      env: { ...process.env, LATENTCAST_MODELS: TINY },
    });
    expect((await once(child, 'close'))[0]).toBe(0);
    const bytes = await readFile(join(dir, 'log'));
    expect(bytes.subarray(0, 10).toString('latin1')).toBe('beforeRIFF');
    expect(bytes.length).toBe(6 + 44 + 3200);
    expect(lc).toBe(join(dir, 'in.lc'));
  });

  it('named pipes carry an .lc file in and a WAV file out', async () => {
    const { lc } = await folder();
    const [into, outOf] = [join(dir, 'into'), join(dir, 'out-of')];
    execFileSync('mkfifo', [into, outOf]);
    const decoding = startCli(['decode', into, outOf], ENV);
    const copying = spawn('sh', ['-c', 'cat in.lc > into'], { cwd: dir });
    const parts: Buffer[] = [];
    for await (const part of createReadStream(outOf)) parts.push(part as Buffer);
    expect(await decoding.done).toMatchObject({ code: 0, err: '' });
    copying.kill();
    const bytes = Buffer.concat(parts);
    expect(bytes.length).toBe(44 + 3200);
    expect(bytes.readUInt32LE(40)).toBe(0xffff_ffff);
    expect((await stat(outOf)).isFIFO()).toBe(true);
    expect((await stat(lc)).isFile()).toBe(true);
  });

  it('a command that waits for the other end of a pipe is interrupted at once', async () => {
    const { lc } = await folder();
    execFileSync('mkfifo', [join(dir, 'p')]);
    for (const args of [
      ['decode', lc, join(dir, 'p')],
      ['decode', join(dir, 'p'), join(dir, 'x.wav')],
      ['encode', join(dir, 'p'), join(dir, 'x.lc'), ...MODEL],
      ['encode', '-', join(dir, 'x.lc'), ...MODEL],
      ['decode', '-', join(dir, 'x.wav')],
    ]) {
      const running = startCli(args, ENV);
      await new Promise((resolve) => setImmediate(resolve));
      running.interrupt();
      expect((await running.done).code, args.join(' ')).toBe(130);
    }
    expect(await names()).toEqual(['in.lc', 'in.wav', 'p']);
  });
});

describe('listen', () => {
  it('leaves a recording alone when nothing is heard: a dead relay, an interrupt', async () => {
    const { wav } = await folder();
    const before = await readFile(wav);
    const relay = await startRelayServer({ port: 0 });
    const listen = startCli(['listen', `${relay.url}/mistyped`, wav, ...MODEL], ENV);
    await listen.stderr.waitFor(/connected to/);
    listen.interrupt();
    expect((await listen.done).code).toBe(130);
    const other = startCli(['listen', `${relay.url}/mistyped`, join(dir, 'new.wav'), ...MODEL], ENV);
    await other.stderr.waitFor(/connected to/);
    other.interrupt();
    expect((await other.done).code).toBe(130);
    await relay.close();
    expect((await cli(['listen', `${relay.url}/x`, wav, ...MODEL], ENV)).code).toBe(1);
    expect(await readFile(wav)).toEqual(before);
    expect(await names()).toEqual(['in.lc', 'in.wav']);
  });

  it('keeps what was heard when it is interrupted', async () => {
    const relay = await startRelayServer({ port: 0 });
    await folder();
    const url = `${relay.url}/live`;
    const out = join(dir, 'heard.wav');
    const listen = startCli(['listen', url, out, ...MODEL], ENV);
    await listen.stderr.waitFor(/connected to/);
    const send = startCli(['send', '-', url, '--rate', '8000', ...MODEL], ENV);
    send.stdin.write(Buffer.alloc(2 * 64 * 400, 1));
    await partialIn(dir, 10_000);
    listen.interrupt();
    expect((await listen.done).code).toBe(0);
    expect((await read(out)).length).toBeGreaterThan(4000);
    send.stdin.end();
    await send.done;
    await relay.close();
    expect(await names()).toEqual(['heard.wav', 'in.lc', 'in.wav']);
  });

  it('keeps what was heard when the connection is lost', async () => {
    const relay = await startRelayServer({ port: 0 });
    await folder();
    const url = `${relay.url}/lost`;
    const out = join(dir, 'heard.wav');
    const listen = startCli(['listen', url, out, ...MODEL], ENV);
    await listen.stderr.waitFor(/connected to/);
    const send = startCli(['send', '-', url, '--rate', '8000', ...MODEL], ENV);
    send.stdin.write(Buffer.alloc(2 * 64 * 400, 1));
    await partialIn(dir, 10_000);
    await relay.close();
    await Promise.race([listen.done, listen.stderr.waitFor(/connecting again/)]);
    listen.interrupt();
    send.interrupt();
    await listen.done;
    await send.done;
    expect((await read(out)).length).toBeGreaterThan(4000);
    expect(await names()).toEqual(['heard.wav', 'in.lc', 'in.wav']);
  });

  it.skipIf(!canMountHere())('keeps what was heard until the disk was full, beside an older recording', async () => {
    const relay = await startRelayServer({ port: 0 });
    await folder(50_000);
    const disk = join(dir, 'disk');
    await mkdir(disk);
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', disk]);
    try {
      const out = join(disk, 'heard.wav');
      const old = await wavFileSink(out, { sampleRateHz: 8000, channels: 1 });
      await old.write(new Float32Array(100).fill(0.1));
      await old.close();
      const before = await readFile(out);
      const listen = startCli(['listen', `${relay.url}/full`, out, ...MODEL], ENV);
      await listen.stderr.waitFor(/connected to/);
      await cli(['send', join(dir, 'in.wav'), `${relay.url}/full`, ...MODEL], ENV);
      const { code, err } = await listen.done;
      expect(code).toBe(1);
      expect(err).toMatch(/the disk is full/);
      expect(err).toMatch(/heard-2\.wav: what was heard until then, [\d.]+ s, is kept/);
      expect(await readFile(out)).toEqual(before);
      expect((await read(join(disk, 'heard-2.wav'))).length).toBeGreaterThan(10_000);
      expect((await readdir(disk)).sort()).toEqual(['heard-2.wav', 'heard.wav']);
    } finally {
      execFileSync('umount', [disk]);
      await relay.close();
    }
  });
});

describe('a second interrupt', () => {
  it('ends the process at once, and leaves nothing half made', async () => {
    await folder();
    const clip = fileURLToPath(new URL('../../assets/music.flac', import.meta.url));
    const child = spawn(process.execPath, [MAIN, 'encode', clip, join(dir, 'music.lc')], { stdio: 'ignore' });
    const ended = once(child, 'close');
    await partialIn(dir, 0);
    child.kill('SIGINT');
    child.kill('SIGTERM');
    expect((await ended)[0]).toBe(130);
    expect(await names()).toEqual(['in.lc', 'in.wav']);
  });
});

describe('partial results', () => {
  it('of a truncated WAV or FLAC input have exit code 3', async () => {
    const { wav } = await folder();
    await writeFile(join(dir, 'cut.wav'), (await readFile(wav)).subarray(0, 2000));
    const flac = await readFile(join(AUDIO, '../../../assets/voice.flac'));
    await writeFile(join(dir, 'cut.flac'), flac.subarray(0, flac.length / 2));
    for (const name of ['cut.wav', 'cut.flac']) {
      const ran = await cli(['encode', join(dir, name), join(dir, `${name}.lc`), ...MODEL, '--quiet'], ENV);
      expect(ran.code, name).toBe(3);
      expect(ran.err).toMatch(/ends after|damaged part/);
    }
    // What is compared or demonstrated is what was read: the report says so.
    const cut = join(dir, 'cut.wav');
    for (const [args, report, page] of [
      [['compare', cut, '--bits', '1'], 'cut.json', 'cut.html'],
      [['demo', cut, '--speed', 'max'], 'report.json', undefined],
    ] as const) {
      const out = join(dir, `of-${args[0]}`);
      const ran = await cli([...args, '--out', out, ...MODEL, '--json'], { ...ENV, PATH: '' });
      expect(ran.code, ran.err).toBe(3);
      expect(ran.err).toMatch(/cut\.wav: the data chunk states \d+ bytes and ends after/);
      const figures = JSON.parse(await readFile(join(out, report), 'utf8'));
      for (const row of figures.isIncomplete === undefined ? figures.rows : [figures])
        expect(row).toMatchObject({ isIncomplete: true, warnings: [expect.stringContaining('ends after')] });
      if (page) expect(await readFile(join(out, page), 'utf8')).toContain('Audio is missing in the input.');
    }
    const many = ['encode', wav, join(dir, 'cut.wav'), join(dir, 'out'), ...MODEL];
    expect((await cli(many, ENV)).code).toBe(3);
  });

  it('are not taken for such where only bytes follow the end', async () => {
    const { lc } = await folder();
    await appendFile(lc, 'more');
    const ran = await cli(['decode', lc, join(dir, 'x.wav')], ENV);
    expect(ran).toMatchObject({ code: 0, err: expect.stringMatching(/bytes after the end/) });
  });
});

describe('--quiet and progress', () => {
  it('--quiet leaves nothing to print', async () => {
    const { wav, lc } = await folder();
    expect(await cli(['encode', wav, join(dir, 'q.lc'), ...MODEL, '--quiet'], ENV)).toMatchObject({ out: '', err: '' });
    expect(await cli(['decode', lc, join(dir, 'q.wav'), '--quiet'], ENV)).toMatchObject({ code: 0, out: '', err: '' });
    const many = await cli(['encode', wav, wav, join(dir, 'many'), ...MODEL, '--quiet'], ENV);
    expect(many).toMatchObject({ code: 0, out: '', err: '' });
  });

  it('decoding reports an estimate of all frames, exact at the end', async () => {
    const { lc } = await folder(64 * 5000);
    const model = await loadModel('stateful', { roots: [TINY] });
    const totals: (number | undefined)[] = [];
    const { frames } = await decodeFile(lc, {
      openModel: () => Promise.resolve(model),
      openSink: ({ sampleRateHz, channels }) =>
        Promise.resolve({ sampleRateHz, channels, write: () => Promise.resolve(), close: () => Promise.resolve() }),
      onProgress: ({ totalFrames }) => totals.push(totalFrames),
    });
    for (const total of totals) expect(Math.abs(total! - frames) / frames).toBeLessThan(0.1);
    await model.close();
  });
});

describe('options that do not apply', () => {
  const ARGUMENTS: Record<string, Record<string, readonly string[]>> = {
    encode: {
      inputFile: ['in.wav', 'x.lc'],
      singleFile: ['in.wav', 'x.lc'],
      standardOutput: ['in.wav', '-'],
    },
    decode: { standardOutput: ['in.lc', '-'], file: ['in.lc', 'x.wav'] },
    send: {
      file: ['in.wav', 'ws://127.0.0.1:1/c'],
      noDevice: ['-', 'ws://127.0.0.1:1/c'],
      pipe: ['-', 'ws://127.0.0.1:1/c'],
      lossy: ['in.wav', 'udp://127.0.0.1:9'],
      device: ['ws://127.0.0.1:1/c'],
    },
    listen: {
      output: ['ws://127.0.0.1:1/c', 'x.wav'],
      standardOutput: ['ws://127.0.0.1:1/c', '-'],
      lossy: ['udp://127.0.0.1:9', 'x.wav'],
      device: ['ws://127.0.0.1:1/c'],
    },
    bench: { noFile: [] },
    'load-test': { noFile: ['ws://127.0.0.1:1/c'] },
  };
  const VALUES: Record<string, string> = {
    rate: '8000',
    channels: '1',
    format: 's16le',
    jobs: '2',
    device: 'x',
    audioBackend: 'pulse',
    deviceLatency: '20',
    virtualMic: 'x',
    virtualSpeaker: 'x',
    frames: '4',
    highPass: '80',
    seed: '1',
    crossfade: '500',
    gate: '9',
    burst: '10',
    planes: '1',
    preset: 'live',
    uplink: 'queueMs=100',
    downlink: 'resumeBurstMs=100',
    token: 'x',
    tokenFile: 'x',
    tokenOrigin: 'https://radio.example',
  };
  const cases = Object.entries(NOT_APPLICABLE).flatMap(([name, uses]) => {
    const command = name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
    return Object.entries(uses).flatMap(([use, { what, options }]) =>
      (options as readonly string[]).map((option) => ({ command, use, what, option })),
    );
  });

  it.each(cases)('$command: $option does not apply to $what', async ({ command, use, what, option }) => {
    const stub = { stdout: new Capture(), stderr: new Capture(), env: {} } as never;
    const found = createProgram(stub)
      .commands.find((candidate) => candidate.name() === command)!
      .options.find((candidate) => candidate.attributeName() === option)!;
    const value = VALUES[option];
    const args = [command, ...ARGUMENTS[command]![use]!, found.long!, ...(value === undefined ? [] : [value])];
    const ran = await cli(args, ENV);
    expect(ran).toMatchObject({ code: 2, out: '' });
    expect(ran.err).toBe(`latentcast: option '${found.flags}' does not apply to ${what}\n`);
  });

  it('a sample format does not apply to an input file', async () => {
    const ran = await cli(['encode', 'in.wav', 'x.lc', '--format', 's16le'], ENV);
    expect(ran).toMatchObject({ code: 2, err: expect.stringMatching(/does not apply to an input file/) });
  });
});

/** Before the tests are collected there is no folder of theirs. */
function canMountHere(): boolean {
  const probe = execFileSync('mktemp', ['-d']).toString().trim();
  const can = canMount(probe);
  if (existsSync(probe) && readdirSync(probe).length === 0) execFileSync('rmdir', [probe]);
  return can;
}
