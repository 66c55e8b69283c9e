// Prints what each entry of the package, and each part that is imported alone, adds to a bundle: minified, and gzipped. The
// package's own code only: packages and Node's modules are left out. Needs `npm run build`.
import { fileURLToPath, pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** Name in the table, file of dist, and what is imported of it; everything where nothing is named. */
const BUNDLES = [
  ['`latentcast`, all of it', 'index.js'],
  ['`encodeStream`', 'index.js', 'encodeStream'],
  ['`decodeStream`', 'index.js', 'decodeStream'],
  ['`LatentcastAudioEncoder`', 'index.js', 'LatentcastAudioEncoder'],
  ['`LatentcastAudioDecoder`', 'index.js', 'LatentcastAudioDecoder'],
  ['`latentcast/browser`, all of it, worker and worklets within it', 'browser/index.js'],
  ['`latentcast/relay`, all of it', 'node/relay/index.js'],
  ['`latentcast/node`, all of it', 'node/index.js'],
];

/** @returns {Promise<{ name: string, bytes: number, gzipped: number, inputs: string[] }[]>} */
export async function bundleSizes() {
  return await Promise.all(
    BUNDLES.map(async ([name, file, only]) => {
      const result = await build({
        stdin: {
          contents: only
            ? `import { ${only} } from './dist/${file}'; globalThis.used = ${only};`
            : `export * from './dist/${file}'`,
          resolveDir: ROOT,
        },
        bundle: true,
        minify: true,
        write: false,
        metafile: true,
        format: 'esm',
        platform: /^node/.test(file) ? 'node' : 'browser',
        packages: 'external',
        logLevel: 'error',
      });
      const [{ contents }] = result.outputFiles;
      const [{ inputs }] = Object.values(result.metafile.outputs);
      const used = Object.entries(inputs).filter(([, { bytesInOutput }]) => bytesInOutput > 0);
      return { name, bytes: contents.length, gzipped: gzipSync(contents).length, inputs: used.map(([path]) => path) };
    }),
  );
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  console.log('| import | minified | gzipped |\n| --- | --- | --- |');
  for (const { name, bytes, gzipped } of await bundleSizes())
    console.log(`| ${name} | ${Math.round(bytes / 1000)} kB | ${Math.round(gzipped / 1000)} kB |`);
}
