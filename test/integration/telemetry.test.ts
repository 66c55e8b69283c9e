import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, it } from 'vitest';
import { runProgram } from '../../src/node/run-program.js';

const MAIN = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));
const VOICE = fileURLToPath(new URL('../../assets/voice.flac', import.meta.url));
const dir = mkdtempSync(join(tmpdir(), 'telemetry-'));
afterAll(() => rmSync(dir, { recursive: true }));

it.each([
  ['in the main thread', ['encode', VOICE, join(dir, 'a.lc')]],
  ['in worker threads', ['encode', VOICE, VOICE, join(dir, 'many')]],
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
