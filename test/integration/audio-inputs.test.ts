import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFile, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openAudioFile } from '../../src/node/files/audio-file.js';
import { collect } from '../../src/node/files/collect.js';
import { findTool } from '../../src/node/files/tools.js';
import { wavHeader } from '../../src/node/files/wav-header.js';
import { type RelayServer, startRelayServer } from '../../src/node/relay/server.js';
import { startCli } from '../support/cli.js';

/** Real ONNX sessions of tiny models whose latents are the audio. */
const ENV = { LATENTCAST_MODELS: fileURLToPath(new URL('../fixtures/tiny-model', import.meta.url)) };
const MODEL = ['--model', 'stateful'];
const MAIN = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));
const ffmpeg = await findTool('ffmpeg');

let dir = '';
let server: RelayServer;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'latentcast-inputs-'));
  server = await startRelayServer({ port: 0, site: false });
});
afterAll(async () => {
  await server.close();
  await rm(dir, { recursive: true });
});

/** A WAV header of a length that is not known, and seconds of a level. */
const HEADER = Buffer.from(wavHeader({ sampleRateHz: 8000, channels: 1, encoding: 's16le' }));
const level = (seconds: number, value: number): Buffer =>
  Buffer.from(new Int16Array(8000 * seconds).fill(value * 32_768).buffer);

/** What a listener hears of what `send` is given, in its own time. */
async function heard(channel: string, args: readonly string[], write: (stdin: NodeJS.WritableStream) => Promise<void>) {
  const url = `${server.url}/${channel}`;
  const out = join(dir, `${channel}.wav`);
  const listen = startCli(['listen', url, out, ...MODEL], ENV);
  await listen.stderr.waitFor(/connected to/);
  const startMs = performance.now();
  const send = startCli(['send', ...args, url, '--json', '--no-dtx', '--bits', '8', '--preset', 'live', ...MODEL], ENV);
  await write(send.stdin);
  const sent = await send.done;
  const ms = performance.now() - startMs;
  expect(sent.code, sent.err).toBe(0);
  expect((await listen.done).code).toBe(0);
  return { pcm: await collect(await openAudioFile(out)), ms, err: sent.err };
}

const near = (pcm: Float32Array, from: number, to: number, value: number): void => {
  for (let i = from; i < to; i++) expect(Math.abs(pcm[i]! - value), `sample ${i}`).toBeLessThan(1 / 32);
};

describe('send', () => {
  it.concurrent('of a pipe with a pause loses nothing of it, and no burst shortens it', async () => {
    const { pcm, ms } = await heard('pipe', ['-'], async (stdin) => {
      stdin.write(Buffer.concat([HEADER, level(0.6, 0.25)]));
      await wait(1200);
      stdin.write(level(2, 0.5));
      stdin.end();
    });
    expect(pcm.length).toBe(20_800);
    near(pcm, 100, 4700, 0.25);
    near(pcm, 4900, 20_700, 0.5);
    // At most a second is caught up.
    expect(ms).toBeGreaterThan(1200 + 900);
  });

  it.concurrent('with --follow reads a file as it grows, past the length in its header', async () => {
    const path = join(dir, 'growing.wav');
    const stated = Buffer.from(wavHeader({ sampleRateHz: 8000, channels: 1, encoding: 's16le' }, 4000));
    await writeFile(path, Buffer.concat([stated, level(0.5, 0.25)]));
    const { pcm } = await heard('grows', [path, '--follow', '1'], async () => {
      await wait(300);
      await appendFile(path, level(0.5, 0.5));
      await wait(300);
      await appendFile(path, level(0.5, -0.25));
    });
    expect(pcm.length).toBe(12_000);
    near(pcm, 100, 3900, 0.25);
    near(pcm, 4100, 7900, 0.5);
    near(pcm, 8100, 11_900, -0.25);
  });

  it('and encode show a name with line breaks and escape sequences in one line, without these', async () => {
    const folder = join(dir, 'names');
    await mkdir(folder);
    await writeFile(join(folder, 'a\nb\x1b[2J.wav'), Buffer.concat([HEADER, level(0.1, 0.25)]));
    await writeFile(join(folder, 'c\nd\x1b]0;x\x07.wav'), 'RIFF');
    const ran = await startCli(['encode', folder, join(dir, 'names-out'), ...MODEL], ENV).done;
    expect(ran.out + ran.err).toMatch(/a b \[2J\.lc: 0\.10 s/);
    expect(ran.err).toMatch(/c d \]0;x \.wav: /);
    expect(ran.out + ran.err).not.toMatch(/[^\P{Cc}\n]/u);
    expect(await readdir(join(dir, 'names-out'))).toEqual(['a\nb\x1b[2J.lc']);
  });

  it.skipIf(!ffmpeg || process.platform !== 'linux')(
    'and encode, ended while FFmpeg reads for them, leave no FFmpeg behind',
    async () => {
      const aac = join(dir, 'a.aac');
      execFileSync(ffmpeg!, ['-v', 'error', '-f', 'lavfi', '-i', 'sine=440:d=3', '-c:a', 'aac', aac]);
      const bytes = await readFile(aac);
      for (const [signal, args] of [
        ['SIGTERM', ['send', '-', `${server.url}/killed`]],
        ['SIGTERM', ['encode', '-', join(dir, 'out.lc')]],
        ['SIGKILL', ['send', '-', `${server.url}/killed-at-once`]],
      ] as const) {
        const child = spawn(process.execPath, [MAIN, ...args, ...MODEL], {
          env: { ...process.env, ...ENV },
          stdio: ['pipe', 'ignore', 'ignore'],
        });
        child.stdin!.on('error', () => {}).write(bytes);
        // Its input stays open: FFmpeg waits for more.
        const ffmpegId = await childOf(child, 'ffmpeg');
        const ended = once(child, 'exit');
        child.kill(signal);
        await ended;
        await until(async () => !(await isRunning(ffmpegId)));
        child.stdin!.destroy();
      }
    },
  );
});

/** The process of that name that `parent` has started, once it runs. */
async function childOf(parent: ChildProcess, name: string): Promise<string> {
  let found = '';
  await until(async () => {
    for (const id of await readdir('/proc')) {
      const stat = /^\d+$/.test(id) ? await readFile(`/proc/${id}/stat`, 'utf8').catch(() => '') : '';
      if (stat.includes(`(${name}) `) && stat.split(') ')[1]!.split(' ')[1] === String(parent.pid)) found = id;
    }
    return found !== '';
  });
  return found;
}

/** One that has ended and is not yet collected by its parent does not run. */
const isRunning = async (id: string): Promise<boolean> =>
  /\) [^ZX]/.test(await readFile(`/proc/${id}/stat`, 'utf8').catch(() => ''));

async function until(condition: () => Promise<boolean>): Promise<void> {
  while (!(await condition())) await wait(20);
}
