import { randomBytes } from 'node:crypto';
import type { Authorizer } from '../../ports/authorizer.js';

/** An authorizer that also knows the relay's own listeners, which hand on what others are granted. */
export interface InsideAuthorizer {
  readonly authorizer: Authorizer;
  /** Of the relay's own listeners; random, and never outside this process. */
  readonly credentials: string;
}

/** Lets whoever has the credentials listen to any channel; all others are the authorizer's concern. */
export function admitInside(outside: Authorizer): InsideAuthorizer {
  const credentials = `inside:${randomBytes(32).toString('hex')}`;
  const grant = { subject: 'players', permissions: ['listen'] } as const;
  return {
    credentials,
    authorizer: {
      authorize: (request) => (request.credentials === credentials ? grant : outside.authorize(request)),
    },
  };
}
