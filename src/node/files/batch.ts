import { stat } from 'node:fs/promises';
import { basename, dirname, extname, join, relative } from 'node:path';
import { AUDIO_ENDINGS, OWN_ENDINGS } from './audio-names.js';
import { fileError } from './file-errors.js';
import { listFolder } from './list-folder.js';

/** One file to convert. */
export interface BatchJob {
  readonly input: string;
  readonly output: string;
}

/**
 * The jobs that convert files, and all audio files in folders and below them, into `outDir`. Names are kept; where two
 * inputs would have the same output, the old ending stays in both (`a.wav.lc`).
 *
 * @param ending of the outputs, e.g. `.lc`
 * @param onSkipped told of what in a folder looks like audio by its name and is left out, as a sentence
 * @throws CodecError FILE_IO for an input that does not exist
 */
export async function listJobs(
  inputs: readonly string[],
  outDir: string,
  ending: string,
  hasFfmpeg: boolean,
  onSkipped: (reason: string) => void = () => {},
): Promise<BatchJob[]> {
  const endings = hasFfmpeg ? AUDIO_ENDINGS : OWN_ENDINGS;
  const found: { input: string; name: string }[] = [];
  for (const input of inputs) {
    const isFolder = await stat(input).then(
      (s) => s.isDirectory(),
      (cause: unknown) => {
        throw fileError('open', input, cause);
      },
    );
    if (!isFolder) found.push({ input, name: basename(input) });
    else
      for (const path of await listFolder(input, onSkipped))
        if (endings.has(extname(path).toLowerCase())) found.push({ input: path, name: relative(input, path) });
  }
  const bare = (name: string): string => join(dirname(name), basename(name, extname(name)));
  // Many file systems take names that differ in case, or in the composition of their accents, for the same.
  const alike = (name: string): string => name.normalize('NFC').toLowerCase();
  const uses = new Map<string, number>();
  for (const { name } of found) uses.set(alike(bare(name)), (uses.get(alike(bare(name))) ?? 0) + 1);
  const taken = new Set<string>();
  return found.map(({ input, name }) => {
    const stem = uses.get(alike(bare(name)))! > 1 ? name : bare(name);
    let output = join(outDir, stem + ending);
    for (let n = 2; taken.has(alike(output)); n++) output = join(outDir, `${stem}-${n}${ending}`);
    taken.add(alike(output));
    return { input, output };
  });
}

/** Runs `job` on every item, in `count` slots that each take one item after another. The first error ends all slots. */
export async function runParallel<T>(
  items: readonly T[],
  count: number,
  job: (item: T, slot: number) => Promise<void>,
): Promise<void> {
  let next = 0;
  let isBroken = false;
  const slot = async (index: number): Promise<void> => {
    while (next < items.length && !isBroken)
      try {
        await job(items[next++]!, index);
      } catch (error) {
        isBroken = true;
        throw error;
      }
  };
  const results = await Promise.allSettled(Array.from({ length: Math.min(count, items.length) }, (_, i) => slot(i)));
  for (const result of results) if (result.status === 'rejected') throw result.reason;
}
