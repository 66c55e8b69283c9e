import { rm, rmdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { RecordOptions } from './record-options.js';
import type { RecordingLibrary, StoredRecording } from './recording-library.js';
import { SIDECAR_ENDING } from './sidecar.js';

/** Which recordings of a channel are kept. */
export type RetentionRule = Pick<RecordOptions, 'keepMs' | 'keepFiles' | 'keepBytes'>;

/**
 * Recordings that a rule does not keep, the oldest first.
 *
 * @param recordings of one channel that have ended, the newest first
 */
export function expired<T extends Pick<StoredRecording, 'startedMs' | 'seconds' | 'bytes'>>(
  recordings: readonly T[],
  { keepMs, keepFiles, keepBytes }: RetentionRule,
  wallMs: number,
): T[] {
  let bytes = 0;
  const out: T[] = [];
  recordings.forEach((recording, i) => {
    bytes += recording.bytes;
    const isOld = keepMs !== undefined && recording.startedMs + recording.seconds * 1000 < wallMs - keepMs;
    const isBeyond = (keepFiles !== undefined && i >= keepFiles) || (keepBytes !== undefined && bytes > keepBytes);
    if (isOld || isBeyond) out.unshift(recording);
  });
  return out;
}

/**
 * Deletes what a rule does not keep of a channel's recordings, with what stands beside them and folders that become empty.
 * Files that no relay has recorded, and what is being recorded, stay.
 *
 * @param isInUse whether a file is being written
 * @returns paths of what was deleted; what could not be deleted stays and is tried again the next time
 */
export async function applyRetention(
  library: RecordingLibrary,
  channel: string,
  rule: RetentionRule,
  { wallMs, isInUse }: { readonly wallMs: number; readonly isInUse: (path: string) => boolean },
): Promise<string[]> {
  if (rule.keepMs === undefined && rule.keepFiles === undefined && rule.keepBytes === undefined) return [];
  const recordings = (await library.list(channel)).filter(({ path }) => !isInUse(path));
  const deleted: string[] = [];
  for (const { path } of expired(recordings, rule, wallMs)) {
    try {
      await rm(path);
      await rm(path + SIDECAR_ENDING, { force: true });
      deleted.push(path);
      for (let folder = dirname(path); folder !== library.folder; folder = dirname(folder)) await rmdir(folder);
    } catch {
      // A folder that is not empty, or a file that another program has deleted or protects.
    }
  }
  return deleted;
}
