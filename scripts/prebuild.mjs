// Builds the native addon for the running platform into prebuilds/, where `npm pack` finds it and node-gyp-build loads
// it: `npm run build:prebuilds`, before a release, on every platform that should have one. Node-API: one build serves
// every Node from 20 on. --out DIR writes DIR/prebuilds instead. Nothing is downloaded.
//
// Not called `prebuild` in package.json: npm would run that before every `build`.
import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, realpathSync, rmSync, statSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs, promisify } from 'node:util';
import prebuildify from 'prebuildify';
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
for (const name of readdirSync(dir)) {
  const file = path.join(dir, name);
  execFileSync(process.execPath, ['-e', `require(${JSON.stringify(file)})`]);
  const kilobytes = Math.round(statSync(file).size / 1000);
  console.log(`${path.relative(process.cwd(), file)}: ${kilobytes} kB, loads`);
}
