import { createReadStream } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { extname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import { createGunzip } from 'node:zlib';
import { requireKind, requireOptions } from '../../core/options.js';
import { isFile } from '../is-file.js';
import { modelRoots, readModelDir } from '../model/model-files.js';
import { embedHeaders, PAGE_HEADERS, requireFrameOrigins, SHARED_HEADERS } from './page-headers.js';

/** The folders that are served to browsers beside the relay. */
export interface StaticSiteOptions {
  /** Folder of the built page. @default the package's own, `dist/web` */
  readonly webDir?: string;
  /** Folders of models, each in a folder of its own. @default LATENTCAST_MODELS and the package's */
  readonly modelDirs?: readonly string[];
  /**
   * Origins of the pages that may show the player of `/embed/NAME` in a frame, such as `https://blog.example`; `*` for all.
   * @default none
   */
  readonly frames?: readonly string[];
}

/** Files for browsers. */
export interface StaticSite {
  /** Where they are, as routes write it. */
  readonly paths: readonly string[];
  /** Answers a GET or HEAD; false when there is no such file. */
  answer(request: IncomingMessage, response: ServerResponse, pathname: string): Promise<boolean>;
}

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.webmanifest': 'application/manifest+json; charset=utf-8',
  '.wasm': 'application/wasm',
  '.onnx': 'application/octet-stream',
  '.plan': 'application/octet-stream',
};

interface Found {
  readonly path: string;
  /** Content type of the requested file, without `.gz`. */
  readonly type: string;
  readonly isGzipped: boolean;
  readonly headers: Readonly<Record<string, string>>;
  readonly cacheControl: string;
  /** Sent in place of the file's content. */
  readonly text?: string;
}

const IMMUTABLE = 'public, max-age=31536000, immutable';

/** The page at `/`, to which `/NAME` leads browsers, as a player for frames at `/embed/NAME`, the operator's at `/status` where there is one, the element for pages elsewhere at `/element/latentcast-player.js`, the runtime and plans of graphs at `/ort/VERSION/`, and of each model the three files that a browser needs at `/models/NAME/`. */
export function createStaticSite(options: StaticSiteOptions = {}, hasStatusPage = false): StaticSite {
  const webDir = options.webDir ?? fileURLToPath(new URL('../../../dist/web', import.meta.url));
  const modelDirs = options.modelDirs ?? modelRoots();
  const embed = embedHeaders(requireFrameOrigins('site.frames', options.frames ?? []));
  return {
    paths: [
      '/',
      ...(hasStatusPage ? ['/status'] : []),
      '/:channel',
      '/embed/:channel',
      '/element/latentcast-player.js',
      '/models/:model/:file',
      '/ort/:version/:file',
    ],
    answer: async (request, response, pathname) => {
      const path = pathname === '/status' ? '/status/index.html' : pathname;
      if (path.startsWith('/status/') && !hasStatusPage) return false;
      const found = isEmbed(path) ? await findEmbed(webDir, embed) : await find(webDir, modelDirs, path);
      if (!found) return toChannel(request, response, path);
      await send(request, response, found);
      return true;
    },
  };
}

const isEmbed = (path: string): boolean => /^\/embed\/[^/]+$/.test(path);

/** The page as the player in a frame: its addresses are those of one folder above. */
async function findEmbed(webDir: string, headers: Readonly<Record<string, string>>): Promise<Found | undefined> {
  const found = await find(webDir, [], '/');
  if (!found) return undefined;
  const text = (await readFile(found.path, 'utf8')).replace('<head>', '<head><base href="../">');
  return { ...found, headers, text };
}

/** Leads a browser that asks for `/NAME` to the page of that channel, which tells where there is none. */
function toChannel(request: IncomingMessage, response: ServerResponse, path: string): boolean {
  if (!/^\/[^/]+$/.test(path) || !/\btext\/html\b/.test(request.headers.accept ?? '')) return false;
  // Relative, for a proxy in front may serve all of it under a path.
  const language = /[?&](lang=[A-Za-z-]{2,35})(?:&|$)/.exec(request.url ?? '')?.[1];
  const location = `./${language ? `?${language}` : ''}#/${path.slice(1).replace(/[^\w.~%-]/g, encodeURIComponent)}`;
  response.writeHead(302, { location, 'cache-control': 'no-store' }).end();
  return true;
}

async function find(webDir: string, modelDirs: readonly string[], pathname: string): Promise<Found | undefined> {
  const segments = pathname === '/' ? ['index.html'] : pathname.slice(1).split('/');
  // No name may lead out of the folder; no dot files.
  if (!segments.every((name) => /^[A-Za-z0-9_-][A-Za-z0-9._-]*$/.test(name))) return undefined;
  if (segments[0] === 'models') return segments.length === 3 ? findModelFile(modelDirs, segments) : undefined;
  const name = segments.at(-1)!;
  const isOrt = segments[0] === 'ort';
  const isShared = isOrt || segments[0] === 'element';
  const path = join(webDir, ...segments);
  const type = TYPES[extname(name)];
  if (type === undefined) return undefined;
  const headers = isShared ? SHARED_HEADERS : PAGE_HEADERS;
  // Vite puts a hash of the content into these names, the build the version into the runtime's.
  const cacheControl = segments[0] === 'assets' || isOrt ? IMMUTABLE : 'no-cache';
  if (await isFile(path)) return { path, type, isGzipped: false, headers, cacheControl };
  const packed = `${path}.gz`;
  return (await isFile(packed)) ? { path: packed, type, isGzipped: true, headers, cacheControl } : undefined;
}

async function findModelFile(modelDirs: readonly string[], segments: readonly string[]): Promise<Found | undefined> {
  const [, folder, name] = segments as [string, string, string];
  for (const root of modelDirs) {
    const dir = join(root, folder);
    const model = await readModelDir(dir).catch(() => undefined);
    if (!model) continue;
    const { encoder, decoder, lowDelayEncoder, lowDelayDecoder } = model.manifest.files;
    const graphs = [encoder, decoder, lowDelayEncoder, lowDelayDecoder].map((file) => file?.path);
    if (name !== 'manifest.json' && !graphs.includes(name)) return undefined;
    const path = join(dir, name);
    if (!(await isFile(path))) return undefined;
    const type = TYPES[extname(name)] ?? 'application/octet-stream';
    // The page checks a graph's sha256, so that a stale copy cannot do harm.
    const cacheControl = name === 'manifest.json' ? 'no-cache' : 'public, max-age=86400';
    return { path, type, isGzipped: false, headers: SHARED_HEADERS, cacheControl };
  }
  return undefined;
}

async function send(request: IncomingMessage, response: ServerResponse, found: Found): Promise<void> {
  const { size, mtimeMs } = await stat(found.path);
  const etag = `"${size.toString(16)}-${Math.floor(mtimeMs).toString(16)}"`;
  const headers: Record<string, string | number> = { ...found.headers, 'cache-control': found.cacheControl, etag };
  if (request.headers['if-none-match'] === etag) {
    response.writeHead(304, headers).end();
    return;
  }
  headers['content-type'] = found.type;
  if (found.text !== undefined) {
    const body = Buffer.from(found.text);
    response.writeHead(200, { ...headers, 'content-length': body.length });
    response.end(request.method === 'HEAD' ? undefined : body);
    return;
  }
  const takesGzip = /\bgzip\b/.test(request.headers['accept-encoding'] ?? '');
  const unpack = found.isGzipped && !takesGzip;
  if (found.isGzipped) headers.vary = 'accept-encoding';
  if (found.isGzipped && takesGzip) headers['content-encoding'] = 'gzip';
  if (!unpack) headers['content-length'] = size;
  response.writeHead(200, headers);
  if (request.method === 'HEAD') {
    response.end();
    return;
  }
  // Small files at once: a stream would cost more than they do.
  if (!unpack && size < 65_536) {
    response.end(await readFile(found.path));
    return;
  }
  const stages = unpack ? [createGunzip(), response] : [response];
  // A client that leaves in the middle is no error of the server.
  await pipeline([createReadStream(found.path), ...stages]).catch(() => response.destroy());
}

/** @throws TypeError naming a wrong option */
export function requireSite(site: StaticSiteOptions | false | undefined): void {
  if (site === undefined || site === false) return;
  requireKind('site', site, { name: 'an object or false', matches: (value) => typeof value === 'object' });
  requireOptions('site', site, {
    webDir: 'string',
    modelDirs: { name: 'a list of folders', matches: (value) => isTextList(value) },
    frames: { name: 'a list of origins', matches: (value) => isTextList(value) },
  });
  requireFrameOrigins('site.frames', site.frames ?? []);
}

const isTextList = (value: unknown): boolean => Array.isArray(value) && value.every((text) => typeof text === 'string');
