import type { Readable, Writable } from 'node:stream';
import { CodecError } from '../core/errors.js';
import { checkOutput, type TargetOptions } from '../node/files/output-target.js';
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

/**
 * Checks an output argument before anything is loaded: a path, or `-`.
 *
 * @returns whether the data goes to standard output, by `-` or by a name such as /dev/stdout; results then do not
 * @throws CodecError OUTPUT_REFUSED, FILE_IO as `checkOutput`; OUTPUT_REFUSED when standard output leads into an input, as
 * `decode a.lc - >> a.lc` would
 */
export async function checkOutputArgument(
  context: CliContext,
  output: string,
  options: TargetOptions,
): Promise<{ readonly isStandardOutput: boolean }> {
  if (output !== STANDARD) return { isStandardOutput: (await checkOutput(output, options)).descriptor === 1 };
  const descriptor = descriptorOf(context.stdout);
  for (const input of options.inputs ?? [])
    if (descriptor !== undefined && (await isSameFile(descriptor, input)))
      throw new CodecError('OUTPUT_REFUSED', 'standard output: is not written: it leads into the input');
  return { isStandardOutput: true };
}
