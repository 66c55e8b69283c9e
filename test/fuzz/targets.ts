import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { FuzzTarget } from './targets/fuzz-target.js';

/** Every target by its name, which is its file's, its corpus folder's and what `npm run fuzz` takes. */
export const FUZZ_TARGETS: Readonly<Record<string, () => Promise<{ readonly target: FuzzTarget }>>> = {
  'access-answer': () => import('./targets/access-answer.js'),
  'byte-pipe': () => import('./targets/byte-pipe.js'),
  'cluster-message': () => import('./targets/cluster-message.js'),
  container: () => import('./targets/container.js'),
  'flac-file': () => import('./targets/flac-file.js'),
  'http-connection': () => import('./targets/http-connection.js'),
  'icecast-request': () => import('./targets/icecast-request.js'),
  'json-packet': () => import('./targets/json-packet.js'),
  'lc-file': () => import('./targets/lc-file.js'),
  'lossy-message': () => import('./targets/lossy-message.js'),
  manifest: () => import('./targets/manifest.js'),
  'model-package': () => import('./targets/model-package.js'),
  'mp3-file': () => import('./targets/mp3-file.js'),
  'ogg-file': () => import('./targets/ogg-file.js'),
  'option-text': () => import('./targets/option-text.js'),
  packet: () => import('./targets/packet.js'),
  playlist: () => import('./targets/playlist.js'),
  'range-coder': () => import('./targets/range-coder.js'),
  'relay-config': () => import('./targets/relay-config.js'),
  safetensors: () => import('./targets/safetensors.js'),
  'session-link': () => import('./targets/session-link.js'),
  'session-message': () => import('./targets/session-message.js'),
  sframe: () => import('./targets/sframe.js'),
  token: () => import('./targets/token.js'),
  'wav-file': () => import('./targets/wav-file.js'),
};

const corpusFolder = fileURLToPath(new URL('./corpus/', import.meta.url));

/** The inputs that are kept for a target: what `npm run fuzz` has found worth it, and what was a fault once. */
export function corpusOf(name: string): { readonly file: string; readonly bytes: Uint8Array }[] {
  const folder = path.join(corpusFolder, name);
  let files: string[];
  try {
    files = readdirSync(folder).sort();
  } catch {
    return [];
  }
  return files.map((file) => ({ file, bytes: readFileSync(path.join(folder, file)) }));
}
