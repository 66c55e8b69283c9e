/**
 * Prints the bill of materials of the package as CycloneDX: what `npm sbom` lists of the dependencies, and what is shipped
 * within the package: the model, the clips, the letters of the pictures, and packages whose code is within the files that
 * browsers load. `npm run --silent sbom > sbom.cdx.json`.
 */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { BUNDLED, CONTAINED } from './licences.mjs';

const read = (path) => readFileSync(new URL(`../${path}`, import.meta.url));
const json = (path) => JSON.parse(read(path).toString());
const sha256 = (path) => [{ alg: 'SHA-256', content: createHash('sha256').update(read(path)).digest('hex') }];
const licensed = (id) => [{ license: { id } }];

/** The files of the default model, and the model itself. */
function model() {
  const { id, name, licence, files } = json('models/default/manifest.json');
  const paths = Object.values(files).flatMap(({ path, data }) => [path, ...(data ? [data.path] : [])]);
  return {
    'bom-ref': `model:${id}`,
    type: 'machine-learning-model',
    name: id,
    version: json('package.json').version,
    description: name,
    licenses: licensed(licence),
    externalReferences: [{ type: 'model-card', url: 'models/MODEL_CARD.md' }],
    components: paths.map((path) => ({
      'bom-ref': `model:${id}/${path}`,
      type: 'file',
      name: `models/default/${path}`,
      hashes: sha256(`models/default/${path}`),
      licenses: licensed(licence),
    })),
  };
}

/** As a package spells it, which is no identifier of SPDX. */
const spdx = (license) => (license === 'MPL 2.0' ? 'MPL-2.0' : license);

const clip = (path) => ({
  'bom-ref': `file:${path}`,
  type: 'data',
  name: path,
  hashes: sha256(path),
  licenses: [{ license: { name: 'public domain' } }],
});

/** A package of the lock. */
function lockedPackage([path, { version, license, integrity }]) {
  const name = path.split('node_modules/').at(-1);
  const content = Buffer.from(integrity.replace('sha512-', ''), 'base64').toString('hex');
  return {
    'bom-ref': `${name}@${version}`,
    type: 'library',
    name,
    version,
    scope: 'required',
    purl: `pkg:npm/${name.replace('@', '%40')}@${version}`,
    hashes: [{ alg: 'SHA-512', content }],
    licenses: / (OR|AND) /.test(license) ? [{ expression: license.replace(/^\(|\)$/g, '') }] : licensed(spdx(license)),
  };
}

/** What is shipped within the package, as components. */
export function shipped() {
  const entries = Object.entries(json('package-lock.json').packages);
  return [
    model(),
    clip('assets/voice.flac'),
    clip('assets/music.flac'),
    {
      'bom-ref': 'data:dejavu-sans',
      type: 'data',
      name: 'DejaVu Sans: the letters of the pictures',
      version: '2.37',
      copyright: '© 2003 Bitstream, Inc.',
      licenses: [{ license: { id: 'Bitstream-Vera' } }],
    },
    ...entries.filter(([path]) => BUNDLED.includes(path.replace(/^node_modules\//, ''))).map(lockedPackage),
  ];
}

/** The whole bill of materials. */
export function sbom() {
  const cwd = fileURLToPath(new URL('..', import.meta.url));
  const args = ['sbom', '--sbom-format', 'cyclonedx', '--omit', 'dev', '--package-lock-only'];
  const bom = JSON.parse(execFileSync('npm', args, { cwd, encoding: 'utf8', maxBuffer: 2 ** 26 }));
  // npm takes the name of the folder.
  bom.metadata.component.name = 'latentcast';
  const locked = Object.entries(json('package-lock.json').packages)
    .filter(([path, { dev, link }]) => path.startsWith('node_modules/') && !dev && !link)
    .map(lockedPackage);
  const refOf = (component) => component['bom-ref'];
  for (const component of bom.components) {
    const within = CONTAINED[component.name];
    if (within) component.licenses = [{ expression: `${component.licenses[0].license.id} AND ${within.licence}` }];
  }
  // npm gives no licence where it is not spelled as SPDX has it, and leaves out what development needs as well.
  for (const component of bom.components)
    component.licenses ??= locked.find((each) => refOf(each) === refOf(component))?.licenses;
  const known = new Set(bom.components.map(refOf));
  const others = new Map([...locked, ...shipped()].map((component) => [refOf(component), component]));
  const added = [...others.values()].filter((component) => !known.has(refOf(component)));
  bom.components.push(...added);
  const refs = added.map(refOf);
  const own = bom.dependencies.find(({ ref }) => ref === bom.metadata.component['bom-ref']);
  own.dependsOn.push(...refs);
  bom.dependencies.push(...refs.map((ref) => ({ ref, dependsOn: [] })));
  return bom;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) console.log(JSON.stringify(sbom(), null, 2));
