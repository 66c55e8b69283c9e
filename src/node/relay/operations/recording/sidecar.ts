import { randomBytes } from 'node:crypto';
import { lstat, readFile, rename, rm, writeFile } from 'node:fs/promises';
import type { StreamMetadata } from '../../../../core/wire/hello.js';

/** End of the name of what stands beside a recording: `NAME.lc.json`. */
export const SIDECAR_ENDING = '.json';
/** Longest sidecar that is read, in bytes. */
const MAX_SIDECAR_BYTES = 2 ** 20;

/** Metadata from a frame of a recording on. */
export interface RecordedTitle extends StreamMetadata {
  /** Seconds from the start of the file. */
  readonly atSeconds: number;
}

/** What is known of a recording beside its audio: the content of its `.json` file. */
export interface Sidecar {
  /** Marks the file as one that a relay has recorded: no other is ever deleted. */
  readonly recorder: 'latentcast';
  readonly channel: string;
  /** ISO 8601, UTC. */
  readonly startedAt: string;
  /** As the source has named its model. */
  readonly modelId: string;
  /** 64 hex digits. */
  readonly modelSha256: string;
  readonly planes: number;
  /** Of what was written, with its pauses; of a recording that has not ended, when this was written. */
  readonly seconds: number;
  /** Whether it has ended as it should have. */
  readonly isComplete: boolean;
  /** Why it has ended before its stream; null where it has not. */
  readonly error: string | null;
  /** In order; an entry holds until the next one. */
  readonly titles: readonly RecordedTitle[];
}

/** Puts a sidecar beside a recording, in one step. @throws what the system throws */
export async function writeSidecar(recordingPath: string, sidecar: Sidecar): Promise<void> {
  const path = recordingPath + SIDECAR_ENDING;
  const temporary = `${path}.${randomBytes(4).toString('hex')}.partial`;
  try {
    await writeFile(temporary, `${JSON.stringify(sidecar, null, 2)}\n`, { flag: 'wx' });
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined);
    throw error;
  }
}

/** What stands beside a recording; null where that is nothing that a relay has written. */
export async function readSidecar(path: string): Promise<Sidecar | null> {
  try {
    const found = await lstat(path);
    if (!found.isFile() || found.size > MAX_SIDECAR_BYTES) return null;
    const content: unknown = JSON.parse(await readFile(path, 'utf8'));
    return isSidecar(content) ? content : null;
  } catch {
    return null;
  }
}

function isSidecar(content: unknown): content is Sidecar {
  if (typeof content !== 'object' || content === null) return false;
  const { recorder, channel, startedAt, seconds, isComplete, titles } = content as Partial<Sidecar>;
  return (
    recorder === 'latentcast' &&
    typeof channel === 'string' &&
    typeof startedAt === 'string' &&
    Number.isFinite(Date.parse(startedAt)) &&
    typeof seconds === 'number' &&
    seconds >= 0 &&
    typeof isComplete === 'boolean' &&
    Array.isArray(titles) &&
    titles.every((title) => typeof title === 'object' && title !== null)
  );
}
