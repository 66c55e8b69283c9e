import { type Command, Option } from 'commander';
import { CodecError } from '../../core/errors.js';
import { fileError } from '../../node/files/file-errors.js';
import { readWhole } from '../../node/files/read-whole.js';
import { BAN_KINDS, type Ban } from '../../node/relay/access/ban.js';
import { RELAY_SERVER_DEFAULTS } from '../../node/relay/defaults.js';
import { ADMIN_TIMEOUT_MS, adminClient } from '../../node/relay/operations/admin-client.js';
import { addClusterCommands } from '../admin/cluster-commands.js';
import { addEventsCommand } from '../admin/events-command.js';
import type { AdminHandler, Shown } from '../admin/handler.js';
import { channelRows, connectionRows, recordingRows, sessionRows, statsLines } from '../admin/tables.js';
import { integerArg, numberArg } from '../arguments.js';
import { type CliContext, print, printJson } from '../context.js';
import { jsonOption } from '../options.js';
import { table } from '../table.js';
import { warnOfPlainToken } from '../token-option.js';

/** Where the token comes from: never the command line, which every user of the machine can read. */
const TOKEN_VARIABLE = 'LATENTCAST_ADMIN_TOKEN';

interface Shared {
  readonly url: string;
  readonly tokenFile?: string;
  readonly timeout: number;
  readonly json?: true;
}

const segment = encodeURIComponent;

/** `latentcast admin`: the client of a relay's administration API. */
export function registerAdmin(program: Command, context: CliContext): void {
  const admin = program
    .command('admin')
    .description(`administer a running relay; the token is read from ${TOKEN_VARIABLE} or a file`);
  const add = (name: string, description: string, run: AdminHandler): Command =>
    admin
      .command(name)
      .description(description)
      .option(
        '--url <url>',
        'address of the relay',
        `http://${RELAY_SERVER_DEFAULTS.host}:${RELAY_SERVER_DEFAULTS.port}`,
      )
      .option('--token-file <file>', 'file that holds the token')
      .option(
        '--timeout <s>',
        'longest wait for an answer of the relay',
        numberArg(0.001, 3600),
        ADMIN_TIMEOUT_MS / 1000,
      )
      .addOption(jsonOption())
      .action(async (...all: unknown[]) => {
        const command = all.at(-1) as Command;
        const options = command.opts() as Shared & Record<string, unknown>;
        const client = adminClient(options.url, await readToken(context, options), {
          timeoutMs: Math.max(1, Math.round(1000 * options.timeout)),
          signal: context.signal,
        });
        warnOfPlainToken(context, options.url);
        const shown = await run(client, command.args, options);
        if (options.json) printJson(context, shown.value);
        else print(context, shown.text);
      });

  add('stats', 'totals of the relay', async (client) => {
    const value = await client.call<Parameters<typeof statsLines>[0]>('GET', 'stats');
    return { value, text: statsLines(value) };
  });
  add('channels', 'all channels', async (client) => {
    const value = await client.call<{ channels: Parameters<typeof channelRows>[0] }>('GET', 'channels');
    const channels = [...value.channels].sort((a, b) => a.channel.localeCompare(b.channel, 'en', { numeric: true }));
    return { value, text: channels.length > 0 ? channelRows(channels) : 'no channels' };
  });
  add('listeners <channel>', 'the source and the listeners of a channel', listeners)
    .option('--after <id>', 'only connections with a larger number', integerArg(0, Number.MAX_SAFE_INTEGER), 0)
    .option('--limit <n>', 'at most this many', integerArg(1, 1000), 100);
  add('kick <channel> <id>', 'close a source or listener', async (client, [channel, id], { reason }) => {
    const body = { id: connectionId(id!), ...(reason !== undefined && { reason }) };
    const value = await client.call<{ kicked: { role: string } }>('POST', `channels/${segment(channel!)}/kick`, body);
    return { value, text: `${value.kicked.role} ${id} of ${channel} is closed` };
  }).option('--reason <text>', 'told to the peer');
  add('bans', 'who is banned', async (client) => listBans(await client.call('GET', 'bans')));
  add(
    'ban <value>',
    'ban an address or subnet, or with --kind a subject, token or key',
    async (client, [value], options) => {
      const { kind, seconds, reason, force } = options;
      const ban = await client.call<Ban>('POST', 'bans', {
        kind,
        value,
        ...(seconds !== undefined && { expiresInMs: 1000 * (seconds as number) }),
        ...(reason !== undefined && { reason }),
        ...(force !== undefined && { force }),
      });
      return {
        value: ban,
        text: `${ban.id} is banned ${ban.expiresAt === null ? 'for ever' : `until ${ban.expiresAt}`}`,
      };
    },
  )
    .addOption(new Option('--kind <kind>', 'what the value names').choices(BAN_KINDS).default('address'))
    .option('--seconds <n>', 'how long it holds (default: for ever)', integerArg(1, 1e10))
    .option('--reason <text>', 'told to whoever is banned')
    .option('--force', 'also where it shuts out whoever asks for it');
  add('unban <id>', 'lift a ban: its id, as bans lists it, or a banned address', async (client, [id]) => {
    const name = /^(address|subject|token|key):/.test(id!) ? id! : `address:${id}`;
    const value = await client.call('DELETE', `bans/${segment(name)}`);
    return { value, text: `${name} is banned no more` };
  });
  add(
    'move <channel> <to>',
    'move listeners to another channel of the relay, or by its address to one of another relay',
    async (client, [channel, to], { id }) => {
      if (to === channel) throw new CodecError('CHANNEL_NAME', `move needs another channel, got ${channel} twice`);
      const body = { to, ...(id !== undefined && { id }) };
      const value = await client.call<{ moved: number; refused: number; reason: string | null }>(
        'POST',
        `channels/${segment(channel!)}/move`,
        body,
      );
      const rest =
        value.refused > 0 ? `, ${value.refused} stay${value.reason === null ? '' : `: ${value.reason}`}` : '';
      const done = /^wss?:/.test(to!) ? 'told to go' : 'moved';
      return { value, text: `${value.moved} ${done} from ${channel} to ${to}${rest}` };
    },
  ).option('--id <id>', 'only this listener', integerArg(1, Number.MAX_SAFE_INTEGER));
  for (const muted of [true, false])
    add(
      `${muted ? 'mute' : 'unmute'} <channel>`,
      muted ? 'put silence in place of the source' : 'let the source be heard again',
      async (client, [channel]) => {
        const value = await client.call('PUT', `channels/${segment(channel!)}/mute`, { muted });
        return { value, text: `${channel} is ${muted ? 'muted' : 'not muted'}` };
      },
    );
  add(
    'title <channel>',
    'state what is on the air, in place of what the source states; what is left out stays as it is',
    title,
  )
    .option('--title <text>', 'title')
    .option('--artist <text>', 'artist')
    .option('--station <text>', 'station')
    .option('--clear', 'bring back what the source states');
  add('record <channel>', 'record a channel into .lc files on the relay', record).option('--stop', 'end the recording');
  add('sessions', 'all listening sessions', async (client) => {
    const value = await client.call<{ sessions: Parameters<typeof sessionRows>[0] }>('GET', 'sessions');
    return { value, text: value.sessions.length > 0 ? sessionRows(value.sessions) : 'no listening sessions' };
  });
  add('end-session <id>', 'end a listening session: its id, as sessions lists it', async (client, [id], { reason }) => {
    const value = await client.call<{ peers: number }>('POST', `sessions/${segment(id!)}/end`, {
      ...(reason !== undefined && { reason }),
    });
    return {
      value,
      text: `the listening session ${id} has ended for ${value.peers} ${value.peers === 1 ? 'peer' : 'peers'}`,
    };
  }).option('--reason <text>', 'told to its peers');
  addClusterCommands(add);
  addEventsCommand(add);
  add('reload', 'apply the configuration file again', async (client) => {
    const value = await client.call<{ changed: readonly string[] }>('POST', 'reload');
    return { value, text: value.changed.length > 0 ? `changed: ${value.changed.join(', ')}` : 'nothing has changed' };
  });
}

/** @throws CodecError OUTPUT_REFUSED, which is a usage error, for what is no number of a connection */
function connectionId(text: string): number {
  const id = /^\d+$/.test(text) ? Number(text) : 0;
  if (id < 1 || id > Number.MAX_SAFE_INTEGER)
    throw new CodecError(
      'OUTPUT_REFUSED',
      `id must be the number of a connection, as 'listeners' lists it, got "${text}"`,
    );
  return id;
}

const listeners: AdminHandler = async (client, [channel], { after, limit }) => {
  const path = `channels/${segment(channel!)}/connections?after=${after}&limit=${limit}`;
  const value = await client.call<{ connections: Parameters<typeof connectionRows>[0]; next: number | null }>(
    'GET',
    path,
  );
  const more = value.next === null ? '' : `\nmore with --after ${value.next}`;
  return { value, text: value.connections.length > 0 ? connectionRows(value.connections) + more : 'nobody' };
};

const record: AdminHandler = async (client, [channel], { stop }) => {
  const path = `channels/${segment(channel!)}`;
  // Recording makes the channel: whether there was one is asked before.
  const known = await client.call<{ isLive: boolean }>('GET', path).catch((error: CodecError) => {
    if (error.code !== 'PROTOCOL') throw error;
    return null;
  });
  const method = stop ? 'DELETE' : 'PUT';
  const value = await client.call<{ recordings: Parameters<typeof recordingRows>[0] }>(method, `${path}/recording`);
  if (value.recordings.length > 0) return { value, text: recordingRows(value.recordings) };
  if (stop) return { value, text: `${channel} is recorded no more; nothing had been recorded` };
  const state = known
    ? `${channel} has ${known.isLive ? 'a' : 'no'} source now`
    : `nobody uses a channel ${channel} now`;
  return { value, text: `${state}; recording begins with the next sound` };
};

const title: AdminHandler = async (client, [channel], { title: text, artist, station, clear }) => {
  const path = `channels/${segment(channel!)}/title`;
  const metadata = Object.fromEntries(
    Object.entries({ title: text, artist, station }).filter(([, value]) => value !== undefined),
  );
  if (Boolean(clear) === Object.keys(metadata).length > 0)
    throw new CodecError('OUTPUT_REFUSED', 'title needs either --clear, or some of --title, --artist and --station');
  const value = clear ? await client.call('DELETE', path) : await client.call('PATCH', path, metadata);
  return { value, text: clear ? `${channel}: the source states its title again` : `${channel}: the title is set` };
};

function listBans(value: { readonly bans: readonly Ban[] }): Shown {
  const rows = value.bans.map(({ id, expiresAt, reason }) => [id, expiresAt ?? 'for ever', reason]);
  return { value, text: rows.length > 0 ? table([['id', 'until', 'reason'], null, ...rows]) : 'nobody is banned' };
}

async function readToken({ env, signal }: CliContext, { tokenFile }: Shared): Promise<string> {
  let token = env[TOKEN_VARIABLE] ?? '';
  if (tokenFile !== undefined)
    try {
      token = (await readWhole(tokenFile, signal)).toString();
    } catch (cause) {
      throw fileError('read', tokenFile, cause);
    }
  token = token.trim();
  if (!/^[\x21-\x7e]+$/.test(token))
    throw new CodecError(
      'NOT_ALLOWED',
      `administration needs a token of printable ASCII in ${TOKEN_VARIABLE} or in --token-file`,
    );
  return token;
}
