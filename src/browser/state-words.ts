import type { PageState } from './page-state.js';

/** What a page tells its user of a stream's state. */
export const STATE_WORDS: Readonly<Record<PageState, string>> = {
  loading: 'Loading the model',
  ready: 'On air, ready to play',
  blocked: 'Paused by the browser',
  connecting: 'Connecting',
  queued: 'Another source has the channel, waiting',
  waiting: 'Waiting for a source',
  live: 'Live',
  stalled: 'No sound arrives',
  gone: 'The source has gone, waiting for it',
  reconnecting: 'Connection lost, trying again',
  ended: 'The broadcast has ended',
  failed: 'Stopped by an error',
  closed: 'Stopped',
};
