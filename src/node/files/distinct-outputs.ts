import { CodecError } from '../../core/errors.js';
import { followLinks } from './output-target.js';
import { fileIdentity } from './same-file.js';

/**
 * Checks before any work that the outputs of one command are different files, links followed, and that none of them is
 * any of its inputs.
 *
 * @throws CodecError OUTPUT_REFUSED naming both files
 */
export async function requireDistinctOutputs(outputs: readonly string[], inputs: readonly string[]): Promise<void> {
  const inputOf = new Map<string, string>();
  for (const input of inputs) {
    const id = await fileIdentity(input);
    if (id !== null) inputOf.set(id, input);
  }
  const outputOf = new Map<string, string>();
  for (const output of outputs) {
    const { realPath, isStream } = await followLinks(output);
    if (isStream) continue;
    const id = await fileIdentity(realPath);
    const input = id === null ? undefined : inputOf.get(id);
    if (input !== undefined) throw refused(output, `it is the same file as the input ${input}`);
    for (const key of id === null ? [realPath] : [realPath, id]) {
      const other = outputOf.get(key);
      if (other !== undefined && other !== output) throw refused(output, `it is the same file as the output ${other}`);
      outputOf.set(key, output);
    }
  }
}

const refused = (path: string, reason: string): CodecError =>
  new CodecError('OUTPUT_REFUSED', `${path}: cannot write it: ${reason}`);
