import { CodecError } from '../../../core/errors.js';
import { within } from '../../../core/options.js';
import { ChannelPolicies } from '../../../relay/channel/channel-policy.js';
import { relayLimits } from '../../../relay/limits.js';
import { requireWebSocketUrl } from '../../websocket-url.js';
import { createAccess } from '../access/access.js';
import { Doors } from '../access/doors.js';
import { parseSiteOrigins } from '../access/origin.js';
import { chooseAlternative } from '../alternatives.js';
import { channelPattern } from '../channel-pattern.js';
import { requireClusterOptions } from '../cluster/cluster-options.js';
import { mediaSettings } from '../media-options.js';
import { RecordTable } from '../operations/recording/record-table.js';
import { checkRecordingFolder } from '../operations/recording/recording-folder.js';
import { requireFrameOrigins } from '../page-headers.js';
import { requireRelaySessions } from '../rooms/options.js';
import { requireWebhookOptions } from '../webhooks/webhook-options.js';
import { requireClusterSessions } from '../workers/one-worker.js';
import { workerCount } from '../workers/worker-count.js';
import { checkChannels, type StatedChannels } from './check-channels.js';
import { EVERY_CHANNEL } from './every-channel.js';
import { type ConfigPath, pathText, type SourceMap } from './positions.js';
import type { FoundProblem } from './problems.js';
import { RELAY_CONFIG_SCHEMA } from './schema.js';
import { schemaAt } from './schema-node.js';
import { accessOptions, doorOptions, mediaChanges, recordings, relayChannels } from './server-options.js';
import type { RelayConfig } from './types.js';

/** What checks need beside the part of a configuration that is known to be sound. */
export interface CheckContext {
  /** Of the whole file. */
  readonly channels: StatedChannels;
  /** For the folders of models. */
  readonly env: Readonly<Record<string, string | undefined>>;
}

/**
 * What the schema cannot state: how values depend on each other, and whether what uses them accepts them. Of several
 * things that are wrong in one section the first.
 */
export async function checkValues(
  config: RelayConfig,
  sources: SourceMap,
  { channels: stated, env }: CheckContext,
): Promise<FoundProblem[]> {
  const problems: FoundProblem[] = [];
  const check = (path: readonly (string | number)[], use: () => unknown): void => {
    try {
      use();
    } catch (error) {
      problems.push(problemAt(path, (error as Error).message, sources));
    }
  };
  check(['limits'], () => relayLimits(config.limits));
  check(['shutdown', 'retryAfterMs'], () => {
    const [min, max] = config.shutdown?.retryAfterMs ?? [0, 0];
    if (min > max)
      throw new RangeError(`shutdown.retryAfterMs must be the shorter and the longer wait, got [${min}, ${max}]`);
  });
  check(['channels', 'pattern'], () => {
    try {
      channelPattern(config.channels?.pattern ?? EVERY_CHANNEL);
    } catch (error) {
      throw new RangeError((error as Error).message.replace('channelPattern', 'channels.pattern'), { cause: error });
    }
  });
  check(['channels', 'list'], () => {
    try {
      new ChannelPolicies(relayChannels(config));
      mediaSettings(mediaChanges(config));
      new RecordTable('channels', recordings(config));
    } catch (error) {
      throw new RangeError((error as Error).message.replace(/^(media\.)?channels/, 'channels.list'), { cause: error });
    }
  });
  for (const [path, folder] of recordingFolders(config)) {
    const why = await checkRecordingFolder(folder).then(
      () => null,
      (error: Error) => error.message,
    );
    if (why !== null) problems.push(problemAt(path, `${pathText(path)} cannot be used: ${why}`, sources));
  }
  check(['alternatives'], () => chooseAlternative(config.alternatives ?? []));
  for (const [i, { upstream }] of (config.channels?.list ?? []).entries())
    check(['channels', 'list', i, 'upstream', 'url'], () => upstream && requireUpstreamUrl(upstream.url, i));
  for (const [i, { fallback }] of (config.channels?.list ?? []).entries()) {
    if (!fallback?.files) continue;
    const { unplayable } = await import('../fallback/check-files.js');
    const path = ['channels', 'list', i, 'fallback'];
    for (const { index, why } of await unplayable(fallback.files)) {
      const at = [...path, 'files', ...(index === null ? [] : [index])];
      // Without its files it is no fallback: the other checks leave it out in whole.
      problems.push(problemAt(at, `${pathText(at)} cannot be played: ${why}`, sources, path));
    }
  }
  for (const { path, message, at } of await checkChannels(config, stated, env))
    problems.push(problemAt(path, `${pathText(path)} ${message}`, sources, at));
  check(['cluster'], () => {
    if (!config.cluster) return;
    requireClusterOptions(config.cluster);
    requireOneWorker(config);
  });
  check(['admin', 'origins'], () => parseSiteOrigins('admin.origins', config.admin?.origins));
  check(['page', 'frames'], () => requireFrameOrigins('page.frames', config.page?.frames ?? []));
  check(['sessions'], () => {
    requireRelaySessions(config.sessions);
    requireClusterSessions(config.sessions, workerCount(config.workers));
  });
  check(['webhooks'], () => config.webhooks && requireWebhookOptions(config.webhooks));
  check(['listen'], () => within('listen', () => new Doors(doorOptions(config))));
  if (config.access) {
    try {
      await createAccess(accessOptions(config));
    } catch (error) {
      const isFile = error instanceof CodecError && error.code !== 'NOT_INSTALLED';
      if (error instanceof CodecError && !isFile) throw error;
      // An error of JSON quotes what it has read, which may be a file of another kind.
      const why = (error as Error).message.replace(/: (Unexpected|Expected|Bad) .*$/s, ': it is not JSON');
      const message = `access.${isFile ? 'bans cannot be used: ' : ''}${why}`;
      problems.push(problemAt(['access', ...(isFile ? ['bans'] : [])], message, sources));
    }
  }
  return problems;
}

/** @throws TypeError where a node of a cluster would have several processes */
function requireOneWorker({ workers }: RelayConfig): void {
  const count = workerCount(workers);
  if (count > 1) throw new TypeError(`workers must be 1 in a cluster, got ${count}: start a node for each`);
}

/** @throws TypeError naming the key, and what is wrong with the address of the channel */
function requireUpstreamUrl(url: string, index: number): void {
  try {
    requireWebSocketUrl(url);
  } catch (error) {
    const message = (error as Error).message.replace(/^url /, `channels.list[${index}].upstream.url `);
    throw Object.assign(new TypeError(message), { cause: error });
  }
}

/** Folders that recordings are written into, and where the configuration names them. */
function recordingFolders({ admin, channels }: RelayConfig): (readonly [ConfigPath, string])[] {
  return [
    ...(admin?.recordings === undefined ? [] : [[['admin', 'recordings'], admin.recordings] as const]),
    ...(channels?.list ?? []).flatMap(({ record }, i) =>
      record ? [[['channels', 'list', i, 'record', 'folder'], record.folder] as const] : [],
    ),
  ];
}

/**
 * A problem that code has found, which names the key at the start of its message where it knows it.
 *
 * @param without what the other checks leave out; by itself what the problem names
 */
function problemAt(path: ConfigPath, message: string, sources: SourceMap, without?: ConfigPath): FoundProblem {
  const named = namedPath(message) ?? path;
  const at = sources.locate(named);
  const entry = sources.nearest(named) ?? sources.nearest(path);
  const isHidden = schemaAt(RELAY_CONFIG_SCHEMA, named)?.writeOnly === true;
  const stated = sources.get(named);
  const text = named === path ? message : pathText(at) + message.slice(pathText(named).length);
  // What a value is that came from elsewhere is not shown, only how the file refers to it.
  const got = isHidden ? '' : stated?.isReference ? `, got ${stated.source}` : null;
  return {
    ...(entry && { position: entry.valuePosition }),
    path: pathText(at),
    at: without ? sources.locate(without) : at,
    message: got === null ? text : text.replace(/, got .*$/s, got),
  };
}

/** The path that a message starts with, e.g. `access.keys[0].hash must be …`. */
function namedPath(message: string): (string | number)[] | null {
  const text = /^(?:[A-Za-z_]\w*)(?:\.[A-Za-z_]\w*|\[\d+\])+(?= )/.exec(message)?.[0];
  if (text === undefined) return null;
  return [...text.matchAll(/([A-Za-z_]\w*)|\[(\d+)\]/g)].map(([, name, index]) => name ?? Number(index));
}
