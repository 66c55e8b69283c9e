import { isSha256 } from '../../../core/latent/model-identity.js';
import { matchesNamePattern } from '../../../core/name-pattern.js';
import { shown } from '../../../core/shown.js';
import { CHANNEL_DEFAULTS } from '../../../relay/channel/channel-options.js';
import { DEFAULT_MODEL, type FoundModel, findModel, modelRoots } from '../../model/model-files.js';
import { channelPattern } from '../channel-pattern.js';
import { whyOwnName } from '../own-paths.js';
import { EVERY_CHANNEL } from './every-channel.js';
import type { ConfigPath } from './positions.js';
import { nearest } from './problems.js';
import type { ChannelConfig, RelayConfig } from './types.js';

/** Something in an entry of `channels.list` that its other values, or the relay, do not allow. */
export interface ChannelProblem {
  /** Steps to the key. */
  readonly path: ConfigPath;
  /** What stands behind the key in a message. */
  readonly message: string;
  /** What is of no use without it; the key itself where that is left out. */
  readonly at?: ConfigPath;
}

/** What the file states of channels, right or wrong. */
export interface StatedChannels {
  readonly names: readonly string[];
  readonly patterns: readonly string[];
  /** A regular expression; undefined where the file states none. */
  readonly pattern: string | undefined;
}

/** The same of a file that may not be valid. */
export function statedChannels(stated: unknown): StatedChannels {
  const { channels } = (stated ?? {}) as { channels?: unknown };
  const { list, pattern } = (channels ?? {}) as { list?: unknown; pattern?: unknown };
  const texts = (key: 'name' | 'pattern'): string[] =>
    (Array.isArray(list) ? list : []).flatMap((entry: Record<string, unknown> | null) => {
      const value = entry?.[key];
      return typeof value === 'string' ? [value] : [];
    });
  return {
    names: texts('name'),
    patterns: texts('pattern'),
    pattern: typeof pattern === 'string' ? pattern : undefined,
  };
}

/** Values of channels that exclude each other, and what they name that does not exist. */
export async function checkChannels(
  { channels }: RelayConfig,
  stated: StatedChannels,
  env: Readonly<Record<string, string | undefined>>,
): Promise<ChannelProblem[]> {
  const problems: ChannelProblem[] = [];
  const list = channels?.list ?? [];
  for (const [i, entry] of list.entries()) {
    const path = ['channels', 'list', i];
    const found = [
      ...ownName(entry),
      ...samePattern(entry, list.slice(0, i)),
      ...unknownFallback(entry, list, stated),
      ...excluded(entry),
      ...(await wrongModel(entry, modelRoots(env))),
    ];
    for (const { path: key, message, at } of found)
      problems.push({ path: [...path, ...key], message, ...(at && { at: [...path, ...at] }) });
  }
  problems.push(...noneAllowed(channels));
  return problems;
}

/** Programs that channels let in, and a limit that lets in none of them. */
function* noneAllowed(channels: RelayConfig['channels']): Generator<ChannelProblem> {
  const list = channels?.list ?? [];
  const publishes = list.findIndex(({ icecast }) => icecast && icecast.source !== false);
  const plays = list.findIndex(({ players }) => players);
  if (channels?.maxEncoders === 0 && publishes >= 0)
    yield {
      path: ['channels', 'maxEncoders'],
      message: `must be at least 1 where channels.list[${publishes}].icecast lets source clients publish (source: false does not), got 0`,
    };
  if (channels?.maxDecoders === 0 && plays >= 0)
    yield {
      path: ['channels', 'maxDecoders'],
      message: `must be at least 1 where channels.list[${plays}].players lets players listen, got 0`,
    };
}

function* ownName({ name }: ChannelConfig): Generator<ChannelProblem> {
  const why = name === undefined ? null : whyOwnName(name);
  if (why !== null) yield { path: ['name'], message: `cannot be ${shown(name)}: ${why}` };
}

function* samePattern({ pattern }: ChannelConfig, before: readonly ChannelConfig[]): Generator<ChannelProblem> {
  if (pattern !== undefined && before.some((other) => other.pattern === pattern))
    yield {
      path: ['pattern'],
      message: `must differ from the patterns before it, of which the first that matches counts, got ${shown(pattern)}`,
    };
}

function* unknownFallback(
  { name, models, fallback }: ChannelConfig,
  list: readonly ChannelConfig[],
  { names, patterns, pattern }: StatedChannels,
): Generator<ChannelProblem> {
  const other = fallback?.channel;
  if (other === undefined) return;
  const found = list.find((entry) => entry.name === other);
  const isKnown =
    names.includes(other) ||
    patterns.some((one) => matchesNamePattern(one, other)) ||
    (pattern !== undefined && pattern !== EVERY_CHANNEL && allows(pattern, other));
  if (!isKnown) {
    const meant = nearest(
      other,
      names.filter((one) => one !== name),
    );
    const hint = meant === undefined ? 'give it an entry of its own in channels.list' : `did you mean ${meant}?`;
    yield {
      path: ['fallback', 'channel'],
      message: `names a channel that nothing defines, ${shown(other)}; ${hint}`,
      at: ['fallback'],
    };
  } else if (models && found?.models && areApart(models, found.models))
    yield {
      path: ['fallback', 'channel'],
      message: `must be a channel of the same model, got ${shown(other)}: of its models (${found.models.join(', ')}) none is one of ${models.join(', ')}`,
      at: ['fallback'],
    };
}

/** Whether no model can be in both lists: an id and a sha256 may be of one. */
const areApart = (one: readonly string[], other: readonly string[]): boolean =>
  [...one, ...other].every((model) => isSha256(model) === isSha256(one[0])) &&
  one.every((model) => !other.includes(model));

function* excluded(entry: ChannelConfig): Generator<ChannelProblem> {
  const { burstMs, maxBurstMs, planes, takeover, maxQueuedSources, icecast, record } = entry;
  if (burstMs !== undefined && maxBurstMs !== undefined && burstMs > maxBurstMs)
    yield { path: ['burstMs'], message: `must be at most maxBurstMs, ${maxBurstMs}, got ${burstMs}` };
  if (maxQueuedSources !== undefined && (takeover ?? CHANNEL_DEFAULTS.takeover) !== 'queue')
    yield {
      path: ['maxQueuedSources'],
      message: `is for takeover: queue, got takeover: ${takeover ?? CHANNEL_DEFAULTS.takeover}`,
    };
  if (planes !== undefined && icecast?.planes !== undefined && icecast.planes > planes)
    yield {
      path: ['icecast', 'planes'],
      message: `must be at most the planes of the channel, ${planes}, got ${icecast.planes}`,
    };
  if (record?.rotateBytes !== undefined && record.keepBytes !== undefined && record.keepBytes < record.rotateBytes)
    yield {
      path: ['record', 'keepBytes'],
      message: `must be at least rotateBytes, ${record.rotateBytes}, or no file is kept, got ${record.keepBytes}`,
    };
}

/** The model with which the relay itself encodes for the channel. */
async function wrongModel(
  { icecast, fallback, models }: ChannelConfig,
  roots: readonly string[],
): Promise<ChannelProblem[]> {
  const encodes = (icecast && icecast.source !== false) || fallback?.files !== undefined;
  if (!encodes || (icecast?.model === undefined && !models)) return [];
  const name = icecast?.model ?? DEFAULT_MODEL;
  const path = icecast?.model === undefined ? ['models'] : ['icecast', 'model'];
  const at = icecast?.model === undefined ? ['models'] : ['icecast'];
  let found: FoundModel;
  try {
    found = await findModel(name, roots);
  } catch (error) {
    return [{ path, at, message: `cannot be used: ${(error as Error).message}` }];
  }
  if (!models || models.includes(found.manifest.id) || models.includes(found.sha256)) return [];
  const message =
    icecast?.model === undefined
      ? `must have ${found.manifest.id}, the model with which the relay encodes for the channel: icecast.model names another one`
      : `must be one of the models of the channel, ${models.join(', ')}, got ${shown(name)}, which is ${found.manifest.id}`;
  return [{ path, at, message }];
}

function allows(pattern: string, name: string): boolean {
  try {
    return channelPattern(pattern).test(name);
  } catch {
    // That it is none is a problem of its own.
    return true;
  }
}
