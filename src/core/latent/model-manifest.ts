import { CodecError, requireInteger } from '../errors.js';
import { isPlainObject } from '../plain-object.js';
import { type CodecFormat, validateFormat } from './format.js';
import { type LowDelayFormat, validateLowDelay } from './low-delay.js';
import { isSha256, MODEL_ID_PATTERN, MODEL_ID_RULE } from './model-identity.js';
import { type LatentNormalizer, validateNormalizer } from './quantizer.js';
import { type SearchFormat, validateSearchFormat } from './search-format.js';

/** The version of `manifest.json` that this build reads. */
export const MANIFEST_VERSION = 1;

/** One file of a model, as its manifest states it. */
export interface ModelFile {
  /** Path relative to the manifest's folder, inside that folder. */
  readonly path: string;
  /** Hex, lower case. */
  readonly sha256: string;
  readonly bytes: number;
  /**
   * The weights, where they are in a file of their own (ONNX external data). The graph's metadata holds their sha256, so
   * that the graph's hash covers them too.
   */
  readonly data?: Omit<ModelFile, 'data' | 'weightsOf'>;
  /** The graph whose weights this one takes, beside the few of its own that its file holds: `search`, `lowDelayEncoder` and `lowDelayDecoder`. */
  readonly weightsOf?: ModelFile;
}

/** The checked content of a model's `manifest.json`. */
export interface ModelManifest {
  readonly manifestVersion: typeof MANIFEST_VERSION;
  readonly id: string;
  readonly name: string;
  readonly licence: string;
  readonly format: CodecFormat;
  readonly normalizer: LatentNormalizer | null;
  /** How the decoder's noise input is filled (`core/dsp/noise.ts`); null when it has no such input. */
  readonly noise: 'lowbias32-v1' | null;
  readonly files: {
    readonly encoder: ModelFile;
    readonly decoder: ModelFile;
    /** The graph of `LatentModel.measure`, which takes its weights from the decoder's file; not part of the model's identity. */
    readonly search?: ModelFile;
    /** An encoder that looks less far ahead and makes bits for the same decoder, which takes its weights from the encoder's file. */
    readonly lowDelayEncoder?: ModelFile;
    /** A decoder of the same bits that looks less far ahead, which takes its weights from the decoder's file. */
    readonly lowDelayDecoder?: ModelFile;
  };
  /** Contexts and delays of the graphs of low delay; each is present where its file is. */
  readonly lowDelay?: LowDelayFormat;
  /** What the search's graph takes; present where `files.search` is. */
  readonly search?: SearchFormat;
  readonly opset: number;
  /** Hex sha256 of older models whose streams this model decodes. */
  readonly compatibleWith: readonly string[];
  /** Notes on the training for people; not checked. */
  readonly training: Readonly<Record<string, unknown>>;
  /** Test vectors for every runtime; null when there are none. */
  readonly parity: { readonly path: string } | null;
}

/** Which file of a manifest a direction (`ports/model.ts`) runs. */
export const FILE_OF = { encode: 'encoder', decode: 'decoder', search: 'search' } as const;

/** A graph of a model: of one of its directions, or of the search. */
export type GraphName = keyof typeof FILE_OF;

/** The entry of a graph's file. @throws CodecError MODEL_NOT_FOUND where the model has no such graph */
export function fileOf(manifest: Pick<ModelManifest, 'id' | 'files'>, graph: GraphName): ModelFile {
  const file = manifest.files[FILE_OF[graph]];
  if (!file) throw new CodecError('MODEL_NOT_FOUND', `model ${manifest.id} has no ${FILE_OF[graph]} graph`);
  return file;
}

/**
 * Parses and checks a `manifest.json`.
 *
 * @param text content of the file
 * @param path of the file, for error messages
 * @throws CodecError MODEL_MANIFEST naming the file, the field, its value and what is allowed.
 */
export function parseManifest(text: string, path: string): ModelManifest {
  const fail = (message: string, cause?: unknown): never => {
    throw new CodecError('MODEL_MANIFEST', `${path}: ${message}`, cause === undefined ? {} : { cause });
  };
  let value: unknown;
  try {
    // Some editors put a byte order mark in front.
    value = JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (cause) {
    fail(`must be JSON: ${(cause as Error).message}`, cause);
  }
  if (!isPlainObject(value)) return fail('must be a JSON object');
  const m = value;
  if (m.manifestVersion !== MANIFEST_VERSION)
    fail(`manifestVersion must be ${MANIFEST_VERSION}, got ${JSON.stringify(m.manifestVersion)}`);
  const check = <T>(run: () => T): T => {
    try {
      return run();
    } catch (cause) {
      if (cause instanceof CodecError) throw cause;
      return fail((cause as Error).message, cause);
    }
  };
  const field = (key: string, pattern: RegExp, allowed: string): string => {
    const v = m[key];
    return typeof v === 'string' && pattern.test(v) ? v : fail(`${key} must be ${allowed}, got ${JSON.stringify(v)}`);
  };
  const files = isPlainObject(m.files) ? m.files : fail('files must be an object');
  const file = (key: string, value: unknown): ModelFile => {
    const f = isPlainObject(value) ? value : fail(`files.${key} must be an object`);
    if (!isInsidePath(f.path))
      fail(`files.${key}.path must be a path inside the model's folder, got ${JSON.stringify(f.path)}`);
    if (!isSha256(f.sha256)) fail(`files.${key}.sha256 must be 64 hex digits, got ${JSON.stringify(f.sha256)}`);
    const bytes = check(() => requireInteger(`files.${key}.bytes`, f.bytes as number, 1, 2 ** 40));
    const data = f.data === undefined ? {} : { data: file(`${key}.data`, f.data) };
    return { path: f.path as string, sha256: f.sha256 as string, bytes, ...data };
  };
  const compatible = m.compatibleWith ?? [];
  if (!Array.isArray(compatible) || !compatible.every(isSha256)) fail('compatibleWith must be a list of hex sha256');
  if (m.noise !== null && m.noise !== 'lowbias32-v1')
    fail(`noise must be null or "lowbias32-v1", got ${JSON.stringify(m.noise)}`);
  const parity = isPlainObject(m.parity) ? m.parity : null;
  if (parity && !isInsidePath(parity.path))
    fail(`parity.path must be a path inside the model's folder, got ${JSON.stringify(parity.path)}`);
  const format = check(() => validateFormat(m.format));
  const encoder = file('encoder', files.encoder);
  const decoder = file('decoder', files.decoder);
  /** A graph that takes its weights from another one's file. */
  const dependent = <Key extends string>(key: Key, weightsOf: ModelFile): Partial<Record<Key, ModelFile>> =>
    files[key] === undefined ? {} : ({ [key]: { ...file(key, files[key]), weightsOf } } as Record<Key, ModelFile>);
  const lowDelay = check(() => validateLowDelay(m.lowDelay, files));
  return {
    manifestVersion: MANIFEST_VERSION,
    id: field('id', MODEL_ID_PATTERN, MODEL_ID_RULE),
    name: field('name', /^.{1,256}$/, '1 to 256 characters'),
    licence: field('licence', /^.{1,256}$/, '1 to 256 characters'),
    format,
    normalizer: check(() => validateNormalizer(m.normalizer, format.latentSize)),
    noise: m.noise as 'lowbias32-v1' | null,
    files: {
      encoder,
      decoder,
      ...dependent('search', decoder),
      ...dependent('lowDelayEncoder', encoder),
      ...dependent('lowDelayDecoder', decoder),
    },
    ...(lowDelay && { lowDelay }),
    ...(files.search !== undefined && { search: check(() => validateSearchFormat(m.search)) }),
    opset: check(() => requireInteger('opset', m.opset as number, 7, 99)),
    compatibleWith: compatible as string[],
    training: isPlainObject(m.training) ? m.training : {},
    parity: parity ? { path: parity.path as string } : null,
  };
}

/** Whether this is a relative path of a file without `.` and `..`: a manifest is data and must not name files elsewhere. */
export const isInsidePath = (v: unknown): v is string =>
  typeof v === 'string' && /^[\w.-]+(\/[\w.-]+)*$/.test(v) && !v.split('/').some((part) => /^\.\.?$/.test(part));
