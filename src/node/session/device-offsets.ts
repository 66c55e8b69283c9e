import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { CodecError, requireNumber } from '../../core/errors.js';
import { EXTRA_LATENCY_MS } from '../../session/playout/synced-output.js';

/** Devices whose offset is kept at most; the oldest is forgotten beyond it. */
const MAX_DEVICES = 200;

/** Where the offsets lie, unless another file is named: `latentcast/devices.json` in the user's configuration. */
export const deviceOffsetsFile = (env: Readonly<Record<string, string | undefined>> = process.env): string =>
  join(env.XDG_CONFIG_HOME || join(homedir(), '.config'), 'latentcast', 'devices.json');

/**
 * What each sound device takes longer than it states, in ms, by the name of its backend and its own: a JSON object in a
 * file, which people may edit.
 */
export class DeviceOffsets {
  readonly file: string;

  constructor(file: string = deviceOffsetsFile()) {
    this.file = file;
  }

  /** The device's offset; 0 where none is kept. @throws CodecError CONFIG naming file and field where it is damaged */
  async get(device: string): Promise<number> {
    return (await this.#read())[device] ?? 0;
  }

  /** Keeps the device's offset; the file appears whole. @throws RangeError, CodecError CONFIG or FILE_IO */
  async set(device: string, ms: number): Promise<void> {
    requireNumber('extraLatencyMs', ms, ...EXTRA_LATENCY_MS);
    const { [device]: _before, ...others } = await this.#read();
    const kept = Object.fromEntries([...Object.entries(others), [device, ms]].slice(-MAX_DEVICES));
    try {
      await mkdir(dirname(this.file), { recursive: true });
      const temporary = `${this.file}.${process.pid}`;
      await writeFile(temporary, `${JSON.stringify(kept, undefined, 2)}\n`);
      await rename(temporary, this.file);
    } catch (cause) {
      throw new CodecError('FILE_IO', `${this.file} cannot be written: ${(cause as Error).message}`, { cause });
    }
  }

  async #read(): Promise<Record<string, number>> {
    let text: string;
    try {
      text = await readFile(this.file, 'utf8');
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return {};
      throw new CodecError('FILE_IO', `${this.file} cannot be read: ${(cause as Error).message}`, { cause });
    }
    try {
      const value: unknown = JSON.parse(text);
      if (typeof value !== 'object' || value === null || Array.isArray(value))
        throw new TypeError('it must be an object');
      for (const [name, ms] of Object.entries(value))
        requireNumber(JSON.stringify(name), ms as number, ...EXTRA_LATENCY_MS);
      return value as Record<string, number>;
    } catch (cause) {
      throw new CodecError('CONFIG', `${this.file}: ${(cause as Error).message}`, { cause });
    }
  }
}
