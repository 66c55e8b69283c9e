// Builds the files that browsers load, from those that tsc has written to dist/browser:
//   dist/browser/scripts/{worker,playback,capture}.js   self-contained scripts, ONNX Runtime's JavaScript within the
//   worker's dist/browser/code.js                                the same scripts as text, so that bundlers need no
//   configuration dist/web/                                           the page, by Vite; its assets gzipped
//   dist/web/status/                                    the operator's page
//   dist/web/element/                                   <latentcast-player> for pages elsewhere
//   dist/web/ort/VERSION/                               ONNX Runtime's WASM, gzipped dist/web/ort/VERSION/plans/
//   the graphs of the package's models, optimised (graph-plan.mjs)
// It does nothing when its inputs have not changed since the last build.
import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build } from 'vite';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const DIST = join(ROOT, 'dist');
const SCRIPTS = { worker: 'worker/main.js', playback: 'worklet/playback.js', capture: 'worklet/capture.js' };
const ORT_FILES = ['ort-wasm-simd-threaded.mjs', 'ort-wasm-simd-threaded.wasm'];
const QUIET = { configFile: false, logLevel: 'warn', root: ROOT };

/** sha256 over names, sizes and times of the inputs. */
async function fingerprint() {
  const hash = createHash('sha256');
  const inputs = [
    'src',
    'web',
    'scripts/build-browser.mjs',
    'scripts/graph-plan.mjs',
    'scripts/onnx-reader.mjs',
    'models',
    'node_modules/onnxruntime-node/package.json',
    'node_modules/onnxruntime-web/package.json',
    'node_modules/vite/package.json',
  ];
  for (const input of inputs) {
    const path = join(ROOT, input);
    const isFolder = (await stat(path)).isDirectory();
    const names = isFolder ? (await readdir(path, { recursive: true })).sort() : [''];
    for (const name of names) {
      // Browsers load no code of the Node side or the command line.
      if (/^(node|cli)\b/.test(name)) continue;
      const info = await stat(join(path, name));
      if (info.isFile()) hash.update(`${input}/${name} ${info.size} ${info.mtimeMs}\n`);
    }
  }
  return hash.digest('hex');
}

/**
 * A script off the page gets its options from the page, which has checked them: it does without these modules and their
 * tables. Ranges that depend on the model are checked there all the same.
 */
const CHECKED_BY_THE_PAGE = {
  'core/options.js': `
/* @__NO_SIDE_EFFECTS__ */ export function requireOptions() {}
/* @__NO_SIDE_EFFECTS__ */ export function requireKind() {}
/* @__NO_SIDE_EFFECTS__ */ export function requireOneOf() {}
export const SHAPES = {};
export function within(parent, use) {
  try {
    return use();
  } catch (error) {
    throw error instanceof RangeError ? new RangeError(parent + '.' + error.message) : error;
  }
}
`,
  'core/shown.js': 'export const shown = String; export const shownKind = (value) => typeof value;',
  'stream/send/description-check.js': `
/* @__NO_SIDE_EFFECTS__ */ export function requireMetadata() {}
/* @__NO_SIDE_EFFECTS__ */ export function requireStreamDescription() {}
/* @__NO_SIDE_EFFECTS__ */ export function requireStart() {}
`,
  'stream/send/broadcast-settings.js': `
import { presetFrames } from '../../core/latent/presets.js';
export const requireBroadcastEncoder = ({ planes, preset }) => ({
  planes,
  framesPerPacket: typeof preset === 'string' ? presetFrames(preset) : preset,
});
export const requireBroadcastFeatures = (features) => features;
`,
};
const checkedByThePage = {
  name: 'checked-by-the-page',
  load: (id) => CHECKED_BY_THE_PAGE[relative(DIST, id)],
};

/** A page refuses `searchSteps`: what it would search with is left out of everything that this script builds. */
const withoutSearch = {
  name: 'without-search',
  load: (id) =>
    relative(DIST, id) === 'codec/stream-search.js'
      ? 'export const MAX_SEARCH_STEPS = 64;\nexport const MAX_SEARCH_AHEAD_FRAMES = 64;\nexport const searchOf = () => undefined;\nexport const requireSearchSteps = () => undefined;\n'
      : undefined,
};

/**
 * The reader of tags, which a page fetches by itself, becomes one script: its parsers are not fetched one by one, and those
 * of formats that no browser plays are left out.
 */
const tagsInOneScript = {
  name: 'tags-in-one-script',
  transform(code, id) {
    if (!/\/music-metadata\/lib\/\w+\/\w+Loader\.js$/.test(id)) return undefined;
    const [, path] = /await import\('([^']+)'\)/.exec(code) ?? [];
    if (path === undefined) throw new Error(`${id} loads its parser in another way`);
    if (/Asf|APEv2|Dsdiff|Dsf|Musepack|WavPack/.test(path))
      return code.replace(/return \(await import[^;]*;/, "throw new Error('not played by browsers');");
    return `import * as parsers from '${path}';\n${code.replace(/await import\('[^']+'\)/, 'parsers')}`;
  },
};

async function bundleScript(entry) {
  const result = await build({
    ...QUIET,
    plugins: [checkedByThePage, withoutSearch],
    build: {
      write: false,
      target: 'es2022',
      minify: true,
      lib: { entry: join(DIST, 'browser', entry), formats: ['es'], fileName: 'script' },
      // Vite keeps white space in ES libraries for later bundlers; these scripts are not bundled again.
      rolldownOptions: { output: { minify: true }, treeshake: { propertyReadSideEffects: false } },
    },
    // The WASM glue is loaded from the URL that the user sets, not bundled.
    resolve: { conditions: ['onnxruntime-web-use-extern-wasm', 'module', 'browser', 'import', 'default'] },
  });
  const [output] = Array.isArray(result) ? result : [result];
  if (output.output.length !== 1) throw new Error(`${entry} must become one file, got ${output.output.length}`);
  return output.output[0].code;
}

async function pack(from, to) {
  await writeFile(`${to}.gz`, gzipSync(await readFile(from), { level: 6 }));
}

/** Writes the plans of the package's models. A model that is installed later has none, and starts more slowly. */
async function writePlans(folder) {
  const { planGraph } = await import('./graph-plan.mjs');
  const { planName } = await import('../dist/browser/graph-plan.js');
  await mkdir(folder, { recursive: true });
  for (const model of await readdir(join(ROOT, 'models'))) {
    const manifest = await readFile(join(ROOT, 'models', model, 'manifest.json'), 'utf8').catch(() => null);
    if (manifest === null) continue;
    const { encoder, decoder, lowDelayEncoder, lowDelayDecoder } = JSON.parse(manifest).files;
    const graphs = [[encoder], [decoder], [lowDelayEncoder, encoder], [lowDelayDecoder, decoder]];
    for (const files of graphs.filter(([graph]) => graph)) {
      const planned = await planGraph(...files.map(({ path }) => join(ROOT, 'models', model, path)));
      if (!planned) continue;
      await writeFile(join(folder, `${planName(planned.sha256)}.gz`), gzipSync(planned.plan, { level: 6 }));
    }
  }
}

async function isWritten(stamp) {
  const written = await readFile(join(DIST, 'web.stamp'), 'utf8').catch(() => '');
  const code = await readFile(join(DIST, 'browser/code.js'), 'utf8').catch(() => '');
  // tsc may have written its own, empty version of the module since.
  return written === stamp && code.includes(stamp.slice(0, 16));
}

const stamp = await fingerprint();
if (!(await isWritten(stamp))) {
  const code = {};
  await mkdir(join(DIST, 'browser/scripts'), { recursive: true });
  for (const [name, entry] of Object.entries(SCRIPTS)) {
    code[name] = await bundleScript(entry);
    await writeFile(join(DIST, 'browser/scripts', `${name}.js`), code[name]);
  }
  const compiled = await readFile(join(DIST, 'browser/code.js'), 'utf8');
  const filled = compiled.replace(
    /export const CODE = .*;/,
    () => `export const CODE = ${JSON.stringify(code)}; // ${stamp.slice(0, 16)}`,
  );
  if (!filled.includes(stamp.slice(0, 16))) throw new Error('dist/browser/code.js has no CODE to be filled in');
  await writeFile(join(DIST, 'browser/code.js'), filled);
  await build({
    ...QUIET,
    root: join(ROOT, 'web'),
    base: './',
    plugins: [withoutSearch, tagsInOneScript],
    resolve: { alias: { 'latentcast/browser': join(DIST, 'browser/index.js') } },
    build: {
      outDir: join(DIST, 'web'),
      emptyOutDir: true,
      target: 'es2022',
      chunkSizeWarningLimit: 1000,
      // What the page needs at once is one script, which a listener fetches; the other parts share it, and are named by
      // their folders.
      rolldownOptions: {
        output: {
          codeSplitting: { groups: [{ name: 'page', test: /\/web\/listen\/view\.ts$/ }] },
          chunkFileNames: ({ name, facadeModuleId }) => {
            const [, part = name] = /\/web\/(\w+)\/view\.ts$/.exec(facadeModuleId ?? '') ?? [];
            // The texts of a part of the page in a language have its name behind that of the language.
            const [, texts] = /\/languages\/(\w+)\/\w+\.ts$/.exec(facadeModuleId ?? '') ?? [];
            return `assets/${texts ? `words-${name}-${texts}` : part}-[hash].js`;
          },
        },
      },
    },
  });
  // The operator's page is a bundle of its own: what listeners load does not grow with it.
  await build({
    ...QUIET,
    root: join(ROOT, 'web/status'),
    base: './',
    build: { outDir: join(DIST, 'web/status'), emptyOutDir: true, target: 'es2022' },
  });
  // The element for pages elsewhere: one script that defines it.
  await build({
    ...QUIET,
    plugins: [withoutSearch],
    build: {
      outDir: join(DIST, 'web/element'),
      target: 'es2022',
      minify: true,
      lib: { entry: join(ROOT, 'web/element/main.ts'), formats: ['es'], fileName: () => 'latentcast-player.js' },
      rolldownOptions: { output: { minify: true } },
    },
    resolve: { alias: { 'latentcast/browser': join(DIST, 'browser/index.js') } },
  });
  // It is served as /status, so that relative addresses begin one folder above its own.
  const statusPage = join(DIST, 'web/status/index.html');
  await writeFile(statusPage, (await readFile(statusPage, 'utf8')).replaceAll('"./assets/', '"status/assets/'));
  // Only the gzipped files are kept; the server unpacks them for clients that do not accept gzip.
  for (const folder of ['web/assets', 'web/status/assets', 'web/element'])
    for (const name of await readdir(join(DIST, folder))) {
      await pack(join(DIST, folder, name), join(DIST, folder, name));
      await rm(join(DIST, folder, name));
    }
  const { version } = JSON.parse(await readFile(join(ROOT, 'node_modules/onnxruntime-web/package.json'), 'utf8'));
  const ort = join(DIST, 'web/ort', version);
  await mkdir(ort, { recursive: true });
  for (const name of ORT_FILES) await pack(join(ROOT, 'node_modules/onnxruntime-web/dist', name), join(ort, name));
  await writePlans(join(ort, 'plans'));
  await writeFile(join(DIST, 'web.stamp'), stamp);
}
