/** The guides of docs/, block by block as somebody types them; only the port is another. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { openAudioFile } from '../../src/node/files/audio-file.js';
import { collect } from '../../src/node/files/collect.js';
import { setEnvironment } from '../support/environment.js';
import { freePort } from '../support/free-port.js';
import { overhear, speak, VOICE } from '../support/live-rig.js';
import { hasPulse, PulseDaemon } from '../support/pulse.js';
import { type ShellBlock, startShellBlock } from '../support/shell-block.js';
import { until } from '../support/station-programs.js';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

describe.skipIf(!hasPulse())('the guides, over a PulseAudio daemon that the test starts', () => {
  let dir = '';
  let daemon: PulseDaemon;
  let restoreEnvironment: (() => void) | undefined;
  const started: ShellBlock[] = [];

  beforeAll(async () => {
    // Inside the package, so that its own command is found as in a clone.
    mkdirSync(path.join(ROOT, 'build'), { recursive: true });
    dir = mkdtempSync(path.join(ROOT, 'build', 'guides-'));
    symlinkSync(path.join(ROOT, 'assets'), path.join(dir, 'assets'));
    daemon = await PulseDaemon.start();
    restoreEnvironment = setEnvironment(daemon.env);
  });
  afterEach(async () => {
    for (const block of started.splice(0).reverse()) await block.end('SIGKILL');
  });
  afterAll(async () => {
    restoreEnvironment?.();
    await daemon?.stop();
    if (dir) rmSync(dir, { recursive: true });
  });

  /** The blocks of a guide, each to be typed with a port of its own. */
  async function guide(name: string) {
    const port = await freePort();
    const text = readFileSync(path.join(ROOT, 'docs', `${name}.md`), 'utf8');
    const blocks = [...text.matchAll(/```sh\n([\s\S]*?)```/g)].map(([, block]) => block!);
    const type = (index: number, env: Readonly<Record<string, string>> = {}): ShellBlock => {
      const block = startShellBlock(blocks[index]!.replaceAll('8787', `${port}`), dir, env);
      started.push(block);
      return block;
    };
    const channel = async (of: string): Promise<Record<string, unknown>> => {
      const response = await fetch(`http://127.0.0.1:${port}/channels/${of}`).catch(() => null);
      return response?.ok ? ((await response.json()) as Record<string, unknown>) : {};
    };
    const serves = async (): Promise<boolean> =>
      (await fetch(`http://127.0.0.1:${port}/healthz`).catch(() => null))?.ok === true;
    return { type, channel, serves, count: blocks.length };
  }
  const eventually = (what: string, block: ShellBlock, isTrue: () => Promise<boolean> | boolean): Promise<void> =>
    until(what, async () => isTrue(), 90_000).catch((error: Error) => {
      throw new Error(`${error.message}\n${block.text()}`);
    });

  it('bring a microphone to a loudspeaker and into a file', async () => {
    const { type, channel, serves, count } = await guide('guide-microphone');
    expect(count).toBe(5);
    const voice = await collect(await openAudioFile(VOICE));
    const devices = type(0);
    expect(await devices.ended).toBe(0);
    expect(devices.text()).toContain('a.monitor');
    const relay = type(1);
    await eventually('the relay', relay, serves);
    // The environment determines the system's default devices: sink "a" is recorded, "b" plays.
    const microphone = type(2, { PULSE_SOURCE: 'a.monitor' });
    await eventually('the source', microphone, async () => (await channel('mic')).isLive === true);
    const titled = async (): Promise<boolean> =>
      ((await channel('mic')).metadata as { title?: string } | null)?.title === 'Good evening';
    await eventually('the title', microphone, titled);
    const loudspeaker = type(3, { PULSE_SINK: 'b' });
    await eventually('the listener', loudspeaker, async () => (await channel('mic')).listeners === 1);
    const file = type(4);
    // Margins adapt in the first sentences: one of three has to arrive complete.
    let best = 0;
    for (let i = 0; i < 3 && best <= 0.8; i++) best = Math.max(best, (await speak(voice)).correlation);
    expect(best).toBeGreaterThan(0.8);
    expect(await file.ended).toBe(0);
    const heard = await collect(await openAudioFile(path.join(dir, 'heard.wav')));
    expect(Math.abs(heard.length / 44_100 - 5)).toBeLessThan(0.25);
    await microphone.end('SIGINT');
    // The listener is told that the broadcast has ended.
    expect(await loudspeaker.ended).toBe(0);
    await relay.end('SIGINT');
  });

  it('let two peers of a session hear the same at the same moment', async () => {
    const { type, serves, count } = await guide('guide-session');
    expect(count).toBe(3);
    const relay = type(0);
    await eventually('the relay', relay, serves);
    const host = type(1, { PULSE_SINK: 'a' });
    const link = (): string | undefined => /http:\S+#session=\S+/.exec(host.text())?.[0];
    await eventually('the link', host, () => link() !== undefined);
    const guest = type(2, { PULSE_SINK: 'b', LINK: link()! });
    await eventually('the guest', guest, () => /playing to/.test(guest.text()));
    // The guest joins in the middle of a file, and its buffer has to fill: one of four stretches must be whole at both.
    let best = { correlation: 0, latencyMs: 0 };
    for (let i = 0; i < 4 && best.correlation <= 0.8; i++) {
      const stretch = await overhear(new Promise((resolve) => setTimeout(resolve, 4000)));
      if (stretch.correlation > best.correlation) best = stretch;
    }
    expect(best.correlation).toBeGreaterThan(0.8);
    expect(Math.abs(best.latencyMs)).toBeLessThan(50);
    await guest.end('SIGINT');
    await host.end('SIGINT');
  });
});
