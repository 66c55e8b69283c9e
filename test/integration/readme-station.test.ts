/** The README's guide "A station in five minutes", block by block, with the real programs; only the port is another. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openAudioFile } from '../../src/node/files/audio-file.js';
import { collect } from '../../src/node/files/collect.js';
import { freePort } from '../support/free-port.js';
import { type ShellBlock, startShellBlock } from '../support/shell-block.js';
import { until } from '../support/station-programs.js';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const README = readFileSync(path.join(ROOT, 'README.md'), 'utf8');
const GUIDE = /^### A station in five minutes\n([\s\S]*?)^##/m.exec(README)![1]!;
/** In order: the configuration, then what is typed. */
const BLOCKS = [...GUIDE.matchAll(/```(yaml|sh)\n([\s\S]*?)```/g)].map(([, language, text]) => ({
  language,
  text: text!,
}));

describe('the README’s guide "A station in five minutes"', () => {
  let dir = '';
  let port = 0;
  const started: ShellBlock[] = [];

  beforeAll(async () => {
    // Inside the package, so that its own command is found as in a clone.
    mkdirSync(path.join(ROOT, 'build'), { recursive: true });
    dir = mkdtempSync(path.join(ROOT, 'build', 'readme-station-'));
    symlinkSync(path.join(ROOT, 'assets'), path.join(dir, 'assets'));
    mkdirSync(path.join(dir, 'mpv'));
    // A machine of tests has no sound device.
    writeFileSync(path.join(dir, 'mpv/mpv.conf'), 'ao=pcm\nao-pcm-file=heard.wav\n');
    port = await freePort();
  });
  afterAll(async () => {
    for (const block of started.reverse()) await block.end('SIGKILL');
    if (dir) rmSync(dir, { recursive: true });
  });

  const type = (index: number): ShellBlock => {
    const { language, text } = BLOCKS[index]!;
    expect(language).toBe('sh');
    const block = startShellBlock(text.replaceAll('8787', `${port}`), dir, { MPV_HOME: path.join(dir, 'mpv') });
    started.push(block);
    return block;
  };
  const channel = async (name: string): Promise<Record<string, unknown>> => {
    const response = await fetch(`http://127.0.0.1:${port}/channels/${name}`).catch(() => null);
    return response?.ok ? ((await response.json()) as Record<string, unknown>) : {};
  };
  const eventually = (what: string, block: ShellBlock, isTrue: () => Promise<boolean>): Promise<void> =>
    until(what, isTrue, 90_000).catch((error: Error) => {
      throw new Error(`${error.message}\n${block.text()}`);
    });

  it('works as it is written: folder, player, going on the air, titles, recording, and ends in order', async () => {
    expect(BLOCKS.map(({ language }) => language)).toEqual(['yaml', 'sh', 'sh', 'sh', 'sh', 'sh', 'sh']);
    writeFileSync(path.join(dir, 'station.yaml'), `listen: { port: ${port} }\n${BLOCKS[0]!.text}`);
    expect(await type(1).ended).toBe(0);
    const relay = type(2);
    await eventually('the relay', relay, async () => (await channel('main')).title === 'Harbour Radio');
    const folder = type(3);
    await eventually('the folder plays', folder, async () => (await channel('music')).isLive === true);
    const player = type(4);
    await eventually('the player', player, async () => (await channel('main')).fallback === 'music');
    const source = type(5);
    await eventually('the source', source, async () => (await channel('main')).isLive === true);
    expect(await source.ended).toBe(0);
    await eventually('the folder plays again', folder, async () => (await channel('main')).fallback === 'music');
    const shown = type(6);
    expect(await shown.ended).toBe(0);
    expect(shown.text()).toContain('Good evening');
    const { recordings } = JSON.parse(shown.text().trim().split('\n').at(-1)!) as { recordings: unknown[] };
    expect(recordings).toHaveLength(1);
    // What mpv is told; it writes titles to a terminal, and into a pipe not always.
    const titles = await fetch(`http://127.0.0.1:${port}/main.mp3`, { headers: { 'icy-metadata': '1' } });
    let told = '';
    for await (const part of titles.body!) {
      told += Buffer.from(part).toString('latin1');
      if (/StreamTitle='(voice|music|Good evening)'/.test(told)) break;
    }
    expect(told).toMatch(/StreamTitle='(voice|music|Good evening)'/);
    await player.end('SIGINT');
    await folder.end('SIGINT');
    await relay.end('SIGINT');
    // A recording ends with the relay, or when its source has been away for a minute.
    const sidecars = readdirSync(path.join(dir, 'recordings')).filter((name) => name.endsWith('.json'));
    expect(sidecars).toHaveLength(1);
    const recording = JSON.parse(readFileSync(path.join(dir, 'recordings', sidecars[0]!), 'utf8'));
    expect(recording).toMatchObject({ channel: 'main', isComplete: true });
    // The clip has 7.48 s; what the encoder's delay adds is whole packets.
    expect(Math.abs(recording.seconds - 7.48)).toBeLessThan(0.7);
    execFileSync('ffmpeg', ['-v', 'quiet', '-i', 'heard.wav', '-ac', '1', 'mono.wav'], { cwd: dir });
    const heard = await collect(await openAudioFile(path.join(dir, 'mono.wav')));
    // In each second from the first sound on there is sound: the folder, the speaker, the folder.
    const seconds = Array.from({ length: Math.floor(heard.length / 48_000) }, (_, s) =>
      heard.subarray(s * 48_000, (s + 1) * 48_000).some((x) => Math.abs(x) > 0.01),
    );
    expect(seconds.length).toBeGreaterThan(8);
    expect(seconds.slice(2)).not.toContain(false);
  });
});
