import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { CodecError } from '../../core/errors.js';

/** What is used of the package's WebAssembly, which was built for bundlers: Node cannot import it. */
interface Exports {
  readonly memory: { readonly buffer: ArrayBuffer };
  __wbindgen_malloc(bytes: number): number;
  ebur128_integrated_mono(sampleRateHz: number, samples: number, count: number): number;
}

interface WebAssemblyModules {
  readonly Module: {
    new (bytes: Uint8Array): object;
    imports(module: object): readonly { readonly module: string; readonly name: string }[];
  };
  readonly Instance: new (module: object, imports: object) => { readonly exports: unknown };
}

let compiled: Promise<{ readonly module: object; readonly imports: object }> | undefined;

/**
 * Integrated loudness of mono audio in LUFS by ITU-R BS.1770 (K-weighting, two gates), as the package `ebur128-wasm` measures
 * it; −Infinity for silence and for less than 400 ms.
 *
 * @throws CodecError NOT_INSTALLED where the package is missing
 */
export async function integratedLoudness(mono: Float32Array, sampleRateHz: number): Promise<number> {
  const { Instance } = (globalThis as unknown as { WebAssembly: WebAssemblyModules }).WebAssembly;
  compiled ??= compile();
  const { module, imports } = await compiled;
  // One instance a clip: it keeps the memory that it was given.
  const wasm = new Instance(module, imports).exports as Exports;
  const at = wasm.__wbindgen_malloc(4 * mono.length);
  new Float32Array(wasm.memory.buffer).set(mono, at / 4);
  const lufs = wasm.ebur128_integrated_mono(sampleRateHz, at, mono.length);
  return Number.isFinite(lufs) ? lufs : Number.NEGATIVE_INFINITY;
}

async function compile(): Promise<{ readonly module: object; readonly imports: object }> {
  const { Module } = (globalThis as unknown as { WebAssembly: WebAssemblyModules }).WebAssembly;
  try {
    const path = createRequire(import.meta.url).resolve('ebur128-wasm/ebur128_wasm_bg.wasm');
    const module = new Module(await readFile(path));
    const imports: Record<string, Record<string, () => number>> = {};
    // They report a panic, which the end of the call reports as well.
    for (const { module: from, name } of Module.imports(module)) imports[from] = { ...imports[from], [name]: () => 0 };
    return { module, imports };
  } catch (cause) {
    throw new CodecError('NOT_INSTALLED', `loudness needs the package ebur128-wasm: ${(cause as Error).message}`, {
      cause,
    });
  }
}
