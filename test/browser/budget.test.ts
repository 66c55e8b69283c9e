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

/** The style in which there is a rule for this. */
const styleWith = (selector: string): string =>
  `dist/web/assets/${assets.find(
    (name) =>
      name.startsWith('view-') &&
      name.endsWith('.css.gz') &&
      gunzipSync(readFileSync(`${ROOT}dist/web/assets/${name}`))
        .toString()
        .includes(selector),
  )}`;

/** Maximum of bytes on the wire. A larger budget is a decision, not an accident. */
const BUDGET: readonly (readonly [what: string, most: number, path: string])[] = [
  [
    'the page’s script, library and worker within it',
    // Crossfades between the streams of a channel, voice activity in four bands: 80,869. Recordings, with the reader of
    // their files, and their list: 88,800. What a channel is, the place of who waits, the search of the encoder: 92,662.
    // Tokens that are asked for and where they may go, a muted source: 1,000 more. What listening sessions share with it, so
    // that their own script holds none of it again: 98,283. Broadcasting is a script of its own since; languages, history,
    // quality, sleep timer, recording and what is next: 98,300, and what chooses among the scripts beside it. How many listen,
    // told over the stream's connection, and that encoding is too slow: 500 more. The graph of low delay
    // that takes another's weights: 300.
    // What a policy or a frame lacks where the worker or a worklet is not loaded: 150. The choice of low delay, remembered
    // and changed while it plays, and the language of the address: 500. Tags in other encodings than they state, and a
    // queue that guests order: 400.
    102_700,
    asset('page', '.js.gz'),
  ],
  ['what chooses the part of the page, with the list of channels', 3500, asset('index', '.js.gz')],
  // Fetched with `#broadcast` alone.
  ['the script of broadcasting', 12_000, asset('broadcast', '.js.gz')],
  ['a language', 5500, asset('de', '.js.gz')],
  ['a language of listening sessions', 3000, asset('words-de-session', '.js.gz')],
  // Fetched with `#session` alone: peers, keys and paths, the codec in the page, synchronised playout, the QR code. The
  // worker is the page's: 72,092. With music over lossy links: 79,185.
  ['the script of listening sessions', 82_000, asset('session', '.js.gz')],
  // music-metadata, for hosts who choose files: 57,313.
  ['the reader of tags', 60_000, asset('tag-reader', '.js.gz')],
  // Covers, the player's stage and its controls, history, sharing: 3,557. The stage in the channel's colour, the place of
  // the sound that is kept while there is none, the ring that grows with it: 600 more.
  ['the page’s style', 4600, asset('index', '.css.gz')],
  ['the style of listening sessions', 1200, styleWith('.people')],
  ['the style of broadcasting', 1200, styleWith('.meter')],
  // Its worker holds the sender as well: what may be on its way of a transfer, 200. Its German words, properties, and styles
  // that every policy allows: 900. Sentences for what keeps it from playing, in two languages, and what it does before a
  // click: 85,193.
  ['the element for pages elsewhere', 86_000, 'dist/web/element/latentcast-player.js.gz'],
  ['ONNX Runtime’s WASM', 3_800_000, `dist/web/ort/${ort}/ort-wasm-simd-threaded.wasm.gz`],
  ['ONNX Runtime’s loader', 12_000, `dist/web/ort/${ort}/ort-wasm-simd-threaded.mjs.gz`],
  // With the reader of `.lc` files: 200,435. With what a channel is and the search of the encoder: 207,908. Tokens that
  // the page is asked for and where they may go: 2,500 more. The pace of a stream's search, a part of the encoder: 1,500. How many
  // listen, and graphs of low delay: 1,000.
  ['the worker, unpacked', 215_000, 'dist/browser/scripts/worker.js'],
  ['the playback worklet, unpacked', 6000, 'dist/browser/scripts/playback.js'],
  ['the capture worklet, unpacked', 6000, 'dist/browser/scripts/capture.js'],
  ['the model that a listener fetches', 20_000_000, 'models/default/decoder.onnx'],
];

describe('what a browser is sent', () => {
  it.each(BUDGET)('%s stays within %i bytes', (_what, maxBytes, path) => {
    expect(bytes(path)).toBeLessThanOrEqual(maxBytes);
  });

  it('is one script beside the one that chooses, one style and one page, without anything from elsewhere', () => {
    const html = readFileSync(`${ROOT}dist/web/index.html`, 'utf8');
    const scripts = [...html.matchAll(/(?:src|href)="\.\/assets\/([^"]*)"/g)].map(([, name]) => name!);
    expect(scripts.map((name) => name.replace(/-[\w-]+\./, '.')).sort()).toEqual(['index.css', 'index.js', 'page.js']);
    const others = [...html.matchAll(/(?:src|href)="(?!#|data:|\.\/assets\/)([^"]*)"/g)].map(([, name]) => name!);
    expect(others.sort()).toEqual(['./icon-192.png', './manifest.webmanifest']);
  });

  it('has the same worker in the library as the file that strict pages use', () => {
    const code = readFileSync(`${ROOT}dist/browser/code.js`, 'utf8');
    for (const name of ['worker', 'playback', 'capture'])
      expect(code).toContain(JSON.stringify(readFileSync(`${ROOT}dist/browser/scripts/${name}.js`, 'utf8')));
    const script = gunzipSync(readFileSync(ROOT + asset('page', '.js.gz')));
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
