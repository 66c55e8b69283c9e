import { spawn } from 'node:child_process';
import { createReadStream } from 'node:fs';
import { mkdir, open, readdir, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { Transform, type TransformCallback } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { CodecError } from '../../core/errors.js';
import { fileError } from '../files/file-errors.js';
import { isFile } from '../is-file.js';
import { runProgram } from '../run-program.js';

/** A registry's answer, and the unpacking of a gigabyte. */
const TIMEOUT_MS = 600_000;
/** Limits of what a tarball unpacks to; weights hardly compress, so that a hundredfold length is no model. */
const MAX_UNPACKED_BYTES = 4 * 2 ** 30;
const MAX_EXPANSION = 100;
const FREE_BYTES = 64 * 2 ** 20;
/** Folders below the top of a tarball in which a model is looked for. */
const MAX_DEPTH = 3;
/**
 * A package of a registry, with a version, range or tag perhaps. What npm would fetch from elsewhere, such as a git
 * repository, is refused: npm runs the scripts of some of those.
 */
const PACKAGE = /^(@[a-z0-9~-][a-z0-9._~-]*\/)?[a-z0-9~-][a-z0-9._~-]*(@[\w.^~<>=*+ |-]+)?$/i;

/**
 * The folder of a model: as it is, or unpacked from a tarball or a package that the `npm` command fetches, whose scripts
 * are not run.
 *
 * @param from a folder, a tarball, else the name of a package of the registry that npm is configured for
 * @param temporary an empty folder to unpack in
 * @throws CodecError FILE_IO for what cannot be read, fetched or unpacked; MODEL_NOT_FOUND where it holds no model
 */
export async function modelFolder(from: string, temporary: string): Promise<string> {
  const found = await stat(from).catch(() => null);
  if (found?.isDirectory()) return from;
  if (found?.isFile()) return await unpacked(from, temporary);
  if (/[\\/]$|^[.-]|\.(tgz|tar|gz)$/i.test(from) || from.startsWith('/'))
    throw new CodecError('FILE_IO', `${from}: cannot read it: there is no such file or folder`);
  if (!PACKAGE.test(from))
    throw new CodecError(
      'FILE_IO',
      `${from}: is no file or folder, and must else be the name of an npm package, such as latentcast-model or @studio/model@2`,
    );
  return await unpacked(await fetched(from, temporary), temporary);
}

/** @returns the path of the package's tarball */
async function fetched(name: string, temporary: string): Promise<string> {
  const args = ['pack', name, '--ignore-scripts', '--json', '--pack-destination', temporary];
  const { exitCode, out, lastError, startError } = await runProgram('npm', args, { timeoutMs: TIMEOUT_MS });
  const [tarball] = (await readdir(temporary)).filter((file) => file.endsWith('.tgz'));
  if (exitCode === 0 && tarball) return join(temporary, tarball);
  const why = npmError(out) || lastError || startError?.message || `npm ended with ${exitCode}`;
  throw new CodecError('FILE_IO', `${name}: is no file or folder, and npm cannot fetch a package of that name: ${why}`);
}

/** The reason that `npm --json` states on standard output, in one line. */
function npmError(out: string): string {
  try {
    const { error } = JSON.parse(out) as { error?: { code?: string; summary?: string } };
    return [error?.code, error?.summary?.trim().replace(/\s*\n\s*/g, ' ')].filter(Boolean).join(': ');
  } catch {
    return '';
  }
}

async function unpacked(tarball: string, temporary: string): Promise<string> {
  const to = join(temporary, 'unpacked');
  await mkdir(to);
  await extract(resolve(tarball), to).catch((cause: unknown) => {
    if (cause instanceof CodecError) throw cause;
    throw new CodecError('FILE_IO', `${tarball}: cannot unpack it: ${(cause as Error).message}`, { cause });
  });
  const models = await foldersOfModels(to, MAX_DEPTH);
  if (models.length === 1) return models[0]!;
  throw new CodecError('MODEL_NOT_FOUND', `${tarball}: must hold one manifest.json of a model, got ${models.length}`);
}

/** Folders with a manifest, links to folders left out. */
async function foldersOfModels(dir: string, depth: number): Promise<string[]> {
  const found = (await isFile(join(dir, 'manifest.json'))) ? [dir] : [];
  if (depth === 0) return found;
  for (const entry of await readdir(dir, { withFileTypes: true }))
    if (entry.isDirectory()) found.push(...(await foldersOfModels(join(dir, entry.name), depth - 1)));
  return found;
}

const TAR_HAS_CLOSED = ['EPIPE', 'ECONNRESET', 'ERR_STREAM_PREMATURE_CLOSE'];

/** Unpacks by the `tar` command, which keeps to its folder, and stops where more comes out than a model may take. */
async function extract(tarball: string, to: string): Promise<void> {
  const { size } = await stat(tarball);
  const limit = Math.min(MAX_UNPACKED_BYTES, FREE_BYTES + size * MAX_EXPANSION);
  // Neither owners nor permissions of the archive: it may have been packed by anybody.
  const args = ['-xf', '-', '-C', to, '--no-same-owner', '--no-same-permissions'];
  const tar = spawn('tar', args, { stdio: ['pipe', 'ignore', 'pipe'], timeout: TIMEOUT_MS });
  let errors = '';
  tar.stderr.setEncoding('utf8').on('data', (text: string) => {
    errors = (errors + text).slice(0, 2000);
  });
  const ended = new Promise<number | null>((done, reject) => {
    tar.once('error', reject);
    tar.once('close', done);
  });
  const parts = [
    createReadStream(tarball),
    ...((await isGzip(tarball)) ? [createGunzip()] : []),
    atMost(limit, tarball),
  ];
  // tar closes its input at the end of the archive, and for what it reports itself.
  const failure = await pipeline([...parts, tar.stdin]).then(
    () => undefined,
    (error: NodeJS.ErrnoException) => (TAR_HAS_CLOSED.includes(error.code ?? '') ? undefined : error),
  );
  if (failure) tar.kill('SIGKILL');
  const exitCode = await ended;
  if (failure) throw failure;
  if (exitCode !== 0) throw new Error(errors.trim().split('\n')[0] || `tar ended with ${exitCode}`);
}

async function isGzip(path: string): Promise<boolean> {
  const file = await open(path).catch((cause: unknown) => {
    throw fileError('read', path, cause);
  });
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(2), 0, 2, 0);
    return bytesRead === 2 && buffer[0] === 0x1f && buffer[1] === 0x8b;
  } finally {
    await file.close();
  }
}

/** Passes bytes on until there are more than `limit`. */
function atMost(limit: number, name: string): Transform {
  let bytes = 0;
  return new Transform({
    transform(chunk: Buffer, _encoding, done: TransformCallback) {
      bytes += chunk.length;
      if (bytes <= limit) return done(null, chunk);
      const mib = Math.floor(limit / 2 ** 20);
      done(new CodecError('FILE_IO', `${name}: unpacks to more than the ${mib} MiB that a model of its size may take`));
    },
  });
}
