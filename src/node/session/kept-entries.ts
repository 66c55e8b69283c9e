import { chmod, mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { CodecError } from '../../core/errors.js';

/** Path of a file in the folder `latentcast` of the user's configuration. */
export const userConfigFile = (name: string, env: Readonly<Record<string, string | undefined>>): string =>
  join(env.XDG_CONFIG_HOME || join(homedir(), '.config'), 'latentcast', name);

/** What {@link KeptEntries} needs to know of its entries. */
export interface KeptEntriesOptions {
  /** Entries at most; the oldest is forgotten beyond it. */
  readonly max: number;
  /** Permissions of the file. @default those that the process gives to new files */
  readonly mode?: number;
  /** @throws TypeError, RangeError for entries that cannot be used */
  readonly check: (entries: Readonly<Record<string, unknown>>) => void;
}

/** Entries by name that outlive the process: a JSON object in a file. */
export class KeptEntries<Value> {
  readonly file: string;
  readonly #options: KeptEntriesOptions;

  constructor(file: string, options: KeptEntriesOptions) {
    this.file = file;
    this.#options = options;
  }

  /** @throws CodecError CONFIG naming the file and what is wrong with it, FILE_IO */
  async get(name: string): Promise<Value | undefined> {
    return (await this.#read())[name];
  }

  /** Keeps an entry as the newest; the file appears whole. @throws CodecError CONFIG or FILE_IO */
  async set(name: string, value: Value): Promise<void> {
    const { max, mode } = this.#options;
    const { [name]: _before, ...others } = await this.#read();
    const kept = Object.fromEntries([...Object.entries(others), [name, value]].slice(-max));
    try {
      await mkdir(dirname(this.file), { recursive: true });
      const temporary = `${this.file}.${process.pid}`;
      await writeFile(temporary, `${JSON.stringify(kept, undefined, 2)}\n`, mode === undefined ? {} : { mode });
      // What lay there under the same name keeps its permissions otherwise.
      if (mode !== undefined) await chmod(temporary, mode);
      await rename(temporary, this.file);
    } catch (cause) {
      throw new CodecError('FILE_IO', `${this.file} cannot be written: ${(cause as Error).message}`, { cause });
    }
  }

  async #read(): Promise<Record<string, Value>> {
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
      this.#options.check(value as Record<string, unknown>);
      return value as Record<string, Value>;
    } catch (cause) {
      throw new CodecError('CONFIG', `${this.file}: ${(cause as Error).message}`, { cause });
    }
  }
}
