import { chmod, mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { CodecError } from '../../core/errors.js';
import { isHostKey } from '../../session/crypto/host-key.js';

/** Sessions whose keys are kept at most; the oldest is forgotten beyond it. */
const MAX_SESSIONS = 100;

/** Where the keys lie, unless another file is named: `latentcast/sessions.json` in the user's configuration. */
export const hostKeysFile = (env: Readonly<Record<string, string | undefined>> = process.env): string =>
  join(env.XDG_CONFIG_HOME || join(homedir(), '.config'), 'latentcast', 'sessions.json');

/**
 * The keys of the sessions that this user has created, by the part of their links behind the `#`: a JSON object in a file
 * that nobody else can read.
 */
export class HostKeys {
  readonly file: string;

  constructor(file: string = hostKeysFile()) {
    this.file = file;
  }

  /** Undefined for a session that was not created here. @throws CodecError CONFIG naming file and field where it is damaged */
  async get(link: string): Promise<string | undefined> {
    return (await this.#read())[nameOf(link)];
  }

  /** Keeps the key of a session; the file appears whole. @throws CodecError CONFIG or FILE_IO */
  async set(link: string, hostKey: string): Promise<void> {
    const { [nameOf(link)]: _before, ...others } = await this.#read();
    const kept = Object.fromEntries([...Object.entries(others), [nameOf(link), hostKey]].slice(-MAX_SESSIONS));
    try {
      await mkdir(dirname(this.file), { recursive: true });
      const temporary = `${this.file}.${process.pid}`;
      await writeFile(temporary, `${JSON.stringify(kept, undefined, 2)}\n`, { mode: 0o600 });
      await chmod(temporary, 0o600);
      await rename(temporary, this.file);
    } catch (cause) {
      throw new CodecError('FILE_IO', `${this.file} cannot be written: ${(cause as Error).message}`, { cause });
    }
  }

  async #read(): Promise<Record<string, string>> {
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
      // Neither links nor keys are shown: whoever has one can join, or pass for the host.
      for (const [i, key] of Object.values(value).entries())
        if (!isHostKey(key)) throw new TypeError(`key ${i + 1} must be 43 letters, digits, - and _`);
      return value as Record<string, string>;
    } catch (cause) {
      throw new CodecError('CONFIG', `${this.file}: ${(cause as Error).message}`, { cause });
    }
  }
}

/** A session is known by its secret alone: the relay may have another address. */
const nameOf = (link: string): string => link.slice(link.indexOf('#') + 1).trim();
