import type { AudioDevice, DeviceForm } from '../../ports/audio.js';
import type { PcmCommand } from './backend.js';
import { processBackend } from './process-backend.js';
import { queryTool } from './query-tool.js';

/** The input and output devices of FFmpeg that a platform has. */
const DEVICES: Readonly<Record<string, { readonly capture: string; readonly playback?: string }>> = {
  linux: { capture: 'pulse', playback: 'pulse' },
  darwin: { capture: 'avfoundation', playback: 'audiotoolbox' },
  win32: { capture: 'dshow' },
};

const device = DEVICES[process.platform] ?? DEVICES.linux!;

/**
 * FFmpeg. It captures on every platform and buffers more than the others do; it does not report what has been played.
 */
export const ffmpegBackend = processBackend({
  name: 'ffmpeg',
  async unusable() {
    const { isOk, out, reason } = await queryTool('ffmpeg', ['-hide_banner', '-devices']);
    if (!isOk) return `${reason} (install FFmpeg)`;
    return new RegExp(`\\b${device.capture}\\b`).test(out) ? undefined : `ffmpeg was built without ${device.capture}`;
  },
  async devices() {
    const [sources, sinks] = await Promise.all([
      queryTool('ffmpeg', ['-hide_banner', '-sources', device.capture]),
      queryTool('ffmpeg', ['-hide_banner', '-sinks', device.playback ?? device.capture]),
    ]);
    return [...parseFfmpegDevices(sources.out, 'input'), ...parseFfmpegDevices(sinks.out, 'output')];
  },
  capture: (form) => ({
    file: 'ffmpeg',
    args: [
      ...QUIET,
      '-fflags',
      'nobuffer',
      '-f',
      device.capture,
      ...(device.capture === 'pulse' ? pulseInput(form) : []),
      '-i',
      form.device ?? (device.capture === 'avfoundation' ? ':default' : 'default'),
      ...raw(form),
      '-flush_packets',
      '1',
      'pipe:1',
    ],
    encoding: 'f32le',
  }),
  playback: (form): PcmCommand => ({
    file: 'ffmpeg',
    args: [
      ...QUIET,
      '-probesize',
      '32',
      '-fflags',
      'nobuffer',
      ...raw(form),
      '-i',
      'pipe:0',
      '-f',
      device.playback ?? device.capture,
      ...(device.playback === 'pulse'
        ? ['-buffer_duration', String(Math.round(form.latencyMs)), ...(form.device ? ['-device', form.device] : [])]
        : []),
      'latentcast',
    ],
    encoding: 'f32le',
  }),
});

const QUIET = ['-hide_banner', '-loglevel', 'error', '-nostdin'];
const raw = (form: DeviceForm): string[] => [
  '-f',
  'f32le',
  '-ar',
  String(form.sampleRateHz),
  '-ac',
  String(form.channels),
];
/**
 * FFmpeg's pulse input reads 16-bit stereo at 48 kHz by default, and mixes it down 3 dB too loud: so
 * the server is asked for the form that is wanted.
 */
const pulseInput = ({ sampleRateHz, channels, latencyMs }: DeviceForm): string[] => [
  '-sample_rate',
  String(sampleRateHz),
  '-channels',
  String(channels),
  '-fragment_size',
  String(Math.round((latencyMs / 1000) * sampleRateHz) * channels * 2),
];

/** Lines of `ffmpeg -sources pulse`: "* name [description] (type)", the star for the default. */
export function parseFfmpegDevices(text: string, direction: AudioDevice['direction']): AudioDevice[] {
  return text.split('\n').flatMap((line) => {
    const match = /^\s*(\*?)\s*(\S+) \[(.*?)\]/.exec(line);
    return match ? [{ id: match[2]!, name: match[3]!, direction, isDefault: match[1] === '*' }] : [];
  });
}
