import { constants, type Stats } from 'node:fs';
import { access, lstat, open, readlink, realpath, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { CodecError } from '../../core/errors.js';
import { fileError } from './file-errors.js';
import { KIND_HEAD_BYTES, type OutputKind, requireEnding } from './output-kind.js';
import { type FileReference, isSameFile } from './same-file.js';

/** What decides whether an output may be written. */
export interface TargetOptions {
  /** What is written. */
  readonly kind: OutputKind;
  /** Whether an existing file of another kind is replaced, too (`--force`). @default false */
  readonly replace?: boolean;
  /** What is read: the output must be none of these. @default none */
  readonly inputs?: readonly FileReference[];
}

/** Where an output goes. */
export interface OutputTarget {
  /** As it was named. */
  readonly path: string;
  /** Behind all symbolic links. */
  readonly realPath: string;
  /** A pipe, a device or an open descriptor: written to as it is, and never replaced. */
  readonly isStream: boolean;
  /** Descriptor of this process that the path names, as /dev/stdout does. */
  readonly descriptor?: number;
  /** The file that is replaced; null where there is none. */
  readonly existing: Stats | null;
}

/** The most symbolic links that are followed, as in Linux. */
const MAX_LINKS = 40;
const STANDARD = /^\/dev\/(stdin|stdout|stderr)$/;
const DESCRIPTOR = /^(?:\/dev\/fd|\/proc\/(self|\d+)(?:\/task\/\d+)?\/fd)\/(\d+)$/;

/**
 * Checks that an output can be written without the loss of anything, before any work is done for it. Nothing is changed.
 *
 * Refused: an input of the command, also through links; a disk or a socket; a name of another format; an existing file of
 * another kind, unless `replace` is set. An empty file is of every kind. Pipes and devices may have any
 * name.
 *
 * @throws CodecError OUTPUT_REFUSED with the reason; FILE_IO where the path is a folder, its folder is missing, or
 * permission is denied
 */
export async function checkOutput(path: string, options: TargetOptions): Promise<OutputTarget> {
  const target = await followLinks(path);
  const { realPath, existing, isStream } = target;
  for (const input of options.inputs ?? [])
    if (await isSameFile(target.descriptor ?? realPath, input))
      throw refused(path, `it is ${typeof input === 'string' ? `the same file as the input ${input}` : 'the input'}`);
  if (existing?.isDirectory())
    throw new CodecError('FILE_IO', `${path}: cannot write it: it is a folder, and a file must be named`);
  if (isStream) return target;
  if (existing?.isBlockDevice()) throw refused(path, 'it is a disk');
  if (existing?.isSocket()) throw refused(path, 'it is a socket, which cannot be written to as a file');
  requireEnding(path, options.kind);
  requireEnding(realPath, options.kind);
  const folder = dirname(realPath);
  const isFolder = await stat(folder).then(
    (found) => found.isDirectory(),
    (cause: unknown) => {
      throw new CodecError('FILE_IO', `${path}: cannot write it: there is no folder ${folder}`, { cause });
    },
  );
  if (!isFolder) throw new CodecError('FILE_IO', `${path}: cannot write it: ${folder} is not a folder`);
  try {
    await access(folder, constants.W_OK);
    if (existing) await access(realPath, constants.W_OK);
  } catch (cause) {
    throw fileError('write', path, cause);
  }
  if (existing && existing.size > 0 && !options.replace && !(await isOfKind(path, realPath, options.kind)))
    throw refused(path, `it exists and is not ${options.kind.label}; --force (replace: true) replaces it`);
  return target;
}

const refused = (path: string, reason: string): CodecError =>
  new CodecError('OUTPUT_REFUSED', `${path}: is not written: ${reason}`);

/**
 * Follows symbolic links by hand: a link to nothing names the file that is created, and those of /proc are no paths.
 *
 * @throws CodecError FILE_IO for links that form a loop
 */
export async function followLinks(path: string): Promise<OutputTarget> {
  let at = resolve(path);
  for (let links = 0; links <= MAX_LINKS; links++) {
    // The links of the folders; a folder that is missing is reported later.
    const folder = await realpath(dirname(at)).catch(() => dirname(at));
    at = join(folder, basename(at));
    const descriptor = descriptorOf(at);
    if (descriptor !== undefined) return await describe(path, at, descriptor);
    const found = await lstat(at).catch((cause: NodeJS.ErrnoException) => {
      if (cause.code === 'ENOENT' || cause.code === 'ENOTDIR') return null;
      throw fileError('write', path, cause);
    });
    if (!found?.isSymbolicLink()) {
      const isStream = found !== null && (found.isFIFO() || found.isCharacterDevice());
      return { path, realPath: at, isStream, existing: found };
    }
    at = resolve(folder, await readlink(at));
  }
  throw new CodecError('FILE_IO', `${path}: cannot write it: more than ${MAX_LINKS} symbolic links follow one another`);
}

/** Descriptor of an open file that a path stands for; NaN for one of another process. */
function descriptorOf(path: string): number | undefined {
  const name = STANDARD.exec(path)?.[1];
  if (name !== undefined) return ['stdin', 'stdout', 'stderr'].indexOf(name);
  const found = DESCRIPTOR.exec(path);
  if (!found) return undefined;
  const isOwn = found[1] === undefined || found[1] === 'self' || Number(found[1]) === process.pid;
  return isOwn ? Number(found[2]) : Number.NaN;
}

async function describe(path: string, realPath: string, descriptor: number): Promise<OutputTarget> {
  const existing = await stat(realPath).catch((cause: unknown) => {
    throw fileError('write', path, cause);
  });
  return { path, realPath, isStream: true, existing, ...(Number.isInteger(descriptor) && { descriptor }) };
}

async function isOfKind(path: string, realPath: string, kind: OutputKind): Promise<boolean> {
  const head = new Uint8Array(KIND_HEAD_BYTES);
  try {
    const file = await open(realPath, 'r');
    try {
      const { bytesRead } = await file.read(head, 0, head.length, 0);
      return kind.matches(head.subarray(0, bytesRead));
    } finally {
      await file.close();
    }
  } catch (cause) {
    throw fileError('read', path, cause);
  }
}
