import { spawnSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const SCRIPT = fileURLToPath(new URL('../../../scripts/install-native.mjs', import.meta.url));

/** Runs the script without letting it reach a build. */
function install(
  env: Record<string, string>,
  ...args: string[]
): { status: number | null; stdout: string; stderr: string } {
  const { npm_config_nodedir: _, LATENTCAST_NO_NATIVE: __, ...rest } = process.env;
  return spawnSync(process.execPath, [SCRIPT, ...args], { env: { ...rest, ...env }, encoding: 'utf8' });
}

describe('the install script', () => {
  it('prints one line and succeeds when it is switched off', () => {
    expect(install({ LATENTCAST_NO_NATIVE: '1' })).toMatchObject({
      status: 0,
      stdout: 'latentcast: native addon not built (LATENTCAST_NO_NATIVE is set); the TypeScript kernels are used\n',
      stderr: '',
    });
  });

  it('prints one line and succeeds when the headers are not in nodedir: it downloads none', () => {
    expect(install({ npm_config_nodedir: tmpdir() })).toMatchObject({
      status: 0,
      stdout:
        'latentcast: native addon not built (no node_api.h in the include folder of nodedir); the TypeScript kernels are used\n',
      stderr: '',
    });
  });

  it.skipIf(process.platform === 'win32')('prints one line and succeeds when there is no compiler', () => {
    // A PATH of a folder without programs; the runner's own choice of a compiler is set aside too.
    const empty = fileURLToPath(new URL('../../fixtures/', import.meta.url));
    expect(install({ PATH: empty, CXX: '' })).toMatchObject({
      status: 0,
      stdout: 'latentcast: native addon not built (no C++ compiler); the TypeScript kernels are used\n',
      stderr: '',
    });
  });

  it('fails with --force, so that a wanted build is not missed', () => {
    expect(install({ npm_config_nodedir: tmpdir() }, '--force').status).toBe(1);
  });
});
