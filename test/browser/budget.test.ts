import { readdirSync, readFileSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const bytes = (path: string): number => statSync(ROOT + path).size;
const [ort] = readdirSync(`${ROOT}dist/web/ort`);
const assets = readdirSync(`${ROOT}dist/web/assets`);

/** The one file of a kind that belongs to a part of the page. */
const asset = (part: string, end: string): string =>
  `dist/web/assets/${assets.find((name) => name.startsWith(`${part}-`) && name.endsWith(end))}`;

/** Maximum of bytes on the wire. A larger budget is a decision, not an accident. */
const BUDGET: readonly (readonly [what: string, most: number, path: string])[] = [
  [
    'the page’s script, library and worker within it',
    // Crossfades between the streams of a channel, voice activity in four bands: 80,869. Recordings, with the reader of
    // their files, and their list: 88,800. What a channel is, the place of who waits, the search of the encoder: 92,662.
    // Tokens that are asked for and where they may go, a muted source: 1,000 more. What listening sessions share with it, so
    // that their own script holds none of it again: 98,283.
    99_500,
    asset('index', '.js.gz'),
  ],
  // Fetched with `#session` alone: peers, keys and paths, the codec in the page, synchronised playout, the QR code. The
  // worker is the page's: 72,092. With music over lossy links: 79,185.
  ['the script of listening sessions', 82_000, asset('view', '.js.gz')],
  ['the page’s style', 3000, asset('index', '.css.gz')],
  ['the style of listening sessions', 1200, asset('view', '.css.gz')],
  ['the element for pages elsewhere', 83_000, 'dist/web/element/latentcast-player.js.gz'],
  ['ONNX Runtime’s WASM', 3_800_000, `dist/web/ort/${ort}/ort-wasm-simd-threaded.wasm.gz`],
  ['ONNX Runtime’s loader', 12_000, `dist/web/ort/${ort}/ort-wasm-simd-threaded.mjs.gz`],
  // With the reader of `.lc` files: 200,435. With what a channel is and the search of the encoder: 207,908. Tokens that
  // the page is asked for and where they may go: 2,500 more. The pace of a stream's search, a part of the encoder: 1,500.
  ['the worker, unpacked', 213_000, 'dist/browser/scripts/worker.js'],
  ['the playback worklet, unpacked', 6000, 'dist/browser/scripts/playback.js'],
  ['the capture worklet, unpacked', 6000, 'dist/browser/scripts/capture.js'],
  ['the model that a listener fetches', 20_000_000, 'models/default/decoder.onnx'],
];

describe('what a browser is sent', () => {
  it.each(BUDGET)('%s stays within %i bytes', (_what, maxBytes, path) => {
    expect(bytes(path)).toBeLessThanOrEqual(maxBytes);
  });

  it('is one script, one style and one page, and one of each for sessions, without anything from elsewhere', () => {
    const names = ['index.css.gz', 'index.js.gz', 'view.css.gz', 'view.js.gz'];
    expect(assets.map((name) => name.replace(/-[\w-]+\./, '.')).sort()).toEqual(names);
    const html = readFileSync(`${ROOT}dist/web/index.html`, 'utf8');
    expect(html.match(/(?:src|href)="(?!#|data:|\.\/assets\/)[^"]*"/g)).toBeNull();
  });

  it('has the same worker in the library as the file that strict pages use', () => {
    const code = readFileSync(`${ROOT}dist/browser/code.js`, 'utf8');
    for (const name of ['worker', 'playback', 'capture'])
      expect(code).toContain(JSON.stringify(readFileSync(`${ROOT}dist/browser/scripts/${name}.js`, 'utf8')));
    const script = gunzipSync(readFileSync(ROOT + asset('index', '.js.gz')));
    expect(script.toString()).toContain('latentcast-playback');
  });

  it('holds no package in the library but its own files, so that every bundler resolves it', () => {
    const seen = new Set<string>();
    const visit = (path: string): void => {
      if (seen.has(path)) return;
      seen.add(path);
      const text = readFileSync(path, 'utf8').replace(/export const CODE = .*/, '');
      for (const [, to] of text.matchAll(/^(?:import|export)\b[^'"]*?from '([^']+)'|^import '([^']+)'/gm)) {
        expect(to, path).toMatch(/^\.\.?\//);
        visit(fileURLToPath(new URL(to!, `file://${path}`)));
      }
    };
    visit(`${ROOT}dist/browser/index.js`);
    expect(seen.size).toBeGreaterThan(30);
  });
});
