import { CodecError } from '../../../../core/errors.js';
import { isRelayAddress } from '../../../../relay/administration/relay-administration.js';
import type { BanRequestOptions } from '../../access/ban.js';
import { HttpError } from '../../http-error.js';
import { sumChannels } from '../listener-history.js';
import type { RecordingStore } from '../recording/recording-store.js';
import { CLUSTER_OPERATIONS } from './cluster-operations.js';
import { requireMoveUrl } from './move-url.js';
import type { AdminContext, AdminOperation, BanRegistry } from './operation.js';
import { ownBan } from './own-ban.js';
import { SESSION_OPERATIONS } from './session-operations.js';
import { TITLE_OPERATIONS } from './title-operations.js';
import { unknownChannel } from './unknown-channel.js';
import { WATCH_OPERATIONS } from './watch-operations.js';

const MAX_PAGE = 1000;

/** Every operation of the administration API. */
export const ADMIN_OPERATIONS: readonly AdminOperation[] = [
  {
    id: 'stats',
    method: 'GET',
    path: '/admin/stats',
    summary: 'Totals of the relay, and its listeners over the last hour',
    response: 'Stats',
    isChange: false,
    run: async (context) => {
      const { version, history } = context;
      const { intervalMs, samples } = history;
      const { connections, refused, closed, ...rest } = context.stats();
      const { listeners, sources } = sumChannels({ connections, refused, closed, ...rest });
      const uptimeSeconds = context.uptimeSeconds();
      const residentBytes = await context.residentBytes();
      const totals = { connections, refused, closed, sources, listeners };
      return { version, nowMs: Date.now(), uptimeSeconds, residentBytes, ...totals, history: { intervalMs, samples } };
    },
  },
  {
    id: 'listChannels',
    method: 'GET',
    path: '/admin/channels',
    summary: 'All channels',
    response: 'Channels',
    isChange: false,
    run: async ({ administration }) => ({ channels: await administration.channels() }),
  },
  {
    id: 'getChannel',
    method: 'GET',
    path: '/admin/channels/:channel',
    summary: 'One channel',
    response: 'Channel',
    problems: [404],
    isChange: false,
    run: async ({ administration }, { params }) =>
      (await administration.channel(params.channel!)) ?? unknownChannel(params.channel!),
  },
  {
    id: 'listConnections',
    method: 'GET',
    path: '/admin/channels/:channel/connections',
    summary: 'The source and the listeners of a channel, in parts',
    query: {
      after: { type: 'integer', minimum: 0, default: 0, description: 'only connections with a larger number' },
      limit: { type: 'integer', minimum: 1, maximum: MAX_PAGE, default: 100 },
      role: { enum: ['source', 'listener'], description: 'only sources, or only listeners' },
    },
    response: 'ConnectionPage',
    problems: [404],
    isChange: false,
    run: async ({ administration }, { params, query }) => {
      if (!(await administration.channel(params.channel!))) unknownChannel(params.channel!);
      const role = query.role as 'source' | 'listener' | undefined;
      return administration.connections(params.channel!, query.after as number, query.limit as number, role);
    },
  },
  {
    id: 'kick',
    method: 'POST',
    path: '/admin/channels/:channel/kick',
    summary: 'Close a source or listener; it does not connect again by itself',
    request: 'Kick',
    response: 'Kicked',
    problems: [404],
    isChange: true,
    run: async ({ administration }, { params, body }) => {
      const id = body.id as number;
      const kicked = await administration.kick(params.channel!, id, body.reason as string | undefined);
      if (!kicked) throw new HttpError(404, `channel ${params.channel} has no connection ${id}`);
      return { kicked };
    },
  },
  {
    id: 'move',
    method: 'POST',
    path: '/admin/channels/:channel/move',
    summary: 'Move the listeners of a channel, or one of them, to another channel of this relay or of another',
    request: 'Move',
    response: 'Moved',
    problems: [404, 409],
    isChange: true,
    run: async ({ administration }, { params, body }) => {
      if (!(await administration.channel(params.channel!))) unknownChannel(params.channel!);
      const to = body.to as string;
      if (isRelayAddress(to)) requireMoveUrl(to);
      const id = (body.id as number | undefined) ?? null;
      const result = await administration.move(params.channel!, to, id);
      if (id !== null && result.moved + result.refused === 0)
        throw new HttpError(404, `channel ${params.channel} has no listener ${id}`);
      return result;
    },
  },
  {
    id: 'mute',
    method: 'PUT',
    path: '/admin/channels/:channel/mute',
    summary: 'Mute the source of a channel, or end that: listeners receive silence',
    request: 'Mute',
    response: 'Channel',
    problems: [404],
    isChange: true,
    run: async ({ administration }, { params, body }) => {
      if (!(await administration.setMuted(params.channel!, body.muted as boolean))) unknownChannel(params.channel!);
      return administration.channel(params.channel!);
    },
  },
  ...TITLE_OPERATIONS,
  {
    id: 'startRecording',
    method: 'PUT',
    path: '/admin/channels/:channel/recording',
    summary: 'Record a channel into .lc files, one for each stream, in the folder that the configuration names',
    response: 'Recordings',
    problems: [409],
    isChange: true,
    run: async (context, { params }) => {
      const [channel, store] = [params.channel!, recordings(context)];
      const isLive = (await context.administration.channel(channel))?.isLive === true;
      await store.start(channel, isLive).catch((cause: unknown) => {
        // The folder of the configuration, which the request cannot change and which is no failure of the relay.
        if (cause instanceof CodecError && cause.code === 'FILE_IO')
          throw new HttpError(409, `nothing can be recorded: ${cause.message}`);
        throw cause;
      });
      return { recordings: store.list(channel) };
    },
  },
  {
    id: 'getRecording',
    method: 'GET',
    path: '/admin/channels/:channel/recording',
    summary: 'Files that are being recorded of a channel, or were last',
    response: 'Recordings',
    problems: [409],
    isChange: false,
    run: (context, { params }) => ({ recordings: recordings(context).list(params.channel!) }),
  },
  {
    id: 'stopRecording',
    method: 'DELETE',
    path: '/admin/channels/:channel/recording',
    summary: 'End the recording of a channel, at every node of a cluster',
    response: 'Recordings',
    problems: [404],
    isChange: true,
    run: async (context, { params }) => {
      const ended = await context.endRecordings(params.channel!);
      if (!ended) throw new HttpError(404, `channel ${params.channel} is not being recorded`);
      return { recordings: ended };
    },
  },
  {
    id: 'listBans',
    method: 'GET',
    path: '/admin/bans',
    summary: 'Who is banned',
    response: 'Bans',
    problems: [409],
    isChange: false,
    run: (context) => ({ bans: bans(context).list() }),
  },
  {
    id: 'ban',
    method: 'POST',
    path: '/admin/bans',
    summary: 'Ban an address, a subnet, the subject or id of a token, or a key, for a time or for ever',
    request: 'NewBan',
    response: 'Ban',
    problems: [409, 500],
    isChange: true,
    run: (context, { body: { force, ...request }, caller }) => {
      const ban = request as unknown as BanRequestOptions;
      const own = force === true ? null : ownBan(ban, caller);
      if (own !== null)
        throw new HttpError(409, {
          error: `the ban would shut out whoever asks for it, ${own}; with force: true (latentcast admin ban --force) it is made all the same`,
          field: 'force',
          allowed: 'true',
        });
      return bans(context).add(ban);
    },
  },
  {
    id: 'unban',
    method: 'DELETE',
    path: '/admin/bans/:id',
    summary: 'Lift a ban',
    response: 'Bans',
    problems: [404, 409, 500],
    isChange: true,
    run: async (context, { params }) => {
      if (!(await bans(context).remove(params.id!))) throw new HttpError(404, `there is no ban ${params.id}`);
      return { bans: bans(context).list() };
    },
  },
  ...SESSION_OPERATIONS,
  ...CLUSTER_OPERATIONS,
  ...WATCH_OPERATIONS,
  {
    id: 'reload',
    method: 'POST',
    path: '/admin/reload',
    summary: 'Apply the configuration file again; a wrong one changes nothing',
    response: 'Reloaded',
    problems: [409, 422],
    isChange: true,
    run: async ({ reload }) => {
      if (!reload) throw new HttpError(409, 'the relay was started without a configuration file');
      try {
        return { reloaded: true, changed: await reload() };
      } catch (cause) {
        throw new HttpError(422, `nothing was changed: ${(cause as Error).message}`);
      }
    },
  },
];

function bans({ bans: list }: AdminContext): BanRegistry {
  if (!list) throw new HttpError(409, 'the relay has no list of bans');
  return list;
}

function recordings({ recordings: store }: AdminContext): RecordingStore {
  if (!store) throw new HttpError(409, 'the relay has no folder for recordings: admin.recordings names one');
  return store;
}

/** An error of the relay as an answer; whatever is no coded error is the relay's own fault. */
export function httpErrorOf(error: unknown): HttpError {
  if (error instanceof HttpError) return error;
  if (error instanceof CodecError) {
    if (error.code === 'CHANNEL_NAME') return new HttpError(400, { error: error.message, field: 'channel' });
    const status = error.code === 'PACKET_FIELD' ? 400 : 409;
    return new HttpError(error.code === 'FILE_IO' ? 500 : status, error.message);
  }
  // Wrong values of fields whose rules a schema cannot state, such as a subnet's.
  if (error instanceof RangeError || error instanceof TypeError) return new HttpError(400, error.message);
  return new HttpError(500, 'the relay failed');
}
