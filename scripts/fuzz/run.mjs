/**
 * Coverage-guided fuzzing: `npm run fuzz -- TARGET… --runs N`, where TARGET is a name of `test/fuzz/targets`, `native` for
 * the C++ kernels under AddressSanitizer and UndefinedBehaviorSanitizer, or `all`.
 *
 *   --runs N      inputs for each target, in all (100000)
 *   --seconds S   at most this long for each target
 *   --seed N      of the mutations (1)
 *   --decoders D  of audio files: `stand-in` for our readers alone, quickly, `kept` for those that the readers use (stand-in)
 *   --keep        puts the smallest inputs that reach everything reached into test/fuzz/corpus, at most 40 a target
 *   --json FILE   appends a line for each target: inputs, seconds, edges, outcome
 *
 * A fault ends its target: the input stays in build/fuzz/TARGET, the error is printed, and the command fails.
 */
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import {
  appendFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { build } from 'esbuild';
import { forOlderLibraries, isLoadError } from './older-libraries.mjs';

const here = path.dirname(fileURLToPath(import.meta.url));
const root = path.resolve(here, '../..');
const MAX_KEPT = 40;
/** Longest time of one input and its mutations; a busy machine needs much for the first. */
const TIMEOUT_MS = 300_000;
/** Time in which a fuzzer that is done ends by itself. */
const LINGER_MS = 5000;
/** What libFuzzer writes where an input has failed. */
const FAULT =
  /Test unit written to \S*(crash|timeout|oom|leak)-|ERROR: libFuzzer|Uncaught Exception|SUMMARY: \w+Sanitizer/;
const NATIVE_SOURCES = [
  'bitpack',
  'channels',
  'crc32c',
  'crossfade',
  'pcm',
  'polyphase',
  'quantizer',
  'simd',
  'spectrum',
];

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    runs: { type: 'string', default: '100000' },
    seconds: { type: 'string' },
    seed: { type: 'string', default: '1' },
    decoders: { type: 'string', default: 'stand-in' },
    keep: { type: 'boolean', default: false },
    json: { type: 'string' },
  },
});
const all = readdirSync(path.join(root, 'test/fuzz/corpus')).sort();
const wanted = positionals.includes('all') ? all : positionals;
const unknown = wanted.filter((name) => !all.includes(name));
if (wanted.length === 0 || unknown.length > 0)
  fail(`TARGET must be all or one of ${all.join(', ')}, got ${unknown.join(', ') || 'none'}`);
for (const name of ['runs', 'seconds', 'seed'])
  if (values[name] !== undefined && !/^[1-9]\d{0,9}$/.test(values[name]))
    fail(`--${name} must be an integer from 1, got ${values[name]}`);
if (!['stand-in', 'kept'].includes(values.decoders))
  fail(`--decoders must be stand-in or kept, got ${values.decoders}`);

function fail(message) {
  process.stderr.write(`${message}\n`);
  process.exit(2);
}

async function fuzz(name) {
  const folder = path.join(root, 'build/fuzz', values.decoders === 'kept' ? `${name}-kept` : name);
  const found = path.join(folder, 'found');
  const seeds = path.join(folder, 'seeds');
  const kept = path.join(root, 'test/fuzz/corpus', name);
  for (const each of [found, seeds]) mkdirSync(each, { recursive: true });
  const engine = name === 'native' ? nativeEngine(folder) : await jazzerEngine(name, folder, seeds);
  const dirs = [found, seeds, kept];
  const each = 1 + (engine.variants ?? 0);
  const limits = [
    `-runs=${Math.ceil(values.runs / each)}`,
    ...(values.seconds ? [`-max_total_time=${values.seconds}`] : []),
  ];
  const started = Date.now();
  const { isWhole: isFree, output } = await run(engine, dirs, [
    ...limits,
    `-seed=${values.seed}`,
    `-artifact_prefix=${folder}/`,
    `-timeout=${TIMEOUT_MS / 1000}`,
    '-rss_limit_mb=4096',
    '-print_final_stats=1',
  ]);
  const last = (pattern) => Number([...output.matchAll(pattern)].at(-1)?.[1] ?? 0);
  const result = {
    target: name,
    ...(engine.variants && { decoders: values.decoders }),
    inputs: each * (last(/stat::number_of_executed_units: (\d+)/g) || last(/^#(\d+)/gm)),
    seconds: Math.round((Date.now() - started) / 1000),
    edges: last(/ cov: (\d+)/g),
    seed: Number(values.seed),
    outcome: isFree ? 'no fault' : 'fault',
  };
  process.stdout.write(`${JSON.stringify(result)}\n`);
  if (values.json) appendFileSync(values.json, `${JSON.stringify(result)}\n`);
  if (!isFree) {
    process.stderr.write(`${output.slice(-6000)}\n`);
    return false;
  }
  if (values.keep) await keep(engine, folder, dirs, kept);
  return true;
}

/** The smallest inputs that reach what all of them reach, largest first left out where they are too many. */
async function keep(engine, folder, dirs, kept) {
  const merged = path.join(folder, 'merged');
  rmSync(merged, { recursive: true, force: true });
  mkdirSync(merged);
  await run(engine, [merged, ...dirs], ['-merge=1', `-timeout=${TIMEOUT_MS / 1000}`, '-rss_limit_mb=4096']);
  const files = readdirSync(merged)
    .map((file) => ({ file, bytes: statSync(path.join(merged, file)).size }))
    .sort((a, b) => a.bytes - b.bytes)
    .slice(0, MAX_KEPT);
  // What was a fault once has a name of its own and stays.
  for (const file of readdirSync(kept)) if (/^[0-9a-f]{40}$/.test(file)) rmSync(path.join(kept, file));
  for (const { file } of files) cpSync(path.join(merged, file), path.join(kept, file));
  process.stdout.write(`${files.length} inputs of ${files.reduce((sum, { bytes }) => sum + bytes, 0)} bytes kept\n`);
}

function run({ command, before, after }, dirs, flags) {
  return new Promise((resolve) => {
    const child = spawn(command, [...before, ...dirs, ...after, ...flags], {
      cwd: root,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    let isOver = false;
    const take = (chunk) => {
      output = (output + chunk).slice(-200_000);
      if (isOver || !/^(Done \d+ runs|MERGE-OUTER: \d+ new files)/m.test(output)) return;
      isOver = true;
      // What a target keeps open, such as a server, keeps its process alive.
      setTimeout(() => child.kill('SIGKILL'), LINGER_MS).unref();
    };
    child.stdout.on('data', take);
    child.stderr.on('data', take);
    child.on('close', (code) => resolve({ isWhole: isOver ? !FAULT.test(output) : code === 0, output }));
  });
}

/** libFuzzer over the target, bundled into one script whose branches Jazzer.js counts. */
async function jazzerEngine(name, folder, seeds) {
  if (!existsSync(path.join(here, 'node_modules')))
    execFileSync('npm', ['ci', '--prefix', here, '--no-audit', '--no-fund', '--ignore-scripts'], { stdio: 'inherit' });
  const require = createRequire(path.join(here, 'package.json'));
  const fuzzer = path.dirname(require.resolve('@jazzer.js/fuzzer/package.json'));
  const addon = path.join(fuzzer, 'prebuilds', `fuzzer-${process.platform}-${process.arch}.node`);
  const tried = spawnSync(process.execPath, ['-e', `require(${JSON.stringify(addon)})`], { encoding: 'utf8' });
  if (tried.status !== 0) {
    if (!isLoadError(tried.stderr)) fail(`Jazzer.js cannot be loaded here: ${tried.stderr}`);
    forOlderLibraries(addon);
  }
  const script = path.join(folder, 'target.cjs');
  const source = path.join(root, 'test/fuzz/targets', `${name}.ts`);
  await build({
    stdin: {
      // A stack for each refusal would take most of the time.
      contents: `import { target } from ${JSON.stringify(source)};
        Error.stackTraceLimit = Number(process.env.FUZZ_STACK ?? 0);
        process.on('unhandledRejection', (error) => { throw error; });
        export const seeds = target.seeds;
        import { withVariants } from ${JSON.stringify(path.join(root, 'test/fuzz/variants.ts'))};
        export const maxBytes = ${values.decoders === 'stand-in'} && target.smallBytes || target.maxBytes || 4096;
        export const words = target.words ?? [];
        export const variants = target.variants ?? 0;
        export const fuzz = variants > 0 ? withVariants(target.run, variants, maxBytes) : target.run;`,
      resolveDir: root,
      loader: 'ts',
    },
    bundle: true,
    platform: 'node',
    format: 'cjs',
    packages: 'external',
    plugins: [ownAddress, decoders],
    outfile: script,
    logLevel: 'error',
  });
  const target = createRequire(script)(script);
  for (const [i, bytes] of (await target.seeds()).entries()) writeFileSync(path.join(seeds, `seed-${i}`), bytes);
  const dictionary = path.join(folder, 'words.txt');
  writeFileSync(dictionary, target.words.map((word) => `"${escaped(word)}"\n`).join(''));
  const isSync = target.fuzz.constructor.name === 'Function';
  return {
    command: process.execPath,
    variants: target.variants,
    before: [
      // WebAssembly's faults are signals otherwise, which libFuzzer takes for its own.
      '--disable-wasm-trap-handler',
      path.join(path.dirname(require.resolve('@jazzer.js/core/package.json')), 'dist/cli.js'),
      script,
    ],
    after: [
      ...(isSync ? ['--sync'] : []),
      '--includes',
      script,
      '--timeout',
      String(TIMEOUT_MS),
      '--disableBugDetectors',
      '.*',
      '--',
      `-max_len=${target.maxBytes}`,
      `-dict=${dictionary}`,
    ],
  };
}

/** The kept decoders of audio files, or stand-ins for them. */
const decoders = {
  name: 'decoders',
  setup: ({ onResolve }) =>
    onResolve({ filter: /^(mpg123-decoder|opus-decoder|@wasm-audio-decoders\/.*)$/ }, ({ path: name, importer }) =>
      importer.includes('/fuzz/decoders/')
        ? { path: name, external: true }
        : { path: path.join(root, 'test/fuzz/decoders', `${values.decoders}.ts`) },
    ),
};

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

/** The C++ kernels with libFuzzer and the sanitizers of Clang. */
function nativeEngine(folder) {
  const clang = ['clang++', 'clang++-19', 'clang++-16', 'clang++-14'].find(
    (name) => spawnSync(name, ['--version']).status === 0,
  );
  if (!clang) fail('native needs clang++ with libFuzzer: apt install clang libclang-rt-dev');
  const program = path.join(folder, 'native');
  const sources = ['test/fuzz_kernels', 'test/fuzz_audio', ...NATIVE_SOURCES].map((name) =>
    path.join(root, 'native', `${name}.cc`),
  );
  const flags = ['-std=c++17', '-O1', '-g', '-ffp-contract=off', '-DLATENTCAST_LIBFUZZER', '-fno-sanitize-recover=all'];
  execFileSync(
    clang,
    [...flags, '-fsanitize=fuzzer,address,undefined,float-cast-overflow', '-o', program, ...sources],
    { stdio: 'inherit' },
  );
  return { command: program, before: [], after: ['-max_len=512'] };
}

let isWhole = true;
for (const name of wanted) isWhole = (await fuzz(name)) && isWhole;
process.exit(isWhole ? 0 : 1);
