import { CodecError } from '../core/errors.js';
import type { ModelDelay } from '../core/latent/low-delay.js';
import { lowDelayManifest } from '../core/latent/low-delay-manifest.js';
import { wrongHash, wrongLength } from '../core/latent/model-file-errors.js';
import { type ModelFile, type ModelManifest, parseManifest } from '../core/latent/model-manifest.js';
import { withWeightsOf } from '../core/latent/onnx-initializers.js';
import { type GraphPlan, parseGraphPlan, planName } from './graph-plan.js';

/** Name of the Cache Storage that models are kept in; an entry is checked again when it is read. */
export const MODEL_CACHE = 'latentcast-models-v1';

/** Longest manifest that is accepted, in UTF-16 units. */
const MAX_MANIFEST_CHARS = 1 << 20;

/** A model's manifest, checked, and its identity. */
export interface FetchedManifest {
  readonly manifest: ModelManifest;
  /** sha256 of the encoder's and the decoder's hex sha256 joined. */
  readonly sha256: string;
}

/** Called during a download with the bytes so far and in all. */
export type OnProgress = (loadedBytes: number, totalBytes: number) => void;

/**
 * Fetches and checks a model's manifest.
 *
 * @param modelUrl folder of the model, absolute, with a slash at its end
 * @param delay `low`: the manifest with the graphs of low delay in place of the others
 * @throws RangeError where `low` is asked of a model without such graphs; CodecError MODEL_NOT_FOUND, MODEL_MANIFEST, ABORTED
 */
export async function fetchManifest(
  modelUrl: string,
  delay: ModelDelay = 'normal',
  signal?: AbortSignal,
): Promise<FetchedManifest> {
  const url = new URL('manifest.json', modelUrl).href;
  const response = await get(url, { cache: 'no-cache', ...(signal && { signal }) });
  const text = await response.text();
  if (text.length > MAX_MANIFEST_CHARS) throw new CodecError('MODEL_MANIFEST', `${url}: longer than 1 MiB`);
  const manifest = parseManifest(text, url);
  const { encoder, decoder } = manifest.files;
  return {
    manifest: delay === 'low' ? lowDelayManifest(manifest) : manifest,
    sha256: await sha256OfText(encoder.sha256 + decoder.sha256),
  };
}

/** The bytes of a graph. */
export interface FetchedGraph {
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Whether all of them came from the browser's cache. */
  readonly isFromCache: boolean;
}

/**
 * One graph of a model, with the weights that it takes from another one's file.
 *
 * @throws CodecError MODEL_NOT_FOUND, MODEL_HASH
 */
export async function fetchGraph(modelUrl: string, file: ModelFile, onProgress: OnProgress): Promise<FetchedGraph> {
  const { weightsOf } = file;
  if (!weightsOf) return fetchFile(modelUrl, file, onProgress);
  const loaded = [0, 0];
  const [own, donor] = await Promise.all(
    [file, weightsOf].map((part, at) =>
      fetchFile(modelUrl, part, (bytes) => {
        loaded[at] = bytes;
        onProgress(loaded[0]! + loaded[1]!, file.bytes + weightsOf.bytes);
      }),
    ),
  );
  return {
    bytes: withWeightsOf(own!.bytes, donor!.bytes),
    isFromCache: own!.isFromCache && donor!.isFromCache,
  };
}

/** What names a graph's plan: its sha256, or that of both hex sha256 joined where it takes its weights from another file. */
export const planKey = async ({ sha256, weightsOf }: ModelFile): Promise<string> =>
  weightsOf ? sha256OfText(sha256 + weightsOf.sha256) : sha256;

/**
 * A file of a model, from the cache or from its server, checked against the manifest either way. A cache that cannot
 * be used (private windows, insecure origins, no room) only costs the download.
 */
async function fetchFile(modelUrl: string, file: ModelFile, onProgress: OnProgress): Promise<FetchedGraph> {
  const url = new URL(file.path, modelUrl).href;
  const cache = await openCache();
  // The hash is part of the key, so that a new model at the same place is another entry.
  const key = `${url}?sha256=${file.sha256}`;
  const kept = await cache?.match(key).catch(() => undefined);
  if (kept) {
    const bytes = new Uint8Array(await kept.arrayBuffer());
    if (bytes.length === file.bytes && (await sha256Hex(bytes)) === file.sha256) {
      onProgress(file.bytes, file.bytes);
      return { bytes, isFromCache: true };
    }
    await cache?.delete(key).catch(() => false);
  }
  const response = await get(key, {});
  const bytes = await readBody(response, url, file, onProgress);
  const sha256 = await sha256Hex(bytes);
  if (sha256 !== file.sha256) throw wrongHash(url, file, sha256);
  const headers = { 'content-type': 'application/octet-stream' };
  // Stored while the model starts: the caller does not wait for it.
  void cache?.put(key, new Response(bytes.slice(), { headers })).catch(() => undefined);
  return { bytes, isFromCache: false };
}

/**
 * The plan of a graph; null where the server of the runtime has none, or where it cannot be read. The browser's HTTP
 * cache keeps it.
 *
 * @param wasmUrl folder of the runtime's files, absolute, with a slash at its end
 * @param sha256 of the graph, in hex
 */
export async function fetchGraphPlan(wasmUrl: string, sha256: string): Promise<GraphPlan | null> {
  try {
    const response = await get(new URL(`plans/${planName(sha256)}`, wasmUrl).href, {});
    return parseGraphPlan(new Uint8Array(await response.arrayBuffer()), sha256);
  } catch {
    return null;
  }
}

async function openCache(): Promise<Cache | undefined> {
  try {
    return await caches.open(MODEL_CACHE);
  } catch {
    return undefined;
  }
}

async function get(url: string, init: RequestInit): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(url, init);
  } catch (cause) {
    if (init.signal?.aborted) throw new CodecError('ABORTED', `loading ${url} was aborted`);
    throw new CodecError('MODEL_NOT_FOUND', `cannot load ${url}: ${(cause as Error).message}`, { cause });
  }
  if (!response.ok) throw new CodecError('MODEL_NOT_FOUND', `cannot load ${url}: HTTP status ${response.status}`);
  return response;
}

async function readBody(
  response: Response,
  url: string,
  file: ModelFile,
  onProgress: OnProgress,
): Promise<Uint8Array<ArrayBuffer>> {
  const totalBytes = file.bytes;
  const bytes = new Uint8Array(totalBytes);
  const reader = response.body!.getReader();
  let loaded = 0;
  for (;;) {
    const { done, value } = await reader.read().catch((cause: unknown) => {
      throw new CodecError('MODEL_NOT_FOUND', `${url}: the download broke off at ${loaded} bytes`, { cause });
    });
    if (done) break;
    if (loaded + value.length > totalBytes) {
      await reader.cancel().catch(() => undefined);
      throw wrongLength(url, file, 'more');
    }
    bytes.set(value, loaded);
    loaded += value.length;
    onProgress(loaded, totalBytes);
  }
  if (loaded !== totalBytes) throw wrongLength(url, file, loaded);
  return bytes;
}

const sha256OfText = (text: string): Promise<string> => sha256Hex(new TextEncoder().encode(text));

/**
 * Hex sha256. `crypto.subtle` exists in secure contexts only (https, localhost).
 *
 * @throws CodecError MODEL_HASH where it is missing: a model that cannot be checked is not run
 */
async function sha256Hex(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  if (!globalThis.crypto?.subtle)
    throw new CodecError('MODEL_HASH', 'the model cannot be checked: this page must be opened over https or localhost');
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
