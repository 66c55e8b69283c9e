import type { AdminOperation } from './operation.js';

/** Longer than any page waits, and shorter than a process waits for another one. */
const MAX_WAIT_MS = 5000;
/** As many as a node keeps of its own, about. */
const MAX_EVENTS = 1000;

const WATCH_QUERY = {
  after: {
    type: 'string',
    pattern: '^[\\w.]{1,64}$',
    description: 'the revision of the answer before: only what is new since then',
  },
  waitMs: {
    type: 'integer',
    minimum: 0,
    maximum: MAX_WAIT_MS,
    default: 1000,
    description: 'where nothing is new, the answer waits so long for it',
  },
} as const;
const EVENTS_QUERY = { limit: { type: 'integer', minimum: 1, maximum: MAX_EVENTS, default: 200 } } as const;

/** What has happened, and what is new: of the whole relay, and of one channel for whoever administers that alone. */
export const WATCH_OPERATIONS: readonly AdminOperation[] = [
  {
    id: 'listEvents',
    method: 'GET',
    path: '/admin/events',
    summary: 'What has happened last on the relay, newest first',
    query: {
      ...EVENTS_QUERY,
      channel: { type: 'string', maxLength: 64, description: 'only what has happened on this channel' },
    },
    response: 'Events',
    isChange: false,
    run: async ({ events }, { query }) => ({
      events: await events.list((query.channel as string | undefined) ?? null, query.limit as number),
    }),
  },
  {
    id: 'listChannelEvents',
    method: 'GET',
    path: '/admin/channels/:channel/events',
    summary: 'What has happened last on a channel, newest first',
    query: EVENTS_QUERY,
    response: 'Events',
    isChange: false,
    run: async ({ events }, { params, query }) => ({
      events: await events.list(params.channel!, query.limit as number),
    }),
  },
  {
    id: 'watch',
    method: 'GET',
    path: '/admin/watch',
    summary: 'What is new of the relay since an answer before, as soon as anything is; without that, all there is',
    query: WATCH_QUERY,
    response: 'Changes',
    isChange: false,
    run: ({ watch }, { query }) => watch.next(query.after as string | undefined, query.waitMs as number, null),
  },
  {
    id: 'watchChannel',
    method: 'GET',
    path: '/admin/channels/:channel/watch',
    summary: 'The same of one channel',
    query: WATCH_QUERY,
    response: 'Changes',
    isChange: false,
    run: ({ watch }, { params, query }) =>
      watch.next(query.after as string | undefined, query.waitMs as number, params.channel!),
  },
];
