import { execFileSync, spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { checkPackage, createPackageFromTarballData } from '@arethetypeswrong/core';
import { publint } from 'publint';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const MODULES = path.join(ROOT, 'node_modules');

const dir = mkdtempSync(path.join(tmpdir(), 'latentcast-package-'));
const app = path.join(dir, 'app');
const installed = path.join(app, 'node_modules', 'latentcast');

interface Packed {
  readonly filename: string;
  readonly size: number;
  readonly unpackedSize: number;
  readonly files: readonly { readonly path: string; readonly size: number }[];
}

let packed: Packed;

beforeAll(() => {
  const output = execFileSync('npm', ['pack', '--ignore-scripts', '--json', '--pack-destination', dir], {
    cwd: ROOT,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  packed = (JSON.parse(output) as Packed[])[0]!;
  mkdirSync(installed, { recursive: true });
  execFileSync('tar', ['-xzf', path.join(dir, packed.filename), '--strip-components=1', '-C', installed]);
  // The dependencies are this checkout's: the tests fetch nothing.
  const { dependencies, optionalDependencies } = JSON.parse(
    readFileSync(path.join(ROOT, 'package.json'), 'utf8'),
  ) as Record<string, Record<string, string>>;
  for (const name of Object.keys({ ...dependencies, ...optionalDependencies })) {
    const scope = path.dirname(name);
    if (scope !== '.') mkdirSync(path.join(app, 'node_modules', scope), { recursive: true });
    if (readdirSync(path.join(MODULES, scope)).includes(path.basename(name)))
      symlinkSync(path.join(MODULES, name), path.join(app, 'node_modules', name));
  }
  writeFileSync(path.join(app, 'package.json'), '{ "type": "module", "private": true }');
}, 300_000);

afterAll(() => rmSync(dir, { recursive: true }));

/** Folder and kind of a packed file; files at the top stand for themselves. */
function kindOf(file: string): string {
  const [top, ...rest] = file.split('/');
  if (rest.length === 0) return file;
  const ending = /(\.d\.ts|\.[a-z\d]+(\.gz)?)$/.exec(file)?.[0] ?? path.basename(file);
  return top === 'dist' && rest[0] === 'web' ? `dist/web/*${ending}` : `${top}/*${ending}`;
}

describe('the package', () => {
  it('holds these kinds of files and no others: no maps, no build state, no tests', () => {
    const kinds = [...new Set(packed.files.map((file) => kindOf(file.path)))].filter(
      (kind) => !/^prebuilds/.test(kind),
    );
    expect(kinds.sort()).toEqual(
      [
        'ARCHITECTURE.md',
        'CHANGELOG.md',
        'LICENSE',
        'README.md',
        'assets/*.flac',
        'assets/*.md',
        'binding.gyp',
        'dist/*.d.ts',
        'dist/*.js',
        'dist/web/*.css.gz',
        'dist/web/*.html',
        'dist/web/*.js.gz',
        'dist/web/*.mjs.gz',
        'dist/web/*.plan.gz',
        'dist/web/*.png',
        'dist/web/*.wasm.gz',
        'dist/web/*.webmanifest',
        'models/*.f32',
        'models/*.json',
        'models/*.md',
        'models/*.onnx',
        'native/*.cc',
        'native/*.h',
        'package.json',
        'scripts/*.mjs',
        'docs/*.json',
        'docs/*.md',
        'docs/*.svg',
      ].sort(),
    );
    expect(packed.files.filter(({ path: name }) => /\.(map|tsbuildinfo)$|\.test\.|\/test\//.test(name))).toEqual([]);
  });

  it('has at most 2160 files, 36 MB packed and 44.5 MB unpacked, of which the models are 32 MB', () => {
    // Two of each file of src, sessions' queue and rooms among them, but for the command: nobody imports its types. The graphs of low delay are 1.2 MB, their
    // plans for browsers .5 MB.
    expect(packed.files.length).toBeLessThan(2160);
    expect(packed.files.filter(({ path: name }) => /^dist\/cli\/.*\.d\.ts$/.test(name))).toEqual([]);
    expect(packed.size).toBeLessThan(36e6);
    expect(packed.unpackedSize).toBeLessThan(44.5e6);
    const models = packed.files.filter((file) => file.path.startsWith('models/'));
    expect(models.reduce((sum, file) => sum + file.size, 0)).toBeGreaterThan(29e6);
  });

  it('holds no module whose source is gone (scripts/finish-dist.mjs)', () => {
    const modules = packed.files
      .map((file) => file.path)
      .filter((name) => /^dist\/(?!web|browser\/scripts)/.test(name));
    const isStale = (name: string): boolean =>
      !existsSync(path.join(ROOT, name.replace(/^dist/, 'src').replace(/\.(d\.ts|js)$/, '.ts')));
    expect(modules.filter(isStale)).toEqual([]);
  });

  it.skipIf(process.platform === 'win32')(
    'is built with a command that can be executed, also without npm’s link',
    () => {
      expect(statSync(path.join(ROOT, 'dist/cli/main.js')).mode & 0o111).toBe(0o111);
    },
  );

  it('refers to no source map that it does not hold', () => {
    const code = packed.files.filter((file) => /^dist\/.*\.js$/.test(file.path));
    const referring = code.filter(({ path: name }) =>
      /^\/\/# sourceMappingURL=/m.test(readFileSync(path.join(installed, name), 'utf8')),
    );
    expect(referring).toEqual([]);
  });

  it('is one that publint and attw have nothing to object to, subpath by subpath', async () => {
    expect((await publint({ pkgDir: installed, pack: false, strict: true })).messages).toEqual([]);
    const tarball = new Uint8Array(readFileSync(path.join(dir, packed.filename)));
    const checked = await checkPackage(createPackageFromTarballData(tarball));
    if (!checked.types) throw new Error('attw found no types');
    expect(Object.keys(checked.entrypoints)).toEqual(['.', './node', './browser', './relay', './package.json']);
    // The profile esm-only: CommonJS loads it from Node 20.19 on, and TypeScript before 4.7 is not supported.
    const isOurs = ({ resolutionKind }: { resolutionKind?: string }): boolean =>
      resolutionKind !== 'node10' && resolutionKind !== 'node16-cjs';
    expect(checked.problems.filter((problem) => isOurs(problem as { resolutionKind?: string }))).toEqual([]);
  });

  it('is loaded by require too', () => {
    const code = "console.log(typeof require('latentcast').encodeStream)";
    expect(execFileSync(process.execPath, ['-e', code], { cwd: app, encoding: 'utf8' })).toBe('function\n');
  });

  describe.each([
    ['bundler', 'esnext'],
    ['nodenext', 'nodenext'],
  ])('type-checks in a project with moduleResolution %s and skipLibCheck false', (moduleResolution, module) => {
    it.each([
      ['latentcast', ['ES2022'], []],
      ['latentcast', ['ES2022'], ['node']],
      ['latentcast/browser', ['ES2022', 'DOM'], []],
      ['latentcast/browser', ['ES2022', 'DOM', 'DOM.Iterable'], ['node']],
      ['latentcast/node', ['ES2022'], ['node']],
      ['latentcast/relay', ['ES2022'], ['node']],
    ])('%s with lib %j and types %j', (entry, lib, types) => {
      writeFileSync(
        path.join(app, 'main.ts'),
        `import * as all from '${entry}';\nexport const names = Object.keys(all);\n`,
      );
      const compilerOptions = {
        noEmit: true,
        strict: true,
        exactOptionalPropertyTypes: true,
        skipLibCheck: false,
        target: 'es2022',
        module,
        moduleResolution,
        lib,
        types,
        typeRoots: [path.join(MODULES, '@types')],
      };
      writeFileSync(path.join(app, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: ['main.ts'] }));
      const { stdout, status } = spawnSync(path.join(MODULES, '.bin', 'tsc'), [], { cwd: app, encoding: 'utf8' });
      expect({ stdout, status }).toEqual({ stdout: '', status: 0 });
    });
  });

  it('encodes, decodes and checks itself where it is installed, with an empty home', () => {
    const home = path.join(dir, 'home');
    mkdirSync(home);
    const run = (...args: string[]): string =>
      execFileSync(process.execPath, [path.join('node_modules', 'latentcast', 'dist', 'cli', 'main.js'), ...args], {
        cwd: app,
        env: { PATH: process.env.PATH, HOME: home },
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'ignore'],
      });
    // One step of the search uses all that the package holds for it, in a tenth of the time.
    run('encode', path.join(installed, 'assets', 'voice.flac'), 'voice.lc', '--search', '1');
    expect(JSON.parse(run('inspect', 'voice.lc', '--json'))).toMatchObject({ frames: 161, payloadBytes: 1288 });
    run('decode', 'voice.lc', 'voice.wav');
    const doctor = JSON.parse(run('doctor', '--json', '--port', '1')) as { ok: boolean; checks: { detail: string }[] };
    expect(doctor.ok).toBe(true);
    // What an installed package cannot run is not advised.
    expect(JSON.stringify(doctor.checks)).not.toContain('npm run');
    // ONNX Runtime itself leaves a folder in .cache.
    expect(readdirSync(home).filter((name) => name !== '.cache')).toEqual([]);
  });
});
