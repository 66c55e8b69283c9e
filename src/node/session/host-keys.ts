import { isHostKey } from '../../session/crypto/host-key.js';
import { KeptEntries, userConfigFile } from './kept-entries.js';

/** Sessions whose keys are kept at most; the oldest is forgotten beyond it. */
const MAX_SESSIONS = 100;

/** Where the keys lie, unless another file is named: `latentcast/sessions.json` in the user's configuration. */
export const hostKeysFile = (env: Readonly<Record<string, string | undefined>> = process.env): string =>
  userConfigFile('sessions.json', env);

/**
 * The keys of the sessions that this user has created, by the part of their links behind the `#`: a JSON object in a file
 * that nobody else can read.
 */
export class HostKeys {
  readonly #entries: KeptEntries<string>;

  constructor(file: string = hostKeysFile()) {
    this.#entries = new KeptEntries(file, { max: MAX_SESSIONS, mode: 0o600, check: requireHostKeys });
  }

  get file(): string {
    return this.#entries.file;
  }

  /** Undefined for a session that was not created here. @throws CodecError CONFIG naming file and field where it is damaged */
  get(link: string): Promise<string | undefined> {
    return this.#entries.get(nameOf(link));
  }

  /** Keeps the key of a session; the file appears whole. @throws CodecError CONFIG or FILE_IO */
  set(link: string, hostKey: string): Promise<void> {
    return this.#entries.set(nameOf(link), hostKey);
  }
}

/** Neither links nor keys are shown: whoever has one can join, or pass for the host. */
function requireHostKeys(entries: Readonly<Record<string, unknown>>): void {
  for (const [i, key] of Object.values(entries).entries())
    if (!isHostKey(key)) throw new TypeError(`key ${i + 1} must be 43 letters, digits, - and _`);
}

/** A session is known by its secret alone: the relay may have another address. */
const nameOf = (link: string): string => link.slice(link.indexOf('#') + 1).trim();
