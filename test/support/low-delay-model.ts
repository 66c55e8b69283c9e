import { cp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** What of a manifest a model with graphs of low delay has, as JSON. */
export interface LowDelayJson {
  id: string;
  format: { encoder: Record<string, number>; decoder: Record<string, number> };
  files: Record<string, { path: string; sha256: string; bytes: number }>;
  lowDelay?: Record<string, unknown>;
}

/**
 * The manifest of a model whose graphs of low delay do what the others do and state a longer context.
 *
 * @param delaySamples that they state; as the others where it is left out
 */
export function withLowDelay(plain: LowDelayJson, delaySamples?: number): LowDelayJson {
  const longer = (field: Record<string, number>): Record<string, number> => ({
    ...field,
    leftFrames: field.leftFrames! + 1,
    ...(delaySamples !== undefined && { delaySamples }),
  });
  const { files, format } = plain;
  return {
    ...plain,
    files: {
      ...files,
      lowDelayEncoder: { ...files.encoder!, path: 'encoder-low.onnx' },
      lowDelayDecoder: { ...files.decoder!, path: 'decoder-low.onnx' },
    },
    lowDelay: { encoder: longer(format.encoder), decoder: longer(format.decoder) },
  };
}

/** Copies a model without graphs of low delay, and gives it some. @returns its manifest before */
export async function copyWithLowDelay(from: string, to: string, delaySamples?: number): Promise<LowDelayJson> {
  const plain: LowDelayJson = JSON.parse(await readFile(join(from, 'manifest.json'), 'utf8'));
  await cp(from, to, { recursive: true });
  for (const half of ['encoder', 'decoder'])
    await cp(join(from, plain.files[half]!.path), join(to, `${half}-low.onnx`));
  await writeFile(join(to, 'manifest.json'), JSON.stringify(withLowDelay(plain, delaySamples)));
  return plain;
}
