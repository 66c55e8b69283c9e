import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { CodecError } from '../../../core/errors.js';
import { fileError } from '../../files/file-errors.js';
import { requireRegularFile } from '../../files/regular-file.js';
import { checkAvailable } from './available.js';
import { checkBinding } from './binding.js';
import { checkValues } from './checks.js';
import type { LoadedConfig } from './loaded-config.js';
import { parseConfig } from './parse.js';
import { SourceMap } from './positions.js';
import { ConfigError, type ConfigProblem } from './problems.js';
import { RELAY_CONFIG_SCHEMA } from './schema.js';
import { readTlsFiles } from './tls-files.js';
import type { ConfigOverrides, RelayConfig } from './types.js';
import { validateConfig } from './validate.js';

/** A longer file is no configuration. */
const MAX_FILE_BYTES = 1_048_576;

/** Where a configuration comes from. */
export interface ConfigOrigin {
  /** Path of the YAML file; undefined for the defaults. */
  readonly file?: string;
  /** Holds over the file. */
  readonly overrides?: ConfigOverrides;
  /** Of the environment, for `${NAME}`. */
  readonly env: Readonly<Record<string, string | undefined>>;
}

/**
 * Reads a configuration and checks all of it.
 *
 * @throws ConfigError with everything that is wrong; CodecError FILE_IO where the file cannot be read, NOT_INSTALLED where
 *   a package is missing
 */
export async function loadConfig({ file, overrides = {}, env }: ConfigOrigin): Promise<LoadedConfig> {
  if (file === undefined) return finish({}, new SourceMap(), overrides, undefined, []);
  const folder = path.dirname(path.resolve(file));
  const parsed = await parseConfig(await readConfig(file), RELAY_CONFIG_SCHEMA, { folder, env });
  const problems = [...parsed.problems];
  const isUnresolved = new Set(problems.map((problem) => problem.path));
  if (problems.every((problem) => problem.path !== ''))
    for (const problem of await validateConfig(parsed.value, RELAY_CONFIG_SCHEMA, parsed.sources))
      if (!isUnresolved.has(problem.path)) problems.push(problem);
  if (problems.length > 0) throw new ConfigError(file, inOrder(problems));
  return finish(absolute(parsed.value as RelayConfig, folder), parsed.sources, overrides, file, problems);
}

async function finish(
  stated: RelayConfig,
  sources: SourceMap,
  { host, port, open, workers }: ConfigOverrides,
  file: string | undefined,
  problems: ConfigProblem[],
): Promise<LoadedConfig> {
  const config: RelayConfig = {
    ...stated,
    listen: {
      ...stated.listen,
      ...(host !== undefined && { host }),
      ...(port !== undefined && { port }),
      ...(open && { open }),
    },
    ...(workers !== undefined && { workers }),
  };
  problems.push(...checkAvailable(config, sources), ...(await checkValues(config, sources)));
  const tls = config.listen?.tls ? await readTlsFiles(config.listen.tls, sources, problems) : null;
  problems.push(...(await checkBinding(config, sources, { isHostFromFlags: host !== undefined })));
  if (problems.length > 0) throw new ConfigError(file, inOrder(problems));
  return { config, ...(file !== undefined && { file }), tls, sources };
}

async function readConfig(file: string): Promise<string> {
  let bytes: Buffer;
  try {
    const stats = await requireRegularFile(file);
    if (stats.isFile() && stats.size > MAX_FILE_BYTES)
      throw new CodecError(
        'FILE_IO',
        `${file}: a configuration has at most ${MAX_FILE_BYTES} bytes, this file has ${stats.size}`,
      );
    bytes = await readFile(file);
  } catch (cause) {
    throw fileError('read', file, cause);
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new ConfigError(file, [{ path: '', message: 'the file must be UTF-8 text' }], { cause });
  }
}

/** In the order of the file; what has no place in it comes first. */
const inOrder = (problems: readonly ConfigProblem[]): ConfigProblem[] =>
  [...problems].sort(
    (a, b) =>
      (a.position?.line ?? 0) - (b.position?.line ?? 0) || (a.position?.column ?? 0) - (b.position?.column ?? 0),
  );

/** Paths start at the folder of the configuration. */
function absolute(config: RelayConfig, folder: string): RelayConfig {
  const tls = config.listen?.tls;
  const bans = config.access?.bans;
  const recordings = config.admin?.recordings;
  const list = config.channels?.list?.map(({ record, ...channel }) => ({
    ...channel,
    ...(record && { record: { ...record, folder: path.resolve(folder, record.folder) } }),
  }));
  return {
    ...config,
    ...(tls && {
      listen: {
        ...config.listen,
        tls: { certificate: path.resolve(folder, tls.certificate), key: path.resolve(folder, tls.key) },
      },
    }),
    ...(list && { channels: { ...config.channels, list } }),
    ...(recordings !== undefined && { admin: { ...config.admin, recordings: path.resolve(folder, recordings) } }),
    ...(bans !== undefined && { access: { ...config.access, bans: path.resolve(folder, bans) } }),
  };
}
