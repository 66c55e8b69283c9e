// The native addon for musl (Alpine and the like), cross-built on any machine whose C++ compiler can: the first of
// LATENTCAST_MUSL_CXX (a command line), `zig c++`, and Zig from PyPI's package `ziglang`. The C++ library is linked in,
// so that the addon needs no other package than Node itself.
import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { readElf } from './elf.mjs';

const require = createRequire(import.meta.url);
/** Node's names of processors, and those of compilers. */
const ARCHITECTURES = { x64: 'x86_64', arm64: 'aarch64' };

/** The compiler as [program, ...arguments], or undefined where none is installed. */
export function findMuslCompiler(arch = process.arch) {
  const target = ['-target', `${ARCHITECTURES[arch]}-linux-musl`];
  const own = process.env.LATENTCAST_MUSL_CXX?.split(' ').filter(Boolean);
  if (own?.length) return own;
  if (!(arch in ARCHITECTURES)) return undefined;
  return [
    ['zig', 'c++', ...target],
    ['python3', '-m', 'ziglang', 'c++', ...target],
  ].find(([program, ...args]) => spawnSync(program, [...args, '--version'], { stdio: 'ignore' }).status === 0);
}

/**
 * Builds the addon of `root` for musl into `file`, with the sources, definitions and flags of binding.gyp.
 *
 * @param nodeDir that has `include/node/node_api.h`
 * @throws Error when the compiler fails, or the result would not load on musl
 */
export function buildMuslAddon(root, nodeDir, [program, ...args], file) {
  const gyp = readFileSync(path.join(root, 'binding.gyp'), 'utf8').replace(/^\s*#.*$/gm, '');
  const [{ sources, defines, cflags_cc }] = JSON.parse(gyp).targets;
  const includes = [path.join(nodeDir, 'include/node'), path.dirname(require.resolve('node-addon-api/napi.h'))];
  execFileSync(
    program,
    [
      ...args,
      ...['-shared', '-fPIC', '-s', ...cflags_cc],
      ...[...defines, 'BUILDING_NODE_EXTENSION'].map((define) => `-D${define}`),
      // Not ours, and not to be warned of.
      ...includes.flatMap((dir) => ['-isystem', dir]),
      ...['-o', file, ...sources],
    ],
    { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] },
  );
  const fault = muslFault(readElf(readFileSync(file)));
  if (fault) throw new Error(`${file}: ${fault}`);
}

/** Libraries that musl's loader takes for itself, and what Node for musl brings. */
const LIBRARIES = /^(libc|libm|libpthread|libdl|libstdc\+\+|libgcc_s)\.(so|musl-)/;

/** Why a library would not load into Node on musl, or undefined. */
export function muslFault({ libraries, versions, undefinedSymbols }) {
  const foreign = libraries.filter((name) => !LIBRARIES.test(name));
  if (foreign.length > 0) return `needs ${foreign.join(', ')}`;
  // musl has no versions of symbols; those of glibc are named GLIBC_2.17 and the like.
  const glibc = versions.filter((name) => name.startsWith('GLIBC_'));
  if (glibc.length > 0) return `is of glibc: ${glibc.join(', ')}`;
  const nodes = undefinedSymbols.filter((name) => name.startsWith('napi_'));
  if (nodes.length === 0) return 'uses no function of Node-API';
  return undefined;
}
