import { access, constants, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { Decoder } from '../codec/decoder.js';
import { Encoder } from '../codec/encoder.js';
import { listModels, readModelFile } from '../node/model/model-files.js';
import { loadModel } from '../node/model/onnx-model.js';
import { loadOnnxRuntime } from '../node/model/onnx-runtime.js';
import { loadNativeKernels } from '../node/native/native.js';
import { digits, formatBytes, formatMs } from './format.js';

/** Result of one check of `doctor`. */
export interface Check {
  readonly name: string;
  /** `fail`: encoding and decoding do not work; `warn`: a limit, or a fault with a way around it. */
  readonly status: 'ok' | 'warn' | 'fail';
  readonly detail: string;
}

const require = createRequire(import.meta.url);
/** From src/cli as from dist/cli. */
const PACKAGE_ROOT = fileURLToPath(new URL('../..', import.meta.url)).replace(/[\\/]$/, '');
const messageOf = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).replace(/\s+/g, ' ');

/** Whether this Node is recent enough. @param minimum of package.json's `engines`, e.g. ">=20.19" */
export function checkNode(version: string, minimum: string): Check {
  const [major = 0, minor = 0] = minimum
    .replace(/[^\d.]/g, '')
    .split('.')
    .map(Number);
  const [haveMajor = 0, haveMinor = 0] = version.replace(/^v/, '').split('.').map(Number);
  const ok = haveMajor > major || (haveMajor === major && haveMinor >= minor);
  return { name: 'node', status: ok ? 'ok' : 'fail', detail: `${version}${ok ? '' : `, must be ${minimum}`}` };
}

/** The runtime's version, and that its binary for this platform loads. */
export async function checkOnnxRuntime(): Promise<Check> {
  const name = 'onnxruntime-node';
  try {
    await loadOnnxRuntime();
    const { version } = JSON.parse(await readFile(require.resolve(`${name}/package.json`), 'utf8')) as {
      version: string;
    };
    return { name, status: 'ok', detail: `${version}, ${process.platform}-${process.arch}, CPU, one thread per call` };
  } catch (error) {
    return { name, status: 'fail', detail: messageOf(error) };
  }
}

/**
 * Whether the native addon is used; without it the TypeScript kernels give the same bits.
 *
 * @param root folder of this package, which decides what can be run to build the addon
 */
export function checkNative(loaded = loadNativeKernels(), root = PACKAGE_ROOT): Check {
  const name = 'native kernels';
  if ('kernels' in loaded)
    return {
      name,
      status: 'ok',
      detail: loaded.isPrebuilt ? 'loaded, prebuilt in the package' : 'built and loaded',
    };
  const reason = loaded.reason.replace(/\s+/g, ' ');
  const hint = reason.startsWith('switched off') ? '' : ` (to build it, with a C++ compiler: ${buildCommand(root)})`;
  return { name, status: 'warn', detail: `not used: ${reason}${hint}; the TypeScript kernels are used` };
}

/** In a checkout an npm script; an installed package has its own scripts, which npm of the project does not know. */
const buildCommand = (root: string): string =>
  path.basename(path.dirname(root)) === 'node_modules'
    ? `node ${path.join(root, 'scripts', 'install-native.mjs')} --force`
    : 'npm run build:native';

/** Checks every model's files against their sha256; `fail` only when no model is usable. */
export async function checkModels(roots: readonly string[]): Promise<Check[]> {
  const found = await listModels(roots);
  const checks: Check[] = [];
  for (const entry of found) {
    if (!entry.ok) {
      checks.push({ name: 'model', status: 'warn', detail: messageOf(entry.error) });
      continue;
    }
    const { model } = entry;
    const name = `model ${model.manifest.id}`;
    try {
      const { encoder, decoder } = model.manifest.files;
      const sizes = [await readModelFile(model, encoder), await readModelFile(model, decoder)].map(
        (bytes) => bytes.length,
      );
      const size = formatBytes(sizes.reduce((a, b) => a + b, 0));
      checks.push({ name, status: 'ok', detail: `${size}, hashes match, sha256 ${model.sha256.slice(0, 12)}…` });
    } catch (error) {
      checks.push({ name, status: 'warn', detail: messageOf(error) });
    }
  }
  if (!checks.some((check) => check.status === 'ok'))
    checks.push({ name: 'models', status: 'fail', detail: `no usable model in ${roots.join(', ')}` });
  return checks;
}

/** Cost of one second of audio: the time to load the model, and encoding and decoding time over audio time. */
export interface SmokeTest {
  readonly loadMs: number;
  readonly encodeRtf: number;
  readonly decodeRtf: number;
}

/** Encodes and decodes one second of audio with a model; the second of two passes is measured. */
export async function checkCodec(roots: readonly string[], model?: string): Promise<Check & { smoke?: SmokeTest }> {
  const name = 'encode and decode 1 s';
  try {
    const started = performance.now();
    const loaded = await loadModel(model, { roots });
    const loadMs = performance.now() - started;
    try {
      const { sampleRateHz } = loaded.info.format;
      // A decaying chord: silence would measure denormals or special cases.
      const pcm = Float32Array.from({ length: sampleRateHz }, (_, n) => {
        const t = n / sampleRateHz;
        return 0.2 * Math.exp(-2 * t) * (Math.sin(1382 * t) + Math.sin(1741 * t) + Math.sin(2073 * t));
      });
      let encodeRtf = 0;
      let decodeRtf = 0;
      for (let pass = 0; pass < 2; pass++) {
        const encoder = new Encoder(loaded, { sampleRateHz, channels: 1 });
        const decoder = new Decoder(loaded, { channels: 1 });
        const t0 = performance.now();
        const blocks = [...(await encoder.push(pcm)), ...(await encoder.flush())];
        const t1 = performance.now();
        let samples = 0;
        for (const block of blocks) {
          const out = await decoder.push({ kind: 'frames', block });
          if (!out.every(Number.isFinite)) throw new Error('the decoded audio holds samples that are not numbers');
          samples += out.length;
        }
        samples += (await decoder.flush()).length;
        if (samples < sampleRateHz)
          throw new Error(`decoded audio must be at least ${sampleRateHz} samples long, got ${samples}`);
        encodeRtf = (t1 - t0) / 1000;
        decodeRtf = (performance.now() - t1) / 1000;
      }
      const detail = `encode ${digits(encodeRtf)}, decode ${digits(decodeRtf)} of real time; model loaded in ${formatMs(loadMs)}`;
      const slow = encodeRtf > 1 || decodeRtf > 1;
      return {
        name,
        status: slow ? 'warn' : 'ok',
        detail: slow ? `${detail}: too slow for live use` : detail,
        smoke: { loadMs, encodeRtf, decodeRtf },
      };
    } finally {
      await loaded.close();
    }
  } catch (error) {
    return { name, status: 'fail', detail: messageOf(error) };
  }
}

/** Whether files can be written to `dir`, as `encode`, `listen` and `demo` need. */
export async function checkWritable(dir: string): Promise<Check> {
  const name = 'current folder';
  return access(dir, constants.W_OK).then(
    () => ({ name, status: 'ok' as const, detail: 'can be written to' }),
    () => ({ name, status: 'warn' as const, detail: `${dir} cannot be written to` }),
  );
}

/** Whether `serve` can use the port now. */
export function checkPort(port: number, host = '127.0.0.1'): Promise<Check> {
  const name = `port ${port}`;
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', (error: NodeJS.ErrnoException) => {
      const why = error.code === 'EADDRINUSE' ? 'is in use (choose another with serve --port)' : messageOf(error);
      resolve({ name, status: 'warn', detail: `${host}:${port} ${why}` });
    });
    server.listen(port, host, () =>
      server.close(() => resolve({ name, status: 'ok', detail: `${host}:${port} is free` })),
    );
  });
}
