import { HttpError } from '../../http-error.js';
import type { AdminContext, AdminOperation, SessionRooms } from './operation.js';

/** Operations on listening sessions, of which a relay knows who is there and how much it passes on. */
export const SESSION_OPERATIONS: readonly AdminOperation[] = [
  {
    id: 'listSessions',
    method: 'GET',
    path: '/admin/sessions',
    summary: 'All listening sessions, in the order in which they were created',
    response: 'Sessions',
    problems: [409],
    isChange: false,
    run: async (context) => ({ sessions: rooms(context).list() }),
  },
  {
    id: 'endSession',
    method: 'POST',
    path: '/admin/sessions/:id/end',
    summary: 'End a listening session: its peers leave it; whoever has its link may create it anew',
    request: 'EndSession',
    response: 'Session',
    problems: [404, 409],
    isChange: true,
    run: async (context, { params, body }) => {
      const ended = rooms(context).end(params.id!, body.reason as string | undefined);
      if (!ended) throw new HttpError(404, `there is no listening session ${params.id!.slice(0, 80)}`);
      return ended;
    },
  },
];

function rooms({ rooms: all }: AdminContext): SessionRooms {
  if (!all) throw new HttpError(409, 'a relay with several workers carries no listening sessions');
  return all;
}
