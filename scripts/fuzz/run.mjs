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
import { appendFileSync, cpSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { jazzerEngine } from './jazzer-engine.mjs';
import { TIMEOUT_MS } from './limits.mjs';

const here = path.dirname(fileURLToPath(import.meta.url));
const root = path.resolve(here, '../..');
const MAX_KEPT = 40;
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
  const engine = name === 'native' ? nativeEngine(folder) : await jazzerEngine(name, folder, seeds, values.decoders);
  const dirs = [found, seeds, kept];
  const each = 1 + (engine.variants ?? 0);
  const limits = [
    `-runs=${Math.ceil(values.runs / each)}`,
    ...(values.seconds ? [`-max_total_time=${values.seconds}`] : []),
  ];
  const started = Date.now();
  const {
    isWhole: isFree,
    output,
    cpuSeconds,
  } = await run(engine, dirs, [
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
    cpuSeconds,
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
    let cpuSeconds;
    const watch = setInterval(() => {
      cpuSeconds = cpuSecondsOf(child.pid) ?? cpuSeconds;
    }, 200);
    const take = (chunk) => {
      output = (output + chunk).slice(-200_000);
      if (isOver || !/^(Done \d+ runs|MERGE-OUTER: \d+ new files)/m.test(output)) return;
      isOver = true;
      // What a target keeps open, such as a server, keeps its process alive.
      setTimeout(() => child.kill('SIGKILL'), LINGER_MS).unref();
    };
    child.stdout.on('data', take);
    child.stderr.on('data', take);
    child.on('close', (code) => {
      clearInterval(watch);
      resolve({ isWhole: isOver ? !FAULT.test(output) : code === 0, output, cpuSeconds });
    });
  });
}

/** What a process has computed until now; undefined where the system has no /proc. */
function cpuSecondsOf(pid) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return (Number(fields[11]) + Number(fields[12])) / 100;
  } catch {
    return undefined;
  }
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
