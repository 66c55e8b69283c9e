import { execFile } from 'node:child_process';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readLc } from '../../src/core/file/lc-file.js';
import { PRESETS } from '../../src/core/latent/presets.js';
import { openAudioFile } from '../../src/node/files/audio-file.js';
import { collect } from '../../src/node/files/collect.js';
import { type RelayServer, startRelayServer } from '../../src/node/relay/server.js';
import { webSocketWireBytes } from '../../src/transports/websocket-cost.js';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const README = readFileSync(path.join(ROOT, 'README.md'), 'utf8');
const run = promisify(execFile);

/**
 * The library examples, in order: encode, stream, listen; the two of live sound, see readme-live.test.ts; a session,
 * in Node and in a page, see test/browser/session-states.test.ts; a pipeline.
 */
const snippets = [...README.matchAll(/```ts\n([\s\S]*?)```/g)].map((match) => match[1]!);

let dir = '';
let relay: RelayServer;
beforeAll(async () => {
  // Inside the package, so that its own name resolves as it does for a user.
  await mkdir(path.join(ROOT, 'build'), { recursive: true });
  dir = await mkdtemp(path.join(ROOT, 'build', 'readme-'));
  relay = await startRelayServer({ port: 0 });
});
afterAll(async () => {
  await relay.close();
  await rm(dir, { recursive: true });
});

async function runSnippet(index: number, change = (code: string) => code): Promise<string> {
  const code = change(snippets[index]!)
    .replaceAll('<void>', '')
    .replaceAll('ws://127.0.0.1:8787', relay.url)
    .replaceAll("'voice.flac'", JSON.stringify(path.join(ROOT, 'assets', 'voice.flac')));
  const file = path.join(dir, `snippet${index}.mjs`);
  await writeFile(file, code);
  return (await run(process.execPath, [file], { cwd: dir, timeout: 250_000 })).stdout;
}

describe('the README', () => {
  it('has eight library examples of about ten lines', () => {
    expect(snippets.length).toBe(8);
    for (const snippet of snippets) expect(snippet.trim().split('\n').length).toBeLessThanOrEqual(13);
  });

  it('encodes as its first example states: 161 frames', async () => {
    const lines = (await runSnippet(0))
      .trim()
      .split('\n')
      .filter((line) => /^\d+ \d+ /.test(line));
    const last = lines.at(-1)!.split(' ').map(Number);
    expect(last[0]! + last[1]!).toBe(161);
  });

  it('sends a file to a socket as in its last example, as a decodable stream', async () => {
    const received: Buffer[] = [];
    const server = createServer((socket) => void socket.on('data', (bytes) => received.push(bytes)));
    await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
    await runSnippet(7, (code) => code.replace('7000', `${(server.address() as AddressInfo).port}, '127.0.0.1'`));
    server.close();
    const { blocks, totalSamples } = readLc(Buffer.concat(received));
    expect(blocks.reduce((sum, { frames }) => sum + frames, 0)).toBe(161);
    expect(totalSamples).toBe(329_728);
  });

  it('meets in a session as in its example', async () => {
    expect(await runSnippet(5)).toMatch(
      /^invite with http:\/\/127\.0\.0\.1:\d+\/#session=[\w-]{22}\n38 bytes from Anna, (relay|direct)\n$/,
    );
  });

  it('streams and listens as in its other examples, to the last sample', async () => {
    const [received, sent] = await Promise.all([runSnippet(2), listening().then(() => runSnippet(1))]);
    expect(received).toBe('');
    expect(Number(sent)).toBeGreaterThan(1);
    expect((await collect(await openAudioFile(path.join(dir, 'heard.wav')))).length).toBe(329_728);
  });

  it('links to files that exist', () => {
    const links = [...README.matchAll(/\]\(([^)#:]+)(?:#[^)]*)?\)/g)].map((match) => match[1]!).filter(Boolean);
    expect(links.length).toBeGreaterThan(5);
    expect(links.filter((link) => !existsSync(path.join(ROOT, link)))).toEqual([]);
  });

  it('states the wire rate of every preset as the formula computes it', () => {
    for (const [name, frames] of Object.entries(PRESETS)) {
      const seconds = (frames * 2048) / 44100;
      const wire = (webSocketWireBytes(6 + frames * 8, false) * 8) / seconds / 1000;
      expect(README).toContain(
        `| \`${name}\` | ${frames} | 1.378 kbit/s | ${wire.toFixed(2)} kbit/s | ${(seconds * 1000).toFixed(0)} ms |`,
      );
    }
  });

  it('ships a model of at most 30 MB', () => {
    const size = ['encoder.onnx', 'decoder.onnx'].reduce(
      (sum, name) => sum + statSync(path.join(ROOT, 'models/default', name)).size,
      0,
    );
    expect(size).toBeLessThan(30e6);
  });
});

/** Resolves when the listener's example has connected. */
async function listening(): Promise<void> {
  while (relay.stats().connections === 0) await new Promise((resolve) => setImmediate(resolve));
}
