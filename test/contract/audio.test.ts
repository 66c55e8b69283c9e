import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LiveCapture } from '../../src/live/live-capture.js';
import { paced } from '../../src/live/pacer.js';
import type { BackendName } from '../../src/node/audio/backend.js';
import { BACKENDS, chooseBackend } from '../../src/node/audio/devices.js';
import { nodeClock } from '../../src/node/clock.js';
import { openAudioFile } from '../../src/node/files/audio-file.js';
import { rawPcmSink, rawPcmSource } from '../../src/node/files/raw-pcm.js';
import { wavFileSink } from '../../src/node/files/wav.js';
import type { AudioSource } from '../../src/ports/audio.js';
import { setEnvironment } from '../support/environment.js';
import { hasPipewire, PipewireDaemon } from '../support/pipewire.js';
import { hasPulse, PulseDaemon } from '../support/pulse.js';
import { shareAt, span, tone } from '../support/tone.js';
import { type AudioLoop, audioContract } from './audio.js';

const FORM = { sampleRateHz: 44_100, channels: 1 };

audioContract('a WAV file at live pace', async () => {
  const dir = await mkdtemp(join(tmpdir(), 'latentcast-audio-'));
  const path = join(dir, 'a.wav');
  return {
    ...FORM,
    isDevice: false,
    openSink: () => wavFileSink(path, { ...FORM, encoding: 'f32le' }),
    async openSource(): Promise<AudioSource> {
      const file = await openAudioFile(path);
      return {
        ...FORM,
        close: () => file.close(),
        // Thirty times as fast as live: the pace is tested with the pacer.
        blocks: (signal) =>
          paced(
            { ...FORM, blocks: () => file.blocks(signal), close: () => file.close() },
            { clock: nodeClock, speed: 30 },
          ),
      };
    },
    dispose: () => rm(dir, { recursive: true }),
  };
});

audioContract('a raw PCM pipe', async () => {
  const pipe = new PassThrough({ highWaterMark: 1 << 24 });
  const form = { ...FORM, channels: 2, encoding: 's24le' as const };
  return {
    ...form,
    isDevice: false,
    async openSink() {
      const sink = rawPcmSink(pipe, form);
      const { close } = sink;
      return Object.assign(sink, {
        async close() {
          await close();
          pipe.end();
        },
      });
    },
    openSource: async () => rawPcmSource(pipe, form),
    dispose: async () => {},
  };
});

/** Set where the daemon is installed for certain, as in CI: then a missing one is a failure, not a skip. */
const pulse = hasPulse();
const hasNaudiodon = ((): boolean => {
  try {
    createRequire(import.meta.url)('bindings')({ bindings: 'naudiodon.node', module_root: naudiodonRoot() });
    return true;
  } catch {
    return false;
  }
})();
function naudiodonRoot(): string {
  return join(createRequire(import.meta.url).resolve('naudiodon'), '..');
}

const device =
  (name: BackendName, input: string, output: string, latencyMs = 40) =>
  async (): Promise<AudioLoop> => {
    const backend = await chooseBackend(name);
    const form = { ...FORM, latencyMs };
    return {
      ...FORM,
      isDevice: true,
      openSource: async () => backend.openSource({ ...form, device: input }),
      openSink: async () => backend.openSink({ ...form, device: output }),
      dispose: async () => {},
    };
  };

/**
 * Starts a daemon for the tests of this block and sets the environment in which every process that they start finds it.
 */
function withDaemon(start: () => Promise<PulseDaemon | PipewireDaemon>): void {
  let daemon: PulseDaemon | PipewireDaemon;
  let restoreEnvironment: (() => void) | undefined;
  beforeAll(async () => {
    daemon = await start();
    restoreEnvironment = setEnvironment(daemon.env);
  });
  afterAll(async () => {
    restoreEnvironment?.();
    await daemon?.stop();
  });
}

const has = (tool: string): boolean => spawnSync(tool, ['-version']).error === undefined;
const hasPipe = hasPipewire();
const backendOf = (name: BackendName) => BACKENDS.find((backend) => backend.name === name)!;

describe.skipIf(!hasPipe)('over a PipeWire daemon (pipewire, wireplumber and dbus-run-session are installed)', () => {
  withDaemon(() => PipewireDaemon.start());
  audioContract('PipeWire', device('pipewire', 'a', 'a'));

  it('lists the sinks by their names', async () => {
    expect(await backendOf('pipewire').devices()).toEqual(
      ['a', 'b'].map((id) => ({ id, name: id, direction: 'output', isDefault: false })),
    );
  });
});

describe.skipIf(!pulse)('over a PulseAudio daemon', () => {
  withDaemon(() => PulseDaemon.start());
  audioContract('PulseAudio', device('pulse', 'a.monitor', 'a'));

  it('captures devices of 8, 16, 48 and 96 kHz at their own rates, whole and at live pace', async () => {
    const backend = await chooseBackend('pulse');
    const capture = async (sampleRateHz: number): Promise<void> => {
      const name = `r${sampleRateHz}`;
      const sink = [`sink_name=${name}`, `rate=${sampleRateHz}`, 'channels=1'];
      const module = execFileSync('pactl', ['load-module', 'module-null-sink', ...sink], { encoding: 'utf8' }).trim();
      const form = { sampleRateHz, channels: 1, latencyMs: 40 };
      const live = new LiveCapture({
        clock: nodeClock,
        ...form,
        open: () => backend.openSource({ ...form, device: `${name}.monitor` }),
      });
      const player = backend.openSink({ ...form, device: name });
      const recorded: number[] = [];
      let playing: Promise<void> | undefined;
      let [startMs, endMs] = [0, 0];
      for await (const block of live.blocks()) {
        playing ??= player.write(tone(1.2, sampleRateHz, 1, 441));
        startMs ||= nodeClock.nowMs();
        endMs = nodeClock.nowMs();
        recorded.push(...block);
        if (recorded.length > 2 * sampleRateHz) break;
      }
      await playing;
      await player.close();
      await live.close();
      execFileSync('pactl', ['unload-module', module]);
      const pcm = Float32Array.from(recorded);
      const [first, last] = span(pcm, 0.05)!;
      expect(Math.abs((last - first) / sampleRateHz - 1.2), name).toBeLessThan(0.05);
      expect(shareAt(pcm.subarray(first, last), sampleRateHz, 441), name).toBeGreaterThan(0.98);
      expect((endMs - startMs) / 1000, name).toBeGreaterThan(1.5);
      expect(live.stats).toMatchObject({ droppedMs: 0, outages: 0 });
    };
    await Promise.all([8000, 16_000, 48_000, 96_000].map(capture));
  });

  describe.skipIf(!hasNaudiodon)('with naudiodon built', () =>
    audioContract('naudiodon', device('naudiodon', 'null_a_monitor', 'null_a')),
  );
  describe.skipIf(!has('arecord'))('with alsa-utils, through ALSA’s plugin for PulseAudio', () => {
    audioContract('ALSA', device('alsa', 'null_a_monitor', 'null_a'));

    it('lists what its configuration names', async () => {
      const names = (await backendOf('alsa').devices()).filter(({ direction }) => direction === 'input');
      expect(names.map(({ id }) => id)).toEqual(expect.arrayContaining(['null_a', 'null_a_monitor', 'null_b_monitor']));
    });
  });
  describe.skipIf(!has('ffmpeg'))('with FFmpeg', () => {
    // Its playback loses about 80 ms at a tone's ends, so PulseAudio's own tool plays what it captures.
    audioContract('FFmpeg capture', async () => {
      const [captured, played] = await Promise.all([
        device('ffmpeg', 'a.monitor', 'a')(),
        device('pulse', 'a.monitor', 'a')(),
      ]);
      return { ...captured, openSink: () => played.openSink() };
    });

    it('lists the same devices as PulseAudio does', async () => {
      const ids = (await backendOf('ffmpeg').devices()).map(({ id, direction }) => `${direction} ${id}`);
      expect(ids.sort()).toEqual(
        expect.arrayContaining(['input a.monitor', 'input b.monitor', 'output a', 'output b']),
      );
    });
  });
});
