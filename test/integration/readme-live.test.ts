import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openAudioFile } from '../../src/node/files/audio-file.js';
import { collect } from '../../src/node/files/collect.js';
import { type RelayServer, startRelayServer } from '../../src/node/relay/server.js';
import { setEnvironment } from '../support/environment.js';
import { speak, VOICE } from '../support/live-rig.js';
import { hasPulse, PulseDaemon } from '../support/pulse.js';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const README = readFileSync(path.join(ROOT, 'README.md'), 'utf8');

/** The code below a heading. */
function snippet(heading: string): string {
  const found = new RegExp(`^### ${heading}\\n\\n\`\`\`ts\\n([\\s\\S]*?)\`\`\``, 'm').exec(README);
  if (!found) throw new Error(`README.md has no code below "${heading}"`);
  return found[1]!;
}
const MICROPHONE = snippet('Broadcast a microphone');
const LOUDSPEAKER = snippet('Play a stream on a loudspeaker');

/** A snippet as a separate program. */
class Program {
  out = '';
  err = '';
  readonly child: ChildProcess;
  readonly ended: Promise<number | null>;

  constructor(file: string, env: Readonly<Record<string, string>>) {
    this.child = spawn(process.execPath, [file], {
      cwd: path.dirname(file),
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, ...env },
    });
    this.child.stdout!.setEncoding('utf8').on('data', (text: string) => {
      this.out += text;
    });
    this.child.stderr!.setEncoding('utf8').on('data', (text: string) => {
      this.err += text;
    });
    this.ended = once(this.child, 'close').then(([code]) => code as number | null);
  }

  /** Resolves when it has printed `line`. @throws when it ends before */
  async printed(line: string): Promise<void> {
    const stdout = this.child.stdout!;
    while (!this.out.split('\n').includes(line)) {
      const isOver = await Promise.race([once(stdout, 'data').then(() => false), this.ended.then(() => true)]);
      if (isOver) throw new Error(`it ended with ${this.child.exitCode}: ${this.err}`);
    }
  }
}

describe('the README’s examples of live sound', () => {
  it.each([
    ['microphone', MICROPHONE],
    ['loudspeaker', LOUDSPEAKER],
  ])('take ten lines for a %s', (_, code) => {
    expect(code.split('\n').filter((line) => line.trim() !== '').length).toBeLessThanOrEqual(10);
  });

  describe.skipIf(!hasPulse())('over a PulseAudio daemon that the test starts', () => {
    let dir = '';
    let relay: RelayServer;
    let daemon: PulseDaemon;
    let restoreEnvironment: (() => void) | undefined;

    beforeAll(async () => {
      // Inside the package, so that its own name resolves as it does for a user.
      await mkdir(path.join(ROOT, 'build'), { recursive: true });
      dir = await mkdtemp(path.join(ROOT, 'build', 'readme-live-'));
      relay = await startRelayServer({ port: 0 });
      daemon = await PulseDaemon.start();
      restoreEnvironment = setEnvironment(daemon.env);
    });
    afterAll(async () => {
      restoreEnvironment?.();
      await daemon?.stop();
      await relay.close();
      await rm(dir, { recursive: true });
    });

    const start = async (name: string, code: string, env: Readonly<Record<string, string>>): Promise<Program> => {
      const file = path.join(dir, `${name}.mjs`);
      await writeFile(file, code.replaceAll('ws://127.0.0.1:8787', relay.url));
      return new Program(file, env);
    };

    it('carry speech from the default microphone to the default loudspeaker, and end in order', async () => {
      const voice = await collect(await openAudioFile(VOICE));
      // The environment determines the system's default devices: sink "a" is recorded, "b" plays.
      const loudspeaker = await start('loudspeaker', LOUDSPEAKER, { PULSE_SINK: 'b' });
      await loudspeaker.printed('device');
      const microphone = await start('microphone', MICROPHONE, { PULSE_SOURCE: 'a.monitor' });
      await loudspeaker.printed('source');
      // Margins adapt in the first sentences: one of three has to arrive complete.
      let best = 0;
      for (let i = 0; i < 3 && best <= 0.8; i++) best = Math.max(best, (await speak(voice)).correlation);
      expect(best).toBeGreaterThan(0.8);
      microphone.child.kill('SIGINT');
      expect(await microphone.ended).toBe(0);
      const [payloadKbps, droppedMs] = microphone.out.trim().split('\n').at(-1)!.split(' ').map(Number);
      expect(payloadKbps).toBeGreaterThan(0);
      expect(droppedMs).toBeLessThan(1000);
      expect(await loudspeaker.ended).toBe(0);
      const lines = loudspeaker.out.trim().split('\n');
      expect(lines.at(-2)).toBe('ended');
      expect(Number(lines.at(-1)!.split(' ')[0])).toBeGreaterThan(voice.length / 44_100);
    });
  });
});
