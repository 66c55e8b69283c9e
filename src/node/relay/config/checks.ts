import { CodecError } from '../../../core/errors.js';
import { within } from '../../../core/options.js';
import { ChannelPolicies } from '../../../relay/channel/channel-policy.js';
import { relayLimits } from '../../../relay/limits.js';
import { createAccess } from '../access/access.js';
import { Doors } from '../access/doors.js';
import { channelPattern } from '../channel-pattern.js';
import { mediaSettings } from '../media-options.js';
import { RecordTable } from '../operations/recording/record-table.js';
import { requireWebhookOptions } from '../webhooks/webhook-options.js';
import { EVERY_CHANNEL } from './every-channel.js';
import { type ConfigPath, pathText, type SourceMap } from './positions.js';
import type { ConfigProblem } from './problems.js';
import { RELAY_CONFIG_SCHEMA } from './schema.js';
import { schemaAt } from './schema-node.js';
import { accessOptions, doorOptions, mediaChanges, recordings, relayChannels } from './server-options.js';
import type { RelayConfig } from './types.js';

/** What the schema cannot state: how values depend on each other, and whether what uses them accepts them. */
export async function checkValues(config: RelayConfig, sources: SourceMap): Promise<ConfigProblem[]> {
  const problems: ConfigProblem[] = [];
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

/** A problem that code has found, which names the key at the start of its message where it knows it. */
export function problemAt(path: ConfigPath, message: string, sources: SourceMap): ConfigProblem {
  const named = namedPath(message) ?? path;
  const entry = sources.nearest(named) ?? sources.nearest(path);
  const isHidden = schemaAt(RELAY_CONFIG_SCHEMA, named)?.writeOnly === true;
  const stated = sources.get(named);
  // What a value is that came from elsewhere is not shown, only how the file refers to it.
  const got = isHidden ? '' : stated?.isReference ? `, got ${stated.source}` : null;
  return {
    ...(entry && { position: entry.valuePosition }),
    path: pathText(named),
    message: got === null ? message : message.replace(/, got .*$/s, got),
  };
}

/** The path that a message starts with, e.g. `access.keys[0].hash must be …`. */
function namedPath(message: string): (string | number)[] | null {
  const text = /^(?:[A-Za-z_]\w*)(?:\.[A-Za-z_]\w*|\[\d+\])+(?= )/.exec(message)?.[0];
  if (text === undefined) return null;
  return [...text.matchAll(/([A-Za-z_]\w*)|\[(\d+)\]/g)].map(([, name, index]) => name ?? Number(index));
}
