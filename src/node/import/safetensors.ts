import { type FileHandle, open } from 'node:fs/promises';
import { fromHalf } from '../../core/dsp/half-float.js';
import { CodecError } from '../../core/errors.js';
import { fileError } from '../files/file-errors.js';

/** Longest header that is accepted, as in the reference reader; Stable Audio Open's has 0.2 MB. */
export const SAFETENSORS_MAX_HEADER_BYTES = 100_000_000;

const BYTES_OF: Readonly<Record<string, number>> = {
  BOOL: 1,
  U8: 1,
  I8: 1,
  F8_E5M2: 1,
  F8_E4M3: 1,
  U16: 2,
  I16: 2,
  F16: 2,
  BF16: 2,
  U32: 4,
  I32: 4,
  F32: 4,
  U64: 8,
  I64: 8,
  F64: 8,
};

/** Place, type and shape of one tensor in a file. */
export interface SafeTensor {
  readonly name: string;
  /** The file's name of the type; F32, F16 and BF16 can be read. */
  readonly dtype: string;
  readonly shape: readonly number[];
  /** Byte offset in the file. */
  readonly begin: number;
  /** Byte offset after the last byte. */
  readonly end: number;
}

/**
 * A `.safetensors` file: 8 bytes of header length, a JSON header, then the tensors
 * (github.com/huggingface/safetensors). Only the header is kept in memory; a tensor is read on demand.
 */
export class SafetensorsFile {
  private constructor(
    readonly path: string,
    readonly tensors: ReadonlyMap<string, SafeTensor>,
    readonly bytes: number,
    readonly file: FileHandle,
  ) {}

  /**
   * Opens a file and reads its header.
   *
   * @throws CodecError FILE_IO; FILE_MAGIC for a pickle, with the command that converts it, or another kind of file;
   * FILE_HEADER for a header that contradicts itself; FILE_TRUNCATED when the file ends before its last tensor
   */
  static async open(path: string): Promise<SafetensorsFile> {
    let file: FileHandle;
    try {
      file = await open(path, 'r');
    } catch (cause) {
      throw fileError('open', path, cause);
    }
    try {
      const { size } = await file.stat();
      const head = await readAt(file, path, 0, Math.min(8, size));
      refusePickle(path, head);
      if (size < 8) throw new CodecError('FILE_TRUNCATED', `${path}: ends after ${size} bytes, inside its header`);
      const length = Number(new DataView(head.buffer, head.byteOffset).getBigUint64(0, true));
      if (length > SAFETENSORS_MAX_HEADER_BYTES)
        throw new CodecError(
          'FILE_MAGIC',
          `${path}: is no safetensors file: its header would be ${length} bytes, at most ${SAFETENSORS_MAX_HEADER_BYTES} are read`,
        );
      if (8 + length > size)
        throw new CodecError('FILE_TRUNCATED', `${path}: ends after ${size} bytes, inside its header of ${length}`);
      const text = new TextDecoder().decode(await readAt(file, path, 8, length));
      const tensors = parseHeader(path, text, 8 + length);
      const end = Math.max(8 + length, ...tensors.map((tensor) => tensor.end));
      if (end > size)
        throw new CodecError(
          'FILE_TRUNCATED',
          `${path}: must be ${end} bytes long as its header states, got ${size}: the download is not complete`,
        );
      return new SafetensorsFile(path, new Map(tensors.map((tensor) => [tensor.name, tensor])), size, file);
    } catch (error) {
      await file.close();
      throw fileError('read', path, error);
    }
  }

  /**
   * The values of a tensor as float32.
   *
   * @throws RangeError for an unknown name; CodecError FILE_HEADER for another type than F32, F16 and BF16, FILE_IO
   */
  async read(name: string): Promise<Float32Array> {
    const tensor = this.tensors.get(name);
    if (!tensor) throw new RangeError(`name must be one of the file's tensors, got ${name}`);
    const bytes = await readAt(this.file, this.path, tensor.begin, tensor.end - tensor.begin);
    if (tensor.dtype === 'F32') return floats(bytes);
    if (tensor.dtype === 'F16' || tensor.dtype === 'BF16') {
      const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
      const out = new Float32Array(bytes.length / 2);
      if (tensor.dtype === 'F16') for (let i = 0; i < out.length; i++) out[i] = fromHalf(view.getUint16(2 * i, true));
      else {
        const bits = new Uint32Array(out.buffer);
        for (let i = 0; i < bits.length; i++) bits[i] = view.getUint16(2 * i, true) << 16;
      }
      return out;
    }
    throw new CodecError('FILE_HEADER', `${this.path}: tensor ${name} must be F32, F16 or BF16, got ${tensor.dtype}`);
  }

  async close(): Promise<void> {
    await this.file.close();
  }
}

/** The file is little endian, and so is every machine that Node runs on. */
function floats(bytes: Uint8Array): Float32Array {
  const copy = bytes.byteOffset % 4 === 0 ? bytes : bytes.slice();
  return new Float32Array(copy.buffer, copy.byteOffset, copy.length / 4);
}

async function readAt(file: FileHandle, path: string, position: number, length: number): Promise<Uint8Array> {
  const out = new Uint8Array(length);
  for (let done = 0; done < length; ) {
    const { bytesRead } = await file.read(out, done, Math.min(length - done, 1 << 26), position + done);
    if (bytesRead === 0) throw new CodecError('FILE_TRUNCATED', `${path}: ends at byte ${position + done}`);
    done += bytesRead;
  }
  return out;
}

/** Refuses a pickle, which can run code when it is read, by its first bytes or its name. */
function refusePickle(path: string, head: Uint8Array): void {
  const isZip = head[0] === 0x50 && head[1] === 0x4b && head[2] === 3 && head[3] === 4;
  const isPickle = head[0] === 0x80 && head[1]! <= 5 && !isZeroFrom(head, 4);
  if (!isZip && !isPickle && !/\.(ckpt|pt|pth|bin)$/i.test(path)) return;
  throw new CodecError(
    'FILE_MAGIC',
    `${path}: is a PyTorch checkpoint (a pickle, which can run any code when read) and not safetensors. Take the model's ` +
      'own .safetensors file, or convert it where PyTorch is: python -c "import torch, safetensors.torch as s; ' +
      "c = torch.load('model.ckpt', map_location='cpu', weights_only=True); s.save_file({k: v.contiguous() for k, v in " +
      "c.get('state_dict', c).items()}, 'model.safetensors')\"",
  );
}

/** Whether the upper half of the header's length is zero, as in every safetensors file and in no pickle. */
const isZeroFrom = (head: Uint8Array, from: number): boolean =>
  head.length >= 8 && head.subarray(from, 8).every((b) => b === 0);

function parseHeader(path: string, text: string, start: number): SafeTensor[] {
  const fail = (message: string): never => {
    throw new CodecError('FILE_HEADER', `${path}: ${message}`);
  };
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw new CodecError('FILE_MAGIC', `${path}: is no safetensors file: its header is not JSON`);
  }
  if (typeof json !== 'object' || json === null || Array.isArray(json)) return fail('its header must be an object');
  const tensors: SafeTensor[] = [];
  for (const [name, value] of Object.entries(json as Record<string, unknown>)) {
    if (name === '__metadata__') continue;
    const { dtype, shape, data_offsets: offsets } = (value ?? {}) as Record<string, unknown>;
    const isIndex = (n: unknown): n is number => Number.isSafeInteger(n) && (n as number) >= 0;
    if (typeof dtype !== 'string' || !Object.hasOwn(BYTES_OF, dtype)) fail(`tensor ${name} has an unknown dtype`);
    if (!Array.isArray(shape) || !shape.every(isIndex)) fail(`tensor ${name} must have a shape of integers`);
    if (!Array.isArray(offsets) || offsets.length !== 2 || !offsets.every(isIndex))
      fail(`tensor ${name} must have two data_offsets`);
    const [begin, end] = offsets as [number, number];
    const size = (shape as number[]).reduce((product, n) => product * n, BYTES_OF[dtype as string]!);
    if (end - begin !== size)
      fail(
        `tensor ${name} must take ${size} bytes for ${dtype} [${(shape as number[]).join(' × ')}], got ${end - begin}`,
      );
    tensors.push({ name, dtype: dtype as string, shape: shape as number[], begin: start + begin, end: start + end });
  }
  const inOrder = [...tensors].sort((a, b) => a.begin - b.begin || a.end - b.end);
  for (let i = 1; i < inOrder.length; i++)
    if (inOrder[i]!.begin < inOrder[i - 1]!.end)
      fail(`tensors ${inOrder[i - 1]!.name} and ${inOrder[i]!.name} overlap`);
  return tensors;
}
