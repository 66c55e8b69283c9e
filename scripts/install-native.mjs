// Uses the package's prebuilt native addon if one loads on this machine; otherwise builds it if a compiler and the
// running Node's headers are installed. The addon is optional: when something is missing, one line reports it, the
// TypeScript kernels are used, and the installation continues. Nothing is downloaded. LATENTCAST_NO_NATIVE=1 skips it;
// --force builds in any case and makes a failure exit with 1 and print the build's output.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { findNodeDir, findNodeGyp } from './node-gyp.mjs';

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const force = process.argv.includes('--force');
const windows = process.platform === 'win32';

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
  const why = prebuiltFails ? `the prebuilt one does not load: ${prebuiltFails}; ${reason}` : reason;
  console.log(`latentcast: native addon not built (${why}); the TypeScript kernels are used`);
  process.exit(force ? 1 : 0);
}

/** Why the package's prebuilt addon cannot be used; undefined when there is none or it loads. */
let prebuiltFails;

/** Whether the package has an addon for this platform that loads and is of this version's interface. */
function hasPrebuild() {
  const dir = path.join(root, 'prebuilds', `${process.platform}-${process.arch}`);
  if (!existsSync(dir) || !readdirSync(dir).some((name) => name.endsWith('.node'))) return false;
  const expected = readFileSync(path.join(root, 'native', 'addon.cc'), 'utf8').match(/kInterface = (\d+)/)?.[1];
  const script = `
    const found = require('node-gyp-build')(${JSON.stringify(root)}).interface;
    if (found !== ${expected}) throw new Error('it is of interface ' + found + ', not ${expected}');`;
  // In a separate process: an addon that crashes when it is loaded must not end the installation.
  const run = spawnSync(process.execPath, ['-e', script], {
    cwd: root,
    encoding: 'utf8',
    env: { ...process.env, PREBUILDS_ONLY: '1' },
    timeout: 60_000,
  });
  if (run.status === 0) return true;
  const line = run.stderr?.split('\n').find((text) => text.includes('Error: '));
  prebuiltFails =
    line
      ?.replace(/^.*Error: /, '')
      .trim()
      .slice(0, 160) ?? `exit ${run.status ?? run.signal}`;
  return false;
}

// The installation must not fail because of the optional addon, whatever the error.
process.on('uncaughtException', (error) => notBuilt(error.message, error.stack));
if (process.env.LATENTCAST_NO_NATIVE === '1') notBuilt('LATENTCAST_NO_NATIVE is set');
if (!force && hasPrebuild()) {
  console.log('latentcast: the prebuilt native addon is used');
  process.exit(0);
}
const nodeDir = findNodeDir();
if (!nodeDir)
  notBuilt(`no node_api.h in the include folder of ${process.env.npm_config_nodedir ? 'nodedir' : 'the running Node'}`);
const tool = missingTool();
if (tool) notBuilt(tool);
const nodeGyp = findNodeGyp(root);
if (!nodeGyp) notBuilt('node-gyp not found; npm brings it');

// What is up to date stays: the first npx in a clone installs it once more, beside a program that may just load the addon.
const steps = force ? ['rebuild'] : ['configure', 'build'];
const started = Date.now();
const build = spawnSync(process.execPath, [nodeGyp, ...steps, '--release', `--nodedir=${nodeDir}`], {
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
