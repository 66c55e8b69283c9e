import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { CodecError } from '../../../core/errors.js';
import type { FallbackOptions } from '../../../relay/channel/fallback-options.js';
import { fileError } from '../../files/file-errors.js';
import { requireRegularFile } from '../../files/regular-file.js';
import { isAddress } from '../../program/playlist.js';
import { checkAvailable } from './available.js';
import { checkBinding } from './binding.js';
import { statedChannels } from './check-channels.js';
import { checkHosts } from './check-hosts.js';
import { checkPorts } from './check-ports.js';
import { checkValues } from './checks.js';
import type { LoadedConfig } from './loaded-config.js';
import { parseConfig } from './parse.js';
import { type ConfigPath, SourceMap } from './positions.js';
import { ConfigError, type ConfigProblem, type FoundProblem } from './problems.js';
import { RELAY_CONFIG_SCHEMA } from './schema.js';
import { SoundPart } from './sound-part.js';
import { readTlsFiles } from './tls-files.js';
import type { ConfigOverrides, RelayConfig } from './types.js';
import { validateConfig } from './validate.js';

/** A longer file is no configuration. */
const MAX_FILE_BYTES = 1_048_576;
/** Between two readings of a file that may be written at this moment. */
const READING_PAUSE_MS = 50;
/** Of such a file. */
const MAX_READINGS = 20;
/** One after the other, until a file counts as empty. */
const EMPTY_READINGS = 6;

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
 * @throws ConfigError with everything that is wrong, also where the file cannot be read; CodecError NOT_INSTALLED where a
 *   package is missing
 */
export async function loadConfig({ file, overrides = {}, env }: ConfigOrigin): Promise<LoadedConfig> {
  if (file === undefined) return finish({}, new SourceMap(), { overrides, env, isStarting: true }, []);
  return finishText(await readConfig(file), { file, overrides, env }, true);
}

/**
 * As {@link loadConfig}, for a file that may be written at this moment: it is read until two readings are the same.
 *
 * @throws ConfigError also where the file changes all the time
 */
export async function loadChangedConfig(origin: ConfigOrigin & { readonly file: string }): Promise<LoadedConfig> {
  let text = await readConfig(origin.file);
  let same = 1;
  for (let reading = 1; reading < MAX_READINGS; reading++) {
    await delay(READING_PAUSE_MS);
    const before = text;
    text = await readConfig(origin.file);
    same = text === before ? same + 1 : 1;
    // Whoever writes a file anew empties it first.
    if (same >= (text === '' ? EMPTY_READINGS : 2)) return finishText(text, origin, false);
  }
  throw new ConfigError(origin.file, [
    { path: '', message: 'the file is being written: every reading is another one' },
  ]);
}

async function finishText(
  text: string,
  { file, overrides = {}, env }: ConfigOrigin & { readonly file: string },
  isStarting: boolean,
): Promise<LoadedConfig> {
  const folder = folderOf(file);
  const parsed = await parseConfig(text, RELAY_CONFIG_SCHEMA, { folder, env });
  const problems = [...parsed.problems];
  const isUnresolved = new Set(problems.map((problem) => problem.path));
  if (problems.every(({ path }) => path !== ''))
    for (const problem of await validateConfig(parsed.value, RELAY_CONFIG_SCHEMA, parsed.sources))
      if (!isUnresolved.has(problem.path)) problems.push(problem);
  // Nothing else can be said of a file that is no configuration as a whole.
  if (problems.some(({ path }) => path === '')) throw new ConfigError(file, inOrder(problems));
  return finish(parsed.value as RelayConfig, parsed.sources, { file, overrides, env, isStarting }, problems);
}

/** @param problems that were found already: what they concern is left out of all further checks */
async function finish(
  stated: RelayConfig,
  sources: SourceMap,
  { file, overrides = {}, env, isStarting }: ConfigOrigin & { readonly isStarting: boolean },
  problems: FoundProblem[],
): Promise<LoadedConfig> {
  const sound = new SoundPart(withOverrides(stated, overrides), RELAY_CONFIG_SCHEMA);
  const readPart = (): RelayConfig => {
    const part = sound.value as RelayConfig;
    return file === undefined ? part : absolute(part, folderOf(file));
  };
  for (const { at } of problems) sound.leaveOut(at);
  const context = { channels: statedChannels(stated), env };
  // A check stops at the first thing that is wrong in its section: it is left out, and the rest is checked again.
  for (let hasMore = true; hasMore; ) {
    const part = readPart();
    const partSources = sources.forPart((path) => sound.statedPath(path));
    const found = [...checkAvailable(part, partSources), ...(await checkValues(part, partSources, context))];
    // What is said to be missing may be there, and wrong.
    problems.push(...found.filter(({ at }) => !sound.isLeftOut(at)));
    hasMore = found.filter(({ at }) => sound.leaveOut(at)).length > 0;
  }
  const part = readPart();
  const isSound = (...paths: ConfigPath[]): boolean => !paths.some((path) => sound.lacks(path));
  const hosts = isSound(['listen', 'host'], ['metrics', 'host'])
    ? await checkHosts(part, sources, overrides, isStarting)
    : [];
  problems.push(...hosts);
  const tls = part.listen?.tls ? await readTlsFiles(part.listen.tls, sources, problems) : null;
  if (isSound(['listen', 'host'], ['listen', 'open'], ['access']))
    problems.push(
      ...(hosts.some(({ at }) => at[0] === 'listen')
        ? []
        : await checkBinding(part, sources, { isHostFromFlags: overrides.host !== undefined })),
    );
  if (hosts.length === 0 && isSound(['listen', 'host'], ['listen', 'port'], ['metrics']))
    problems.push(...(await checkPorts(part, sources, overrides)));
  if (problems.length > 0) throw new ConfigError(file, inOrder(problems));
  const isEmpty = file !== undefined && Object.keys(stated).length === 0;
  return { config: part, ...(file !== undefined && { file }), isEmpty, tls, sources };
}

/** Relative paths of a configuration start at its folder. */
const folderOf = (file: string): string => path.dirname(path.resolve(file));

const withOverrides = (stated: RelayConfig, { host, port, open, workers }: ConfigOverrides): RelayConfig => ({
  ...stated,
  listen: {
    ...stated.listen,
    ...(host !== undefined && { host }),
    ...(port !== undefined && { port }),
    ...(open && { open }),
  },
  ...(workers !== undefined && { workers }),
});

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
    const { message } = fileError('read', file, cause);
    throw new ConfigError(file, [{ path: '', message: message.replace(`${file}: `, '') }], { cause });
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
  const list = config.channels?.list?.map(({ record, fallback, ...channel }) => ({
    ...channel,
    ...(fallback && { fallback: absoluteFiles(fallback, folder) }),
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

function absoluteFiles({ files, ...fallback }: FallbackOptions, folder: string): FallbackOptions {
  if (!files) return fallback;
  return { ...fallback, files: files.map((file) => (isAddress(file) ? file : path.resolve(folder, file))) };
}
