import { keep, kept } from '../tab-storage.js';

const NAME = 'latentcast-admin-token';

/** The token of whoever administers, which lives as long as the tab. */
export const session = {
  get token(): string {
    return kept(NAME);
  },
  set token(token: string) {
    keep(NAME, token);
  },
};
