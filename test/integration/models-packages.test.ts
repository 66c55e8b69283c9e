import { access, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { addModel } from '../../src/node/model/install-model.js';
import { cli } from '../support/cli.js';
import { type Registry, startRegistry } from '../support/npm-registry.js';
import { type TarMember, tarball } from '../support/tarball.js';

const TINY = fileURLToPath(new URL('../fixtures/tiny-model/stateful', import.meta.url));

let dir = '';
let root = '';
/** What `os.tmpdir` is for everything that is unpacked. */
let temporary = '';

/** The tiny model as members of an archive, some of them replaced. */
async function members(id: string, replaced: readonly TarMember[] = [], manifest: object = {}): Promise<TarMember[]> {
  const names = (await readdir(TINY)).filter((name) => !replaced.some((member) => member.name === `package/${name}`));
  const own = await Promise.all(
    names.map(async (name) => {
      const data = await readFile(join(TINY, name));
      return {
        name: `package/${name}`,
        data: name === 'manifest.json' ? JSON.stringify({ ...JSON.parse(data.toString()), id, ...manifest }) : data,
      };
    }),
  );
  return [...own, ...replaced];
}

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'latentcast-packages-'));
  root = join(dir, 'installed');
  temporary = join(dir, 'tmp');
  await mkdir(temporary);
  vi.stubEnv('TMPDIR', temporary);
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await rm(dir, { recursive: true });
});

const refused = async (from: string, code: string, message: RegExp, replace = false): Promise<void> => {
  const before = await readdir(root).catch(() => []);
  await expect(addModel(from, { root, replace })).rejects.toMatchObject({
    code,
    message: expect.stringMatching(message),
  });
  expect(await readdir(root).catch(() => [])).toEqual(before);
  expect(await readdir(temporary)).toEqual([]);
};

describe('a model in a package of a registry', () => {
  let registry: Registry;
  beforeAll(async () => {
    const marker = join(dir, 'script-has-run');
    const description = (name: string): TarMember => ({
      name: 'package/package.json',
      data: JSON.stringify({
        name,
        version: '1.0.0',
        scripts: Object.fromEntries(
          ['preinstall', 'install', 'postinstall', 'prepare', 'prepack'].map((s) => [s, `touch ${marker}`]),
        ),
      }),
    });
    registry = await startRegistry({
      'tiny-model': { tarball: tarball(await members('from-registry', [description('tiny-model')])) },
      '@studio/model': { tarball: tarball(await members('from-studio', [description('@studio/model')])) },
      'changed-model': {
        tarball: tarball(await members('changed', [description('changed-model')])),
        integrity: `sha512-${'A'.repeat(86)}==`,
      },
      'no-model': { tarball: tarball([description('no-model')]) },
    });
    for (const [name, value] of Object.entries({
      registry: registry.url,
      cache: join(dir, 'npm-cache'),
      userconfig: join(dir, 'npmrc'),
      fetch_retries: '0',
      noproxy: '127.0.0.1',
    }))
      vi.stubEnv(`npm_config_${name}`, value);
  });
  afterAll(() => registry?.close());

  it('is fetched by its name, with a scope and a version, checked and installed; no script of it is run', async () => {
    const added = await cli(['models', 'add', 'tiny-model', '--to', root]);
    expect(added, added.err).toMatchObject({
      code: 0,
      out: expect.stringMatching(/✓ speed: [\s\S]*installed from-registry/),
    });
    const { model } = await addModel('@studio/model@^1.0.0', { root });
    expect(model.manifest.id).toBe('from-studio');
    expect(registry.requests).toEqual(
      expect.arrayContaining(['/tiny-model', '/tiny-model/-/it.tgz', '/@studio/model']),
    );
    await expect(access(join(dir, 'script-has-run'))).rejects.toMatchObject({ code: 'ENOENT' });
    expect(await readdir(temporary)).toEqual([]);
  });

  it('is refused with the reason where there is none, it is not what the registry states, or it holds no single model', async () => {
    await refused('missing-model', 'FILE_IO', /npm cannot fetch a package of that name: E404: .*missing-model/);
    await refused('tiny-model@2.0.0', 'FILE_IO', /ETARGET: No matching version found for tiny-model@2\.0\.0/);
    await refused('changed-model', 'FILE_IO', /EINTEGRITY/);
    await refused('no-model', 'MODEL_NOT_FOUND', /must hold one manifest\.json of a model, got 0/);
  });

  it.each([
    'studio/model',
    'github:studio/model',
    'git+https://127.0.0.1/x.git',
    'https://127.0.0.1/x',
    'npm:x@1',
    'x@file:.',
    'a b',
  ])('is not looked for by %s, for which npm would go elsewhere', async (from) => {
    const asked = registry.requests.length;
    await refused(from, 'FILE_IO', /must else be the name of an npm package/);
    expect(registry.requests.length).toBe(asked);
  });
});

describe('a hostile archive', () => {
  const file = async (name: string, data: Uint8Array): Promise<string> => {
    const path = join(dir, name);
    await writeFile(path, data);
    return path;
  };
  const missing = (path: string): Promise<unknown> => expect(access(path)).rejects.toMatchObject({ code: 'ENOENT' });

  it('writes nothing outside the folder that it is unpacked in', async () => {
    const up = '../'.repeat(4);
    for (const evil of [
      [{ name: `package/${up}evil-1` }],
      [{ name: join(dir, 'evil-1') }],
      [
        { name: 'package/out', kind: 'symlink', target: dir },
        { name: 'package/out/evil-1', data: 'x' },
      ],
      [
        { name: 'package/out', kind: 'symlink', target: up },
        { name: 'package/out/evil-1', data: 'x' },
      ],
    ] as TarMember[][]) {
      const from = await file('evil.tgz', tarball([...evil, ...(await members('evil', []))]));
      await addModel(from, { root, replace: true }).catch((error: unknown) =>
        expect(error).toMatchObject({ code: 'FILE_IO' }),
      );
      for (const place of [dir, temporary, join(dir, '..'), '/']) await missing(join(place, 'evil-1'));
      expect(await readdir(temporary)).toEqual([]);
    }
  });

  it('installs no file from elsewhere, no pipe, and no permissions of its own', async () => {
    const encoder = 'package/encoder.onnx';
    const withLink = await members('linked', [{ name: encoder, kind: 'symlink', target: '/etc/hostname' }]);
    await refused(await file('link.tgz', tarball(withLink)), 'MODEL_MANIFEST', /inside the model's folder/);
    const withPipe = await members('piped', [{ name: encoder, kind: 'fifo' }]);
    await refused(await file('pipe.tgz', tarball(withPipe)), 'MODEL_MANIFEST', /must be a file/);
    const pipe = await members('manifest', [{ name: 'package/manifest.json', kind: 'fifo' }]);
    await refused(await file('manifest.tgz', tarball(pipe)), 'MODEL_NOT_FOUND', /got 0/);
    const all = (await members('modes')).map((member) => ({ ...member, mode: 0o6777 }));
    const added = await addModel(await file('modes.tgz', tarball(all)), { root });
    for (const name of await readdir(added.dir)) expect((await stat(join(added.dir, name))).mode & 0o7777).toBe(0o644);
  });

  it('has no id that is another folder', async () => {
    for (const id of ['..', '.', '.hidden', '../x', 'a/b', ''])
      await refused(await file('id.tgz', tarball(await members(id))), 'MODEL_MANIFEST', /id must be 1 to 64/, true);
  });

  it('is not unpacked beyond what a model of its size may take', async () => {
    const zeros = { name: 'package/zeros', data: Buffer.alloc(100 * 2 ** 20) };
    await refused(await file('bomb.tgz', tarball([zeros])), 'FILE_IO', /unpacks to more than the 7\d MiB/);
    const big = await members('big', [{ name: 'package/manifest.json', data: Buffer.alloc(2 ** 20 + 1, ' ') }]);
    await refused(await file('big.tgz', tarball(big)), 'MODEL_MANIFEST', /at most 1048576 bytes/);
    const long = await members('long', [{ name: 'package/encoder.onnx', data: Buffer.alloc(2 ** 20) }]);
    await refused(
      await file('long.tgz', tarball(long)),
      'MODEL_HASH',
      /bytes long as its manifest states, got 1048576/,
    );
  });

  it('is refused where it is cut, no archive, or holds two models', async () => {
    const two = await members('two', [{ name: 'package/other/manifest.json', data: '{}' }]);
    await refused(
      await file('two.tgz', tarball(two)),
      'MODEL_NOT_FOUND',
      /must hold one manifest\.json of a model, got 2/,
    );
    const whole = tarball(await members('whole'));
    await refused(await file('cut.tgz', whole.subarray(0, whole.length / 2)), 'FILE_IO', /cannot unpack it: .*/);
    await refused(await file('empty.tgz', Buffer.alloc(0)), 'FILE_IO', /cannot unpack it/);
    await refused(await file('text.tgz', Buffer.from('no archive at all'.repeat(100))), 'FILE_IO', /cannot unpack it/);
  });
});
