import type { AudioBackend, AudioDevice, DeviceForm, PcmCommand } from './backend.js';
import { runTool } from './run-tool.js';

/**
 * Whether `pw-cat` knows `--raw`. Up to 0.3 standard input and output were raw without being told so, and the option is
 * an error; 1.0 expects it.
 */
let knowsRaw = true;

/** PipeWire by its own tools: `pw-record`, `pw-play`, `pw-dump`. It does not say what has been heard. */
export const pipewireBackend: AudioBackend = {
  name: 'pipewire',
  async unusable() {
    const [{ ok, reason }, help] = await Promise.all([runTool('pw-cli', ['info', '0']), runTool('pw-cat', ['--help'])]);
    knowsRaw = !help.ok || /--raw\b/.test(help.out);
    return ok ? undefined : `${reason} (apt install pipewire-bin; a PipeWire server must run)`;
  },
  async devices() {
    return parsePwDump((await runTool('pw-dump', [])).out);
  },
  capture: (form) => command('pw-record', form),
  playback: (form) => command('pw-play', form),
};

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
