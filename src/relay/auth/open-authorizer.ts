import type { Authorizer, Grant } from '../../ports/authorizer.js';

const EVERYTHING: Grant = { permissions: ['publish', 'listen', 'administer'] };

/** Lets every connection publish and listen on every channel, whatever it presents. */
export const openAuthorizer: Authorizer = { authorize: () => EVERYTHING };
