// Builds the native addon for the running platform into prebuilds/, where `npm pack` finds it and node-gyp-build loads
// it: `npm run build:prebuilds`, before a release, on every platform that should have one. Node-API: one build serves
// every Node from 20 on. --out DIR writes DIR/prebuilds instead. Nothing is downloaded. On Linux with glibc the addon for
// musl is built too where a compiler for it is installed (scripts/musl-addon.mjs).
//
// Not called `prebuild` in package.json: npm would run that before every `build`.
import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, statSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs, promisify } from 'node:util';
import prebuildify from 'prebuildify';
import { buildMuslAddon, findMuslCompiler } from './musl-addon.mjs';
import { findNodeDir, findNodeGyp } from './node-gyp.mjs';

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const out = path.resolve(parseArgs({ options: { out: { type: 'string' } } }).values.out ?? root);

const nodeDir = findNodeDir();
if (!nodeDir) throw new Error('no node_api.h in the include folder of the running Node');
const nodeGyp = findNodeGyp(root);
if (!nodeGyp) throw new Error('node-gyp not found; npm brings it');

// prebuildify removes its build folder: it runs in a copy, so that the addon of this checkout stays.
const copy = realpathSync(mkdtempSync(path.join(tmpdir(), 'latentcast-prebuild-')));
try {
  for (const name of ['native', 'binding.gyp', 'package.json'])
    cpSync(path.join(root, name), path.join(copy, name), { recursive: true });
  symlinkSync(path.join(root, 'node_modules'), path.join(copy, 'node_modules'), 'junction');
  process.env.npm_config_nodedir = nodeDir;
  await promisify(prebuildify)({
    cwd: copy,
    out,
    napi: true,
    // A build for glibc must not be taken on musl.
    tagLibc: true,
    strip: true,
    quiet: true,
    nodeGyp,
    cache: path.join(copy, 'cache'),
    targets: [{ runtime: 'node', target: process.versions.node }],
  });
} finally {
  rmSync(copy, { recursive: true });
}
const dir = path.join(out, 'prebuilds', `${process.platform}-${process.arch}`);
const report = (file, what) =>
  console.log(`${path.relative(process.cwd(), file)}: ${Math.round(statSync(file).size / 1000)} kB, ${what}`);
const isGlibc = Boolean(process.report.getReport().header.glibcVersionRuntime);
const isForMusl = (name) => name.endsWith('.musl.node');
for (const name of readdirSync(dir)) {
  if (isGlibc && isForMusl(name)) continue;
  const file = path.join(dir, name);
  execFileSync(process.execPath, ['-e', `require(${JSON.stringify(file)})`]);
  report(file, 'loads');
}
const compiler = isGlibc ? findMuslCompiler() : undefined;
if (compiler) {
  const file = path.join(dir, `${JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')).name}.musl.node`);
  buildMuslAddon(root, nodeDir, compiler, file);
  report(file, 'needs nothing but musl and Node');
} else if (isGlibc) console.log('no compiler for musl: its addon is not built (pip install ziglang brings one)');
