import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { open, rm } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import { CodecError } from '../../core/errors.js';

/** Kinds of keys that are generated, with the algorithm of their tokens. */
export const GENERATED_KEYS = { hs256: 'HS256', ed25519: 'EdDSA' } as const;

/** What was written, and what the relay's configuration needs. */
export interface GeneratedKey {
  readonly files: readonly string[];
  /** Lines of YAML. */
  readonly configuration: string;
}

/**
 * Writes a new key for tokens: a shared secret to `file`, or a private key to `file` and the public one to `file.pub`.
 * Only the user may read the secret; a file that exists is left alone.
 *
 * @throws CodecError OUTPUT_REFUSED for a file that exists, FILE_IO for one that cannot be written
 */
export async function generateKey(kind: keyof typeof GENERATED_KEYS, file: string, id?: string): Promise<GeneratedKey> {
  const entry = (field: string, path: string): string =>
    `access:\n  tokens:\n    keys:\n      - { id: ${JSON.stringify(id ?? basename(file))}, ` +
    `algorithm: ${GENERATED_KEYS[kind]}, ${field}: ${JSON.stringify(`file:${resolve(path)}`)} }`;
  if (kind === 'hs256') {
    await writeNew(file, `${randomBytes(32).toString('base64url')}\n`, 0o600);
    return { files: [file], configuration: entry('secret', file) };
  }
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const publicFile = `${file}.pub`;
  await writeNew(file, privateKey.export({ type: 'pkcs8', format: 'pem' }) as string, 0o600);
  try {
    await writeNew(publicFile, publicKey.export({ type: 'spki', format: 'pem' }) as string, 0o644);
  } catch (error) {
    await rm(file, { force: true });
    throw error;
  }
  return { files: [file, publicFile], configuration: entry('publicKey', publicFile) };
}

async function writeNew(path: string, text: string, mode: number): Promise<void> {
  try {
    const file = await open(path, 'wx', mode);
    try {
      await file.writeFile(text);
      await file.sync();
    } finally {
      await file.close();
    }
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    if (code === 'EEXIST') throw new CodecError('OUTPUT_REFUSED', `${path} exists: a key is never replaced`, { cause });
    throw new CodecError('FILE_IO', `cannot write ${path}: ${message}`, { cause });
  }
}
