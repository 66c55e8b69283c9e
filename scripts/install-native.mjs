// Builds the native addon where a compiler and the running Node's own headers are at hand. It is an option: when
// anything is missing one line says so, the TypeScript kernels are used, and the installation goes on. Nothing is
// downloaded. LATENTCAST_NO_NATIVE=1 skips it; --force makes a failure exit with 1 and print the build's output.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const force = process.argv.includes('--force');
const windows = process.platform === 'win32';

/** Where node_api.h is: what npm was told, or the prefix of the running Node. */
function findNodeDir() {
  const told = process.env.npm_config_nodedir;
  const candidates = told ? [told] : [path.dirname(path.dirname(process.execPath)), path.dirname(process.execPath)];
  return candidates.find((dir) => existsSync(path.join(dir, 'include', 'node', 'node_api.h')));
}

/** node-gyp's script: what npm says, or the one beside the npm that belongs to the running Node or is on the PATH. */
function findNodeGyp() {
  const told = process.env.npm_config_node_gyp;
  if (told && existsSync(told)) return told;
  const prefix = path.dirname(path.dirname(process.execPath));
  const places = [
    process.env.npm_execpath && path.dirname(path.dirname(process.env.npm_execpath)),
    path.join(prefix, 'lib', 'node_modules', 'npm'),
    path.join(path.dirname(process.execPath), 'node_modules', 'npm'),
    ...(process.env.PATH ?? '')
      .split(path.delimiter)
      .flatMap((dir) => [path.join(dir, '..', 'lib', 'node_modules', 'npm'), path.join(dir, 'node_modules', 'npm')]),
    root,
  ].filter(Boolean);
  for (const place of places) {
    try {
      return createRequire(path.join(place, 'package.json')).resolve('node-gyp/bin/node-gyp.js');
    } catch {
      // Not here: the next place may have it.
    }
  }
  return undefined;
}

const runs = (command) => spawnSync(command, ['--version'], { stdio: 'ignore' }).status === 0;

/** Why the addon cannot be built, or undefined. On Windows node-gyp looks for Visual Studio itself. */
function missingTool() {
  if (windows) return undefined;
  if (!runs(process.env.CXX?.split(' ')[0] || 'c++') && !runs('g++') && !runs('clang++')) return 'no C++ compiler';
  if (!runs(process.env.MAKE || 'make') && !runs('gmake')) return 'no make';
  if (![process.env.npm_config_python, process.env.PYTHON, 'python3', 'python'].some((p) => p && runs(p)))
    return 'no Python, which node-gyp needs';
  return undefined;
}

function notBuilt(reason, output) {
  if (force && output) console.error(output);
  console.log(`latentcast: native addon not built (${reason}); the TypeScript kernels are used`);
  process.exit(force ? 1 : 0);
}

/** A prebuilt addon in the package serves as well as one that is built here. */
function hasPrebuild() {
  const dir = path.join(root, 'prebuilds', `${process.platform}-${process.arch}`);
  return existsSync(dir) && readdirSync(dir).some((name) => name.endsWith('.node'));
}

// An installation must not fail for want of an option, whatever is the matter.
process.on('uncaughtException', (error) => notBuilt(error.message, error.stack));
if (process.env.LATENTCAST_NO_NATIVE === '1') notBuilt('LATENTCAST_NO_NATIVE is set');
if (hasPrebuild() && !force) process.exit(0);
const nodeDir = findNodeDir();
if (!nodeDir)
  notBuilt(`no node_api.h in the include folder of ${process.env.npm_config_nodedir ? 'nodedir' : 'the running Node'}`);
const tool = missingTool();
if (tool) notBuilt(tool);
const nodeGyp = findNodeGyp();
if (!nodeGyp) notBuilt('node-gyp not found; npm brings it');

const started = Date.now();
const build = spawnSync(process.execPath, [nodeGyp, 'rebuild', '--release', `--nodedir=${nodeDir}`], {
  cwd: root,
  encoding: 'utf8',
  maxBuffer: 1 << 26,
  // A build that hangs must not hang the installation.
  timeout: 300_000,
});
const output = `${build.stdout ?? ''}${build.stderr ?? ''}`;
if (build.status !== 0) {
  const line = output.split('\n').find((text) => /\berror\b/i.test(text) && !/not ok/.test(text));
  const reason = build.error?.message ?? line?.trim().slice(0, 160) ?? `node-gyp ended with ${build.status}`;
  notBuilt(`the build failed: ${reason}`, output);
}
console.log(`latentcast: native addon built in ${((Date.now() - started) / 1000).toFixed(1)} s`);
