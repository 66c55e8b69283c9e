import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readdir, readFile, stat } from 'node:fs/promises';
import { delimiter, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { CodecError } from '../../core/errors.js';
import { wrongHash, wrongLength } from '../../core/latent/model-file-errors.js';
import { type ModelFile, type ModelManifest, parseManifest } from '../../core/latent/model-manifest.js';
import { fileError } from '../files/file-errors.js';
import { isFile } from '../is-file.js';

/** Name of the model that is used when none is named: of its folder, or its id. */
export const DEFAULT_MODEL = 'default';

/** Longest manifest, or description of test vectors. */
const MAX_TEXT_BYTES = 2 ** 20;

/** A model found on disk: its manifest is checked, its files are not yet. */
export interface FoundModel {
  /** Absolute path of its folder. */
  readonly dir: string;
  readonly manifest: ModelManifest;
  /** sha256 of the encoder's and the decoder's hex sha256 joined. */
  readonly sha256: string;
}

/** A folder with a manifest, and why it cannot be used where that is so. */
export type ListedModel = { readonly dir: string } & (
  | { readonly ok: true; readonly model: FoundModel }
  | { readonly ok: false; readonly error: CodecError }
);

/** The package's own models folder; the same from `src` and from `dist`. */
export const packageModelsDir = (): string => fileURLToPath(new URL('../../../models', import.meta.url));

/** Folders of models, in the order they are searched: those of LATENTCAST_MODELS, then the package's own. */
export function modelRoots(env: Readonly<Record<string, string | undefined>> = process.env): string[] {
  const named = (env.LATENTCAST_MODELS ?? '').split(delimiter).filter((path) => path !== '');
  return [...new Set([...named.map((path) => resolve(path)), packageModelsDir()])];
}

/** Hex sha256 of a model: of the encoder's and the decoder's hex sha256 joined. */
export const modelSha256 = (manifest: Pick<ModelManifest, 'files'>): string =>
  sha256Hex(manifest.files.encoder.sha256 + manifest.files.decoder.sha256);

/** Hex sha256, lower case. */
export const sha256Hex = (data: Uint8Array | string): string => createHash('sha256').update(data).digest('hex');

/** Every folder with a `manifest.json` in `roots`, or that is itself one of them. Missing roots are no error. */
export async function listModels(roots: readonly string[] = modelRoots()): Promise<ListedModel[]> {
  const found: ListedModel[] = [];
  for (const root of roots) {
    // An import makes its folder under a name with a dot in front.
    const names = (await readdir(root).catch(() => [] as string[])).filter((name) => !name.startsWith('.'));
    for (const dir of [root, ...names.sort().map((name) => join(root, name))]) {
      if (!(await isFile(join(dir, 'manifest.json')))) continue;
      try {
        found.push({ dir, ok: true, model: await readModelDir(dir) });
      } catch (error) {
        found.push({ dir, ok: false, error: error as CodecError });
      }
    }
  }
  return found;
}

/**
 * Finds a model by the path of its folder, the name of its folder or its id.
 *
 * @param roots folders that hold models
 * @throws CodecError MODEL_NOT_FOUND naming the folders that were searched and the ids in them; MODEL_MANIFEST when the
 * named model has a bad manifest
 */
export async function findModel(
  name: string = DEFAULT_MODEL,
  roots: readonly string[] = modelRoots(),
): Promise<FoundModel> {
  if (await isFile(join(name, 'manifest.json'))) return readModelDir(resolve(name));
  const listed = await listModels(roots);
  const byFolder = listed.find((entry) => roots.some((root) => entry.dir === join(root, name)));
  if (byFolder) {
    if (!byFolder.ok) throw byFolder.error;
    return byFolder.model;
  }
  for (const entry of listed) if (entry.ok && entry.model.manifest.id === name) return entry.model;
  const ids = [...new Set(listed.flatMap((entry) => (entry.ok ? [entry.model.manifest.id] : [])))];
  throw new CodecError(
    'MODEL_NOT_FOUND',
    `no model "${name}": looked for ${join(name, 'manifest.json')} and in ${roots.join(', ')}; ` +
      `models there: ${ids.length > 0 ? ids.join(', ') : 'none'}`,
  );
}

/** The text of a file that describes a model. @throws CodecError MODEL_MANIFEST for what cannot be one; what `stat` and `readFile` throw */
export async function readModelText(path: string): Promise<string> {
  const found = await stat(path);
  if (!found.isFile()) throw new CodecError('MODEL_MANIFEST', `${path}: must be a file`);
  if (found.size > MAX_TEXT_BYTES)
    throw new CodecError('MODEL_MANIFEST', `${path}: must be at most ${MAX_TEXT_BYTES} bytes long, got ${found.size}`);
  return await readFile(path, 'utf8');
}

/**
 * Reads and checks the manifest of a model's folder.
 *
 * @throws CodecError MODEL_NOT_FOUND when the folder has no manifest, MODEL_MANIFEST when it is not valid
 */
export async function readModelDir(dir: string): Promise<FoundModel> {
  const path = join(dir, 'manifest.json');
  const text = await readModelText(path).catch((cause: unknown) => {
    if (cause instanceof CodecError) throw cause;
    throw new CodecError('MODEL_NOT_FOUND', `no model in ${dir}: ${fileError('read', path, cause).message}`, { cause });
  });
  const manifest = parseManifest(text, path);
  return { dir, manifest, sha256: modelSha256(manifest) };
}

/**
 * The bytes of one of a model's files, checked against its manifest.
 *
 * @throws CodecError MODEL_NOT_FOUND when the file is missing, MODEL_HASH naming the expected and the actual value
 */
export async function readModelFile(model: FoundModel, file: ModelFile): Promise<Uint8Array> {
  const path = join(model.dir, file.path);
  let bytes: Uint8Array;
  try {
    bytes = await readFile(path);
  } catch (cause) {
    throw missingFile(model, path, cause);
  }
  if (bytes.length !== file.bytes) throw wrongLength(path, file, `${bytes.length}${lfsHint(bytes)}`);
  const sha256 = sha256Hex(bytes);
  if (sha256 !== file.sha256) throw wrongHash(path, file, sha256);
  return bytes;
}

/**
 * Checks the file of weights beside a graph, where it has one, by reading it through.
 *
 * @throws CodecError MODEL_NOT_FOUND, MODEL_HASH as for the graph itself
 */
export async function checkModelData(model: FoundModel, { data }: ModelFile): Promise<void> {
  if (!data) return;
  const path = join(model.dir, data.path);
  const hash = createHash('sha256');
  let bytes = 0;
  try {
    for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 })) {
      hash.update(chunk as Buffer);
      bytes += (chunk as Buffer).length;
    }
  } catch (cause) {
    throw missingFile(model, path, cause);
  }
  if (bytes !== data.bytes) throw wrongLength(path, data, bytes);
  const sha256 = hash.digest('hex');
  if (sha256 !== data.sha256) throw wrongHash(path, data, sha256);
}

const missingFile = (model: FoundModel, path: string, cause: unknown): CodecError =>
  new CodecError('MODEL_NOT_FOUND', `model ${model.manifest.id}: ${fileError('read', path, cause).message}`, { cause });

/** The commonest cause of a wrong length: a clone without Git LFS holds pointers in place of the models. */
function lfsHint(bytes: Uint8Array): string {
  const head = new TextDecoder().decode(bytes.subarray(0, 40));
  return head.startsWith('version https://git-lfs') ? ' (a Git LFS pointer: run `git lfs pull`)' : '';
}
