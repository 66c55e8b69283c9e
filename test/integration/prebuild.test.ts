import { spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));
const dir = mkdtempSync(path.join(tmpdir(), 'latentcast-pack-'));
const staged = path.join(dir, 'staged');
const bin = path.join(dir, 'bin');
const app = path.join(dir, 'app');
const installed = path.join(app, 'node_modules', 'latentcast');
const prebuild = path.join('prebuilds', `${process.platform}-${process.arch}`);

const reason =
  process.platform === 'win32'
    ? 'links of programs'
    : spawnSync('c++', ['--version']).error
      ? 'no C++ compiler'
      : undefined;

/** A program's output; throws when it fails. */
function run(program: string, args: string[], cwd: string, env: NodeJS.ProcessEnv = process.env): string {
  const { status, stdout, stderr, error } = spawnSync(program, args, { cwd, env, encoding: 'utf8' });
  if (error || status !== 0) throw new Error(`${program} ${args.join(' ')}: ${error ?? status}\n${stdout}${stderr}`);
  return stdout;
}

const { findMuslCompiler } = (await import(path.join(root, 'scripts/musl-addon.mjs'))) as {
  findMuslCompiler(): readonly string[] | undefined;
};
const reportHeader = (): object => (process.report.getReport() as { header: object }).header;

/** Where Node and a shell are on the PATH, but neither compiler nor make. */
const bare = (): NodeJS.ProcessEnv => ({ HOME: dir, PATH: bin });

/** What npm runs once the files are unpacked. */
const installScript = (): string => run(process.execPath, ['scripts/install-native.mjs'], installed, bare());

function doctor(env: NodeJS.ProcessEnv): { name: string; status: string; detail: string } | undefined {
  // Exit code 1 is for the models, which are not packed here.
  const { stdout } = spawnSync(process.execPath, ['node_modules/latentcast/dist/cli/main.js', 'doctor', '--json'], {
    cwd: app,
    env,
    encoding: 'utf8',
  });
  const { checks } = JSON.parse(stdout) as { checks: { name: string; status: string; detail: string }[] };
  return checks.find((check) => check.name === 'native kernels');
}

// The package as it is released, but for the models: packed by npm, and unpacked into a folder without any build
// output.
describe.skipIf(reason)(`a package with a prebuilt addon${reason ? ` (skipped: ${reason})` : ''}`, () => {
  beforeAll(() => {
    const manifest = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as { files: string[] };
    mkdirSync(staged);
    for (const name of ['package.json', ...manifest.files])
      if (name !== 'models' && name !== 'prebuilds' && !name.startsWith('!'))
        cpSync(path.join(root, name), path.join(staged, name), { recursive: true });
    run(process.execPath, ['scripts/prebuild.mjs', '--out', staged], root);
    const tarball = run('npm', ['pack', '--ignore-scripts', '--silent'], staged).trim();
    mkdirSync(installed, { recursive: true });
    run('tar', ['-xzf', path.join(staged, tarball), '--strip-components=1', '-C', installed], dir);
    // The dependencies are this checkout's: the tests fetch nothing.
    for (const name of readdirSync(path.join(root, 'node_modules')))
      if (!name.startsWith('.'))
        symlinkSync(path.join(root, 'node_modules', name), path.join(app, 'node_modules', name));
    mkdirSync(bin);
    symlinkSync(process.execPath, path.join(bin, 'node'));
    symlinkSync('/bin/sh', path.join(bin, 'sh'));
  }, 300_000);

  afterAll(() => rmSync(dir, { recursive: true }));

  it('contains the addon, its source and the install script, and no build output', () => {
    const isLinux = process.platform === 'linux' && 'glibcVersionRuntime' in reportHeader();
    const addons = readdirSync(path.join(installed, prebuild)).filter((name) => name.endsWith('.node'));
    expect(addons.filter((name) => !isLinux || !name.includes('.musl.'))).toHaveLength(1);
    // On glibc the one for musl is built besides, where a compiler for it is installed.
    if (isLinux) expect(addons.some((name) => name.includes('.musl.'))).toBe(findMuslCompiler() !== undefined);
    for (const name of ['native/addon.cc', 'binding.gyp', 'scripts/install-native.mjs', 'scripts/node-gyp.mjs'])
      expect(existsSync(path.join(installed, name))).toBe(true);
    expect(existsSync(path.join(installed, 'build'))).toBe(false);
  });

  it('is installed without a compiler, and doctor reports that the addon is loaded', () => {
    expect(installScript()).toBe('latentcast: the prebuilt native addon is used\n');
    expect(doctor(bare())).toEqual({
      name: 'native kernels',
      status: 'ok',
      detail: 'loaded, prebuilt in the package',
    });
  });

  it('is switched off by LATENTCAST_NO_NATIVE=1', () => {
    expect(doctor({ ...bare(), LATENTCAST_NO_NATIVE: '1' })).toMatchObject({
      status: 'warn',
      detail: expect.stringContaining('switched off by LATENTCAST_NO_NATIVE=1'),
    });
  });

  it('falls back to TypeScript, in one line, where the prebuilt addon does not load and there is no compiler', () => {
    const folder = path.join(installed, prebuild);
    writeFileSync(path.join(folder, readdirSync(folder)[0]!), 'not a library');
    expect(installScript()).toMatch(
      /^latentcast: native addon not built \(the prebuilt one does not load: [^\n]+; no C\+\+ compiler\); the TypeScript kernels are used\n$/,
    );
    expect(doctor(bare())).toMatchObject({ status: 'warn', detail: expect.stringMatching(/^not used: /) });
  });
});
