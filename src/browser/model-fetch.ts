import { CodecError } from '../core/errors.js';
import { wrongHash, wrongLength } from '../core/latent/model-file-errors.js';
import { FILE_OF, type ModelFile, type ModelManifest, parseManifest } from '../core/latent/model-manifest.js';
import type { Direction } from '../ports/model.js';
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
 * @throws CodecError MODEL_NOT_FOUND, MODEL_MANIFEST, ABORTED
 */
export async function fetchManifest(modelUrl: string, signal?: AbortSignal): Promise<FetchedManifest> {
  const url = new URL('manifest.json', modelUrl).href;
  const response = await get(url, { cache: 'no-cache', ...(signal && { signal }) });
  const text = await response.text();
  if (text.length > MAX_MANIFEST_CHARS) throw new CodecError('MODEL_MANIFEST', `${url}: longer than 1 MiB`);
  const manifest = parseManifest(text, url);
  const { encoder, decoder } = manifest.files;
  return { manifest, sha256: await sha256Hex(new TextEncoder().encode(encoder.sha256 + decoder.sha256)) };
}

/**
 * One graph of a model, from the cache or from its server, checked against the manifest either way. A cache that cannot
 * be used (private windows, insecure origins, no room) only costs the download.
 *
 * @throws CodecError MODEL_NOT_FOUND, MODEL_HASH, ABORTED
 */
export async function fetchGraph(
  modelUrl: string,
  manifest: ModelManifest,
  direction: Direction,
  onProgress: OnProgress,
  signal?: AbortSignal,
): Promise<{ bytes: Uint8Array<ArrayBuffer>; isFromCache: boolean }> {
  const file = manifest.files[FILE_OF[direction]];
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
  const response = await get(key, signal ? { signal } : {});
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
