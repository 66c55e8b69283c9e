import { readFile } from 'node:fs/promises';
import type { CodecFormat } from '../../src/core/latent/format.js';

/** The format of the default model, without loading the model. */
export async function readManifest(): Promise<CodecFormat> {
  const text = await readFile(new URL('../../models/default/manifest.json', import.meta.url), 'utf8');
  return (JSON.parse(text) as { format: CodecFormat }).format;
}
