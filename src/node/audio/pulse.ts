import type { AudioDevice, DeviceForm } from '../../ports/audio.js';
import type { PcmCommand } from './backend.js';
import { processBackend } from './process-backend.js';
import { queryTool } from './query-tool.js';
import { pulseReports } from './reports.js';

/** PulseAudio, and PipeWire where it speaks its protocol: `parec` and `pacat` of pulseaudio-utils. */
export const pulseBackend = processBackend({
  name: 'pulse',
  async unusable() {
    const { isOk, reason } = await queryTool('pactl', ['info']);
    return isOk ? undefined : `${reason} (apt install pulseaudio-utils; a PulseAudio or PipeWire server must run)`;
  },
  async devices() {
    const [sources, sinks] = await Promise.all([list('source', 'input'), list('sink', 'output')]);
    return [...sources, ...sinks];
  },
  capture: (form) => command('--record', form),
  playback: (form) => ({
    ...command('--playback', form),
    reports: () => pulseReports(form.sampleRateHz),
  }),
});

function command(mode: '--record' | '--playback', form: DeviceForm): PcmCommand {
  return {
    file: 'pacat',
    args: [
      mode,
      '--raw',
      // Reports twenty times a second what has been played.
      ...(mode === '--playback' ? ['--verbose'] : []),
      '--client-name=latentcast',
      '--format=float32le',
      `--rate=${form.sampleRateHz}`,
      `--channels=${form.channels}`,
      `--latency-msec=${Math.max(1, Math.round(form.latencyMs))}`,
      ...(form.device !== undefined ? [`--device=${form.device}`] : []),
    ],
    encoding: 'f32le',
  };
}

async function list(kind: 'source' | 'sink', direction: AudioDevice['direction']): Promise<AudioDevice[]> {
  const [all, standard] = await Promise.all([
    queryTool('pactl', ['list', 'short', `${kind}s`]),
    queryTool('pactl', [`get-default-${kind}`]),
  ]);
  return all.out
    .split('\n')
    .filter(Boolean)
    .map((line) => {
      const name = line.split('\t')[1] ?? line;
      return { id: name, name, direction, isDefault: name === standard.out.trim() };
    });
}
