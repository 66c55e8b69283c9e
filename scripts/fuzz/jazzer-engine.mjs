import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { TIMEOUT_MS } from './limits.mjs';
import { forOlderLibraries, isLoadError } from './older-libraries.mjs';

const here = path.dirname(fileURLToPath(import.meta.url));
const root = path.resolve(here, '../..');

/**
 * libFuzzer over a target: one script with the target and the readers, whose branches Jazzer.js counts, and one that it
 * leaves alone, which mutates and hands inputs on.
 *
 * @param {string} name of a file in test/fuzz/targets
 * @param {string} folder for what is built
 * @param {string} seeds folder for the target's own inputs
 * @param {'stand-in' | 'kept'} decoders of audio files
 */
export async function jazzerEngine(name, folder, seeds, decoders) {
  if (!existsSync(path.join(here, 'node_modules')))
    execFileSync('npm', ['ci', '--prefix', here, '--no-audit', '--no-fund', '--ignore-scripts'], { stdio: 'inherit' });
  const require = createRequire(path.join(here, 'package.json'));
  requireAddon(path.dirname(require.resolve('@jazzer.js/fuzzer/package.json')));
  const [script, engine, entry] = ['target.cjs', 'engine.cjs', 'entry.cjs'].map((file) => path.join(folder, file));
  const source = path.join(root, 'test/fuzz/targets', `${name}.ts`);
  const options = { bundle: true, platform: 'node', format: 'cjs', packages: 'external', logLevel: 'error' };
  await build({
    ...options,
    entryPoints: [source],
    plugins: [ownAddress, decodersOf(decoders)],
    outfile: script,
  });
  await build({ ...options, entryPoints: [path.join(root, 'test/fuzz/engine.ts')], outfile: engine });
  const { target } = createRequire(script)(script);
  const { variantsOf } = createRequire(engine)(engine);
  const maxBytes = (decoders === 'stand-in' && target.smallBytes) || target.maxBytes || 4096;
  // A stack for each refusal would take most of the time.
  writeFileSync(
    entry,
    `Error.stackTraceLimit = Number(process.env.FUZZ_STACK ?? 0);
process.on('unhandledRejection', (error) => { throw error; });
const { target } = require(${JSON.stringify(script)});
const { engineOf } = require(${JSON.stringify(engine)});
exports.fuzz = engineOf(target, ${maxBytes}, ${JSON.stringify(seeds)});
`,
  );
  for (const [i, bytes] of (await target.seeds()).entries()) writeFileSync(path.join(seeds, `seed-${i}`), bytes);
  const dictionary = path.join(folder, 'words.txt');
  writeFileSync(dictionary, (target.words ?? []).map((word) => `"${escaped(word)}"\n`).join(''));
  await target.close?.();
  return {
    command: process.execPath,
    variants: variantsOf(target),
    before: [
      // WebAssembly's faults are signals otherwise, which libFuzzer takes for its own.
      '--disable-wasm-trap-handler',
      path.join(path.dirname(require.resolve('@jazzer.js/core/package.json')), 'dist/cli.js'),
      entry,
    ],
    after: [
      ...(target.run.constructor.name === 'Function' ? ['--sync'] : []),
      '--includes',
      script,
      '--timeout',
      String(TIMEOUT_MS),
      '--disableBugDetectors',
      '.*',
      '--',
      `-max_len=${maxBytes}`,
      `-dict=${dictionary}`,
    ],
  };
}

function requireAddon(fuzzer) {
  const addon = path.join(fuzzer, 'prebuilds', `fuzzer-${process.platform}-${process.arch}.node`);
  const tried = spawnSync(process.execPath, ['-e', `require(${JSON.stringify(addon)})`], { encoding: 'utf8' });
  if (tried.status === 0) return;
  if (!isLoadError(tried.stderr)) throw new Error(`Jazzer.js cannot be loaded here: ${tried.stderr}`);
  forOlderLibraries(addon);
}

/** The kept decoders of audio files, or stand-ins for them. */
const decodersOf = (kind) => ({
  name: 'decoders',
  setup: ({ onResolve }) =>
    onResolve({ filter: /^(mpg123-decoder|opus-decoder|@wasm-audio-decoders\/.*)$/ }, ({ path: name, importer }) =>
      importer.includes('/fuzz/decoders/')
        ? { path: name, external: true }
        : { path: path.join(root, 'test/fuzz/decoders', `${kind}.ts`) },
    ),
});

/** Each file of src keeps its own address in the one script. */
const ownAddress = {
  name: 'own-address',
  setup: ({ onLoad }) =>
    onLoad({ filter: /[\\/]src[\\/].*\.ts$/ }, ({ path: file }) => ({
      contents: readFileSync(file, 'utf8').replaceAll('import.meta.url', JSON.stringify(pathToFileURL(file).href)),
      loader: 'ts',
    })),
};

function escaped(word) {
  return [...Buffer.from(word, 'latin1')].map((byte) => `\\x${byte.toString(16).padStart(2, '0')}`).join('');
}
