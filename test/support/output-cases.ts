import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createReadStream, existsSync, readdirSync, statSync } from 'node:fs';
import { chmod, link, lstat, mkdir, readdir, readFile, readlink, stat, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Running } from './cli.js';

/** One command of the table: where it writes, and how it is run. */
export interface OutputCommand {
  readonly name: string;
  /** Path that is examined, below the folder of the outputs. */
  readonly target: string;
  /** Content of the kind that it writes, older than this run. */
  readonly sameKind: () => Promise<Uint8Array>;
  /** Starts it, writing to `out`. @param size `long` for what can be interrupted or fills a disk */
  run(at: { readonly input: string; readonly out: string; readonly args: readonly string[] }): Promise<Running>;
  /** Makes an input of the name that is given. @param isLong whether it can be interrupted */
  makeInput(path: string, isLong: boolean): Promise<void>;
  /** Whether the name of the output can be that of the input. */
  readonly canBeInput: boolean;
  /** Name of the input. */
  readonly inputName: string;
  /** Resolves when the command may be interrupted. */
  interruptWhen?(running: Running, dir: string): Promise<void>;
  /** Whether the output is a folder, made by the command. */
  readonly makesFolder: boolean;
  /** For a command whose output is a folder itself: puts one of the kind, or one with something else, at the path. */
  readonly putFolder?: (path: string, isOfKind: boolean) => Promise<void>;
}

/** What a case has found: what became of the files, and the exit code. */
export interface Outcome {
  readonly effect: string;
  readonly code: number;
}

/** A case of the table, in the folder `dir`, whose `out` is written to. */
export interface OutputCase {
  readonly name: string;
  readonly args?: readonly string[];
  readonly isLong?: boolean;
  /** Undefined where the case does not exist for a command. */
  readonly applies?: (command: OutputCommand) => boolean;
  prepare(at: Place, command: OutputCommand): Promise<(() => Promise<void>) | void>;
}

/** Paths of one run. */
export interface Place {
  readonly dir: string;
  readonly out: string;
  readonly target: string;
  input: string;
}

const OTHER = 'keep me: this is a letter to somebody';
const writeTarget = async (target: string, content: Uint8Array | string): Promise<void> => {
  await mkdir(dirname(target), { recursive: true });
  await writeFile(target, content);
};

const putKind = async (path: string, { sameKind, putFolder }: OutputCommand): Promise<void> =>
  putFolder ? putFolder(path, true) : writeTarget(path, await sameKind());
const putOther = (path: string, { putFolder }: OutputCommand): Promise<void> =>
  putFolder ? putFolder(path, false) : writeTarget(path, OTHER);

/** All cases, in the order of the table. */
export const CASES: readonly OutputCase[] = [
  { name: 'nothing exists', prepare: async () => {} },
  {
    name: 'a file of the kind exists',
    prepare: ({ target }, command) => putKind(target, command),
  },
  {
    name: 'an empty file or folder exists',
    prepare: ({ target }, { putFolder }) =>
      putFolder ? mkdir(target, { recursive: true }).then(() => undefined) : writeTarget(target, ''),
  },
  { name: 'a file of another kind exists', prepare: ({ target }, command) => putOther(target, command) },
  { name: 'the same, with `--force`', args: ['--force'], prepare: ({ target }, command) => putOther(target, command) },
  {
    name: 'it is the input',
    applies: ({ canBeInput }) => canBeInput,
    prepare: async (at, command) => {
      await mkdir(dirname(at.target), { recursive: true });
      await command.makeInput(at.target, false);
      at.input = at.target;
    },
  },
  {
    name: 'it is a hard link to the input, with `--force`',
    args: ['--force'],
    applies: ({ canBeInput, putFolder }) => canBeInput && !putFolder,
    prepare: async ({ input, target }) => {
      await mkdir(dirname(target), { recursive: true });
      await link(input, target);
    },
  },
  {
    name: 'it is a symbolic link to the input, with `--force`',
    args: ['--force'],
    applies: ({ canBeInput }) => canBeInput,
    prepare: async ({ input, target }) => {
      await mkdir(dirname(target), { recursive: true });
      await symlink(input, target);
    },
  },
  {
    name: 'it is a symbolic link to a file of the kind',
    prepare: async ({ dir, target }, command) => {
      await mkdir(dirname(target), { recursive: true });
      const other = join(dir, `behind-${command.target.replace(/.*\//, '')}`);
      await putKind(other, command);
      await symlink(other, target);
    },
  },
  {
    name: 'it is a symbolic link to nothing',
    prepare: async ({ dir, target }, command) => {
      await mkdir(dirname(target), { recursive: true });
      await symlink(join(dir, `behind-${command.target.replace(/.*\//, '')}`), target);
    },
  },
  {
    name: 'it is a pipe that is read',
    prepare: async ({ target }) => {
      await mkdir(dirname(target), { recursive: true });
      execFileSync('mkfifo', [target]);
      const reading = createReadStream(target);
      reading.on('error', () => {});
      reading.resume();
    },
  },
  {
    name: 'it is a device (/dev/null)',
    prepare: async ({ target }) => {
      await mkdir(dirname(target), { recursive: true });
      await symlink('/dev/null', target);
    },
  },
  {
    name: 'it is a folder',
    prepare: async ({ target }) => void (await mkdir(join(target, 'inner'), { recursive: true })),
  },
  {
    name: 'its folder is missing',
    prepare: async (at, { makesFolder }) => {
      if (!makesFolder) Object.assign(at, { out: join(at.dir, 'missing', 'deep', at.out.slice(at.dir.length + 1)) });
    },
  },
  {
    name: 'it is unwritable, and a file of the kind exists',
    prepare: async ({ target }, command) => {
      await putKind(target, command);
      await chmod(target, command.putFolder ? 0o555 : 0o444);
      await chmod(dirname(target), 0o555);
      if (process.getuid?.() !== 0) return undefined;
      process.seteuid!(65_534);
      return async () => process.seteuid!(0);
    },
  },
  {
    name: 'the disk is full, and a file of the kind exists',
    isLong: true,
    prepare: async ({ target }, command) => {
      const folder = dirname(target);
      await mkdir(folder, { recursive: true });
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', folder]);
      await putKind(target, command);
      await writeFile(join(folder, 'filler'), new Uint8Array(65_536)).catch(() => undefined);
      return async () => void execFileSync('umount', [folder]);
    },
  },
  {
    name: 'interrupted, and a file of the kind exists',
    isLong: true,
    prepare: ({ target }, command) => putKind(target, command),
  },
];

/** Whether a small disk can be mounted here: it needs root. */
export function canMount(dir: string): boolean {
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', dir], { stdio: 'ignore' });
    execFileSync('umount', [dir], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** Everything below a folder, by name: kind and content. */
export async function snapshot(dir: string): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  for (const name of (await readdir(dir, { recursive: true })).sort()) {
    const path = join(dir, name);
    const stats = await lstat(path);
    if (stats.isSymbolicLink()) found.set(name, `link to ${await readlink(path)}`);
    else if (stats.isFile())
      found.set(
        name,
        `file ${createHash('sha256')
          .update(await readFile(path))
          .digest('hex')}`,
      );
    else if (stats.isDirectory())
      found.set(name, `folder of ${(await readdir(path)).sort().join(', ')} of ${stats.ino}`);
    else found.set(name, stats.isFIFO() ? 'pipe' : 'special');
  }
  return found;
}

/** What changed between two snapshots, in words, as to the target. */
export function effectOf(
  before: ReadonlyMap<string, string>,
  after: ReadonlyMap<string, string>,
  target: string,
  wasWrittenTo: boolean,
): string {
  const was = before.get(target);
  const is = after.get(target);
  if (was?.startsWith('link') && is === was) {
    const behind = [...after].filter(([name, value]) => /^behind-[^/]*$/.test(name) && before.get(name) !== value);
    if (behind.length > 0)
      return before.has(behind[0]![0]) ? 'target replaced, link stays' : 'target written, link stays';
    return wasWrittenTo ? 'written to' : 'nothing changes';
  }
  if (is === undefined && was === undefined) return 'nothing is written';
  if (is === was) return was === 'pipe' && wasWrittenTo ? 'written to' : 'nothing changes';
  return was === undefined ? 'written' : 'replaced';
}

/** Resolves when a temporary file in `dir` has content. */
export async function partialIn(dir: string, minBytes = 1): Promise<void> {
  for (;;) {
    const names = existsSync(dir) ? readdirSync(dir) : [];
    const partial = names.find((name) => name.endsWith('.partial'));
    if (partial && (statSync(join(dir, partial), { throwIfNoEntry: false })?.size ?? 0) >= minBytes) return;
    await new Promise((resolve) => setImmediate(resolve));
  }
}

export const exists = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  );
