// Runs before the install scripts of this package's dependencies: npm runs every package's `preinstall` before any
// `postinstall`. onnxruntime-node's `postinstall` downloads CUDA libraries on Linux unless they are there already, and the
// installation fails where it cannot reach them. Nothing here uses them, so empty files are left in their place; the CPU
// binaries come with onnxruntime-node's own package. Where the project or another package asks for onnxruntime-node too,
// or its variable is set, nothing is done: somebody may want the GPU. It never fails, and downloads nothing.
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const RUNTIME = 'onnxruntime-node';
const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));

const readManifest = (dir) => {
  try {
    return JSON.parse(readFileSync(path.join(dir, 'package.json'), 'utf8'));
  } catch {
    return {};
  }
};

/** Whether the package in `dir` asks for the runtime by itself. */
function asksForRuntime(dir) {
  const { dependencies, devDependencies, optionalDependencies, peerDependencies } = readManifest(dir);
  return [dependencies, optionalDependencies, peerDependencies, isProject(dir) && devDependencies].some(
    (list) => list && RUNTIME in list,
  );
}

const project = process.env.npm_config_local_prefix ?? process.env.INIT_CWD;
const isProject = (dir) => dir === project;

/** Folders of the packages in a `node_modules` folder. */
function packagesIn(modules) {
  return readdirSync(modules).flatMap((name) => {
    if (name.startsWith('.')) return [];
    const dir = path.join(modules, name);
    return name.startsWith('@') ? readdirSync(dir).map((scoped) => path.join(dir, scoped)) : [dir];
  });
}

function keepCpuRuntime() {
  const { ONNXRUNTIME_NODE_INSTALL, npm_config_onnxruntime_node_install: flag } = process.env;
  // In this repository scripts/no-download does it.
  if (ONNXRUNTIME_NODE_INSTALL || flag || project === root) return;
  const require = createRequire(path.join(root, 'package.json'));
  const runtime = path.dirname(require.resolve(`${RUNTIME}/package.json`));
  const users = [project, ...packagesIn(path.dirname(runtime))].filter((dir) => dir && path.resolve(dir) !== root);
  if (users.some(asksForRuntime)) return;

  const { requirements, manifests } = require(`${RUNTIME}/script/install-metadata.js`);
  const platform = `${process.platform}/${process.arch}`;
  const [napi] = readManifest(runtime).binary.napi_versions;
  const binaries = path.join(runtime, 'bin', `napi-v${napi}`, platform);
  for (const name of requirements[platform] ?? [])
    for (const file of Object.keys(manifests[`${platform}:${name}`] ?? {}))
      if (!existsSync(path.join(binaries, file))) writeFileSync(path.join(binaries, file), '');
}

try {
  keepCpuRuntime();
} catch {
  // Not there, or built differently: its own script decides, and it is an optional dependency.
}
