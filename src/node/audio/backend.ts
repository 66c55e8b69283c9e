import type { PcmEncoding } from '../../core/dsp/pcm.js';
import type { AudioBackend, DeviceForm } from '../../ports/audio.js';
import type { ReportParser } from './reports.js';

/**
 * Names of all backends, as `--audio-backend` takes them. The order in which they are tried is that of `devices.ts`.
 */
export const BACKEND_NAMES = ['naudiodon', 'pulse', 'pipewire', 'alsa', 'ffmpeg'] as const;
/** An entry of {@link BACKEND_NAMES}. */
export type BackendName = (typeof BACKEND_NAMES)[number];

/** A program that captures or plays raw PCM. */
export interface PcmCommand {
  readonly file: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  readonly encoding: PcmEncoding;
  /** Where the PCM of a capture comes out: 1, or 3 for a program that prints on its standard output. @default 1 */
  readonly captureFd?: 1 | 3;
  /** Reads the program's standard error: what it has played, underruns. */
  readonly reports?: () => ReportParser;
}

/** The programs that reach the devices of one sound system. */
export interface BackendPrograms extends Pick<AudioBackend, 'unusable' | 'devices'> {
  readonly name: BackendName;
  capture(form: DeviceForm): PcmCommand;
  playback(form: DeviceForm): PcmCommand;
}
