import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createSecureContext } from 'node:tls';
import { fileError } from '../../files/file-errors.js';
import { requireRegularFile } from '../../files/regular-file.js';
import { pathText, type SourceMap } from './positions.js';
import type { FoundProblem } from './problems.js';

/** A certificate and its key, read and matching. */
export interface TlsMaterial {
  /** PEM: the certificate, then those between it and the root. */
  readonly certificate: string;
  /** PEM, without passphrase. */
  readonly key: string;
  /** When the certificate ceases to be valid, in ms since 1970. */
  readonly validToMs: number;
  /** Host names and addresses that it is for, as the certificate lists them. */
  readonly names: string;
}

/** Paths of the two files. */
export interface TlsPaths {
  readonly certificate: string;
  readonly key: string;
}

/** What is wrong with one of the two files. */
export class TlsFileError extends Error {
  readonly which: 'certificate' | 'key';

  constructor(which: 'certificate' | 'key', message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.which = which;
  }
}

/**
 * Reads both files, and checks that they belong together and are valid now.
 *
 * @throws TlsFileError; its message names the file and never has anything of the key
 */
export async function readTlsPair(paths: TlsPaths, nowMs = Date.now()): Promise<TlsMaterial> {
  const certificate = await readPem('certificate', paths.certificate);
  const key = await readPem('key', paths.key);
  const leaf = parsed(
    'certificate',
    paths.certificate,
    'it is no certificate in PEM',
    () => new X509Certificate(certificate),
  );
  const privateKey = privateKeyOf(paths.key, key);
  if (!leaf.checkPrivateKey(privateKey))
    throw new TlsFileError('key', `${paths.key}: it is not the key of the certificate ${paths.certificate}`);
  const fromMs = Date.parse(leaf.validFrom);
  const validToMs = Date.parse(leaf.validTo);
  if (nowMs > validToMs)
    throw new TlsFileError('certificate', `${paths.certificate}: it expired at ${new Date(validToMs).toISOString()}`);
  if (nowMs < fromMs)
    throw new TlsFileError(
      'certificate',
      `${paths.certificate}: it is valid only from ${new Date(fromMs).toISOString()}`,
    );
  // What OpenSSL refuses for its own reasons, e.g. a key that is too short.
  parsed('certificate', paths.certificate, 'it cannot be used', () => createSecureContext({ cert: certificate, key }));
  return { certificate, key, validToMs, names: leaf.subjectAltName ?? leaf.subject };
}

/** {@link readTlsPair} for a configuration: null, and one more problem, where the files cannot be used. */
export async function readTlsFiles(
  paths: TlsPaths,
  sources: SourceMap,
  problems: FoundProblem[],
): Promise<TlsMaterial | null> {
  try {
    return await readTlsPair(paths);
  } catch (error) {
    if (!(error instanceof TlsFileError)) throw error;
    const others = error.which === 'certificate' ? await wrongKey(paths.key) : [];
    for (const { which, message } of [error, ...others]) {
      const path = ['listen', 'tls', which] as const;
      const entry = sources.nearest(path);
      problems.push({
        ...(entry && { position: entry.valuePosition }),
        path: pathText(path),
        at: path,
        message: `${pathText(path)} cannot be used: ${message}`,
      });
    }
    return null;
  }
}

/** What is wrong with the key by itself. */
async function wrongKey(file: string): Promise<TlsFileError[]> {
  try {
    privateKeyOf(file, await readPem('key', file));
    return [];
  } catch (error) {
    if (!(error instanceof TlsFileError)) throw error;
    return [error];
  }
}

const privateKeyOf = (file: string, pem: string): KeyObject =>
  parsed('key', file, 'it is no private key in PEM without passphrase', () => createPrivateKey(pem));

async function readPem(which: TlsFileError['which'], file: string): Promise<string> {
  try {
    await requireRegularFile(file);
    return await readFile(file, 'utf8');
  } catch (cause) {
    throw new TlsFileError(which, fileError('read', file, cause).message, { cause });
  }
}

function parsed<T>(which: TlsFileError['which'], file: string, why: string, use: () => T): T {
  try {
    return use();
  } catch (cause) {
    throw new TlsFileError(which, `${file}: ${why}`, { cause });
  }
}
