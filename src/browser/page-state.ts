import type { StreamState } from './worker/messages.js';

/**
 * What a page shows of a stream. `loading` the model → `connecting` → (`queued` as a source while another one has the
 * channel, or `waiting` for a source) → `live` ⇄ `reconnecting`;
 * `stalled` while no audio arrives, `gone` while the source has lost its connection, `ended` when it has ended its stream
 * (another may follow). `blocked`: the browser runs no audio before a click. `ready`: audio has arrived and is held back until it is asked for. `failed` and `closed` are final.
 */
export type PageState = 'loading' | 'ready' | 'blocked' | StreamState | 'failed' | 'closed';

/** What the shown state of a stream follows from, until it is over. */
export interface StreamConditions {
  /** State of the connection and the source; `loading` before the worker was asked for the stream. */
  readonly stream: StreamState | 'loading';
  readonly isModelLoaded: boolean;
  /** Whether the audio context runs: a browser suspends it until the user has clicked. */
  readonly isContextRunning: boolean;
  /** Whether playing was put off until the user asks for it. */
  readonly isHeld: boolean;
}

/** The state to show: that of the stream, unless something in the page prevents playing. */
export function shownState({ stream, isModelLoaded, isContextRunning, isHeld }: StreamConditions): PageState {
  // The channel may be joined meanwhile; nothing is played before the model runs.
  if (!isModelLoaded) return 'loading';
  if (isHeld) return stream === 'live' ? 'ready' : stream;
  const isBlocked = !isContextRunning && stream !== 'loading' && stream !== 'connecting';
  return isBlocked ? 'blocked' : stream;
}

/** Whether nothing follows a state. */
export const isFinal = (state: PageState): boolean => state === 'failed' || state === 'closed';
