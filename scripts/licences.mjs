/**
 * Lists what the package contains and what it installs, with licences, in docs/licences.md: `node scripts/licences.mjs`,
 * after every change of the dependencies. A test compares the file with package-lock.json.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const read = (path) => readFileSync(new URL(`../${path}`, import.meta.url), 'utf8');

/** Packages whose code is within the files that browsers load. */
export const BUNDLED = [
  ...['onnxruntime-web', 'onnxruntime-common', 'qr'],
  // What reads tags in the page of sessions.
  ...['music-metadata', 'strtok3', 'token-types', '@tokenizer/token', '@borewit/text-codec', 'ieee754', 'file-type'],
  ...['content-type', 'media-typer', 'uint8array-extras', 'win-guid', 'debug', 'ms'],
];

/** Works of others within packages whose own licence is another one. */
export const CONTAINED = {
  '@wasm-audio-decoders/flac': { what: 'libFLAC', licence: 'BSD-3-Clause' },
  '@wasm-audio-decoders/ogg-vorbis': { what: 'libvorbis', licence: 'BSD-3-Clause' },
  'mpg123-decoder': { what: 'mpg123', licence: 'LGPL-2.1-only' },
  'opus-decoder': { what: 'libopus', licence: 'BSD-3-Clause' },
};

/** Whether it need not be installed, and what a package contains of others. */
const remarks = ({ name, optional }) =>
  [optional && 'optional', CONTAINED[name] && `contains ${CONTAINED[name].what}, ${CONTAINED[name].licence}`]
    .filter(Boolean)
    .join(', ');

/** The text of docs/licences.md. */
export function licences() {
  const { packages } = JSON.parse(read('package-lock.json'));
  const entries = Object.entries(packages)
    .filter(([path, entry]) => path !== '' && !entry.link)
    .map(([path, entry]) => ({ name: entry.name ?? path.split('node_modules/').at(-1), ...entry }));
  const unknown = entries.filter(({ dev, license }) => !dev && !license).map(({ name }) => name);
  if (unknown.length > 0) throw new Error(`no licence is known of ${unknown.join(', ')}`);
  const rows = (kept) =>
    [...new Set(kept.map((entry) => `| ${entry.name} | ${entry.version} | ${entry.license} | ${remarks(entry)} |`))]
      .sort()
      .join('\n');
  const bundled = entries.filter(({ name }) => BUNDLED.includes(name));
  const installed = entries.filter(({ dev }) => !dev);
  return `# Licences

Latentcast, code and weights of the default model, is under Apache-2.0 ([LICENSE](../LICENSE)). Written by \`node scripts/licences.mjs\`; \`npm run --silent sbom\` gives the same as a bill of materials (CycloneDX), models included.

## Within the package

| what | version | licence | |
| --- | --- | --- | --- |
| models/default: weights | ${JSON.parse(read('models/default/manifest.json')).id ?? ''} | Apache-2.0 | the training data are listed in the [model card](../models/MODEL_CARD.md#data) |
| assets/voice.flac, assets/music.flac | | public domain | [sources](../assets/LICENSES.md) |
| DejaVu Sans: the letters of the pictures | 2.37 | Bitstream Vera (permissive), changes in the public domain | © 2003 Bitstream, Inc. |
${rows(bundled)}

## Installed with it

${installed.length} packages, platform packages of other systems among them; none is changed. Those under MPL-2.0 (WebRTC) and LGPL (codec-parser, and mpg123 in mpg123-decoder) are packages of their own that can be replaced.

| package | version | licence | |
| --- | --- | --- | --- |
${rows(installed)}
`;
}

if (process.argv[1] === fileURLToPath(import.meta.url))
  writeFileSync(new URL('../docs/licences.md', import.meta.url), licences());
