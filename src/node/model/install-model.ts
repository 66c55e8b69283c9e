import { randomBytes } from 'node:crypto';
import { chmod, copyFile, mkdir, mkdtemp, readdir, realpath, rename, rm, rmdir, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { CodecError } from '../../core/errors.js';
import { wrongLength } from '../../core/latent/model-file-errors.js';
import type { ModelFile } from '../../core/latent/model-manifest.js';
import type { AbortSignalLike } from '../../ports/audio.js';
import { fileError } from '../files/file-errors.js';
import { throwIfAborted } from '../files/throw-if-aborted.js';
import { type FoundModel, findModel, packageModelsDir, readModelDir } from './model-files.js';
import { vectorFiles } from './model-vectors.js';
import { modelFolder } from './unpack-model.js';
import { type ModelCheck, type VerifiedModel, verifyModel } from './verify-model.js';

/** Options of {@link addModel}. */
export interface AddModelOptions {
  /** Folder of models that it is put into, under its id. */
  readonly root: string;
  /** Whether a model of the same id that is there is replaced. @default false */
  readonly replace?: boolean;
  /** Stops; nothing is installed. */
  readonly signal?: AbortSignalLike;
  /** Called after each check. */
  readonly onCheck?: (check: ModelCheck) => void;
}

/** Files that are installed with a model where it has them. */
const NOTES = ['LICENSE', 'LICENSE.md', 'LICENCE', 'LICENCE.md', 'NOTICE', 'README.md', 'MODEL_CARD.md'];
/** Largest file beside the graphs: a note, or an array of test vectors. */
const MAX_NOTE_BYTES = 64 * 2 ** 20;

/**
 * Installs a model from its folder, a tarball, or a package of npm, which the `npm` command fetches and whose scripts are not
 * run. It is copied, checked as {@link verifyModel} does, and appears under its id only when every check holds.
 *
 * @param from a folder or a `.tgz`, `.tar.gz` or `.tar` file, else the name of a package, with a version perhaps
 * @throws CodecError FILE_IO for what cannot be read or written, MODEL_NOT_FOUND where it holds no model, OUTPUT_REFUSED where a
 * model of that id is there; what {@link verifyModel} throws
 */
export async function addModel(
  from: string,
  options: AddModelOptions,
): Promise<VerifiedModel & { readonly dir: string }> {
  const { root, replace = false, signal, onCheck } = options;
  const temporary = await mkdtemp(join(tmpdir(), 'latentcast-model-'));
  let work: string | undefined;
  let source: FoundModel | undefined;
  try {
    source = await readModelDir(await modelFolder(from, temporary));
    throwIfAborted(signal, 'the installation');
    const { id } = source.manifest;
    if (id === 'default')
      throw new CodecError(
        'MODEL_MANIFEST',
        `${join(source.dir, 'manifest.json')}: id must not be default, which names the model that is used where none is named`,
      );
    const dir = join(root, id);
    if ((await stat(dir).catch(() => null)) && !replace)
      throw new CodecError('OUTPUT_REFUSED', `${dir}: there is a model of that id already; --force takes its place`);
    await mkdir(root, { recursive: true });
    work = join(root, `.${id}.${randomBytes(4).toString('hex')}.partial`);
    await copyModel(source, work);
    const verified = await verifyModel(work, { ...(onCheck && { onCheck }), ...(signal && { signal }) });
    if (replace) await replaceModel(dir, work);
    else await rename(work, dir);
    return { ...verified, model: { ...verified.model, dir }, dir };
  } catch (error) {
    if (work) await rm(work, { recursive: true, force: true });
    const place = source && !source.dir.startsWith(temporary) ? source.dir : from;
    if (error instanceof CodecError) throw withPlace(error, [work, source?.dir, temporary], place);
    throw typeof (error as { syscall?: unknown })?.syscall === 'string' ? fileError('write', root, error) : error;
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
}

/** An error about a copy that is gone as one about what it was copied from. */
function withPlace(error: CodecError, copies: readonly (string | undefined)[], place: string): CodecError {
  const message = copies.reduce<string>((text, copy) => (copy ? text.replaceAll(copy, place) : text), error.message);
  return message === error.message ? error : new CodecError(error.code, message, { cause: error });
}

/**
 * Removes an installed model: its files, and its folder where nothing else is in it.
 *
 * @param name folder, folder's name or id, as for {@link findModel}
 * @returns the folder, and the names of what is left in it
 * @throws CodecError MODEL_NOT_FOUND, OUTPUT_REFUSED for the package's own model or a folder outside `roots`
 */
export async function removeModel(
  name: string,
  roots: readonly string[],
): Promise<{ readonly dir: string; readonly left: readonly string[] }> {
  const { dir } = await findModel(name, roots);
  const refuse = (why: string): never => {
    throw new CodecError('OUTPUT_REFUSED', `${dir}: is not removed: ${why}`);
  };
  if (dir === join(packageModelsDir(), 'default')) refuse('it is the package’s own model');
  if (!roots.some((root) => resolve(dirname(dir)) === resolve(root)))
    refuse(`it is in none of the model folders ${roots.join(', ')}`);
  return { dir, left: await removeFiles(dir) };
}

/** Puts `work` in the place of `dir`, and keeps there what is no file of the model before. */
async function replaceModel(dir: string, work: string): Promise<void> {
  const aside = `${work}.before`;
  const isThere = await rename(dir, aside).then(
    () => true,
    () => false,
  );
  try {
    await rename(work, dir);
  } catch (error) {
    if (isThere) await rename(aside, dir);
    throw error;
  }
  if (!isThere) return;
  for (const name of await removeFiles(aside)) await rename(join(aside, name), join(dir, name)).catch(() => undefined);
  await rmdir(aside).catch(() => undefined);
}

/** Names of all files of a model, relative to its folder. */
async function filesOf(model: FoundModel): Promise<string[]> {
  const { files } = model.manifest;
  const graphs = Object.values(files).flatMap(({ path, data }) => [path, ...(data ? [data.path] : [])]);
  const notes = (await readdir(model.dir)).filter((name) => NOTES.includes(name));
  return [...new Set(['manifest.json', ...graphs, ...(await vectorFiles(model)), ...notes])];
}

/** Length of each graph and its weights, as the manifest states it. */
const statedLengths = ({ manifest }: FoundModel): Map<string, ModelFile> =>
  new Map(
    Object.values(manifest.files).flatMap((file) => [file, ...(file.data ? [file.data] : [])].map((f) => [f.path, f])),
  );

/** Only what the manifest names is copied, without its permissions; each must be a file inside the folder, no link out of it. */
async function copyModel(source: FoundModel, to: string): Promise<void> {
  const root = await realpath(source.dir);
  const lengths = statedLengths(source);
  for (const name of await filesOf(source)) {
    const path = await realpath(join(source.dir, name)).catch((cause: unknown) => {
      throw new CodecError('MODEL_NOT_FOUND', `model ${source.manifest.id}: ${fileError('read', name, cause).message}`);
    });
    const inside = relative(root, path);
    if (inside === '..' || inside.startsWith(`..${sep}`))
      throw new CodecError('MODEL_MANIFEST', `${join(source.dir, name)}: must be a file inside the model's folder`);
    const found = await stat(path);
    if (!found.isFile()) throw new CodecError('MODEL_MANIFEST', `${join(source.dir, name)}: must be a file`);
    const file = lengths.get(name);
    if (file && found.size !== file.bytes) throw wrongLength(path, file, found.size);
    if (!file && found.size > MAX_NOTE_BYTES)
      throw new CodecError(
        'MODEL_MANIFEST',
        `${join(source.dir, name)}: must be at most ${MAX_NOTE_BYTES} bytes long, got ${found.size}`,
      );
    await mkdir(dirname(join(to, name)), { recursive: true });
    await copyFile(path, join(to, name));
    await chmod(join(to, name), 0o644);
  }
}

/** Removes a model's files; returns the names of what is left. */
async function removeFiles(dir: string): Promise<string[]> {
  const model = await readModelDir(dir).catch(() => null);
  if (!model) return [];
  const names = await filesOf(model).catch(() => ['manifest.json']);
  for (const name of names) await rm(join(dir, name), { force: true });
  for (const folder of [...new Set(names.map((name) => dirname(join(dir, name))))].sort().reverse())
    await rmdir(folder).catch(() => undefined);
  return await readdir(dir).catch(() => []);
}
