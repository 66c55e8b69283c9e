import { requireNumber } from '../../core/errors.js';
import { EXTRA_LATENCY_MS } from '../../session/playout/synced-output.js';
import { KeptEntries, userConfigFile } from './kept-entries.js';

/** Devices whose offset is kept at most; the oldest is forgotten beyond it. */
const MAX_DEVICES = 200;

/** Where the offsets lie, unless another file is named: `latentcast/devices.json` in the user's configuration. */
export const deviceOffsetsFile = (env: Readonly<Record<string, string | undefined>> = process.env): string =>
  userConfigFile('devices.json', env);

/**
 * What each sound device takes longer than it states, in ms, by the name of its backend and its own: a JSON object in a
 * file, which people may edit.
 */
export class DeviceOffsets {
  readonly #entries: KeptEntries<number>;

  constructor(file: string = deviceOffsetsFile()) {
    this.#entries = new KeptEntries(file, { max: MAX_DEVICES, check: requireOffsets });
  }

  get file(): string {
    return this.#entries.file;
  }

  /** The device's offset; 0 where none is kept. @throws CodecError CONFIG naming file and field where it is damaged */
  async get(device: string): Promise<number> {
    return (await this.#entries.get(device)) ?? 0;
  }

  /** Keeps the device's offset; the file appears whole. @throws RangeError, CodecError CONFIG or FILE_IO */
  async set(device: string, ms: number): Promise<void> {
    requireNumber('extraLatencyMs', ms, ...EXTRA_LATENCY_MS);
    await this.#entries.set(device, ms);
  }
}

function requireOffsets(entries: Readonly<Record<string, unknown>>): void {
  for (const [name, ms] of Object.entries(entries))
    requireNumber(JSON.stringify(name), ms as number, ...EXTRA_LATENCY_MS);
}
