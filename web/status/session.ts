import { keep, kept } from '../tab-storage.js';

const TOKEN = 'latentcast-admin-token';
const CHANNEL = 'latentcast-admin-channel';

/** The token of whoever administers, and for what, which live as long as the tab. */
export const session = {
  get token(): string {
    return kept(TOKEN);
  },
  set token(token: string) {
    keep(TOKEN, token);
  },
  /** The only channel that the token may administer; empty for the whole relay. */
  get channel(): string {
    return kept(CHANNEL);
  },
  set channel(channel: string) {
    keep(CHANNEL, channel);
  },
};
