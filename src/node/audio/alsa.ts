import type { AudioDevice, DeviceForm } from '../../ports/audio.js';
import type { PcmCommand } from './backend.js';
import { processBackend } from './process-backend.js';
import { queryTool } from './query-tool.js';
import { alsaReports } from './reports.js';

/** ALSA by `arecord` and `aplay` of alsa-utils. They do not report what has been played. */
export const alsaBackend = processBackend({
  name: 'alsa',
  async unusable() {
    const { isOk, out, reason } = await queryTool('arecord', ['-L']);
    if (!isOk) return `${reason} (apt install alsa-utils)`;
    return parseAlsaNames(out, 'input').length > 0 ? undefined : 'arecord: there is no device';
  },
  async devices() {
    const [inputs, outputs] = await Promise.all([queryTool('arecord', ['-L']), queryTool('aplay', ['-L'])]);
    return [...parseAlsaNames(inputs.out, 'input'), ...parseAlsaNames(outputs.out, 'output')];
  },
  capture: (form) => command('arecord', form),
  playback: (form) => ({ ...command('aplay', form), reports: alsaReports }),
});

function command(file: string, form: DeviceForm): PcmCommand {
  return {
    file,
    args: [
      '-q',
      '-t',
      'raw',
      '-f',
      'FLOAT_LE',
      '-r',
      String(form.sampleRateHz),
      '-c',
      String(form.channels),
      `--buffer-time=${Math.round(form.latencyMs * 2000)}`,
      ...(form.device !== undefined ? ['-D', form.device] : []),
    ],
    encoding: 'f32le',
  };
}

/** `arecord -L`: a name at the start of a line, its description indented below. "null" is no device. */
export function parseAlsaNames(text: string, direction: AudioDevice['direction']): AudioDevice[] {
  const devices: AudioDevice[] = [];
  const lines = text.split('\n');
  lines.forEach((line, i) => {
    if (!line || /^\s/.test(line) || line === 'null') return;
    const below = lines[i + 1];
    const name = below && /^\s/.test(below) ? below.trim() : line;
    devices.push({ id: line, name, direction, isDefault: line === 'default' });
  });
  return devices;
}
