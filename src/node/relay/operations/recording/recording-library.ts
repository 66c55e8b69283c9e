import { createHash } from 'node:crypto';
import { lstat, readdir } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { LcReader } from '../../../../core/file/lc-file.js';
import { fileChunks } from '../../../files/byte-reader.js';
import { type RecordedTitle, readSidecar, SIDECAR_ENDING, type Sidecar } from './sidecar.js';

/** Folders within folders that are searched. */
const MAX_DEPTH = 8;
/** Recordings that are looked at, of all channels of a folder. */
const MAX_RECORDINGS = 20_000;

/** A recording as it lies in its folder. */
export interface StoredRecording {
  /** Names it in addresses: 16 hex digits, from its path in the folder. */
  readonly id: string;
  readonly path: string;
  /** Path in the folder, with "/". */
  readonly name: string;
  readonly startedMs: number;
  readonly seconds: number;
  readonly bytes: number;
  /** False while it is being recorded, and of one that was cut off. */
  readonly isComplete: boolean;
  readonly modelId: string;
  readonly planes: number;
  readonly titles: readonly RecordedTitle[];
}

interface Cached {
  /** Sizes and times of the two files: what was read holds while they are the same. */
  readonly key: string;
  readonly sidecar: Sidecar | null;
  readonly seconds: number;
}

/** The recordings of a folder: whatever `.lc` file has a sidecar of a relay beside it. */
export class RecordingLibrary {
  /** Absolute path. */
  readonly folder: string;
  readonly #cache = new Map<string, Cached>();

  constructor(folder: string) {
    this.folder = folder;
  }

  /** Recordings of a channel, the newest first; a folder that cannot be read has none. */
  async list(channel: string): Promise<StoredRecording[]> {
    const found: StoredRecording[] = [];
    const seen = new Set<string>();
    for await (const path of recordingPaths(this.folder)) {
      seen.add(path);
      const recording = await this.#read(path, channel);
      if (recording) found.push(recording);
    }
    for (const path of this.#cache.keys()) if (!seen.has(path)) this.#cache.delete(path);
    return found.sort((a, b) => b.startedMs - a.startedMs || (a.name < b.name ? 1 : -1));
  }

  async #read(path: string, channel: string): Promise<StoredRecording | null> {
    const [file, beside] = await Promise.all([lstat(path), lstat(path + SIDECAR_ENDING)]).catch(() => [null, null]);
    // A link would lead out of the folder.
    if (!file?.isFile() || !beside?.isFile()) return null;
    const key = [file.size, file.mtimeMs, beside.size, beside.mtimeMs].join();
    let cached = this.#cache.get(path);
    if (cached?.key !== key) {
      const sidecar = await readSidecar(path + SIDECAR_ENDING);
      // What was cut off has a sidecar from before its end.
      const seconds = !sidecar || sidecar.isComplete ? (sidecar?.seconds ?? 0) : await secondsOf(path);
      cached = { key, sidecar, seconds };
      this.#cache.set(path, cached);
    }
    const { sidecar, seconds } = cached;
    if (sidecar?.channel !== channel) return null;
    const name = relative(this.folder, path).split(sep).join('/');
    return {
      id: createHash('sha256').update(name).digest('hex').slice(0, 16),
      path,
      name,
      startedMs: Date.parse(sidecar.startedAt),
      seconds,
      bytes: file.size,
      isComplete: sidecar.isComplete,
      modelId: String(sidecar.modelId),
      planes: sidecar.planes,
      titles: sidecar.titles,
    };
  }
}

/** Paths of the `.lc` files that have a sidecar. */
async function* recordingPaths(folder: string): AsyncGenerator<string> {
  let count = 0;
  const folders = [{ path: folder, depth: 0 }];
  for (let next = folders.pop(); next; next = folders.pop()) {
    const entries = await readdir(next.path, { withFileTypes: true }).catch(() => []);
    for (const entry of entries) {
      const path = join(next.path, entry.name);
      if (entry.isDirectory() && next.depth < MAX_DEPTH) folders.push({ path, depth: next.depth + 1 });
      else if (entry.isFile() && entry.name.endsWith(`.lc${SIDECAR_ENDING}`)) {
        if (++count > MAX_RECORDINGS) return;
        yield path.slice(0, -SIDECAR_ENDING.length);
      }
    }
  }
}

/** Length of what a file without an end holds, by its intact records. */
async function secondsOf(path: string): Promise<number> {
  const reader = new LcReader();
  try {
    for await (const bytes of fileChunks(path)) reader.push(bytes);
    const { frames, header } = reader.finish();
    return (frames * header.hopSamples) / header.sampleRateHz;
  } catch {
    return 0;
  }
}
