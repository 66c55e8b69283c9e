import type { AudioDevice, DeviceForm } from '../../ports/audio.js';
import type { PcmCommand } from './backend.js';
import { processBackend } from './process-backend.js';
import { queryTool } from './query-tool.js';

/**
 * Whether `pw-cat` has the option `--raw`. Up to 0.3 standard input and output were raw without it, and the option is
 * an error; 1.0 expects it.
 */
let knowsRaw = true;

/** PipeWire by its own tools: `pw-record`, `pw-play`, `pw-dump`. It does not report what has been played. */
export const pipewireBackend = processBackend({
  name: 'pipewire',
  async unusable() {
    const [{ isOk, reason }, help] = await Promise.all([
      queryTool('pw-cli', ['info', '0']),
      queryTool('pw-cat', ['--help']),
    ]);
    knowsRaw = !help.isOk || /--raw\b/.test(help.out);
    return isOk ? undefined : `${reason} (apt install pipewire-bin; a PipeWire server must run)`;
  },
  async devices() {
    return parsePwDump((await queryTool('pw-dump', [])).out);
  },
  capture: (form) => command('pw-record', form),
  playback: (form) => command('pw-play', form),
});

function command(file: string, form: DeviceForm): PcmCommand {
  return {
    file,
    args: [
      ...(knowsRaw ? ['--raw'] : []),
      '--format=f32',
      `--rate=${form.sampleRateHz}`,
      `--channels=${form.channels}`,
      `--latency=${Math.max(1, Math.round(form.latencyMs))}ms`,
      ...(form.device !== undefined ? [`--target=${form.device}`] : []),
      '-',
    ],
    encoding: 'f32le',
  };
}

/** Nodes of class Audio/Source and Audio/Sink of what `pw-dump` prints; none for what is not JSON. */
export function parsePwDump(text: string): AudioDevice[] {
  let objects: unknown;
  try {
    objects = JSON.parse(text);
  } catch {
    return [];
  }
  if (!Array.isArray(objects)) return [];
  return objects.flatMap((object: { info?: { props?: Record<string, unknown> } }) => {
    const props = object?.info?.props;
    const kind = props?.['media.class'];
    if (!props || (kind !== 'Audio/Source' && kind !== 'Audio/Sink')) return [];
    const id = String(props['node.name']);
    return [
      {
        id,
        name: String(props['node.description'] ?? id),
        direction: kind === 'Audio/Source' ? ('input' as const) : ('output' as const),
        isDefault: false,
      },
    ];
  });
}
