import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { openVirtualDevice } from '../../src/node/audio/virtual-device.js';
import { type RelayServer, startRelayServer } from '../../src/node/relay/server.js';
import { hasPipewirePulse, PipewireDaemon } from '../support/pipewire.js';
import { hasPulse, PulseDaemon } from '../support/pulse.js';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const CLI = path.join(ROOT, 'dist/cli/main.js');
const RATE = 44_100;

const SERVERS = [
  { name: 'a PulseAudio daemon', isInstalled: hasPulse, start: () => PulseDaemon.start() },
  { name: 'PipeWire', isInstalled: hasPipewirePulse, start: () => PipewireDaemon.start({ hasPulse: true }) },
];

for (const { name, isInstalled, start } of SERVERS)
  describe.skipIf(!isInstalled())(`virtual devices on ${name} that the test starts`, () => {
    let daemon: PulseDaemon | PipewireDaemon;
    const children: ChildProcess[] = [];

    beforeAll(async () => {
      daemon = await start();
      for (const [name, value] of Object.entries(daemon.env)) vi.stubEnv(name, value);
    });
    afterEach(async () => {
      for (const child of children.splice(0)) {
        if (child.exitCode !== null || child.signalCode !== null) continue;
        child.kill('SIGKILL');
        await once(child, 'exit');
      }
    });
    afterAll(async () => {
      vi.unstubAllEnvs();
      await daemon?.stop();
    });

    const run = (file: string, ...args: string[]): ChildProcess => {
      const child = spawn(file, args, { stdio: ['pipe', 'pipe', 'pipe'] });
      children.push(child);
      return child;
    };
    const pactl = (...args: string[]): string => execFileSync('pactl', args, { encoding: 'utf8' });
    const devices = (): string[] =>
      [...`${pactl('list', 'short', 'sinks')}${pactl('list', 'short', 'sources')}`.matchAll(/^\d+\t(\S+)/gm)].map(
        ([, name]) => name!,
      );
    /** What the daemon has by itself. */
    const NONE = ['a', 'b', 'a.monitor', 'b.monitor'];

    /** A tone that plays on a sink until the test ends. */
    function play(sink: string): void {
      const pacat = run(
        'pacat',
        '--playback',
        '--raw',
        '--format=float32le',
        `--rate=${RATE}`,
        '--channels=1',
        `--device=${sink}`,
      );
      const tone = Float32Array.from({ length: RATE * 30 }, (_, i) => 0.4 * Math.sin((2 * Math.PI * 440 * i) / RATE));
      pacat.stdin!.on('error', () => undefined);
      pacat.stdin!.end(Buffer.from(tone.buffer));
    }

    /** Resolves when a source has given sound. */
    async function hears(source: string): Promise<void> {
      const parec = run('parec', '--raw', '--format=float32le', `--rate=${RATE}`, '--channels=1', `--device=${source}`);
      for await (const bytes of parec.stdout as AsyncIterable<Buffer>) {
        const samples = new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + (bytes.length & ~3)));
        if (samples.some((value) => Math.abs(value) > 0.05)) return;
      }
      throw new Error(`${source} ended without sound`);
    }

    it('a microphone gives other programs what is played to it, and is gone when it is closed', async () => {
      const microphone = await openVirtualDevice({ kind: 'microphone', name: 'Röst 1' });
      expect(microphone.device).toBe('R_st_1_feed');
      expect(pactl('list', 'sources')).toContain('Description: Röst 1\n');
      play(microphone.device);
      await hears('R_st_1');
      await microphone.close();
      await microphone.close();
      expect(devices()).toEqual(NONE);
    });

    it('refuses a name that is taken or cannot be one, and leaves nothing behind', async () => {
      const speaker = await openVirtualDevice({ kind: 'speaker', name: 'studio' });
      for (const kind of ['speaker', 'microphone'] as const)
        await expect(openVirtualDevice({ kind, name: 'studio' })).rejects.toMatchObject({ code: 'DEVICE' });
      await speaker.close();
      for (const name of ['', ' x', `it's`, 'a"b', 'x'.repeat(65)])
        await expect(openVirtualDevice({ kind: 'speaker', name })).rejects.toThrow(/name must be 1 to 64/);
      expect(devices()).toEqual(NONE);
    });

    it('carries sound from program to program by send and listen, and both devices go with SIGINT', async () => {
      let relay: RelayServer | undefined;
      try {
        relay = await startRelayServer({ port: 0, graceMs: 200 });
        const address = `${relay.url}/talk`;
        const listen = run(process.execPath, CLI, 'listen', '--virtual-mic', 'Heard', address);
        const send = run(process.execPath, CLI, 'send', '--virtual-speaker', 'Sent', '--no-dtx', address);
        await expect
          .poll(devices, { timeout: 60_000 })
          .toEqual(expect.arrayContaining(['Sent', 'Heard', 'Heard_feed']));
        play('Sent');
        await hears('Heard');
        for (const child of [send, listen]) child.kill('SIGINT');
        const codes = await Promise.all([send, listen].map(async (child) => (await once(child, 'exit'))[0] as number));
        expect(codes).toEqual([0, 0]);
        expect(devices()).toEqual(NONE);
      } finally {
        await relay?.close();
      }
    });

    it('finds what a killed process has left, and removes that alone', async () => {
      const script = `const { openVirtualDevice } = await import(${JSON.stringify(path.join(ROOT, 'dist/node/audio/virtual-device.js'))});
      await openVirtualDevice({ kind: 'microphone', name: 'left behind' }); console.log('made'); setInterval(() => {}, 1000);`;
      const child = run(process.execPath, '--input-type=module', '-e', script);
      await once(child.stdout!, 'data');
      const kept = await openVirtualDevice({ kind: 'speaker', name: 'kept' });
      expect(devices()).toContain('left_behind');
      child.kill('SIGKILL');
      await once(child, 'exit');
      const next = await openVirtualDevice({ kind: 'microphone', name: 'left behind' });
      expect(devices().sort()).toEqual(
        [...NONE, 'kept', 'kept.monitor', 'left_behind', 'left_behind_feed', 'left_behind_feed.monitor'].sort(),
      );
      await next.close();
      await kept.close();
      expect(devices()).toEqual(NONE);
    });

    it('is made again after the sound server was restarted', async () => {
      const speaker = await openVirtualDevice({ kind: 'speaker', name: 'studio' });
      await daemon.kill();
      await expect(openVirtualDevice({ kind: 'speaker', name: 'other' })).rejects.toMatchObject({
        code: 'DEVICE',
        message: expect.stringContaining('pulseaudio-utils'),
      });
      await daemon.start();
      await speaker.restore();
      await speaker.restore();
      expect(devices()).toEqual(expect.arrayContaining(['studio', 'studio.monitor']));
      await speaker.close();
      expect(devices()).toEqual(NONE);
    });
  });
