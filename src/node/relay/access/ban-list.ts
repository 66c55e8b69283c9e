import { constants } from 'node:fs';
import { access, readFile, rename, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { CodecError } from '../../../core/errors.js';
import { callGuarded } from '../../../core/guarded.js';
import { fileError } from '../../files/file-errors.js';
import { requireRegularFile } from '../../files/regular-file.js';
import { openTemporary } from '../../files/temporary-file.js';
import { type Ban, type BanKind, type BanRequestOptions, createBan, parseBan } from './ban.js';
import { parseSubnet, SubnetMap } from './subnet.js';

/** Bans that a list holds at most. */
export const MAX_BANS = 10_000;

/** All that is known of somebody who connects; any of it may be banned. */
export interface BanCandidate {
  /** Network address, without port. */
  readonly address?: string;
  /** Subject of a token. */
  readonly subject?: string;
  /** Id (`jti`) of a token. */
  readonly token?: string;
  /** Name of a static key. */
  readonly key?: string;
}

/**
 * Who is banned, until when, kept in a JSON file where one is named. A change holds at once; the promise of it resolves
 * when it is stored. The file is replaced whole, so that a crash leaves the old or the new one, and is read before each
 * change, so that what another process or an editor has written stays.
 */
export class BanList {
  readonly #file: string | undefined;
  readonly #wallMs: () => number;
  readonly #listeners = new Set<() => void>();
  #bans = new Map<string, Ban>();
  #subnets = new SubnetMap<Ban>();
  /** Changes that hold and are not stored yet; null for a ban that was lifted. */
  readonly #pending = new Map<string, Ban | null>();
  /** The last change; changes are stored one after another. */
  #stored: Promise<unknown> = Promise.resolve();

  /** @param wallMs ms since 1970 */
  private constructor(file: string | undefined, wallMs: () => number) {
    this.#file = file;
    this.#wallMs = wallMs;
  }

  /**
   * Reads the file; one that does not exist yet is an empty list.
   *
   * @param file JSON; without it the list is kept in memory only
   * @param wallMs ms since 1970 @default Date.now
   * @throws CodecError FILE_IO when it cannot be read, or nothing can be stored in its folder, FILE_HEADER naming the
   *   field that is wrong
   */
  static async open(file?: string, wallMs: () => number = Date.now): Promise<BanList> {
    const list = new BanList(file, wallMs);
    await list.reload();
    if (file !== undefined) await requireWritableFolder(dirname(file));
    return list;
  }

  /** Those that hold, oldest first. */
  list(): Ban[] {
    return [...this.#bans.values()].filter((ban) => this.#holds(ban));
  }

  /** The ban that somebody is under; undefined for nobody. */
  find(who: BanCandidate): Ban | undefined {
    if (this.#bans.size === 0) return undefined;
    const byText = (['subject', 'token', 'key'] as const).map((kind) => this.#named(kind, who[kind]));
    const byAddress =
      who.address === undefined ? undefined : this.#subnets.find(who.address, (ban) => this.#holds(ban));
    return [byAddress, ...byText].find((ban) => ban !== undefined && this.#holds(ban));
  }

  /**
   * Bans somebody from now on; a ban of the same value is replaced.
   *
   * @returns the ban, once it is stored
   * @throws TypeError, RangeError naming a wrong field, CodecError FILE_IO when it holds but could not be stored
   */
  async add(request: BanRequestOptions): Promise<Ban> {
    const ban = createBan(request, this.#wallMs());
    if (this.list().length >= MAX_BANS && !this.#bans.has(ban.id))
      throw new RangeError(`bans must be at most ${MAX_BANS}: lift some, or ban subnets`);
    await this.#change(ban.id, ban);
    return ban;
  }

  /**
   * Lifts a ban.
   *
   * @param id kind and value, as {@link Ban.id}
   * @returns whether there was one, once that is stored
   * @throws CodecError FILE_IO when it is lifted but that could not be stored
   */
  remove(id: string): Promise<boolean> {
    return this.#change(id, null);
  }

  /** Another relay of the cluster has banned somebody, or lifted a ban with null; what cannot be stored holds all the same. */
  replicate(id: string, ban: Ban | null): void {
    this.#change(id, ban).catch(() => {});
  }

  /** Takes over what the file says now. @throws CodecError FILE_IO, FILE_HEADER; the list stays as it was */
  async reload(): Promise<void> {
    if (this.#file !== undefined) this.#use(this.#withPending(await readBans(this.#file)));
  }

  /** Calls `listener` after each change; the returned function ends that. What it throws is dropped. */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  #named(kind: BanKind, value: string | undefined): Ban | undefined {
    return value === undefined ? undefined : this.#bans.get(`${kind}:${value}`);
  }

  #holds({ expiresAt }: Ban): boolean {
    return expiresAt === null || Date.parse(expiresAt) > this.#wallMs();
  }

  /** @returns whether there was a ban of this id */
  async #change(id: string, ban: Ban | null): Promise<boolean> {
    const wasThere = this.#bans.has(id);
    this.#pending.set(id, ban);
    this.#use(this.#withPending(this.#bans));
    const stored = this.#stored.then(() => this.#store(id));
    this.#stored = stored.catch(() => undefined);
    return (await stored) || wasThere;
  }

  /** Stores whatever is not stored yet. @returns whether the file had a ban of this id */
  async #store(id: string): Promise<boolean> {
    if (this.#file === undefined) {
      this.#pending.clear();
      return false;
    }
    const before = await readBans(this.#file);
    const changes = new Map(this.#pending);
    const bans = this.#withPending(before);
    await writeBans(
      this.#file,
      [...bans.values()].filter((ban) => this.#holds(ban)),
    );
    for (const [key, ban] of changes) if (this.#pending.get(key) === ban) this.#pending.delete(key);
    this.#use(this.#withPending(bans));
    return before.has(id);
  }

  #withPending(before: ReadonlyMap<string, Ban>): Map<string, Ban> {
    const bans = new Map(before);
    for (const [id, ban] of this.#pending) {
      bans.delete(id);
      if (ban) bans.set(id, ban);
    }
    return bans;
  }

  #use(bans: Map<string, Ban>): void {
    this.#bans = bans;
    this.#subnets = new SubnetMap();
    for (const ban of bans.values()) if (ban.kind === 'address') this.#subnets.set(parseSubnet(ban.id, ban.value), ban);
    for (const listener of this.#listeners) void callGuarded(listener, () => {});
  }
}

async function requireWritableFolder(folder: string): Promise<void> {
  try {
    if (!(await stat(folder)).isDirectory()) throw new Error('it is not a folder');
    await access(folder, constants.W_OK | constants.X_OK);
  } catch (cause) {
    throw fileError('write', folder, cause);
  }
}

async function readBans(file: string): Promise<Map<string, Ban>> {
  let text: string;
  try {
    await requireRegularFile(file);
    text = await readFile(file, 'utf8');
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return new Map();
    throw fileError('read', file, cause);
  }
  try {
    const { bans } = JSON.parse(text) as { readonly bans?: unknown };
    if (!Array.isArray(bans) || bans.length > MAX_BANS)
      throw new TypeError(`bans must be a list of at most ${MAX_BANS} bans`);
    const parsed = bans.map((entry, i) => parseBan(`bans[${i}]`, entry));
    return new Map(parsed.map((ban) => [ban.id, ban]));
  } catch (cause) {
    throw new CodecError('FILE_HEADER', `${file} is no list of bans: ${(cause as Error).message}`, { cause });
  }
}

async function writeBans(file: string, bans: readonly Ban[]): Promise<void> {
  try {
    const temporary = await openTemporary(file, 0o600, true);
    try {
      await temporary.file.writeFile(`${JSON.stringify({ bans }, null, 2)}\n`);
      await temporary.file.sync();
      await rename(temporary.path, file);
      temporary.renamed();
    } finally {
      await temporary.remove();
    }
  } catch (cause) {
    throw new CodecError('FILE_IO', `the change holds, but is not stored: ${fileError('write', file, cause).message}`, {
      cause,
    });
  }
}
