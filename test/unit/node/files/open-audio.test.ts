import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, createReadStream, openSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AudioTags } from '../../../../src/node/files/audio-tags.js';
import type { FileAudioSource } from '../../../../src/node/files/block-source.js';
import { openAudio } from '../../../../src/node/files/open-audio.js';
import { findTool } from '../../../../src/node/files/tools.js';
import { wavHeader } from '../../../../src/node/files/wav-header.js';

const fixture = (name: string): string => new URL(`../../../fixtures/audio/${name}`, import.meta.url).pathname;
const ffmpeg = await findTool('ffmpeg');

let dir = '';
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'latentcast-open-'));
});
afterAll(() => rm(dir, { recursive: true }));

async function count(source: FileAudioSource): Promise<number> {
  let values = 0;
  for await (const block of source.blocks()) values += block.length;
  return values / source.channels;
}

async function served<T>(listener: RequestListener, use: (url: string) => Promise<T>): Promise<T> {
  const server = createServer(listener).listen(0, '127.0.0.1');
  await once(server, 'listening');
  try {
    return await use(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

/** 0.5 s of a stereo tone as M4A, which only FFmpeg reads. `isStreamable` puts the index in front. */
async function m4a(name: string, isStreamable = false): Promise<string> {
  const path = join(dir, name);
  const flags = isStreamable ? ['-movflags', 'faststart'] : [];
  execFileSync(ffmpeg!, ['-y', '-v', 'error', '-i', fixture('tone-stereo.flac'), '-c:a', 'aac', ...flags, path]);
  return path;
}

describe('openAudio', () => {
  it('reads the same audio from a path, its bytes, a stream, standard input and an address', async () => {
    const path = fixture('tone-stereo.flac');
    const bytes = await readFile(path);
    expect(await count(await openAudio(path))).toBe(22050);
    expect(await count(await openAudio({ path: Buffer.from(path) }))).toBe(22050);
    expect(await count(await openAudio(Readable.from([bytes])))).toBe(22050);
    expect(await count(await openAudio('-', { stdin: createReadStream(path) }))).toBe(22050);
    await served(
      (_, response) => response.end(bytes),
      async (url) => {
        expect(await count(await openAudio(url))).toBe(22050);
        expect(await count(await openAudio(new URL(url)))).toBe(22050);
      },
    );
  });

  it('reads WAV from a server that redirects and sends more behind the audio, and leaves what it does not need', async () => {
    const wav = Buffer.concat([Buffer.from(wavHeader({ sampleRateHz: 8000, channels: 1, encoding: 's16le' }, 4000))]);
    await served(
      ({ url }, response) => {
        if (url === '/') return response.writeHead(302, { location: '/audio' }).end();
        // It never ends.
        response.write(Buffer.concat([wav, Buffer.alloc(8000), Buffer.from('LIST\xff\xff\0\0', 'latin1')]));
      },
      async (url) => expect(await count(await openAudio(url))).toBe(4000),
    );
  });

  it('takes a path that looks like standard input or an address for a path', async () => {
    await expect(openAudio({ path: '-' })).rejects.toThrow('-: cannot open it: there is no such file');
    await expect(openAudio({ path: 'http://a' })).rejects.toThrow('http://a: cannot open it');
    const fd = openSync(dir, 'r');
    const stdin = Object.assign(new Readable(), { fd });
    await expect(openAudio('-', { stdin })).rejects.toThrow('standard input: cannot read it: it is a folder');
    for (const wrong of [undefined, null, 7, { path: undefined }, {}])
      await expect(openAudio(wrong as never)).rejects.toThrow(
        /^(input must be a path, an address, "-" or a stream|path must be a text or its bytes), got /,
      );
    closeSync(fd);
  });

  it('opens a name that is no UTF-8 as Node shows it', async () => {
    const path = Buffer.concat([Buffer.from(`${dir}/caf`), Buffer.from([0xe9]), Buffer.from('.flac')]);
    await writeFile(path, await readFile(fixture('tone-stereo.flac')));
    const source = await openAudio(path.toString());
    expect(await count(source)).toBe(22050);
    if (!ffmpeg) return;
    const other = Buffer.concat([Buffer.from(`${dir}/th`), Buffer.from([0xe9]), Buffer.from('.m4a')]);
    await writeFile(other, await readFile(await m4a('the.m4a')));
    expect(await openAudio(other.toString())).toMatchObject({ container: 'ffmpeg', channels: 2 });
  });

  it('refuses two names that are shown alike', async () => {
    const name = (byte: number): Buffer => Buffer.concat([Buffer.from(`${dir}/x`), Buffer.from([byte])]);
    for (const byte of [0xe8, 0xe9]) await writeFile(name(byte), 'x');
    await expect(openAudio(name(0xe8).toString())).rejects.toThrow(/2 names in its folder are shown like this/);
  });

  it.skipIf(!ffmpeg)('asks FFmpeg for what it does not read, from a file, a pipe and a server', async () => {
    const path = await m4a('a.m4a', true);
    const lengths: number[] = [];
    const add = async (source: FileAudioSource): Promise<void> => {
      expect(source).toMatchObject({ container: 'ffmpeg', sampleRateHz: 44100, channels: 2 });
      lengths.push(await count(source));
    };
    await add(await openAudio(path));
    await add(await openAudio(createReadStream(path)));
    const bytes = await readFile(path);
    await served(
      (_, response) => response.end(bytes),
      async (url) => add(await openAudio(url)),
    );
    for (const length of lengths) expect(Math.abs(length - 22050)).toBeLessThan(1024);
  });

  it.skipIf(!ffmpeg)('reads from a named pipe also what FFmpeg reads', async () => {
    const pipe = join(dir, 'pipe');
    execFileSync('mkfifo', [pipe]);
    const writer = spawn('cp', [await m4a('b.m4a', true), pipe]);
    const source = await openAudio(pipe);
    expect(source.container).toBe('ffmpeg');
    expect(Math.abs((await count(source)) - 22050)).toBeLessThan(1024);
    if (writer.exitCode === null) await once(writer, 'exit');
  });

  it.skipIf(!ffmpeg)('names the reasons of both readers', async () => {
    const path = join(dir, 'text.mp3');
    await writeFile(path, 'no sound at all, but some text');
    await expect(openAudio(path)).rejects.toMatchObject({
      code: 'FILE_MAGIC',
      message: expect.stringMatching(/text\.mp3: must be WAV.*; FFmpeg cannot read it either: ./),
    });
  });

  it('hints at FFmpeg where it is not installed', async () => {
    const path = join(dir, 'x.m4a');
    await writeFile(path, '\0\0\0\x20ftypM4A \0\0\0\0');
    await expect(openAudio(path, { env: { PATH: '' } })).rejects.toMatchObject({
      code: 'AUDIO_FORMAT',
      message: expect.stringMatching(/got MP4\/M4A.*with FFmpeg installed/),
    });
  });

  it('takes a stream for raw PCM only where it is declared to be, and refuses other unknown formats with that hint', async () => {
    const form = { sampleRateHz: 16000, channels: 1, encoding: 's16le' } as const;
    const stdin = (): Readable => Readable.from([Buffer.alloc(3200, 'ab')]);
    const declared = await openAudio('-', { stdin: stdin(), raw: { form, isRaw: true } });
    expect(await count(declared)).toBe(1600);
    expect(declared.warnings).toEqual([]);
    for (const env of [{ PATH: '' }, process.env])
      await expect(openAudio('-', { stdin: stdin(), env, raw: { form, isRaw: false } })).rejects.toMatchObject({
        code: 'FILE_MAGIC',
        message: expect.stringMatching(/raw PCM must be declared as such: --raw, or --rate/),
      });
    await expect(openAudio('-', { stdin: stdin(), env: { PATH: '' } })).rejects.toMatchObject({ code: 'FILE_MAGIC' });
  });

  it('reports the titles that a radio station states between its audio', async () => {
    const bytes = await readFile(fixture('tone-stereo.mp3'));
    const text = (title: string): Buffer => {
      const body = Buffer.from(`StreamTitle='${title}';`);
      const blocks = Math.ceil(body.length / 16);
      return Buffer.concat([Buffer.from([blocks]), body, Buffer.alloc(blocks * 16 - body.length)]);
    };
    const seen: AudioTags[] = [];
    let requests = 0;
    await served(
      (request, response) => {
        if (++requests > 1) return void response.writeHead(410).end();
        expect(request.headers['icy-metadata']).toBe('1');
        response.writeHead(200, { 'icy-metaint': '1000', 'icy-name': 'A station' });
        for (let at = 0; at < bytes.length; at += 1000) {
          response.write(bytes.subarray(at, at + 1000));
          if (bytes.length - at >= 1000) response.write(at < 3000 ? text('One - First') : text("It's two"));
        }
        response.end();
      },
      async (url) => {
        const source = await openAudio(url, { onTags: (tags) => seen.push(tags) });
        expect(source.tags).toEqual({ title: 'A station' });
        expect(await count(source)).toBe(22050);
      },
    );
    expect(seen).toEqual([{ artist: 'One', title: 'First' }, { title: "It's two" }]);
  });

  it('names the status of a server that refuses', async () => {
    await served(
      (_, response) => response.writeHead(404, 'Not Found').end('no'),
      async (url) =>
        expect(openAudio(url)).rejects.toMatchObject({
          code: 'FILE_IO',
          message: `${url}: the server answers 404 Not Found`,
        }),
    );
  });

  it.skipIf(!ffmpeg)('leaves no FFmpeg behind when its process is killed', async () => {
    const script = `
      import { openAudio } from ${JSON.stringify(pathToFileURL(join(process.cwd(), 'dist/node/index.js')).href)};
      const source = await openAudio('-');
      for await (const block of source.blocks()) { console.log('block'); await new Promise(() => setInterval(() => {}, 1000)); }
    `;
    const wave = execFileSync(ffmpeg!, [
      '-v',
      'error',
      '-f',
      'lavfi',
      '-i',
      'sine=d=5',
      '-c:a',
      'pcm_alaw',
      '-f',
      'au',
      'pipe:1',
    ]);
    const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    child.stdin.on('error', () => {});
    child.stdin.write(wave);
    await once(child.stdout, 'data');
    const children = (): Promise<string> =>
      readFile(`/proc/${child.pid}/task/${child.pid}/children`, 'utf8').catch(() => '');
    const pid = Number((await children()).trim());
    expect(pid).toBeGreaterThan(0);
    child.kill('SIGKILL');
    await once(child, 'exit');
    await expect.poll(() => readFile(`/proc/${pid}/stat`, 'utf8').catch(() => 'gone')).toMatch(/^gone$|\) Z /);
  });
});
