import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openAudioFile } from '../../src/node/files/audio-file.js';
import { collect } from '../../src/node/files/collect.js';
import { wavFileSink } from '../../src/node/files/wav.js';
import { runProgram } from '../../src/node/run-program.js';

const MAIN = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));
const VOICE = fileURLToPath(new URL('../../assets/voice.flac', import.meta.url));
const dir = mkdtempSync(join(tmpdir(), 'telemetry-'));
const CLIP = join(dir, 'clip.wav');
beforeAll(async () => {
  const voice = await openAudioFile(VOICE);
  const sink = await wavFileSink(CLIP, { sampleRateHz: voice.sampleRateHz, channels: voice.channels });
  // Short: the bits that are searched by default take longer than all the rest.
  await sink.write((await collect(voice)).slice(0, voice.sampleRateHz * voice.channels * 0.5));
  await sink.close();
});
afterAll(() => rmSync(dir, { recursive: true }));

it.each([
  ['in the main thread', ['encode', CLIP, join(dir, 'a.lc')]],
  ['in worker threads', ['encode', CLIP, CLIP, join(dir, 'many')]],
])('a model that runs %s leaves nothing in the home folder', async (_, args) => {
  const home = mkdtempSync(join(dir, 'home-'));
  const env = `const env = { ...process.env, HOME: ${JSON.stringify(home)} };
    delete env.ORT_DISABLE_TELEMETRY; delete env.XDG_CACHE_HOME;
    const { spawnSync } = require('node:child_process');
    process.exit(spawnSync(process.execPath, ${JSON.stringify([MAIN, ...args])}, { env, stdio: 'inherit' }).status);`;
  const end = await runProgram(process.execPath, ['-e', env], { timeoutMs: 100_000 });
  expect({ exitCode: end.exitCode, error: end.lastError }).toEqual({ exitCode: 0, error: '' });
  expect(readdirSync(home)).toEqual([]);
});
