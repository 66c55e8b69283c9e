import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { SafetensorsFile } from '../../../src/node/import/safetensors.js';
import { bytesOf, type FuzzTarget, mustHold, unlessRefusedLater } from './fuzz-target.js';

function file(header: object, dataBytes: number): Uint8Array {
  const text = bytesOf(JSON.stringify(header));
  const out = new Uint8Array(8 + text.length + dataBytes).fill(0x3c);
  new DataView(out.buffer).setBigUint64(0, BigInt(text.length), true);
  out.set(text, 8);
  return out;
}

let dir: string | undefined;

/** Any bytes as a `.safetensors` file: what is opened can be read, each tensor in its size. */
export const target: FuzzTarget = {
  seeds: () => [
    file({ a: { dtype: 'F32', shape: [2, 3], data_offsets: [0, 24] }, __metadata__: { x: 'y' } }, 24),
    file(
      { a: { dtype: 'F16', shape: [4], data_offsets: [0, 8] }, b: { dtype: 'BF16', shape: [], data_offsets: [8, 10] } },
      10,
    ),
    file({ a: { dtype: 'U8', shape: [0], data_offsets: [0, 0] } }, 0),
  ],
  words: ['"data_offsets"', '"shape"', '"dtype"', '9007199254740991', '"F64"', '__proto__', '[0,0]'],
  maxBytes: 1024,
  suiteRuns: 150,
  run: async (bytes) => {
    dir ??= mkdtempSync(path.join(tmpdir(), 'latentcast-fuzz-'));
    const name = path.join(dir, 'model.safetensors');
    writeFileSync(name, bytes);
    const opened = await unlessRefusedLater(() => SafetensorsFile.open(name));
    if (!opened) return;
    try {
      for (const [tensor, { begin, end, shape }] of opened.tensors) {
        mustHold(begin >= 8 && end >= begin && end <= bytes.length, 'a tensor is in the file');
        const values = await unlessRefusedLater(() => opened.read(tensor));
        const size = shape.reduce((product, n) => product * n, 1);
        mustHold(values === undefined || values.length === size, 'a tensor has its size');
      }
    } finally {
      await opened.close();
    }
  },
  close: async () => {
    if (dir !== undefined) rmSync(dir, { recursive: true });
    dir = undefined;
  },
};
