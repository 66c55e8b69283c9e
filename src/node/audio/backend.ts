import type { PcmEncoding } from '../../core/dsp/pcm.js';
import type { ReportParser } from './reports.js';

export const BACKEND_NAMES = ['naudiodon', 'pulse', 'pipewire', 'alsa', 'ffmpeg'] as const;
export type BackendName = (typeof BACKEND_NAMES)[number];

export interface AudioDevice {
  /** What `--device` takes. */
  readonly id: string;
  readonly name: string;
  readonly direction: 'input' | 'output';
  readonly isDefault: boolean;
}

/** What a device is asked for. Whatever carries it converts rate and channels where the hardware has others. */
export interface DeviceForm {
  /** Id or name; the system's default where it is not given. */
  readonly device?: string;
  readonly sampleRateHz: number;
  readonly channels: number;
  /** Audio that the device may hold; it decides how large its blocks are. */
  readonly latencyMs: number;
}

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

/**
 * One way to the sound devices. Every one of them runs in a process of its own: a driver that blocks, prints or
 * crashes does so there, and a device that went away is found again by starting the process anew.
 */
export interface AudioBackend {
  readonly name: BackendName;
  /** Undefined when it works here, else why it does not, with the command that would help. */
  unusable(): Promise<string | undefined>;
  devices(): Promise<AudioDevice[]>;
  capture(form: DeviceForm): PcmCommand;
  playback(form: DeviceForm): PcmCommand;
}
