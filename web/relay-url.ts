/**
 * An address of this page's relay, which may be under a path of its host: relative to the page, not to the host.
 *
 * @param path without a slash at its start
 */
export const relayUrl = (path: string): string => new URL(path, document.baseURI).href;

/** Address of a channel's page, without the language of this one: whoever gets it reads it in that of their browser. */
export const channelLink = (channel: string): string => relayUrl(`./#/${channel}`);
