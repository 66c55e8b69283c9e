import { mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { BackendName } from '../../src/node/audio/backend.js';
import { BACKENDS, chooseBackend, openDeviceSink, openDeviceSource } from '../../src/node/audio/devices.js';
import { openAudioFile } from '../../src/node/audio-file.js';
import { nodeClock } from '../../src/node/clock.js';
import { rawPcmSink, rawPcmSource } from '../../src/node/raw-pcm.js';
import { wavFileSink } from '../../src/node/wav.js';
import type { AudioSource } from '../../src/ports/audio.js';
import { paced } from '../../src/stream/pacer.js';
import { hasPulse, PulseDaemon } from '../support/pulse.js';
import { audioContract } from './audio.js';

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
        // Thirty times as fast as live: the pace is the pacer's own test's matter.
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

/** Set where the machine is known to have it, as in CI: then a missing daemon is a failure, not a skip. */
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

describe.skipIf(!pulse)('over a PulseAudio daemon', () => {
  let daemon: PulseDaemon;
  const before: Record<string, string | undefined> = {};
  beforeAll(async () => {
    daemon = await PulseDaemon.start();
    for (const [key, value] of Object.entries(daemon.env)) {
      before[key] = process.env[key];
      process.env[key] = value;
    }
  });
  afterAll(async () => {
    for (const [key, value] of Object.entries(before)) {
      if (value === undefined) delete process.env[key];
      else process.env[key] = value;
    }
    await daemon.stop();
  });

  const device = (name: BackendName, input: string, output: string) => async () => {
    const backend = await chooseBackend(name);
    const form = { ...FORM, latencyMs: 40 };
    return {
      ...FORM,
      isDevice: true,
      openSource: async () => openDeviceSource(backend, { ...form, device: input }),
      openSink: async () => openDeviceSink(backend, { ...form, device: output }),
      dispose: async () => {},
    };
  };
  audioContract('PulseAudio', device('pulse', 'a.monitor', 'a'));
  describe.skipIf(!hasNaudiodon)('with naudiodon built', () =>
    audioContract('naudiodon', device('naudiodon', 'null_a_monitor', 'null_a')),
  );
  describe.skipIf(!BACKENDS.some(({ name }) => name === 'ffmpeg'))('with FFmpeg', () => {
    it('lists the same devices as PulseAudio does', async () => {
      const ffmpeg = BACKENDS.find(({ name }) => name === 'ffmpeg')!;
      if ((await ffmpeg.unusable()) !== undefined) return;
      const ids = (await ffmpeg.devices()).map(({ id, direction }) => `${direction} ${id}`);
      expect(ids.sort()).toEqual(['input a.monitor', 'input b.monitor', 'output a', 'output b']);
    });
  });
});
