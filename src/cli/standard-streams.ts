import type { Readable, Writable } from 'node:stream';
import { CodecError } from '../core/errors.js';
import { type FileReference, isSameFile } from '../node/files/same-file.js';
import type { CliContext } from './context.js';

/** The argument that stands for standard input or output. */
export const STANDARD = '-';

/** Descriptor of a stream that has one, as those of the process do. */
export function descriptorOf(stream: Readable | Writable): number | undefined {
  const { fd } = stream as { readonly fd?: unknown };
  return typeof fd === 'number' && fd >= 0 ? fd : undefined;
}

/** An input argument as what an output must not be; nothing for a stream of the program's own. */
export function inputReferences(context: CliContext, input: string): readonly FileReference[] {
  const reference = input === STANDARD ? descriptorOf(context.stdin) : input;
  return reference === undefined ? [] : [reference];
}

/** @throws CodecError OUTPUT_REFUSED when standard output leads into an input, as `decode a.lc - >> a.lc` would */
export async function checkStandardOutput(context: CliContext, inputs: readonly FileReference[]): Promise<void> {
  const output = descriptorOf(context.stdout);
  for (const input of inputs)
    if (output !== undefined && (await isSameFile(output, input)))
      throw new CodecError('OUTPUT_REFUSED', 'standard output: is not written: it leads into the input');
}
